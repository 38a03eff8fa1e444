import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createLog } from '../src/log.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { clear } from '../src/worker/clearing.ts';
import { picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let system: TestSystem;
let database: Database;

before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
  database = openDatabase(system.databaseUrl);
});
after(async () => {
  await database.close();
  await system[Symbol.asyncDispose]();
});

const folder = (name: string): string => join(system.config.REELQUEUE_DATA_DIR, name);

/** Puts a file into the storage of the system. */
async function keep(name: string): Promise<void> {
  await writeFile(folder('work/film'), 'a film');
  await system.storage.save(name, folder('work/film'));
}

/** A request that succeeded some seconds ago, with its files: made by hand, since no film is needed to delete one. */
async function succeeded(secondsAgo = 0): Promise<{ path: string; video: string; id: string }> {
  const body = { model: 'wan2.6-i2v', payload: { img_url: await picture(400, 400) } };
  const { request_id: id } = (await system.call('POST', `${QUEUE}/requests`, { body })).body;
  const video = `/files/${id}/1-${'a'.repeat(32)}.mp4`;
  await keep(video.slice(1));
  const outcome = { video_url: video, thumbnail_image_url: video, media_urls: [], duration: 5, engine: 'animatic' };
  await database.query(
    '',
    `update requests set status = 'success', outcome = $2, finished_at = now() - make_interval(secs => $3) where request_id = $1`,
    [id, JSON.stringify(outcome), secondsAgo],
  );
  return { id, video, path: `${QUEUE}/requests/${id}` };
}

/** What a server with these settings clears away in one round. */
const clearing = (keep: { results: number | null; uploads: number | null }): Promise<void> =>
  clear({
    database,
    keep,
    log: createLog('silent'),
    work: folder('work'),
    storage: system.storage,
  });

test('deleting the files of a request removes them, keeps the record, and is in its log', async () => {
  const { path, video, id } = await succeeded();
  assert.equal((await system.call('GET', video)).status, 200);
  const { status, body } = await system.call('DELETE', `${path}/files`);
  assert.deepEqual([status, body.status, typeof body.files_deleted_at], [200, 'success', 'number']);
  const gone = await system.call('GET', video);
  assert.deepEqual([gone.status, gone.body.code], [410, 'gone']);
  assert.deepEqual(await system.storage.list(`files/${id}/`, { after: '', most: 10 }), []);
  const { body: log } = await system.call('GET', `${path}/events`);
  assert.match(log, /event: request.files_deleted/);
  assert.equal((await system.call('DELETE', `${path}/files`)).body.files_deleted_at, body.files_deleted_at);
});

test('a request that has not ended has no files to delete', async () => {
  const body = { model: 'wan2.6-i2v', payload: { img_url: await picture(400, 400) } };
  const { request_id } = (await system.call('POST', `${QUEUE}/requests`, { body })).body;
  const { status, body: told } = await system.call('DELETE', `${QUEUE}/requests/${request_id}/files`);
  assert.deepEqual([status, told.code], [409, 'not_finished']);
});

test('results are kept for ever, or for as long as is set', async () => {
  const [old, young] = [await succeeded(100), await succeeded()];
  await clearing({ results: null, uploads: null });
  assert.equal((await system.call('GET', old.video)).status, 200);
  await clearing({ results: 50, uploads: null });
  assert.equal((await system.call('GET', old.video)).status, 410);
  assert.equal((await system.call('GET', young.video)).status, 200);
});

test('uploads go once nobody has used them for long enough, never under a waiting request', async () => {
  const lend = async (): Promise<string> => {
    const { body } = await system.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'jpg' } });
    const bytes = Buffer.from((await picture(400, 400)).split(',')[1], 'base64');
    await fetch(body.upload_url, { method: 'PUT', body: new Uint8Array(bytes) });
    return body.public_url;
  };
  const [idle, used] = [await lend(), await lend()];
  await system.call('POST', `${QUEUE}/requests`, { body: { model: 'wan2.6-i2v', payload: { img_url: used } } });
  await database.query('', `update uploads set used_at = now() - interval '1 hour'`, []);
  await clearing({ results: null, uploads: 60 });
  assert.equal((await fetch(idle)).status, 404);
  assert.equal((await fetch(used)).status, 200);
});

test('usage counts films and seconds by day, model and engine, and bills the embedded engine nothing', async () => {
  await using fresh = await startSystem({ REELQUEUE_WORKERS: '0' });
  assert.deepEqual((await fresh.call('GET', `${QUEUE}/usage`)).body, { usage: [] });
  await succeeded();
  const { body } = await system.call('GET', `${QUEUE}/usage?from=0`);
  const today = body.usage.at(-1);
  assert.deepEqual([today.model, today.engine, today.micro_usd], ['wan2.6-i2v', 'animatic', 0]);
  assert.equal(today.seconds, today.requests * 5);
  assert.match(today.date, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual((await system.call('GET', `${QUEUE}/usage?from=0&to=1`)).body, { usage: [] });
  assert.equal((await system.call('GET', `${QUEUE}/usage?from=yesterday`)).body.param, 'from');
});
