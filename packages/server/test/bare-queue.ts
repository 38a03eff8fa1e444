// The queue without its front door, for tests: a database of its own, and workers whose engine does what a test says.
import assert from 'node:assert/strict';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { openDisk } from '../src/artifacts/disk.ts';
import { type Engine, type Rendered, Stopped } from '../src/engines/engine.ts';
import { createRoutes } from '../src/engines/routing.ts';
import { createLog } from '../src/log.ts';
import { createGuard } from '../src/media/address.ts';
import { createDownloader } from '../src/media/fetch.ts';
import { createProber } from '../src/media/probe.ts';
import { isFinal, type VideoRequest } from '../src/request.ts';
import { type Claim, claim } from '../src/store/claims.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { firstOrganisation } from '../src/store/keys.ts';
import { migrate } from '../src/store/migrations.ts';
import { addWorker } from '../src/store/recovery.ts';
import { type Accepted, enqueue, getRequest } from '../src/store/requests.ts';
import { openSignals, type Signals } from '../src/store/signals.ts';
import { createGate } from '../src/worker/gate.ts';
import { thisProcess } from '../src/worker/host.ts';
import { registerWorker, startWorker } from '../src/worker/worker.ts';
import { testDatabase } from './postgres.ts';
import { newRequest } from './rows.ts';
import { testFolder } from './system.ts';

/** Of a worker that others only see. */
export const NO_WORK = { pool: 'none', slots: 0 };

/** An engine that never ends by itself. */
export const forever: Engine['render'] = async (_request, { signal }) => {
  await sleep(60_000, undefined, { signal }).catch(() => {});
  throw new Stopped('stopped');
};

/** An engine whose films are not films: what is published is its business, not the queue's. */
export const instantly: Engine['render'] = async (request, { workdir }): Promise<Rendered> => {
  const [video, thumbnail] = [join(workdir, 'a.mp4'), join(workdir, 'a.jpg')];
  await writeFile(video, request.request_id);
  await copyFile(video, thumbnail);
  return { video, thumbnail, ...request.frame!, duration: 5, seed: 1, actual_prompt: null, warnings: ['a warning'] };
};

type Submission = { priority?: number; start_within?: number; request_id?: string };
/** A request, by its id. */
type Named = { request_id: string };
/** A worker under way. */
type Working = { signals: Signals; stop(): Promise<void>; [Symbol.asyncDispose](): Promise<void> };
type Options = { worker_id?: string; end?: Engine['end'] };

export type BareQueue = {
  database: Database;
  org_id: string;
  /** Where its files are. */
  path: string;
  /** Each test has a pool of its own, so that they do not take each other's requests. */
  submit(pool: string, more?: Submission): Promise<Accepted>;
  take(pool: string, worker_id?: string): Promise<Claim | null>;
  /** Has a request taken by a worker of this host whose process has gone; null when there is none in line. */
  takeAndDie(pool: string): Promise<Claim | null>;
  read(request: Named): Promise<VideoRequest>;
  /** Asks until the request is as wanted; fails the test after ten seconds. */
  until(request: Named, wanted: (now: VideoRequest) => boolean): Promise<VideoRequest>;
  /** A worker of one engine, which is whatever `render` does. */
  working(pool: string, render: Engine['render'], options?: Options): Promise<Working>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The one engine of a worker. */
const engineOf = (name: string, render: Engine['render'], end: Engine['end']): Engine => ({
  name,
  refuses: () => null,
  takes: () => 1,
  bills: () => 0,
  // Of a row that nobody understands it is no number.
  deadline: ({ duration }) => 6 * Number(duration),
  end,
  check: async () => ({ says: 'It is a part of a test.', models: [] }),
  render,
});

export async function bareQueue(): Promise<BareQueue> {
  const log = createLog('silent');
  const [store, folder] = await Promise.all([testDatabase(), testFolder()]);
  // After what may fail: its process would hold this one.
  const prober = createProber({ log });
  const { path } = folder;
  const database = openDatabase(store.url);
  await migrate(database);
  const { org_id } = await firstOrganisation(database, null);
  for (const name of ['uploads', 'work', 'files']) await mkdir(join(path, name));
  await sharp({ create: { width: 400, height: 400, channels: 3, background: 'teal' } })
    .png()
    .toFile(join(path, 'uploads/a.png'));

  const read = async ({ request_id }: Named): Promise<VideoRequest> =>
    (await getRequest(database, org_id, request_id)) as VideoRequest;
  return {
    ...{ database, org_id, path, read },
    submit(pool, more = {}) {
      const payload = { img_url: 'sent' };
      const normalised = { img_url: 'upload:a.png', duration: 5, resolution: '720P', seed: 1 };
      return enqueue(database, newRequest(org_id, pool, { model: 'wan2.6-i2v', payload, normalised, ...more }));
    },
    take: (pool, worker_id = uuidv7()) => claim(database, worker_id, pool, 20),
    async takeAndDie(pool) {
      const worker_id = uuidv7();
      await addWorker(database, worker_id, { ...thisProcess(), pid: 2 ** 22 + 1 }, NO_WORK);
      return claim(database, worker_id, pool, 20);
    },
    async until(request, wanted) {
      for (const end = Date.now() + 10_000; Date.now() < end; await sleep(10)) {
        const now = await read(request);
        if (wanted(now)) return now;
        if (isFinal(now.status) && now.compute !== 'still_running') break;
      }
      return assert.fail(`still ${JSON.stringify(await read(request))}`);
    },
    async working(pool, render, { worker_id = uuidv7(), end = null } = {}) {
      const lock_key = await registerWorker(database, worker_id, { pool, slots: 1 });
      const signals = openSignals(database, store.url, lock_key, log);
      const engine = engineOf(pool, render, end);
      const storage = openDisk(path);
      const sources = { download: createDownloader({ guard: createGuard([]) }), prober, storage };
      const routes = createRoutes([engine], { '*': [{ engine: pool }] });
      const gate = createGate(database, pool);
      const keep = { results: null, uploads: null };
      const work = join(path, 'work');
      const worker = startWorker(
        { database, signals, engine, routes, gate, sources, storage, database_id: org_id, work, keep, log },
        { worker_id, lock_key, slots: 1 },
      );
      const stop = async (): Promise<void> => {
        await worker.stop();
        await signals.close();
      };
      return { signals, stop, [Symbol.asyncDispose]: stop };
    },
    async [Symbol.asyncDispose]() {
      await prober.close();
      await database.close();
      await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
