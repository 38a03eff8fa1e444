// A system of real processes for the tests of the front door: two APIs and three workers, as on five hosts, over one database and
// one storage, behind one address.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { layout, type ServerFile } from '../src/layout.ts';
import { COMPILED, shareCompiled } from './compiled.ts';

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');
/** Seconds for all processes to be there, on a machine that has much to do. */
const PATIENCE = 180;

/** Whether REELQUEUE_TEST_CLUSTER=1: then every system of the tests is a cluster. */
export const ON_CLUSTER = process.env.REELQUEUE_TEST_CLUSTER === '1';

/** For a test that needs the system in its own process: on a cluster it is skipped, and this reason is shown. */
export const onlyInProcess = (reason: string): string | false => (ON_CLUSTER ? `not on a cluster: ${reason}` : false);

/** A process of the cluster. */
export type Member = {
  name: string;
  child: ChildProcess;
  /** What it has written, both streams together. */
  written(): string;
};

export type Cluster = {
  /** The one address, which leads each connection to the next API. */
  url: string;
  /** The addresses of the APIs. */
  apis: string[];
  key: string;
  members: Member[];
  /** Starts a member that has ended again, at its old address; resolves with the new one, which is in its place. */
  restart(ended: Member): Promise<Member>;
  /** Ends all of them as Ctrl-C does; each must end well. */
  stop(): Promise<void>;
};

// A test process that is told to stop must not leave them behind.
if (ON_CLUSTER) process.once('SIGTERM', () => process.exit(1));

function launch(name: string, folder: string, words: string[], settings: Record<string, string>): Member {
  const env = { PATH: process.env.PATH, ...COMPILED, ...settings, REELQUEUE_DATA_DIR: join(folder, name) };
  mkdirSync(env.REELQUEUE_DATA_DIR, { recursive: true });
  const child = spawn(process.execPath, ['--conditions=reelqueue-source', MAIN, ...words], {
    env,
    cwd: env.REELQUEUE_DATA_DIR,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      written += text;
    });
  }
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return { name, child, written: () => written };
}

/** What `find` answers, once that is not null; fails when the process ends instead. */
async function from<T>(member: Member, find: () => T | null): Promise<T> {
  for (const end = performance.now() + PATIENCE * 1000; performance.now() < end; await sleep(20)) {
    const found = find();
    if (found !== null) return found;
    if (hasEnded(member)) break;
  }
  return assert.fail(`${member.name} did not start: ${member.written()}`);
}

/** Leads connections to some ports in turn. */
async function balance(ports: () => number[]) {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((near) => {
    const all = ports();
    const far = connect(all[turn++ % all.length], '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      open.add(one);
      one.on('error', () => {}); // it closes then
      one.once('close', () => {
        open.delete(one);
        other.destroySoon();
      });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close(): void {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Where an API is, once it is up. */
async function addressOf(api: Member, folder: string): Promise<string> {
  const { server } = layout(join(folder, api.name));
  const file = await from(api, () => {
    const found: ServerFile | null = existsSync(server) ? JSON.parse(readFileSync(server, 'utf8')) : null;
    return found?.pid === api.child.pid ? found : null;
  });
  return file.url;
}

const hasEnded = ({ child }: Member): boolean => child.exitCode !== null || child.signalCode !== null;

/** Ends a process as Ctrl-C does; it must end well. */
async function end(member: Member): Promise<void> {
  if (hasEnded(member)) return;
  const ended = once(member.child, 'exit');
  member.child.kill('SIGCONT');
  member.child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null], `${member.name}: ${member.written()}`);
}

/**
 * Starts one in a folder. `settings`: of all of its processes, the database and the storage among them; with
 * REELQUEUE_WORKERS 0 there are no workers.
 */
export async function startCluster(folder: string, settings: Record<string, string>): Promise<Cluster> {
  const ports = new Map<string, number>();
  const front = await balance(() => [...ports.values()]);
  const url = `${settings.REELQUEUE_TLS_CERT ? 'https' : 'http'}://127.0.0.1:${front.port}`;
  const shared = { REELQUEUE_PUBLIC_URL: url, ...settings };
  const start = async (name: string): Promise<Member> => {
    await shareCompiled(join(folder, name));
    if (name.startsWith('worker')) {
      const worker = launch(name, folder, ['worker'], shared);
      await from(worker, () => worker.written().includes('A worker takes') || null);
      return worker;
    }
    const PORT = String(ports.get(name) ?? 0);
    const api = launch(name, folder, ['serve'], { ...shared, PORT, REELQUEUE_WORKERS: '0' });
    ports.set(name, Number(new URL(await addressOf(api, folder)).port));
    return api;
  };
  const workers = settings.REELQUEUE_WORKERS === '0' ? [] : ['worker-1', 'worker-2', 'worker-3'];
  const members = await Promise.all(['api-1', 'api-2', ...workers].map(start));
  return {
    ...{ url, members },
    apis: [...ports.values()].map((port) => url.replace(/\d+$/, String(port))),
    key: readFileSync(layout(join(folder, 'api-1')).admin_key, 'utf8').trim(),
    async restart(ended) {
      const member = await start(ended.name);
      members[members.indexOf(ended)] = member;
      return member;
    },
    async stop() {
      await Promise.all(members.map(end));
      front.close();
    },
  };
}
