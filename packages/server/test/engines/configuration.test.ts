// The configuration file: what it may say, and what is said of it when it is wrong.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readConfig } from '../../src/config.ts';
import { loadConfiguration, readConfiguration } from '../../src/engines/configuration.ts';
import { ENGINE_TYPES } from '../../src/engines/table.ts';
import { testFolder } from '../system.ts';

const FILE = 'reelqueue.config.json';

const read = (given: unknown, environment: Record<string, string> = {}) =>
  readConfiguration(typeof given === 'string' ? given : JSON.stringify(given), FILE, readConfig(environment));

/** The sentences of a file that is refused, without its name. */
function refusal(given: unknown, environment: Record<string, string> = {}): string[] {
  try {
    read(given, environment);
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace(`${FILE}: `, ''));
  }
  return assert.fail('it was taken');
}

const engines = { animatic: { type: 'animatic' } };

test('without a file every model goes to the embedded renderer', async () => {
  const found = await loadConfiguration(readConfig({}));
  assert.deepEqual([found.file, found.engines.map(({ name }) => name)], [null, ['animatic']]);
  assert.deepEqual(found.routes, { '*': [{ engine: 'animatic' }] });
});

test('a file without routes sends every model to its engines in their order', () => {
  const { routes } = read({ engines: { quick: { type: 'animatic', preset: 'ultrafast' }, ...engines } });
  assert.deepEqual(routes, { '*': [{ engine: 'quick' }, { engine: 'animatic' }] });
});

test('a file may begin with a mark of its byte order', () => {
  assert.deepEqual(Object.keys(read(`\ufeff${JSON.stringify({ engines })}`).routes), ['*']);
});

test('a file that is not JSON is refused without a word of what it holds', () => {
  assert.deepEqual(refusal('{"engines": sk-secret}'), ['it is not JSON: its syntax is wrong']);
  assert.match(
    refusal('{\n  "engines": {"a": 1 "b": 2}}')[0],
    /^it is not JSON: its syntax is wrong at line 2 column \d+$/,
  );
});

test('a wrong file is told the place, the value and the rule, of everything that is wrong', () => {
  assert.deepEqual(refusal({}), ['engines is missing']);
  assert.deepEqual(refusal({ engines, route: {} }), ['route is not known there; did you mean routes?']);
  assert.deepEqual(refusal({ engines: { a: { type: 'animatik' } } }), [
    `engines.a.type is "animatik"; it must be one of ${Object.keys(ENGINE_TYPES).join(', ')}`,
  ]);
  assert.deepEqual(refusal({ engines: { 'A b': { type: 'animatic' } } }), [
    'engines.A b: its name must match ^[a-z][a-z0-9-]{0,39}$',
  ]);
  assert.deepEqual(refusal({ engines: { a: { type: 'animatic', slots: 0, presets: 'fast' } } }), [
    'engines.a.presets is not known there; did you mean preset?',
    'engines.a.slots is 0; it must be >= 1',
  ]);
  assert.deepEqual(refusal({ engines, routes: { '*': [{ engine: 'b' }] } }), [
    'routes.*.0.engine is "b"; the file names animatic',
  ]);
  assert.deepEqual(refusal({ engines, routes: { '*': [{ engine: 'animatic' }, { engine: 'animatic' }] } }), [
    'routes.*.1.engine is "animatic", which stands before it in the same route',
  ]);
  assert.deepEqual(refusal({ engines, routes: { 'wan2.6-i2w': [{ engine: 'animatic' }] } }), [
    'routes.wan2.6-i2w: none of its engines takes a model that is not known; did you mean wan2.6-i2v?',
  ]);
  assert.deepEqual(refusal({ engines, routes: { '*': [{ engine: 'animatic', price: {} }] } }), [
    'routes.*.0.price is {}; it must NOT have fewer than 1 properties',
  ]);
});

test('a secret is named, never written: what stands there instead is not repeated', () => {
  const hosted = (key: unknown) => ({ engines: { hosted: { type: 'gmicloud', key } } });
  const found = read(hosted('env:THEIR_KEY'), { THEIR_KEY: 'sk-1' }).engines[0].settings as {
    key: string;
    poll: number;
  };
  assert.deepEqual([found.key, found.poll], ['sk-1', 5]);
  assert.deepEqual(refusal(hosted('sk-pasted')), [
    'engines.hosted.key holds a value; it is a secret, and must be env:NAME, a variable that holds it',
  ]);
  assert.deepEqual(refusal(hosted('env:THEIR_KEY')), [
    'engines.hosted.key is env:THEIR_KEY, but the environment variable THEIR_KEY is not set',
  ]);
  assert.deepEqual(refusal(hosted(17)), ['engines.hosted.key: its value must be a string']);
  assert.deepEqual(refusal({ engines: { hosted: { type: 'gmicloud' } } }), ['engines.hosted.key is missing']);
});

test('the key of GMI Cloud alone puts it before the embedded renderer', async () => {
  const { engines, routes } = await loadConfiguration(readConfig({ REELQUEUE_GMI_API_KEY: 'sk-1' }));
  assert.deepEqual(
    engines.map(({ name }) => name),
    ['gmicloud', 'animatic'],
  );
  assert.deepEqual((engines[0].settings as { url: string }).url, 'https://console.gmicloud.ai');
  assert.deepEqual(routes, { '*': [{ engine: 'gmicloud' }, { engine: 'animatic' }] });
});

test('a file that REELQUEUE_CONFIG names must be there', async () => {
  await using folder = await testFolder();
  const path = join(folder.path, 'engines.json');
  const config = readConfig({ REELQUEUE_CONFIG: path });
  await assert.rejects(loadConfiguration(config), { message: `REELQUEUE_CONFIG: ${path} can not be read (ENOENT)` });
  writeFileSync(path, JSON.stringify({ engines }));
  assert.equal((await loadConfiguration(config)).file, path);
});

test('the schema for editors takes what is taken, and refuses what is refused', () => {
  const path = join(import.meta.dirname, '../../../../docs/reference/reelqueue.config.schema.json');
  const judge = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync(path, 'utf8')));
  assert.ok(judge({ engines, routes: { '*': [{ engine: 'animatic', price: { per_second: 0.1 }, deadline: 60 }] } }));
  for (const wrong of [
    {},
    { engines: { a: { type: 'animatik' } } },
    { engines: { a: { type: 'animatic', slot: 1 } } },
  ]) {
    assert.equal(judge(wrong), false, JSON.stringify(wrong));
  }
});

test('every file that the guides show is taken', () => {
  for (const page of ['engines', 'animatic', 'gmicloud', 'plugins']) {
    const text = readFileSync(join(import.meta.dirname, `../../../../docs/guides/${page}.md`), 'utf8');
    const shown = [...text.matchAll(/^```json\n(.*?)^```$/gms)].map(([, block]) => block);
    assert.ok(shown.length > 0, page);
    for (const file of shown) read(file, { GMI_KEY: 'sk-1' });
  }
});
