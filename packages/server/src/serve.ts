// The only place that constructs things and wires them together.
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { uuidv7 } from 'uuidv7';
import { own } from './artifacts/owner.ts';
import type { Config } from './config.ts';
import { adminKey, takeFolder, writeWhole } from './data-folder.ts';
import { type Assembly, openEngines, type Stand } from './engines/assembly.ts';
import { createCatalogue } from './engines/catalogue.ts';
import type { Engine } from './engines/engine.ts';
import { makeFolder } from './folder.ts';
import { type AppParts, createApp } from './http/app.ts';
import { present, presentListed } from './http/reply.ts';
import type { BodyTimes } from './http/server.ts';
import { createWorkerApp } from './http/system.ts';
import { layout, type ServerFile } from './layout.ts';
import type { Log } from './log.ts';
import { createGuard } from './media/address.ts';
import { createDownloader } from './media/fetch.ts';
import { createProber } from './media/probe.ts';
import { createMetrics } from './metrics.ts';
import { openStorage, openStore, Undo } from './opening.ts';
import type { VideoRequest } from './request.ts';
import type { Database } from './store/database.ts';
import { firstOrganisation } from './store/keys.ts';
import { capPools, restWorkers } from './store/pools.ts';
import { openSignals, type Signals } from './store/signals.ts';
import { VERSION } from './version.ts';
import { startDeliveries } from './webhooks/deliver.ts';
import { createGate } from './worker/gate.ts';
import { createPreviewer } from './worker/preview.ts';
import { registerWorker, startWorker } from './worker/worker.ts';

/** Seconds for which an API that is to stop still answers: those who send it calls have seen by then that it is not ready. */
const NOTICE = 5;

