// What a request names is fetched once, however often it is tried, and is kept no longer than the request needs it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Payload } from '@reelqueue/models';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { type Engine, Stopped } from '../src/engines/engine.ts';
import { createRoutes } from '../src/engines/routing.ts';
import { createLog } from '../src/log.ts';
import { createGuard } from '../src/media/address.ts';
import { createDownloader } from '../src/media/fetch.ts';
import { createProber } from '../src/media/probe.ts';
import { isFinal, type VideoRequest } from '../src/request.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { firstOrganisation } from '../src/store/keys.ts';
import { migrate } from '../src/store/migrations.ts';
import { move } from '../src/store/moves.ts';
import { recover } from '../src/store/recovery.ts';
import { type Accepted, enqueue, getRequest } from '../src/store/requests.ts';
import { openSignals } from '../src/store/signals.ts';
import { clear } from '../src/worker/clearing.ts';
import { createGate } from '../src/worker/gate.ts';
import { registerWorker, startWorker } from '../src/worker/worker.ts';
import { testDatabase } from './postgres.ts';
import { newRequest } from './rows.ts';
import { testFolder, testStorage } from './system.ts';

const log = createLog('silent');
const prober = createProber({ log });
let store: Awaited<ReturnType<typeof testDatabase>>;
let folder: Awaited<ReturnType<typeof testFolder>>;
let database: Database;
let org_id: string;
let server: Server;
/** How often each path was asked for. */
const hits: Record<string, number> = {};

