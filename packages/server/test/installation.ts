// Reelqueue as users run it, for tests that kill: commands in processes of their own, found and watched through /proc.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '@reelqueue/client';
import { layout, type ServerFile } from '../src/layout.ts';
import { homeOf } from '../src/postgres/account.ts';
import { NAME } from '../src/postgres/cluster.ts';
import { urlOf } from '../src/postgres/postmaster.ts';
import { socketFolder } from '../src/postgres/sockets.ts';
import { openDatabase } from '../src/store/database.ts';
import { COMPILED, shareCompiled } from './compiled.ts';
import { testFolder } from './system.ts';

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');

/** A living process: its number, its parent's, and its command line. */
type Seen = { pid: number; ppid: number; command: string };

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // it has gone, or it is not ours to look at
  }
}

/** Whether a process names a folder in its command line or environment, stands in it, or has a file of it open. */
function belongs({ pid, command }: Seen, folder: string): boolean {
  if (command.includes(folder)) return true;
  if (tryRead(() => readlinkSync(`/proc/${pid}/cwd`)).includes(folder)) return true;
  if (tryRead(() => readFileSync(`/proc/${pid}/environ`, 'utf8')).includes(folder)) return true;
  const open = tryRead(() => readdirSync(`/proc/${pid}/fd`).join(' ')).split(' ');
  return open.some((fd) => tryRead(() => readlinkSync(`/proc/${pid}/fd/${fd}`)).includes(folder));
}

/** Every living process but this one. Zombies are dead. */
export function living(): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => {
      const stat = tryRead(() => readFileSync(`/proc/${name}/stat`, 'utf8'));
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = tryRead(() => readFileSync(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      return { pid: Number(name), ppid: Number(ppid), command, state };
    })
    .filter(({ state }) => state !== '' && state !== 'Z' && state !== 'X');
}

/** The processes of a data folder, and all that descend from them. */
export function processesOf(folder: string): Seen[] {
  const all = living();
  const found = new Set(all.filter((one) => belongs(one, folder)).map(({ pid }) => pid));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { pid, ppid } of all) if (found.has(ppid)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
}

/** What each process of a system shows of itself in its command line. */
export const ROLES = {
  render: /render-child/,
  prober: /probe-child/,
  guard: /^sh .*reelqueue-postgres/s,
  postmaster: /^\S*bin\/postgres -D/,
  backend: /^postgres: /,
};

/** Sends a signal; a process that has gone meanwhile needs none. */
export function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Looks until `find` answers something true; fails the test after `patience` seconds. */
export async function eventually<T>(
  what: string,
  find: () => Promise<T | null | false> | T | null | false,
  patience = 60,
): Promise<T> {
  for (const end = performance.now() + patience * 1000; performance.now() < end; await sleep(40)) {
    const found = await find();
    if (found !== null && found !== false) return found;
  }
  return assert.fail(`not within ${patience} s: ${what}`);
}

/** A command under way, the leader of a process group as a terminal would have it. */
export type Running = {
  pid: number;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string>;
  /** What it has written, both streams together. */
  written(): string;
};

export type Server = Running & { url: string; key: string; client: Client };

function start(folder: string, command: 'serve' | 'worker', settings: Record<string, string>): Running {
  const child = spawn(process.execPath, ['--conditions=reelqueue-source', MAIN, command], {
    cwd: folder, // inherited by children that show the folder in no other way
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      ...COMPILED,
      PORT: '0',
      REELQUEUE_DATA_DIR: folder,
      REELQUEUE_PRESET: 'ultrafast',
      REELQUEUE_WORKERS: '1',
      REELQUEUE_LOG: 'warn',
      ...settings,
    },
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      written += text;
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing known'));
  });
  return { pid: child.pid as number, ended, written: () => written };
}

/** Waits until a server says where it is. Fails the test when it ends instead. */
async function ready(paths: ReturnType<typeof layout>, running: Running): Promise<Server> {
  let end: number | string | null = null;
  void running.ended.then((how) => {
    end = how;
  });
  const url = await eventually('the server is up', async () => {
    if (end !== null) assert.fail(`the server ended with ${end}: ${running.written()}`);
    const file: ServerFile | null = await readFile(paths.server, 'utf8').then(JSON.parse, () => null);
    return file !== null && file.pid === running.pid && file.url;
  });
  const key = (await readFile(paths.admin_key, 'utf8')).trim();
  return { ...running, url, key, client: createClient({ url, key }) };
}

export type Installation = {
  layout: ReturnType<typeof layout>;
  processes(): Seen[];
  /** The numbers of the living processes of one kind. */
  find(role: keyof typeof ROLES): number[];
  /** Starts a command and does not wait for anything. */
  start(command: 'serve' | 'worker', settings?: Record<string, string>): Running;
  /** Starts a server and waits until it is up. */
  serve(settings?: Record<string, string>): Promise<Server>;
  ready(running: Running): Promise<Server>;
  /** Has the render of a request stand still, as soon as its process is there, until a SIGCONT; null when it had said its last word. */
  freeze(server: Server, request_id: string): Promise<number | null>;
  /** Rows of the embedded database, over a connection beside those of the system. */
  ask<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Kills what still runs and removes the folder. */
  [Symbol.asyncDispose](): Promise<void>;
};

/** An empty data folder. */
export async function install(): Promise<Installation> {
  const folder = await testFolder();
  const paths = layout(folder.path);
  await shareCompiled(folder.path);
  const processes = () => processesOf(folder.path);
  const find = (role: keyof typeof ROLES): number[] => {
    const alike = living().filter(({ command }) => ROLES[role].test(command));
    return alike.filter((one) => belongs(one, folder.path)).map(({ pid }) => pid);
  };
  return {
    layout: paths,
    processes,
    find,
    async freeze({ client }, request_id) {
      const render = await eventually(`${request_id} renders`, () => find('render')[0] ?? null);
      signalAll([render], 'SIGSTOP');
      if ((await client.get(request_id)).status === 'processing') return render;
      signalAll([render], 'SIGCONT');
      return null;
    },
    start: (command, settings = {}) => start(folder.path, command, settings),
    serve: (settings = {}) => ready(paths, start(folder.path, 'serve', settings)),
    ready: (running) => ready(paths, running),
    async ask(text, values = []) {
      const database = openDatabase(urlOf(socketFolder(homeOf(paths.postgres)) as string, NAME), { connections: 1 });
      return database.query<never>('', text, values).finally(() => database.close());
    },
    async [Symbol.asyncDispose]() {
      signalAll(
        processes().map(({ pid }) => pid),
        'SIGKILL',
      );
      await folder[Symbol.asyncDispose]();
    },
  };
}