/** The engines of a configuration, to be asked how they are; nothing is claimed for them. Throws `ConfigError`. */
export async function openAssembly(config: Config, log: Log): Promise<Assembly & { close(): Promise<void> }> {
  const prober = createProber({ log, lazy: true });
  try {
    return { ...(await openEngines(config, { prober, log })), close: () => prober.close() };
  } catch (error) {
    await prober.close();
    throw error;
  }
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  await app.listen({ host: config.HOST, port: config.PORT });
  const { address, port } = app.server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `${config.REELQUEUE_TLS_CERT ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The upload that an address names, when the address is one of ours. */
function uploadFinder(origins: () => string[]): (address: string) => string | null {
  return (address) => {
    const origin = origins().find((one) => address.startsWith(`${one}/uploads/`));
    const [, upload_id] = origin
      ? (/^\/uploads\/([0-9a-f]{32}\.[a-z0-9]{3,4})$/.exec(address.slice(origin.length)) ?? [])
      : [];
    return upload_id ?? null;
  };
}

type Served = {
  /** Where it listens; null for a worker that does not. */
  url: string | null;
  /** The admin key of the first organisation; null for a worker without API. */
  key: string | null;
};

export type System = Served & {
  /**
   * Claims no more and is not ready any more; resolves when what is under way has ended, at the latest when `patience` aborts.
   * `stop` is to follow.
   */
  drain(patience: AbortSignal): Promise<void>;
  /** Hands back what is under way, closes everything, leaves no process behind. */
  stop(): Promise<void>;
};

/** Serves the API, and delivers webhooks: a worker alone can not, since it does not know the addresses in a record. */
async function startApi(
  config: Config,
  undo: Undo,
  parts: Omit<AppParts, 'uploadOf' | 'publicUrl'> & { org_id: string },
  webhookRetries?: readonly number[],
): Promise<{ url: string; key: string }> {
  const { server } = layout(config.REELQUEUE_DATA_DIR);
  let url = '';
  const key = await adminKey(config, parts.database, parts.org_id);
  const publicUrl = (): string => config.REELQUEUE_PUBLIC_URL ?? url;
  const uploadOf = uploadFinder(() => [publicUrl(), url, url.replace('127.0.0.1', 'localhost')]);
  const app = await createApp({ ...parts, uploadOf, publicUrl });
  undo.push('the HTTP server', () => app.close());
  url = await listen(app, config);
  const file: ServerFile = { url, pid: process.pid, version: VERSION };
  await writeWhole(server, JSON.stringify(file));
  undo.push('server.json', () => rm(server, { force: true }));
  const show = (request: VideoRequest, short: boolean): object =>
    (short ? presentListed : present)(request, publicUrl());
  const deliveries = startDeliveries({ ...parts, present: show }, webhookRetries);
  undo.push('the webhooks', () => deliveries.stop());
  return { url, key };
}

/** Lets a worker without API be watched over. Answers where it listens. */
async function startWatched(config: Config, undo: Undo, parts: Parameters<typeof createWorkerApp>[0]): Promise<string> {
  const app = createWorkerApp(parts);
  undo.push('the HTTP server', () => app.close());
  return listen(app, config);
}

/** A worker for a pool, known to the others by a row and a lock that its connection for signals holds. */
type Hand = { worker_id: string; lock_key: number | null; engine: Engine; slots: number; signals: Signals };

/** Without slots it is unknown to the others, and only looks for what they lost. */
async function enlist(
  { engine, slots }: Stand,
  { url, database, log, undo }: { url: string; database: Database; log: Log; undo: Undo },
): Promise<Hand> {
  const worker_id = uuidv7();
  const lock_key = slots > 0 ? await registerWorker(database, worker_id, { pool: engine.name, slots }) : null;
  const signals = openSignals(database, url, lock_key, log);
  undo.push('the signals', () => signals.close());
  return { worker_id, lock_key, engine, slots, signals };
}

/** The engines that a process takes requests for. Throws a sentence when it names one that there is not. */
function staffed(stands: readonly Stand[], pools: readonly string[] | undefined): readonly Stand[] {
  const names = stands.map(({ engine }) => engine.name);
  const unknown = pools?.find((pool) => !names.includes(pool));
  if (unknown !== undefined) {
    throw new Error(`there is no engine ${JSON.stringify(unknown)}; there are ${names.join(', ')}`);
  }
  return pools === undefined ? stands : stands.filter(({ engine }) => pools.includes(engine.name));
}

/** What `serve` may be told. */
export type Serving = {
  /** Whether it serves the API; else it is a worker only. */
  api: boolean;
  /** Whether a worker only listens too, for those who watch over it. */
  listens?: boolean;
  /** The engines whose requests it takes, by their names; absent: all. */
  pools?: readonly string[];
  /** The seconds between attempts at a webhook, if not the usual ones. */
  webhookRetries?: readonly number[];
  /** The times that bodies have to come, if not the usual ones. */
  bodyTimes?: BodyTimes;
};

/** Starts a system as configured. Throws a sentence when it can not start. */
export async function serve(
  config: Config,
  log: Log,
  { api, listens = false, pools, webhookRetries, bodyTimes }: Serving,
): Promise<System> {
  const undo = new Undo();
  const draining = new AbortController();
  const paths = layout(config.REELQUEUE_DATA_DIR);
  try {
    const guard = createGuard(config.REELQUEUE_ALLOW_PRIVATE);
    const prober = createProber({ log });
    undo.push('the prober', () => prober.close());
    const { stands, routes, previewing } = await openEngines(config, { prober, log });
    const previewer = previewing && createPreviewer(previewing.engine, previewing.most);
    const tls = await readTls(config);
    await makeFolder(paths.work);
    // There is no flock on Windows: there nobody keeps two servers apart.
    if (api && process.platform !== 'win32') {
      const lock = await takeFolder(paths);
      undo.push('the lock of the data folder', async () => lock.release());
      // What was arriving when an earlier server was killed never did.
      await rm(paths.arriving, { recursive: true, force: true });
    }
    await makeFolder(paths.arriving);
    const storage = await openStorage(config);
    undo.push('the storage', async () => storage.close());
    await storage.check();
    const { url, database, close } = await openStore(config, log);
    undo.push('the database', close);
    // The first organisation is made with the tables and stays: its id tells databases apart.
    const { org_id } = await firstOrganisation(database, api ? config.REELQUEUE_WEBHOOK_SECRET : null);
    if (!(await own(storage, org_id, join(config.REELQUEUE_DATA_DIR, `owner-${process.pid}.part`)))) {
      log.warn(`${storage.address} holds another database's files too; those that no row names will stay there`);
    }

    const keep = { results: config.REELQUEUE_KEEP_RESULTS, uploads: config.REELQUEUE_KEEP_UPLOADS };
    await capPools(
      database,
      stands.map(({ engine, cap: slots }) => ({ pool: engine.name, slots })),
    );
    const hands: Hand[] = [];
    for (const stand of staffed(stands, pools)) hands.push(await enlist(stand, { url, database, log, undo }));
    const [{ signals }] = hands;
    const sources = { download: createDownloader({ guard }), prober, storage };

    const metrics = createMetrics(
      database,
      routes.engines.map(({ name }) => name),
    );
    const catalogue = createCatalogue(api ? routes : { passing: [] }, log);
    undo.push('the catalogue', async () => catalogue.close());
    const shared = { database, sources, storage, log, routes };
    const asked = {
      ...shared,
      signals,
      catalogue,
      guard,
      tls,
      metrics,
      org_id,
      arriving: paths.arriving,
      draining: draining.signal,
      bodyTimes,
    };
    const served: Served = api
      ? await startApi(config, undo, asked, webhookRetries)
      : { url: listens ? await startWatched(config, undo, asked) : null, key: null };
    const working = { ...shared, database_id: org_id, work: paths.work, keep, previewer, onEnded: metrics.ended };
    const workers = hands.map(({ worker_id, lock_key, slots, ...hand }) =>
      startWorker(
        { ...working, ...hand, gate: createGate(database, hand.engine.name) },
        { worker_id, lock_key, slots },
      ),
    );
    for (const worker of workers) undo.push('the worker', () => worker.stop());
    const drain = async (patience: AbortSignal): Promise<void> => {
      const impatient = patience.aborted ? null : once(patience, 'abort');
      draining.abort();
      const worker_ids = hands.map(({ worker_id }) => worker_id);
      const ends = [
        restWorkers(database, worker_ids).catch(() => {}), // a database that is away counts nobody
        sleep(api ? NOTICE * 1000 : 0, undefined, { signal: patience }).catch(() => {}), // no patience left
        ...workers.map((worker) => worker.drain()),
      ];
      await Promise.race([impatient, Promise.all(ends)]);
    };
    return { ...served, drain, stop: () => undo.run(log) };
  } catch (error) {
    await undo.run(log);
    throw error;
  }
}

async function readTls(config: Config): Promise<{ cert: Buffer; key: Buffer } | null> {
  const { REELQUEUE_TLS_CERT: cert, REELQUEUE_TLS_KEY: key } = config;
  if (cert === null || key === null) return null;
  const read = (name: string, path: string): Promise<Buffer> =>
    readFile(path).catch((error) => {
      throw new Error(`${name} is ${JSON.stringify(path)}, which can not be read (${error.code})`);
    });
  const tls = { cert: await read('REELQUEUE_TLS_CERT', cert), key: await read('REELQUEUE_TLS_KEY', key) };
  try {
    createSecureContext(tls);
  } catch (error) {
    const sentence = 'REELQUEUE_TLS_CERT and REELQUEUE_TLS_KEY do not name a certificate and its key';
    throw new Error(`${sentence} as PEM: ${(error as Error).message}`);
  }
  return tls;
}
