// The system under test as users run it: two APIs, three workers, a PostgreSQL that flushes, and a storage, each a real
// process that is started again when it dies. What they say to the database and the bucket goes through proxies.
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Storage } from '../packages/server/src/artifacts/storage.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { openStorage } from '../packages/server/src/opening.ts';
import { type Postgres, startPostgres } from '../packages/server/src/postgres/embedded.ts';
import { type Database, openDatabase } from '../packages/server/src/store/database.ts';
import { migrate } from '../packages/server/src/store/migrations.ts';
import { living as everyProcess, processesOf, ROLES, signalAll } from '../packages/server/test/installation.ts';
import { BUCKET, CREDENTIALS } from '../packages/server/test/s3.ts';
import { freePort, startProxy, type Way } from './proxy.ts';
import { type Supervised, supervise } from './supervised.ts';

/** The command line. */
export const MAIN = join(import.meta.dirname, '../packages/server/src/cli/main.ts');
const BUCKET_SERVER = join(import.meta.dirname, 'bucket.ts');
const CLOCK = join(import.meta.dirname, 'clock.ts');
const [APIS, WORKERS] = [2, 3];
/** The one address of all APIs, in front of which clients see none of them. */
export const PUBLIC = 'http://films.example.com';

export type StorageKind = 'file' | 's3';
export type Role = keyof typeof ROLES;

/** What the checks ask a system. */
export type Watched = {
  /** Addresses of its APIs, the same for the whole run. */
  urls: string[];
  /** Ways to its database and its files that nothing disturbs. */
  database: Database;
  storage: Storage;
  /** The living processes of one kind, or all: wherever they hang, which takes a look at every process there is. */
  find(role: Role | null): number[];
  /** Whether something is rendered by a process that lives: a cheap look. */
  renders(): boolean;
  /** Resolves when every process that answers calls does. */
  ready(): Promise<void>;
};

export type ChaosSystem = Watched & {
  apis: Supervised[];
  workers: Supervised[];
  /** None where files lie in a folder. */
  bucket: Supervised | null;
  proxies: { database: Way; bucket: Way | null };
  /** A data folder of the system, by its process's name. */
  folderOf(name: string): string;
  /** The log of a process, by its name; and what tells its clock how many hours it is off. */
  logOf(name: string): string;
  clockOf(name: string): string;
  /** Where result files lie when they lie in a folder. */
  files: string;
  /** Ends everything. Answers the command lines of processes that are left, which are ended too. */
  stop(): Promise<string[]>;
};

/** The living processes of a folder. */
function living(folder: string, role: Role | null): { pid: number; command: string }[] {
  return processesOf(folder).filter(({ command }) => role === null || ROLES[role].test(command));
}

/** The numbers of the living processes of a folder. */
export const findIn = (folder: string, role: Role | null): number[] => living(folder, role).map(({ pid }) => pid);

/** Whether a render process hangs on one of these. */
export const isRendering = (parents: number[]): boolean =>
  everyProcess().some(({ ppid, command }) => ROLES.render.test(command) && parents.includes(ppid));

