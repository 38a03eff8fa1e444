// A hosted queue for tests: a second Reelqueue, real in all its parts but for what renders, and a proxy before it that
// does what networks and vendors do.
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { uuidv7 } from 'uuidv7';
import { type Engine, Stopped } from '../../src/engines/engine.ts';
import { createRoutes } from '../../src/engines/routing.ts';
import { createLog } from '../../src/log.ts';
import { createGuard } from '../../src/media/address.ts';
import { createDownloader } from '../../src/media/fetch.ts';
import { createProber } from '../../src/media/probe.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openSignals } from '../../src/store/signals.ts';
import { createGate } from '../../src/worker/gate.ts';
import { registerWorker, startWorker } from '../../src/worker/worker.ts';
import { startSystem, type TestSystem, testFolder } from '../system.ts';

/**
 * What happens to one call. `refused`: no connection; `cut`: hung up before it was passed on; `lost`: passed on, and hung up
 * before the answer; `half`: hung up in the middle of the answer; `status`: answered instead of passed on (`after`: and
 * passed on); `page`: a page of HTML with status 200, not passed on; `again`: the last answer to such a call once more;
 * `lie`: a record that says something else.
 */
export type Fault =
  | { kind: 'cut' | 'lost' | 'half' | 'page' | 'again' }
  | { kind: 'slow'; ms: number }
  | { kind: 'status'; status: number; after?: boolean; retry_after?: number }
  | { kind: 'lie'; record: Record<string, unknown> };

export type Call = { method: string; path: string };

