// A whole system for tests: the real parts on a free port, a database and a folder of its own.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Client, createClient } from '@reelqueue/client';
import sharp from 'sharp';
import type { Storage } from '../src/artifacts/storage.ts';
import { type Config, readConfig } from '../src/config.ts';
import { createLog, type Log } from '../src/log.ts';
import { openStorage } from '../src/opening.ts';
import { type Serving, type System, serve } from '../src/serve.ts';
import { ON_CLUSTER, startCluster } from './cluster.ts';
import { shareCompiled } from './compiled.ts';
import { migratedDatabase } from './postgres.ts';
import { type S3Server, startS3 } from './s3.ts';

export const QUEUE = '/api/v1/ie/requestqueue/apikey';

/** Where the photos of the examples lie. */
export const PHOTOS = join(import.meta.dirname, '../../../examples/photos');

export type TestSystem = {
  url: string;
  key: string;
  config: Config;
  client: Client;
  databaseUrl: string;
  /** Where its files are kept. */
  storage: Storage;
  /** One call with the system's key (another by `key`), its answer as JSON. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Ends the system and leaves its database and folder; disposing ends them all. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

type CallOptions = { body?: unknown; key?: string | null; headers?: Record<string, string> };
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the tests say of them
export type Answer = { status: number; headers: Headers; body: any };

/** A fresh folder, in `parent`, that is gone after the test. */
export async function testFolder(parent = tmpdir()): Promise<{ path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = await mkdtemp(join(parent, 'reelqueue-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

let s3: Promise<S3Server> | null = null;

/** On a cluster, and with REELQUEUE_TEST_STORAGE=s3, the systems of a test process keep their files on one S3 server, else each on its disk. */
async function storageSettings(folder: string): Promise<Record<string, string>> {
  if (process.env.REELQUEUE_TEST_STORAGE !== 's3' && !ON_CLUSTER) return {};
  s3 ??= startS3();
  return (await s3).environment(relative(tmpdir(), folder));
}

/** The storage of a data folder, for tests that build their parts themselves. */
export const testStorage = async (folder: string): Promise<Storage> =>
  openStorage(readConfig({ REELQUEUE_DATA_DIR: folder, ...(await storageSettings(folder)) }));

/** A running system: where it is, and how it is ended. `next`: where the next call goes. */
type Started = { url: string; key: string; next(): string; config: Config; stop(): Promise<void> };

async function inProcess(settings: Record<string, string>, { log, ...times }: InProcess): Promise<Started> {
  const config = readConfig(settings);
  const system: System = await serve(config, log ?? createLog(config.REELQUEUE_LOG), { api: true, ...times });
  const [url, key] = [system.url as string, system.key as string];
  return { url, key, config, next: () => url, stop: () => system.stop() };
}

async function onCluster(settings: Record<string, string>, folder: string): Promise<Started> {
  const { url, key, apis, stop } = await startCluster(folder, settings);
  let turn = 0;
  const config = readConfig({ ...settings, REELQUEUE_DATA_DIR: join(folder, 'api-1') });
  return { url, key, config, stop, next: () => apis[turn++ % apis.length] };
}

/** What only a system in this process can be told. Times are in seconds. */
type InProcess = { log?: Log } & Pick<Serving, 'webhookRetries' | 'bodyTimes'>;

/** The settings of a system for tests, on a free port: renders use the quickest preset. */
export const settingsFor = async (
  folder: string,
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<Record<string, string>> => ({
  PORT: '0',
  DATABASE_URL: databaseUrl,
  REELQUEUE_DATA_DIR: folder,
  REELQUEUE_WORKERS: '1',
  REELQUEUE_PRESET: 'ultrafast',
  REELQUEUE_LOG: 'error',
  ...(await storageSettings(folder)),
  ...environment,
});

/** Starts a system; `environment` adds settings. */
export async function startSystem(
  environment: Record<string, string> = {},
  options: InProcess = {},
): Promise<TestSystem> {
  const [folder, database] = await Promise.all([testFolder(), migratedDatabase()]);
  await shareCompiled(folder.path);
  const settings = await settingsFor(folder.path, database.url, environment);
  const system = await (ON_CLUSTER ? onCluster(settings, folder.path) : inProcess(settings, options));
  const { url, key, config, next } = system;
  const storage = await openStorage(config);
  const inTurn: typeof fetch = (address, init) => fetch(String(address).replace(url, next()), init);
  return {
    url,
    key,
    config,
    databaseUrl: database.url,
    storage,
    client: createClient({ url, key, fetch: inTurn }),
    call: (method, path, options = {}) => call(next(), method, path, { key, ...options }),
    stop: () => system.stop(),
    async [Symbol.asyncDispose]() {
      await system.stop();
      storage.close();
      await database[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function call(url: string, method: string, path: string, { body, key, headers }: CallOptions): Promise<Answer> {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const answer = await fetch(url + path, {
    method,
    body: text,
    redirect: 'manual',
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
  });
  const said = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(said) : said };
}

/** A picture made of the seed, as a data URI: small as a file, and no two alike. */
export async function picture(width: number, height: number, seed = 1): Promise<string> {
  const hue = (seed * 47) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="60%" fill="hsl(${hue},60%,70%)"/><rect y="60%" width="100%" height="40%" fill="hsl(${hue + 120},50%,40%)"/>
    <circle cx="${width / 3}" cy="${height / 2}" r="${height / 5}" fill="hsl(${hue + 200},80%,50%)"/></svg>`;
  const jpeg = await sharp(Buffer.from(svg)).jpeg().toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** Serves files of a map on a free port of 127.0.0.1; anything else is a 404. */
export async function fileServer(files: Record<string, string | Buffer>) {
  const server = createServer((request, response) => {
    const file = files[(request.url ?? '/').slice(1)];
    if (file === undefined) response.writeHead(404).end();
    else if (typeof file === 'string') createReadStream(file).pipe(response);
    else response.end(file);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
