import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { texture, writeClip } from '../../../animatic/test/made/clips.ts';
import { PHOTOS, startSystem, type TestSystem, testFolder } from '../system.ts';
import { reelqueue } from './command-line.ts';

const ROCKET = join(PHOTOS, 'rocket.jpg');

/** Takes requests and starts none, so that what is queued stays so. */
let idle: TestSystem;

before(async () => {
  idle = await startSystem({ REELQUEUE_WORKERS: '0' });
});
after(() => idle[Symbol.asyncDispose]());

/** Runs a command on a system, which it finds by the data folder. */
const on = (system: TestSystem, ...args: string[]) =>
  reelqueue(args, { env: { REELQUEUE_DATA_DIR: system.config.REELQUEUE_DATA_DIR, DATABASE_URL: system.databaseUrl } });

async function submitted(...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await on(idle, 'submit', 'wan2.6-i2v', '--image', ROCKET, ...flags);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

test('one command makes a film of a photo on this machine and saves it', async () => {
  await using system = await startSystem();
  await using folder = await testFolder();
  const film = join(folder.path, 'film.mp4');
  const flags = ['--resolution', '720P', '--no-audio', '--no-prompt-extend', '--seed', '0', '--prompt', 'slow push in'];
  const made = await on(system, 'submit', 'wan2.6-i2v', '--image', ROCKET, ...flags, '--output', film, '--json');
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /^(waiting|fetching|rendering).*\n(.*\n)*success 100 %\n$/);

  const { payload, outcome, request_id } = JSON.parse(made.stdout);
  const { img_url, ...rest } = payload;
  const asked = { resolution: '720P', audio: false, prompt_extend: false, seed: 0, prompt: 'slow push in' };
  assert.deepEqual(rest, asked, 'what was not given is not sent');
  assert.match(img_url, /^http.*\.jpg$/);
  assert.equal(outcome.seed, 0);
  const sha256 = createHash('sha256')
    .update(await readFile(film))
    .digest('hex');
  assert.equal(sha256, outcome.sha256);
  assert.deepEqual(await readdir(folder.path), ['film.mp4']);

  const watched = await on(system, 'watch', request_id);
  assert.equal(watched.stdout, `film       ${outcome.video_url}\nthumbnail  ${outcome.thumbnail_image_url}\n`);
  const late = await on(system, 'cancel', request_id);
  assert.equal(late.code, 1);
  assert.match(late.stderr, /has ended/);
});

test('submit prints the id alone, list and cancel find it, watch ends with it', async () => {
  const request_id = await submitted(
    '--set',
    'seed=0',
    '--set',
    'prompt=007',
    '--priority',
    'high',
    '--start-within',
    '600',
  );
  assert.match(request_id, /^[0-9a-f-]{36}$/);

  const { requests, total } = JSON.parse((await on(idle, 'list', '--status', 'queued', '--json')).stdout);
  assert.equal(total, 1);
  assert.equal(requests[0].request_id, request_id);
  assert.deepEqual([requests[0].payload.seed, requests[0].payload.prompt, requests[0].priority], [0, '007', 'high']);
  assert.match((await on(idle, 'list')).stdout, new RegExp(`${request_id}  wan2.6-i2v  .*  queued`));

  const cancelled = await on(idle, 'cancel', request_id);
  assert.deepEqual([cancelled.code, cancelled.stdout], [0, `${request_id} is cancelled\n`]);
  const watched = await on(idle, 'watch', request_id);
  assert.equal(watched.code, 1);
  assert.match(watched.stderr, new RegExp(`error: request ${request_id} is cancelled`));
});

