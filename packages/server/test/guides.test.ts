// The commands in the guides, run as a reader would: what does not work there fails here.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inspectFilm } from '@reelqueue/animatic';
import { MODELS } from '@reelqueue/models';
import { QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';
import { receiver } from './webhooks/receiver.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
/** Where the guides expect the system: `npm start` without settings. */
const ADDRESS = 'http://127.0.0.1:8787';

const present = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const missing = ['bash', 'curl', 'jq'].find((program) => !present(program));
const skip = missing === undefined ? false : `${missing} is not installed`;

let system: TestSystem;
before(async () => {
  system = await startSystem({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' });
});
after(() => system[Symbol.asyncDispose]());

/** The blocks of a page of Markdown in one language, in their order. */
async function blocks(page: string, language = 'sh'): Promise<string[]> {
  const text = await readFile(join(CHECKOUT, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);
}

/** Runs a script in a folder that looks like a checkout in which `npm start` was run, against the test's system. */
async function run(script: string, folder: string): Promise<string> {
  await symlink(join(CHECKOUT, 'examples'), join(folder, 'examples'));
  await symlink(system.config.REELQUEUE_DATA_DIR, join(folder, 'reelqueue-data'));
  const text = `set -euo pipefail\n${script.replaceAll(ADDRESS, system.url)}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', text], { cwd: folder, timeout: 120_000 });
  return stdout;
}

test('getting-started.md leads from a photo to a film, with jq', { skip }, async () => {
  await using folder = await testFolder();
  const all = await blocks('docs/guides/getting-started.md');
  const said = await run(all.slice(0, -1).join('\n'), folder.path);
  assert.match(said, /"status": "success"/);
  const { width, height, duration } = await inspectFilm(join(folder.path, 'film.mp4'));
  assert.deepEqual([width, height, duration], [1168, 768, 5]);
  assert.equal((await readFile(join(folder.path, 'film.jpg'))).readUInt16BE(), 0xffd8);
});

test('getting-started.md leads from a photo to a film, without jq', { skip }, async () => {
  await using folder = await testFolder();
  const all = await blocks('docs/guides/getting-started.md');
  assert.match(await run(all.at(-1) as string, folder.path), /^success$/m);
  assert.equal((await inspectFilm(join(folder.path, 'film.mp4'))).duration, 5);
});

test('following.md follows a request to its end and clears up after it', { skip }, async () => {
  await using folder = await testFolder();
  // Address and key, upload, submit: as far as the id of a request.
  const submitted = (await blocks('docs/guides/getting-started.md')).slice(0, 3);
  const said = await run([...submitted, ...(await blocks('docs/guides/following.md'))].join('\n'), folder.path);
  assert.match(said, /^success {2}1$/m);
  assert.match(said, /^event: request\.queued$.*^event: request\.processing$.*^event: request\.success$/ms);
  assert.match(said, /^\d+\n\{"usage":\[\{.*"seconds":\d+/m);
});

/** Writes down a receiver that the guide to webhooks shows, and starts it; it answers when this returns. */
async function startReceiver(command: string, language: string, file: string) {
  const free = await receiver();
  await free[Symbol.asyncDispose]();
  const port = String(free.port);
  const [code = ''] = await blocks('docs/guides/webhooks.md', language);
  await writeFile(file, code.replaceAll('9000', port));
  await symlink(join(CHECKOUT, 'node_modules'), join(dirname(file), 'node_modules'));
  const { body } = await system.call('GET', `${QUEUE}/webhook-secret`);
  const env = { ...process.env, WEBHOOK_SECRET: body.secret };
  const child = spawn(command, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const unsigned = (): Promise<number | null> =>
    fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: '{}' }).then(
      ({ status }) => status,
      () => null, // it does not listen yet
    );
  let status = await unsigned();
  for (const late = Date.now() + 20_000; status === null && Date.now() < late; status = await unsigned())
    await sleep(50);
  return { port, status, said: text(child.stdout), [Symbol.dispose]: () => void child.kill() };
}

for (const [command, language, file] of [
  ['node', 'ts', 'receiver.ts'],
  ['python3', 'python', 'receiver.py'],
] as const) {
  const program = missing ?? (present(command) ? undefined : command);
  const skipped = program === undefined ? false : `${program} is not installed`;
  test(`webhooks.md shows a receiver in ${language} that knows who calls`, { skip: skipped }, async () => {
    await using folder = await testFolder();
    using called = await startReceiver(command, language, join(folder.path, file));
    assert.equal(called.status, 401);
    const start = await blocks('docs/guides/getting-started.md');
    const [submit, secret, see, replay, rotate] = await blocks('docs/guides/webhooks.md');
    const cancel = 'curl -sSf -X POST "$URL/requests/$ID/cancel" -H "Authorization: Bearer $KEY" > /dev/null';
    const seen = see?.trimEnd().split('\n').at(0);
    const delivered = `until ${seen}; jq -e '.deliveries[0].attempts | length == COUNT' deliveries.json; do sleep 0.1; done`;
    const wait = (count: number): string => delivered.replace('COUNT', String(count));
    const steps = [...start.slice(0, 2), submit, secret, cancel, wait(1), see, replay, wait(2), see, rotate];
    const said = await run(steps.join('\n').replaceAll('127.0.0.1:9000', `127.0.0.1:${called.port}`), folder.path);
    assert.match(said, /"status": 204,\s+"error": null/);
    assert.match(said, /whsec_[A-Za-z0-9+/]{43}=\n$/);
    const { request_id } = JSON.parse(await readFile(join(folder.path, 'request.json'), 'utf8'));
    called[Symbol.dispose]();
    assert.equal(await called.said, `request.cancelled ${request_id}\n`.repeat(2));
  });
}

test("the README's curl asks for a film", { skip }, async () => {
  await using folder = await testFolder();
  const curls = (await blocks('README.md')).filter((block) => block.includes('curl'));
  assert.equal(curls.length, 1);
  const answer = JSON.parse(await run(curls[0] as string, folder.path));
  assert.equal(answer.status, 'queued');
  await system.client.cancel(answer.request_id);
});

test('the README names every model', async () => {
  const text = await readFile(join(CHECKOUT, 'README.md'), 'utf8');
  for (const { id } of MODELS) assert.ok(text.includes(`\`${id}\``), id);
});

test('every link from page to page leads to a file', async () => {
  const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', 'packages/*/*.md'], { cwd: CHECKOUT });
  for (const page of pages) {
    const text = await readFile(join(CHECKOUT, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(CHECKOUT, dirname(page), target)), `${page} links to ${target}`);
    }
  }
});
