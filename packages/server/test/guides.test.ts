// The commands in the guides, run as a reader would: what does not work there fails here.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { inspectFilm } from '@reelqueue/animatic';
import { MODELS } from '@reelqueue/models';
import { startSystem, type TestSystem, testFolder } from './system.ts';

const CHECKOUT = join(import.meta.dirname, '../../..');
/** Where the guides expect the system: `npm start` without settings. */
const ADDRESS = 'http://127.0.0.1:8787';

const present = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const missing = ['bash', 'curl', 'jq'].find((program) => !present(program));
const skip = missing === undefined ? false : `${missing} is not installed`;

let system: TestSystem;
before(async () => {
  system = await startSystem();
});
after(() => system[Symbol.asyncDispose]());

/** The shell blocks of a page of Markdown, in their order. */
async function blocks(page: string): Promise<string[]> {
  const text = await readFile(join(CHECKOUT, page), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
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
