// reelqueue engines: what it says of engines that are well and of one that is not, and a small film made with one.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openDatabase } from '../../src/store/database.ts';
import { noteTurnedAway } from '../../src/store/engines.ts';
import { migrate } from '../../src/store/migrations.ts';
import { testDatabase } from '../postgres.ts';
import { testFolder } from '../system.ts';
import { reelqueue } from './command-line.ts';

const KEY = 'sk-not-to-be-shown';

let folder: Awaited<ReturnType<typeof testFolder>>;
let base: Awaited<ReturnType<typeof testDatabase>>;
let env: Record<string, string>;

before(async () => {
  [folder, base] = await Promise.all([testFolder(), testDatabase()]);
  const REELQUEUE_CONFIG = join(folder.path, 'engines.json');
  const hosted = { type: 'gmicloud', url: 'http://127.0.0.1:1', key: 'env:HOSTED_KEY' };
  await writeFile(REELQUEUE_CONFIG, JSON.stringify({ engines: { hosted, animatic: { type: 'animatic' } } }));
  env = {
    REELQUEUE_CONFIG,
    HOSTED_KEY: KEY,
    DATABASE_URL: base.url,
    REELQUEUE_DATA_DIR: folder.path,
    REELQUEUE_LOG: 'error',
  };
});
after(async () => {
  await base[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test('engines shows the health of each, its slots, its breaker and its last error, and no secret', async () => {
  const database = openDatabase(base.url);
  await migrate(database);
  const away = { why: 'away', seconds: 200, error: 'hosted answered 401' } as const;
  for (let times = 0; times < 3; times++) await noteTurnedAway(database, 'hosted', away);
  await database.close();
  const { code, stdout, stderr } = await reelqueue(['engines', '--json'], { env });
  assert.equal(code, 0, stderr);
  const [hosted, animatic] = JSON.parse(stdout).engines;
  assert.deepEqual([hosted.engine, hosted.health], ['hosted', { ok: false, says: 'hosted refused the connection' }]);
  assert.deepEqual([hosted.breaker, hosted.why, hosted.failures], ['open', 'away', 3]);
  assert.deepEqual([hosted.slots, hosted.busy, hosted.last_error], [0, 0, 'hosted answered 401']);
  assert.deepEqual([animatic.health.ok, animatic.breaker, animatic.last_error], [true, 'closed', null]);
  const shown = await reelqueue(['engines'], { env });
  assert.match(shown.stdout, /^hosted +not well +0\/0 +0 +open \(away, \d+ s\) +hosted refused the connection$/m);
  assert.match(shown.stdout, /^hosted, last error at 20\d\d-.*: hosted answered 401$/m);
  assert.ok(!(stdout + stderr + shown.stdout + shown.stderr).includes(KEY));
});

test('test makes one small film with an engine, and says what is wrong with one that does not', async () => {
  const output = join(folder.path, 'film.mp4');
  const made = await reelqueue(['engines', 'test', 'animatic', '--output', output], { env });
  assert.deepEqual([made.code, made.stderr], [0, 'animatic makes a film of pixverse-v5.6-i2v, for $0.00.\n']);
  assert.match(made.stdout, /^640 × 360, 24 fps, 5 s long, made in [\d.]+ s\.\n/);
  assert.equal((await readFile(output)).toString('latin1', 4, 8), 'ftyp');
  const failed = await reelqueue(['engines', 'test', 'hosted'], { env });
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /error: hosted: hosted refused the connection\n$/);
  const unknown = await reelqueue(['engines', 'test', 'none'], { env });
  assert.deepEqual(
    [unknown.code, unknown.stderr],
    [2, 'error: there is no engine "none"; there are hosted, animatic\n'],
  );
});
