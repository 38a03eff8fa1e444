// examples/deploy, read by what will read it, and held against what Reelqueue knows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { createProgram } from '../src/cli/program.ts';
import { readConfig } from '../src/config.ts';
import { createMetrics } from '../src/metrics.ts';
import { openDatabase } from '../src/store/database.ts';
import { migrate } from '../src/store/migrations.ts';
import { testDatabase } from './postgres.ts';
import { testFolder } from './system.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(join(CHECKOUT, 'examples/deploy', name), 'utf8');

/** A unit of systemd, or an environment file: its keys with their values, in their order. */
function lines(text: string): [key: string, value: string][] {
  return text
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}

const shared = Object.fromEntries(lines(read('reelqueue.env')));

for (const unit of ['reelqueue-api.service', 'reelqueue-worker.service']) {
  const text = read(unit);
  const of = (key: string): string => lines(text).find(([name]) => name === key)?.[1] ?? assert.fail(`${unit}: ${key}`);

  test(`${unit} has settings that Reelqueue knows, a command that there is, and time to stop`, () => {
    const own = Object.fromEntries(
      of('Environment')
        .split(' ')
        .map((pair) => pair.split('=')),
    );
    const config = readConfig({ ...shared, ...own });
    assert.ok(Number(of('TimeoutStopSec')) >= config.REELQUEUE_DRAIN + 15);
    assert.deepEqual([of('KillMode'), of('Restart')], ['mixed', 'always']);
    const [node, memory, condition, main, command, ...flags] = of('ExecStart')
      .replaceAll('/opt/reelqueue', CHECKOUT)
      .split(' ');
    for (const file of [node, join(CHECKOUT, main)]) assert.ok(existsSync(file), file);
    // As npm start has them.
    assert.deepEqual([memory, condition], ['--max-semi-space-size=4', '--conditions=reelqueue-source']);
    const known = createProgram().commands.find((one) => one.name() === command);
    const options = flags.filter((flag) => flag.startsWith('--'));
    assert.ok(options.every((flag) => known?.options.some(({ long }) => long === flag)));
  });

  const skip = spawnSync('systemd-analyze', ['--version']).status === 0 ? false : 'systemd is not installed';
  test(`${unit} is a unit that systemd takes`, { skip }, async () => {
    await using folder = await testFolder();
    const path = join(folder.path, unit);
    await writeFile(path, text.replaceAll('/opt/reelqueue', CHECKOUT));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    // A key that it does not know is only complained of.
    assert.ok(!stderr.includes(unit), stderr);
  });
}

test('the YAML files are YAML, of the shape that Prometheus and KEDA read', () => {
  const prometheus = parse(read('prometheus.yml'));
  assert.ok(existsSync(join(CHECKOUT, 'examples/deploy', prometheus.rule_files[0])));
  const [job] = prometheus.scrape_configs;
  assert.ok(job.authorization.credentials_file && job.static_configs[0].targets.length === 2);
  const { rules } = parse(read('alerts.yml')).groups[0];
  for (const rule of rules) {
    assert.deepEqual(Object.keys(rule), ['alert', 'expr', 'for', 'labels', 'annotations']);
    assert.match(rule.for, /^\d+m$/);
  }
  const keda = parse(read('keda.yaml'));
  assert.deepEqual([keda.apiVersion, keda.kind], ['keda.sh/v1alpha1', 'ScaledObject']);
  const [{ type, metadata }] = keda.spec.triggers;
  assert.equal(type, 'prometheus');
  assert.deepEqual(Object.keys(metadata), ['serverAddress', 'query', 'threshold']);
  // KEDA takes strings only.
  assert.equal(typeof metadata.threshold, 'string');
});

test('every metric that a page or an example names is one that is told', async () => {
  await using store = await testDatabase();
  const database = openDatabase(store.url, { connections: 1 });
  await migrate(database);
  const told = await createMetrics(database, []).text();
  await database.close();
  const names = new Set([...told.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  const pages = [
    ...globSync('docs/guides/*.md', { cwd: CHECKOUT }),
    ...globSync('examples/deploy/*', { cwd: CHECKOUT }),
  ];
  const named = pages.flatMap((page) => {
    const text = readFileSync(join(CHECKOUT, page), 'utf8');
    return [...text.matchAll(/\breelqueue_\w+/g)].map(([name]) => ({ page, name }));
  });
  assert.ok(named.length > 15);
  for (const { page, name } of named) assert.ok(names.has(name), `${page}: ${name}`);
});