export type FaultyProxy = {
  url: string;
  /** Every call that has come, in order. */
  calls: Call[];
  /** Calls that were passed on and would be paid for. */
  paid: number;
  /** Asked for each call; null passes it on as it is. */
  fault: (call: Call) => Fault | null;
  /** Hangs up and takes no more connections, as when this end's process is gone. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const isPaid = ({ method, path }: Call): boolean => method === 'POST' && /\/requests$/.test(path);

/** A proxy before `target` on a port of its own. `last`: what was answered last to calls of each kind, to be answered again. */
export async function startProxy(target: string, last = new Map<string, Passed>()): Promise<FaultyProxy> {
  const there = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((from, to) => {
    void handle(from, to).catch(() => void from.socket.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const call = { method: from.method ?? 'GET', path: (from.url ?? '/').replace(/\?.*$/, '') };
    // Addresses lead through the proxy; behind it they are the other's own again.
    const came = await buffer(from);
    const body = call.method === 'POST' ? Buffer.from(came.toString().replaceAll(host, there.host)) : came;
    proxy.calls.push(call);
    const fault = proxy.fault(call);
    const hangUp = (): void => void from.socket.destroy();
    const kind = `${call.method} ${call.path.replace(/[0-9a-f-]{36}/, 'id')}`;
    if (fault?.kind === 'cut') return hangUp();
    if (fault?.kind === 'page') return void to.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
    if (fault?.kind === 'again' && last.has(kind)) return answer(to, last.get(kind)!);
    const answers = (status: number, retry_after?: number): void => {
      const headers = retry_after === undefined ? {} : { 'retry-after': String(retry_after) };
      to.writeHead(status, headers).end(JSON.stringify({ error: `the proxy says ${status}` }));
    };
    if (fault?.kind === 'status' && !fault.after) return answers(fault.status, fault.retry_after);
    if (isPaid(call)) proxy.paid += 1;
    const passed = await pass(there, from, body);
    if (passed.type.includes('json')) passed.bytes = Buffer.from(passed.bytes.toString().replaceAll(there.host, host));
    last.set(kind, passed);
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === 'lost') return hangUp();
    if (fault?.kind === 'status') return answers(fault.status, fault.retry_after);
    if (fault?.kind === 'half') {
      to.writeHead(passed.status, { ...passed.headers, 'content-length': passed.bytes.length });
      to.write(passed.bytes.subarray(0, passed.bytes.length >> 1), hangUp);
      return;
    }
    if (fault?.kind === 'lie' && passed.type.includes('json')) {
      const lie = { ...JSON.parse(passed.bytes.toString()), ...fault.record };
      return answer(to, { ...passed, status: 200, bytes: Buffer.from(JSON.stringify(lie)) });
    }
    answer(to, passed);
  }

  const proxy: FaultyProxy = {
    url: `http://${host}`,
    calls: [],
    paid: 0,
    fault: () => null,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: () => proxy.close(),
  };
  return proxy;
}

export type Passed = { status: number; headers: Record<string, string>; type: string; bytes: Buffer };

function answer(to: ServerResponse, { status, headers, bytes }: Passed): void {
  to.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
}

async function pass(there: URL, from: IncomingMessage, body: Buffer): Promise<Passed> {
  const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = from.headers;
  const options = { method: from.method, host: there.hostname, port: there.port, path: from.url };
  const passing = send({ ...options, headers: { ...headers, 'content-length': body.length } });
  passing.end(body);
  const [came] = (await once(passing, 'response')) as [IncomingMessage];
  const bytes = await buffer(came);
  const kept = ['content-type', 'retry-after', 'location'].flatMap((name) => {
    const value = came.headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return {
    status: came.statusCode ?? 502,
    headers: Object.fromEntries(kept),
    type: came.headers['content-type'] ?? '',
    bytes,
  };
}

/**
 * A second Reelqueue whose API, queue and storage are real, and whose films are made at once: `film` is every one of them, but
 * for the prompt "for ever", which takes until a cancel. `count`: the requests that it was ever asked for.
 */
export async function startQuick(film: Buffer): Promise<TestSystem & { count(): Promise<number> }> {
  const system = await startSystem({ REELQUEUE_WORKERS: '0' });
  const { databaseUrl, storage, config } = system;
  const log = createLog('silent');
  const database = openDatabase(databaseUrl);
  const worker_id = uuidv7();
  const engine: Engine = {
    name: 'animatic',
    refuses: () => null,
    takes: () => 1,
    bills: () => 0,
    deadline: () => 60,
    async render({ payload, frame }, { workdir, signal }) {
      if (payload.prompt === 'for ever') {
        await once(signal, 'abort');
        throw new Stopped('stopped');
      }
      const [video, thumbnail] = [join(workdir, 'a.mp4'), join(workdir, 'a.jpg')];
      await writeFile(video, film);
      await writeFile(thumbnail, 'a picture');
      return {
        video,
        thumbnail,
        ...frame!,
        duration: 5,
        seed: Number(payload.seed),
        actual_prompt: null,
        warnings: [],
      };
    },
    end: null,
    check: async () => ({ says: 'It is a part of a test.', models: [] }),
  };
  const prober = createProber({ log });
  const lock_key = await registerWorker(database, worker_id, { pool: 'animatic', slots: 4 });
  const signals = openSignals(database, databaseUrl, lock_key, log);
  const work = join(config.REELQUEUE_DATA_DIR, 'quick');
  await mkdir(work);
  const worker = startWorker(
    {
      ...{ database, signals, engine, storage, work, log, database_id: uuidv7() },
      routes: createRoutes([engine], { '*': [{ engine: 'animatic' }] }),
      gate: createGate(database, 'animatic'),
      sources: { download: createDownloader({ guard: createGuard([]) }), prober, storage },
      keep: { results: null, uploads: null },
    },
    { worker_id, lock_key, slots: 4 },
  );
  return {
    ...system,
    async count() {
      const [{ n }] = await database.query<{ n: number }>('', 'select count(*) as n from requests', []);
      return n;
    },
    async [Symbol.asyncDispose]() {
      await worker.stop();
      await signals.close();
      await prober.close();
      await database.close();
      await system[Symbol.asyncDispose]();
    },
  };
}

/** A system whose first engine is the hosted queue at `url`; `engine` adds settings. `settings`: what a worker beside it needs. */
export async function startBefore(
  url: string,
  key: string,
  {
    engine = {},
    routes,
    environment = {},
    engines = {},
  }: { engine?: object; routes?: object; environment?: Record<string, string>; engines?: object } = {},
): Promise<TestSystem & AsyncDisposable & { settings: Record<string, string> }> {
  const folder = await testFolder();
  const path = join(folder.path, 'reelqueue.config.json');
  const hosted = { type: 'gmicloud', url, key: 'env:HOSTED_KEY', poll: 0.1, reconcile: 2, ...engine };
  await writeFile(path, JSON.stringify({ engines: { hosted, ...engines }, ...(routes ? { routes } : {}) }));
  const settings = { REELQUEUE_CONFIG: path, HOSTED_KEY: key };
  const system = await startSystem({ ...settings, ...environment });
  return {
    ...system,
    settings,
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
