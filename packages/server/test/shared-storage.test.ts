import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Client, createClient } from '@reelqueue/client';
import type { Storage } from '../src/artifacts/storage.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { openStorage } from '../src/opening.ts';
import { type System, serve } from '../src/serve.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { orphanSweep } from '../src/worker/orphans.ts';
import { testDatabase } from './postgres.ts';
import { type S3Server, startS3 } from './s3.ts';
import { type Answer, picture, QUEUE, testFolder } from './system.ts';

// Two APIs and two workers, each with a data folder of its own, as on four hosts. To clients they are one system, behind one
// address.
const PUBLIC = 'https://films.example.com';

let s3: S3Server;
let store: Awaited<ReturnType<typeof testDatabase>>;
let folder: Awaited<ReturnType<typeof testFolder>>;
let storage: Storage;
let database: Database;
let systems: System[];
let one: Client;
let other: Client;
const log = createLog('silent');

const settings = (name: string) =>
  readConfig({
    PORT: '0',
    DATABASE_URL: store.url,
    REELQUEUE_DATA_DIR: join(folder.path, name),
    REELQUEUE_PUBLIC_URL: PUBLIC,
    REELQUEUE_WORKERS: name.startsWith('api') ? '0' : '1',
    REELQUEUE_PRESET: 'ultrafast',
    ...s3.environment('shared/films'),
  });

