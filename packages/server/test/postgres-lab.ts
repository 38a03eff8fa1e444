// What the tests of the embedded PostgreSQL share: folders to use up, and processes that use a database.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Postgres, startPostgres } from '../src/postgres/embedded.ts';
import type { LaunchOptions } from '../src/postgres/launch.ts';

const room = mkdtempSync(join(tmpdir(), 'reelqueue-lab-'));
chmodSync(room, 0o711); // some processes are other users'
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
after(async () => {
  await endAll(room);
  rmSync(room, { recursive: true, force: true });
});

let folders = 0;
let prepared: Promise<string> | null = null;

/** A path of nothing yet. */
export function newFolder(): string {
  folders += 1;
  return join(room, String(folders));
}

/** `startPostgres` in this process, without the disk's delays; stopped after the test at the latest. */
export async function start(folder: string, options: Partial<LaunchOptions> = {}): Promise<Postgres> {
  const postgres = await startPostgres(folder, { log: () => {}, settings: { fsync: 'off' }, ...options });
  ends.push(postgres.stop);
  return postgres;
}

async function prepare(): Promise<string> {
  const folder = newFolder();
  const postgres = await start(folder);
  await postgres.stop();
  return folder;
}

/** The folder of a stopped database that others have used before: cheaper than a new one. */
export async function oldFolder(): Promise<string> {
  prepared ??= prepare();
  const folder = await prepared;
  await endAll(folder); // of a test that failed
  return folder;
}

async function endAll(text: string): Promise<void> {
  kill(...processesWith(text));
  await until('all have ended', () => processesWith(text).length === 0);
}

/** The first column of the rows of `statement`. */
export async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // some tests kill the server
  await client.connect();
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' });
    return rows.map(([first]) => first);
  } finally {
    await client.end();
  }
}

/** Ends processes, those of them that still live. */
export function kill(...pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Asks `condition` until it holds; throws after `seconds`. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  const since = performance.now();
  while (!(await condition())) {
    if (performance.now() - since > seconds * 1000) throw new Error(`after ${seconds} s not yet: ${what}`);
    await sleep(50);
  }
}

/** The processes whose command line has `text` in it, but for this one: guards and servers name their folder. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid) || pid === process.pid) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false; // it has ended meanwhile
      }
    });
}

type Said = { url?: string; error?: string; log?: string; interrupted?: boolean; stopped?: boolean };

/** A process that uses the PostgreSQL of a folder. */
export type User = {
  url: string;
  process: ChildProcess;
  /** What it logged. */
  log: string[];
  /** Sends Ctrl-C to its process group; it is back when the process has noticed. */
  interrupt(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
};

export type UserOptions = {
  flags?: string[];
  /** Goes before `node`, like `setpriv`. */
  prefix?: string[];
  env?: Record<string, string>;
  /** Another copy of postgres-user.ts. */
  program?: string;
};

/** Starts a process that uses the PostgreSQL of `folder`, in a process group of its own; throws the error it reports. */
export async function use(folder: string, options: UserOptions = {}): Promise<User> {
  const program = options.program ?? join(import.meta.dirname, 'postgres-user.ts');
  const words = [...(options.prefix ?? []), process.execPath, program, folder, ...(options.flags ?? [])];
  const child = spawn(words[0] ?? '', words.slice(1), {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--conditions=reelqueue-source', ...options.env },
  });
  const log: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const interrupted = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said: Said = JSON.parse(line);
    if (said.log !== undefined) log.push(said.log);
    if (said.url !== undefined) resolve(said.url);
    if (said.error !== undefined) reject(new Error(said.error));
    if (said.interrupted) interrupted.resolve();
    if (said.stopped) stopped.resolve();
  });
  const exited = once(child, 'exit');
  ends.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  exited.then(([code]) => reject(new Error(`ended with ${code}`)));
  const url = await promise;
  return {
    url,
    process: child,
    log,
    async interrupt() {
      process.kill(-(child.pid ?? 0), 'SIGINT');
      await interrupted.promise;
    },
    async stop() {
      child.stdin.write('stop\n');
      await stopped.promise;
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