/** Resolves when all of these APIs take requests. `log`: where it stands why they do not. */
export async function readyAt(urls: string[], log: string): Promise<void> {
  for (const end = performance.now() + 90_000; performance.now() < end; await sleep(100)) {
    const answers = urls.map((url) =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    if ((await Promise.all(answers)).every((ok) => ok)) return;
  }
  throw new Error(`the APIs are not ready after 90 s: see ${log}`);
}

/** Kills every process of a folder. */
export async function endLeftovers(folder: string): Promise<void> {
  for (let left = findIn(folder, null); left.length > 0; left = findIn(folder, null)) {
    signalAll(left, 'SIGKILL');
    await sleep(100);
  }
}

function socketOf({ url }: Postgres): string {
  return join(new URL(url).searchParams.get('host') as string, '.s.PGSQL.5432');
}

/** Starts, or starts again, the system of a folder. */
export async function startSystem(folder: string, storageKind: StorageKind, log: (line: string) => void) {
  for (const name of ['', 'logs', 'clocks', 'postgres', 'bucket', 'films'])
    mkdirSync(join(folder, name), { recursive: true });
  for (const path of [dirname(folder), folder]) chmodSync(path, 0o711); // root's PostgreSQL is another user
  await endLeftovers(folder);
  const postgres = await startPostgres(join(folder, 'postgres'), { log });
  const database = openDatabase(postgres.url, { connections: 4 });
  await migrate(database);

  const bucketPort = await freePort();
  const proxies = {
    database: await startProxy(0, () => socketOf(postgres)),
    bucket: storageKind === 's3' ? await startProxy(0, () => bucketPort) : null,
  };
  const folderOf = (name: string): string => join(folder, name);
  const logOf = (name: string): string => join(folder, 'logs', `${name}.log`);
  const clockOf = (name: string): string => join(folder, 'clocks', name);
  const inFolder = (name: string) => ({ cwd: folder, log: logOf(name) });
  const bucketAt = (port: number): Record<string, string> => ({
    REELQUEUE_STORAGE: `s3://${BUCKET}/chaos?endpoint=http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  });
  const files = join(folder, 'films');
  const settings = (bucket: number | undefined): Record<string, string> => ({
    DATABASE_URL: `postgresql://reelqueue@127.0.0.1:${proxies.database.port}/reelqueue`,
    REELQUEUE_PUBLIC_URL: PUBLIC,
    REELQUEUE_PRESET: 'ultrafast',
    REELQUEUE_ALLOW_PRIVATE: '127.0.0.1',
    ...(bucket === undefined ? { REELQUEUE_STORAGE: `file:${files}` } : bucketAt(bucket)),
  });
  const run = (name: string, words: string[], more: Record<string, string>, host?: string): Supervised =>
    supervise(name, ['--import', CLOCK, MAIN, ...words], {
      ...inFolder(name),
      ...(host === undefined ? {} : { host }),
      environment: {
        ...settings(proxies.bucket?.port),
        REELQUEUE_DATA_DIR: folderOf(name),
        CHAOS_CLOCK: clockOf(name),
        ...more,
      },
    });

  const bucket =
    storageKind === 's3'
      ? supervise('bucket', [BUCKET_SERVER, join(folder, 'bucket'), String(bucketPort)], {
          ...inFolder('bucket'),
          environment: { CHAOS: folder },
        })
      : null;
  const ports = await Promise.all(Array.from({ length: APIS }, freePort));
  const apis = ports.map((port, n) => run(`api-${n + 1}`, ['serve'], { PORT: String(port), REELQUEUE_WORKERS: '0' }));
  // The death of the first is not seen by its process, but by its lock in the database.
  const workers = Array.from({ length: WORKERS }, (_, n) =>
    run(`worker-${n + 1}`, ['worker'], { REELQUEUE_WORKERS: '1' }, n === 0 ? 'elsewhere' : undefined),
  );
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const storage = await openStorage(
    readConfig({ ...settings(bucket === null ? undefined : bucketPort), REELQUEUE_DATA_DIR: folder }),
  );

  const system: ChaosSystem = {
    ...{ storageKind, urls, database, storage, apis, workers, bucket, proxies, folderOf, logOf, clockOf, files },
    find: (role) => findIn(folder, role),
    renders: () => isRendering(workers.map(({ pid }) => pid)),
    ready: () => readyAt(urls, join(folder, 'logs')),
    async stop() {
      await Promise.all([...apis, ...workers].map((one) => one.stop()));
      await bucket?.stop();
      storage.close();
      await database.close();
      for (const proxy of [proxies.database, proxies.bucket]) proxy?.close();
      await postgres.stop();
      for (const end = performance.now() + 10_000; performance.now() < end; await sleep(100)) {
        if (living(folder, null).length === 0) return [];
      }
      const left = living(folder, null).map(({ command }) => command);
      await endLeftovers(folder);
      return left;
    },
  };
  return system;
}