before(async () => {
  [s3, store, folder] = await Promise.all([startS3(), testDatabase(), testFolder()]);
  const names = ['api-1', 'api-2', 'worker-1', 'worker-2'];
  systems = await Promise.all(names.map((name) => serve(settings(name), log, { api: name.startsWith('api') })));
  [one, other] = systems.slice(0, 2).map(({ url, key }) => createClient({ url: url as string, key: key as string }));
  storage = await openStorage(settings('api-1'));
  database = openDatabase(store.url);
});
after(async () => {
  s3.mode = 'up';
  for (const system of systems) await system.stop();
  storage.close();
  await database.close();
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** An address as clients see it, at one of the processes. */
const at = (api: 0 | 1, address: string): string => address.replace(PUBLIC, systems[api].url as string);

const jpeg = async (seed: number): Promise<Buffer> =>
  Buffer.from((await picture(400, 400, seed)).split(',')[1], 'base64');

async function call(api: 0 | 1, method: string, path: string, body?: unknown): Promise<Omit<Answer, 'headers'>> {
  const answer = await fetch(`${systems[api].url}${QUEUE}${path}`, {
    method,
    headers: { authorization: `Bearer ${systems[api].key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Uploads a picture by one API; its public address. */
async function lend(api: 0 | 1, seed: number): Promise<string> {
  const { body } = await call(api, 'POST', '/upload-url', { file_type: 'jpg' });
  const put = await fetch(at(api, body.upload_url), { method: 'PUT', body: new Uint8Array(await jpeg(seed)) });
  assert.equal(put.status, 200);
  return body.public_url;
}

const MODEL = 'pixverse-v5.6-i2v';
const FILM = { prompt: 'pan left', quality: '360p' };
/** Long enough to be met in the middle. */
const LONGER = { ...FILM, quality: '1080p' };

test('what one API took in another submits, any worker films, and all serve, until one deletes it', async () => {
  const img_url = await lend(0, 1);
  assert.ok(img_url.startsWith(`${PUBLIC}/uploads/`));
  for (const api of [0, 1] as const) {
    assert.ok((await jpeg(1)).equals(Buffer.from(await (await fetch(at(api, img_url))).arrayBuffer())));
  }
  const record = await other.run(MODEL, { image_url: img_url, ...FILM });
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const { video_url, thumbnail_image_url, sha256 } = record.outcome as unknown as Record<string, string>;
  const films = await Promise.all(
    ([0, 1] as const).map(async (api) => Buffer.from(await (await fetch(at(api, video_url))).arrayBuffer())),
  );
  for (const film of films) assert.equal(createHash('sha256').update(film).digest('hex'), sha256);
  const part = await fetch(at(1, video_url), { headers: { range: 'bytes=-1000', origin: 'https://app.example.com' } });
  const { length } = films[0];
  assert.deepEqual(
    [part.status, part.headers.get('content-range'), part.headers.get('access-control-allow-origin')],
    [206, `bytes ${length - 1000}-${length - 1}/${length}`, '*'],
  );
  assert.ok(films[0].subarray(-1000).equals(Buffer.from(await part.arrayBuffer())));
  const head = await fetch(at(0, thumbnail_image_url), { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'image/jpeg']);
  const plans = await Promise.all(
    ([0, 1] as const).map((api) => call(api, 'GET', `/requests/${record.request_id}/plan`)),
  );
  assert.deepEqual(plans[0], plans[1]);

  assert.equal((await call(0, 'DELETE', `/requests/${record.request_id}/files`)).status, 200);
  for (const api of [0, 1] as const) {
    for (const url of [video_url, thumbnail_image_url]) assert.equal((await fetch(at(api, url))).status, 410);
  }
  assert.deepEqual(await storage.list(`files/${record.request_id}/`, { after: '', most: 10 }), []);
});

test('no file is kept on a host', async () => {
  for (const name of ['api-1', 'api-2', 'worker-1', 'worker-2']) {
    const entries = await readdir(join(folder.path, name), { recursive: true, withFileTypes: true });
    const kept = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes(join(name, 'cache')));
    const expected = name.startsWith('api') ? ['admin-key', 'server.json', 'server.lock'] : [];
    assert.equal(
      kept
        .map((entry) => entry.name)
        .sort()
        .join(),
      expected.join(),
      name,
    );
  }
});

test('each API has an admin key of its own, and each takes the other one', async () => {
  assert.notEqual(systems[0].key, systems[1].key);
  const crossed = createClient({ url: systems[1].url as string, key: systems[0].key as string });
  assert.ok((await crossed.list()).requests.length > 0);
});

test('while the storage is away files are a 503, and uploads too; nothing of that is kept by anybody', async () => {
  const img_url = await lend(1, 2);
  const { body } = await call(0, 'POST', '/upload-url', { file_type: 'jpg' });
  s3.mode = 'hangs_up';
  try {
    const file = await fetch(at(0, img_url));
    assert.deepEqual([file.status, ((await file.json()) as { code: string }).code], [503, 'unavailable']);
    assert.deepEqual([file.headers.get('retry-after'), file.headers.get('cache-control')], ['1', null]);
    const put = await fetch(at(0, body.upload_url), { method: 'PUT', body: new Uint8Array(await jpeg(3)) });
    assert.equal(put.status, 503);
    const submitted = await call(0, 'POST', '/requests', { model: MODEL, payload: { image_url: img_url, ...FILM } });
    assert.deepEqual([submitted.status, submitted.body.code], [503, 'unavailable']);
  } finally {
    s3.mode = 'up';
  }
  assert.equal((await fetch(at(0, img_url))).status, 200);
  assert.equal((await fetch(at(1, body.public_url))).status, 404);
});

test('a film is neither lost nor made again because the storage was away when it was done', async () => {
  const { request_id } = await one.submit({ model: MODEL, payload: { image_url: await lend(0, 4), ...LONGER } });
  // From here on: what it needs it has fetched, what it makes it can not save.
  let saw = await one.get(request_id);
  while (saw.phase !== 'rendering' && saw.status !== 'success') {
    saw = (await call(0, 'GET', `/requests/${request_id}?wait=30&since=${saw.event_id}`)).body;
  }
  s3.mode = 'hangs_up';
  while (saw.phase !== 'publishing') {
    assert.equal(saw.status, 'processing');
    saw = (await call(0, 'GET', `/requests/${request_id}?wait=30&since=${saw.event_id}`)).body;
  }
  s3.calls.length = 0;
  while (s3.calls.length < 5) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await one.get(request_id)).status, 'processing');
  s3.mode = 'up';
  const ended = await one.wait(request_id);
  assert.deepEqual([ended.status, ended.attempt], ['success', 1]);
});

test('a request can be cancelled while its film waits for the storage', async () => {
  const { request_id } = await one.submit({ model: MODEL, payload: { image_url: await lend(0, 5), ...LONGER } });
  let saw = await one.get(request_id);
  while (saw.phase !== 'rendering') {
    saw = (await call(0, 'GET', `/requests/${request_id}?wait=30&since=${saw.event_id}`)).body;
  }
  s3.mode = 'hangs_up';
  try {
    while (saw.phase !== 'publishing') {
      saw = (await call(0, 'GET', `/requests/${request_id}?wait=30&since=${saw.event_id}`)).body;
    }
    const cancelled = await other.cancel(request_id);
    assert.deepEqual([cancelled.status, cancelled.compute], ['cancelled', 'stopped']);
  } finally {
    s3.mode = 'up';
  }
});

test('files that no row names are cleared away once they are old; nothing else is', async () => {
  const done = await one.run(MODEL, { image_url: await lend(0, 6), ...FILM });
  const upload = await lend(0, 7);
  const waiting = '01890a5d-ac96-774b-bcce-b302099a8057';
  await database.query(
    '',
    `insert into requests (request_id, org_id, model, pool, payload, normalised, cost)
     select $1, org_id, model, 'none', payload, normalised, cost from requests limit 1`,
    [waiting],
  );
  const random = 'ab'.repeat(16);
  const orphans = [
    `files/${done.request_id}/7-${random}.mp4`,
    `files/01890a5d-ac96-774b-bcce-ffffffffffff/1-${random}.mp4`,
    `uploads/${random}.bin`,
  ];
  const kept = [
    ...(await storage.list(`files/${done.request_id}/`, { after: '', most: 10 })).map(({ name }) => name),
    `files/${waiting}/1-${random}.mp4`,
    upload.replace(`${PUBLIC}/`, ''),
    'files/notes.txt',
    'owner',
  ];
  const film = join(folder.path, 'film');
  for (const name of [...orphans, kept[kept.length - 4], 'files/notes.txt']) {
    await writeFile(film, name);
    await storage.save(name, film);
  }
  // Only the storage's clock says how old a file is.
  const aged = (hours: number): Storage => ({
    ...storage,
    list: async (path, page) =>
      (await storage.list(path, page)).map(({ name, modified }) => ({
        name,
        modified: new Date(Number(modified) - hours * 3_600_000),
      })),
  });
  const [{ org_id }] = await database.query<{ org_id: string }>('', 'select org_id from organisations', []);
  const sweep = (storage: Storage, database_id = org_id) => orphanSweep({ database, storage, database_id, log })();
  const missing = async (): Promise<string[]> => {
    const found = await Promise.all([...orphans, ...kept].map(async (name) => (await storage.find(name)) ?? name));
    return found.filter((one) => typeof one === 'string');
  };
  assert.ok(kept.length >= 7, 'film, thumbnail and plan are among them');
  await sweep(aged(0.9));
  assert.deepEqual(await missing(), [], 'they are too young');
  await sweep(aged(1.1), '01890a5d-ac96-774b-bcce-eeeeeeeeeeee');
  assert.deepEqual(await missing(), [], "they are another database's");
  await sweep(aged(1.1));
  assert.deepEqual(await missing(), orphans);
});