before(async () => {
  [store, folder] = await Promise.all([testDatabase(), testFolder()]);
  database = openDatabase(store.url);
  await migrate(database);
  ({ org_id } = await firstOrganisation(database, null));
  const picture = (side: number) =>
    sharp({ create: { width: side, height: side, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
  const [good, small] = await Promise.all([picture(400), picture(40)]);
  server = createServer(({ url = '' }, response) => {
    hits[url] = (hits[url] ?? 0) + 1;
    response.end(url.includes('small') ? small : good);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(async () => {
  server.close();
  await prober.close();
  await database.close();
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const at = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

/** A request of a pool of its own, which is also the name of its worker's engine and of its data folder. */
const submit = (pool: string, media: Payload): Promise<Accepted> =>
  enqueue(
    database,
    newRequest(org_id, pool, {
      model: 'wan2.7-i2v',
      payload: media,
      normalised: { ...media, duration: 5, resolution: '720P', seed: 1 },
    }),
  );

async function partsOf(pool: string, worker_id: string, render: Engine['render']) {
  const work = join(folder.path, pool, 'work');
  await mkdir(work, { recursive: true });
  const storage = await testStorage(join(folder.path, pool));
  const engine: Engine = {
    name: pool,
    refuses: () => null,
    takes: () => 1,
    bills: () => 0,
    deadline: () => 30,
    end: null,
    check: async () => ({ says: 'It is a part of a test.', models: [] }),
    render,
  };
  const lock_key = await registerWorker(database, worker_id, { pool, slots: 1 });
  const signals = openSignals(database, store.url, lock_key, log);
  const sources = { download: createDownloader({ guard: createGuard(['127.0.0.1']) }), prober, storage };
  const keep = { results: null, uploads: null };
  const routes = createRoutes([engine], { '*': [{ engine: pool }] });
  return {
    database,
    signals,
    engine,
    routes,
    gate: createGate(database, pool),
    sources,
    storage,
    database_id: org_id,
    work,
    keep,
    log,
    lock_key,
  };
}

async function working(pool: string, render: Engine['render']) {
  const worker_id = uuidv7();
  const parts = await partsOf(pool, worker_id, render);
  const worker = startWorker(parts, { worker_id, lock_key: parts.lock_key, slots: 1 });
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= worker.stop().then(() => parts.signals.close());
    return stopping;
  };
  return { worker_id, parts, stop, [Symbol.asyncDispose]: stop };
}

const read = async ({ request_id }: { request_id: string }): Promise<VideoRequest> =>
  (await getRequest(database, org_id, request_id)) as VideoRequest;

async function eventually(what: string, seen: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await seen()); await sleep(10)) assert.ok(Date.now() < end, what);
}

const ended = (request: { request_id: string }): Promise<void> =>
  eventually('it ends', async () => isFinal((await read(request)).status));

/** What lies in a pool's work folder, once nothing but that does. */
const left = (pool: string): Promise<string[]> => readdir(join(folder.path, pool, 'work'));

/** Makes a film that is none, out of the first file it was given. */
const instantly: Engine['render'] = async ({ media, frame }, { workdir }) => {
  const [video, thumbnail] = [join(workdir, 'a.mp4'), join(workdir, 'a.jpg')];
  await copyFile(media.first_frame[0], video);
  await writeFile(thumbnail, await readFile(media.last_frame[0]));
  return { video, thumbnail, ...frame!, duration: 5, seed: 1, actual_prompt: null, warnings: [] };
};

/** An engine that says that it has begun and never ends by itself. */
function endless(): { begun: Promise<void>; render: Engine['render'] } {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const render: Engine['render'] = async (_request, { signal }) => {
    resolve();
    await sleep(60_000, undefined, { signal }).catch(() => {});
    throw new Stopped('stopped');
  };
  return { begun, render };
}

test('an address is asked once, though it is named twice and the first attempt fails; nothing of it is left', async () => {
  let renders = 0;
  await using _worker = await working('failing', (request, context) => {
    renders += 1;
    if (renders === 1) throw new Error('the disk is on fire');
    return instantly(request, context);
  });
  const request = await submit('failing', { first_frame: at('/named-twice'), last_frame: at('/named-twice') });
  await ended(request);
  const { status, attempt } = await read(request);
  assert.deepEqual([status, attempt, renders, hits['/named-twice']], ['success', 2, 2, 1]);
  await eventually('the work folder is empty', async () => (await left('failing')).length === 0);
});

test('what was handed back or taken over is rendered from the bytes that are here, across a restart', async () => {
  const request = await submit('moving', { first_frame: at('/first'), last_frame: at('/last') });
  const first = endless();
  const stopped = await working('moving', first.render);
  await first.begun;
  await stopped.stop();
  assert.equal((await read(request)).status, 'queued');

  const second = endless();
  await using dying = await working('moving', second.render);
  await second.begun;
  // Sees all that an attempt of a killed worker leaves.
  await mkdir(join(folder.path, 'moving/work', `${request.request_id}-2`), { recursive: true });
  await recover(database, [dying.worker_id]);
  await dying.stop();

  await using _worker = await working('moving', instantly);
  await ended(request);
  const { status, attempt } = await read(request);
  assert.deepEqual([status, attempt, hits['/first'], hits['/last']], ['success', 3, 1, 1]);
  await eventually('the work folder is empty', async () => (await left('moving')).length === 0);
});

test('another request fetches for itself, and a file that was judged wrong is not kept', async () => {
  await using _worker = await working('judging', instantly);
  const wrong = await submit('judging', { first_frame: at('/good'), last_frame: at('/small') });
  await ended(wrong);
  const { error_code, error_param } = await read(wrong);
  assert.deepEqual([error_code, error_param], ['invalid_media', 'last_frame']);
  await eventually('the work folder is empty', async () => (await left('judging')).length === 0);
  const right = await submit('judging', { first_frame: at('/good'), last_frame: at('/good') });
  await ended(right);
  assert.deepEqual([(await read(right)).status, hits['/good'], hits['/small']], ['success', 2, 1]);
});

test('what a cancelled request fetched is cleared away, and what one that waits did is not', async () => {
  const { begun, render } = endless();
  const worker = await working('clearing', render);
  const request = await submit('clearing', { first_frame: at('/cancelled'), last_frame: at('/cancelled') });
  await begun;
  await worker.stop();
  const kept = `${request.request_id}-media`;
  assert.deepEqual(await left('clearing'), [kept]);
  assert.equal((await readdir(join(folder.path, 'clearing/work', kept))).length, 1);
  await clear(worker.parts);
  assert.deepEqual(await left('clearing'), [kept]);
  await move(database, { request_id: request.request_id, org_id }, 'cancelled');
  await clear(worker.parts);
  assert.deepEqual(await left('clearing'), []);
});