test('a flag of several files is repeated, and a file that is named twice is uploaded once', async () => {
  await using folder = await testFolder();
  const clips = [join(folder.path, 'a.mp4'), join(folder.path, 'b.mov')];
  for (const clip of clips) {
    await writeClip(clip, { width: 64, height: 36, fps: 15, seconds: 2, luma: texture, sound: () => 0 });
  }
  const flags = [...clips, clips[0]].flatMap((clip) => ['--video', clip]);
  const { code, stdout, stderr } = await on(idle, 'submit', 'wan2.6-r2v', ...flags);
  assert.equal(code, 0, stderr);
  const { payload } = await idle.client.cancel(stdout.trim());
  const addresses = payload.reference_video_urls as string[];
  assert.deepEqual(Object.keys(payload), ['reference_video_urls']);
  assert.deepEqual(
    addresses.map((address) => address.split('.').at(-1)),
    ['mp4', 'mov', 'mp4'],
  );
  assert.equal(addresses[0], addresses[2]);
  const missing = await on(idle, 'submit', 'wan2.6-r2v', '--video', clips[0] as string, '--video', 'c.mp4');
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
  assert.match(missing.stderr, /reference_video_urls is c\.mp4, which is not there/);
});

test('Ctrl-C ends watching and leaves the request as it was', async () => {
  const request_id = await submitted();
  const { code, stderr } = await reelqueue(['watch', request_id], {
    env: { REELQUEUE_DATA_DIR: idle.config.REELQUEUE_DATA_DIR },
    when: { says: 'waiting', act: (kill) => kill('SIGINT') },
  });
  assert.equal(code, 130);
  assert.match(stderr, new RegExp(`The request goes on.*reelqueue cancel ${request_id}`));
  assert.equal((await idle.client.get(request_id)).status, 'queued');
  await idle.client.cancel(request_id);
});

test('what the queue refuses is said sentence by sentence', async () => {
  const flags = ['--image', ROCKET, '--set', 'duration=7', '--set', 'resolution=4K'];
  const { code, stdout, stderr } = await on(idle, 'submit', 'wan2.6-i2v', ...flags);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^error: .*4K/m);
  assert.match(stderr, /^error: .*7/m);
  const unknown = await on(idle, 'watch', '00000000-0000-7000-8000-000000000000');
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /^error: .*00000000-0000-7000-8000-000000000000/);
});

test('models lists the ids, and with one its parameters', async () => {
  assert.match((await on(idle, 'models')).stdout, /^wan2\.6-i2v$/m);
  assert.match((await on(idle, 'models', 'wan2.6-i2v')).stdout, /^duration +enum +5 +5, 10, 15 /m);
  const record = JSON.parse((await on(idle, 'models', 'wan2.6-i2v', '--json')).stdout);
  assert.equal(record.price_info.price, 150_000);
});

test('a key that is made works until it is revoked, and may only what its scopes say', async () => {
  const made = await on(idle, 'keys', 'create', '--scopes', 'read', '--expires', '1h', '--json');
  assert.equal(made.code, 0, made.stderr);
  const { key, key_id, org_id } = JSON.parse(made.stdout);
  const env = { REELQUEUE_URL: idle.url, REELQUEUE_API_KEY: key };
  const list = () => reelqueue(['list'], { env });
  assert.equal((await list()).code, 0);
  assert.match((await reelqueue(['cancel', key_id], { env })).stderr, /scope/);

  const { keys } = JSON.parse((await on(idle, 'keys', 'list', '--json')).stdout);
  const row = keys.find((one: { key_id: string }) => one.key_id === key_id);
  assert.deepEqual([row.org_id, row.scopes, row.revoked_at], [org_id, ['read'], null]);
  assert.ok(Math.abs(row.expires_at - row.created_at - 3600) < 5);
  assert.ok(!JSON.stringify(keys).includes(key));

  assert.equal((await on(idle, 'keys', 'revoke', key_id)).code, 0);
  assert.equal((await list()).code, 1);
  assert.match((await on(idle, 'keys', 'list')).stdout, new RegExp(`${key_id} .* revoked `));
  assert.equal((await on(idle, 'keys', 'revoke', key_id)).code, 1);
});

test('keys refuses what is no organisation, scope or duration', async () => {
  const create = (...flags: string[]) => on(idle, 'keys', 'create', ...flags);
  const stranger = await create('--org', '00000000-0000-7000-8000-000000000000');
  assert.match(stranger.stderr, /there is no organisation 00000000/);
  assert.equal(stranger.code, 1);
  assert.equal((await create('--org', 'acme')).code, 2);
  assert.equal((await create('--scopes', 'read,write')).code, 2);
  for (const expires of ['30', '0s', '99999999d']) assert.equal((await create('--expires', expires)).code, 2, expires);
});
