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

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');
/** Seconds for all processes to be there, on a machine that has much to do. */
const PATIENCE = 60;

/** Whether REELQUEUE_TEST_CLUSTER=1: then every system of the tests is a cluster. */
export const ON_CLUSTER = process.env.REELQUEUE_TEST_CLUSTER === '1';

/** For a test that needs the system in its own process: on a cluster it is skipped, and this reason is shown. */
export const onlyInProcess = (reason: string): string | false => (ON_CLUSTER ? `not on a cluster: ${reason}` : false);

/** A process of the cluster. */
export type Member = { name: string; child: ChildProcess; written(): string };

export type Cluster = {
  /** The one address, which leads each connection to the next API. */
  url: string;
  /** The addresses of the APIs. */
  apis: string[];
  key: string;
  members: Member[];
  /** Ends all of them by SIGTERM; each must end well. */
  stop(): Promise<void>;
};

function launch(name: string, folder: string, words: string[], settings: Record<string, string>): Member {
  const env = { PATH: process.env.PATH, REELQUEUE_DRAIN: '0s', ...settings, REELQUEUE_DATA_DIR: join(folder, name) };
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
async function from<T>({ name, child, written }: Member, find: () => T | null): Promise<T> {
  for (const end = performance.now() + PATIENCE * 1000; performance.now() < end; await sleep(20)) {
    const found = find();
    if (found !== null) return found;
    if (child.exitCode !== null || child.signalCode !== null) break;
  }
  return assert.fail(`${name} did not start: ${written()}`);
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

/**
 * Starts one in a folder. `settings`: of all of its processes, the database and the storage among them; with
 * REELQUEUE_WORKERS 0 there are no workers.
 */
export async function startCluster(folder: string, settings: Record<string, string>): Promise<Cluster> {
  let ports: number[] = [];
  const front = await balance(() => ports);
  const scheme = settings.REELQUEUE_TLS_CERT ? 'https' : 'http';
  const url = `${scheme}://127.0.0.1:${front.port}`;
  const shared = { REELQUEUE_PUBLIC_URL: url, ...settings, PORT: '0' };
  const apis = ['api-1', 'api-2'].map((name) => launch(name, folder, ['serve'], { ...shared, REELQUEUE_WORKERS: '0' }));
  const names = settings.REELQUEUE_WORKERS === '0' ? [] : ['worker-1', 'worker-2', 'worker-3'];
  const workers = names.map((name) => launch(name, folder, ['worker'], shared));
  const members = [...apis, ...workers];
  const files = await Promise.all(
    apis.map((api) => {
      const { server } = layout(join(folder, api.name));
      return from(api, () => (existsSync(server) ? (JSON.parse(readFileSync(server, 'utf8')) as ServerFile) : null));
    }),
  );
  await Promise.all(
    workers.map((worker) => from(worker, () => (worker.written().includes('A worker takes') ? true : null))),
  );
  const urls = files.map((file) => file.url);
  ports = urls.map((one) => Number(new URL(one).port));
  return {
    ...{ url, apis: urls, members },
    key: readFileSync(layout(join(folder, 'api-1')).admin_key, 'utf8').trim(),
    async stop() {
      const ended = members.map(async ({ name, child, written }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const end = once(child, 'exit');
        child.kill('SIGTERM');
        assert.deepEqual(await end, [0, null], `${name}: ${written()}`);
      });
      await Promise.all(ended);
      front.close();
    },
  };
}
