// Two APIs and three workers as processes of their own, over one PostgreSQL and one S3 server: what they promise together.
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, type VideoRequest } from '@reelqueue/client';
import type { Storage } from '../src/artifacts/storage.ts';
import { readConfig } from '../src/config.ts';
import { openStorage } from '../src/opening.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { type Cluster, type Member, ON_CLUSTER, startCluster } from './cluster.ts';
import { eventually, living, ROLES, signalAll } from './installation.ts';
import { testDatabase } from './postgres.ts';
import { type S3Server, startS3 } from './s3.ts';
import { picture, testFolder } from './system.ts';
import { receiver } from './webhooks/receiver.ts';

let folder: Awaited<ReturnType<typeof testFolder>>;
let store: Awaited<ReturnType<typeof testDatabase>>;
let s3: S3Server;
let hooks: Awaited<ReturnType<typeof receiver>>;
let cluster: Cluster;
let clients: Client[];
let database: Database;
let storage: Storage;
let image_url: string;

before(async () => {
  [folder, store, s3, hooks] = await Promise.all([testFolder(), testDatabase(), startS3(), receiver()]);
  image_url = await picture(400, 400);
  const settings = {
    DATABASE_URL: store.url,
    REELQUEUE_WORKERS: '1',
    REELQUEUE_PRESET: 'ultrafast',
    REELQUEUE_ALLOW_PRIVATE: '127.0.0.1',
    // A render takes long on a machine that has much else to do.
    REELQUEUE_DRAIN: '5m',
    ...s3.environment('cluster'),
  };
  cluster = await startCluster(folder.path, settings);
  clients = cluster.apis.map((url) => createClient({ url, key: cluster.key }));
  database = openDatabase(store.url, { connections: 2 });
  storage = await openStorage(readConfig({ ...settings, REELQUEUE_DATA_DIR: folder.path }));
});
after(async () => {
  await cluster.stop();
  storage.close();
  await database.close();
  await Promise.all([store, folder, hooks].map((one) => one[Symbol.asyncDispose]()));
});

let turn = 0;
/** Each call to the other API. */
const api = (): Client => clients[turn++ % clients.length];

/** A film that takes a second or two; a large one takes more than twenty times that. */
async function submit({ large = false, ...more }: { large?: boolean; webhook_url?: string } = {}): Promise<string> {
  const film = large ? { quality: '1080p', duration: 8 } : { quality: '360p', duration: 5 };
  const payload = { image_url, prompt: 'slow push in', aspect_ratio: '1:1', ...film, thinking_type: 'disabled' };
  return (await api().submit({ model: 'pixverse-v5.6-i2v', payload, ...more })).request_id;
}

/** Their render processes, by the worker's process number. */
function renders(): { pid: number; ppid: number }[] {
  const workers = cluster.members.map(({ child }) => child.pid);
  return living().filter(({ ppid, command }) => ROLES.render.test(command) && workers.includes(ppid));
}

const until = (request_id: string, what: string, seen: (now: VideoRequest) => boolean): Promise<VideoRequest> =>
  eventually(`${request_id} ${what}`, async () => {
    const now = await api().get(request_id);
    return seen(now) && now;
  });

/** Stops the render processes that there are, once there are so many: so they are still at it, whatever a test takes. */
async function freeze(count: number): Promise<void> {
  await eventually(`${count} render`, () => renders().length === count);
  signalAll(
    renders().map(({ pid }) => pid),
    'SIGSTOP',
  );
}

/** It has a render process; on a busy machine its first frame takes a while. */
const isRendering = ({ phase, status }: VideoRequest): boolean => status === 'processing' && phase !== 'fetching';

/** The worker that is at a request. */
async function workerOf(request_id: string): Promise<Member> {
  const asked = 'select pid from workers join requests using (worker_id) where request_id = $1';
  const [{ pid }] = await database.query<{ pid: number }>('', asked, [request_id]);
  return cluster.members.find(({ child }) => child.pid === pid) as Member;
}

/** The largest of the given share of some measures. */
const centile = (all: number[], share: number): number =>
  all.toSorted((a, b) => a - b)[Math.ceil(all.length * share) - 1];

async function timed<T>(call: () => Promise<T>): Promise<[ms: number, T]> {
  const since = performance.now();
  const answer = await call();
  return [performance.now() - since, answer];
}

describe('two APIs and three workers', { timeout: 180_000 }, () => {
  test('a cancel by any API of what any worker renders ends it, and frees its slot, within a second', async (t) => {
    const took: number[] = [];
    for (let round = 0; round < 2; round++) {
      const request_ids = await Promise.all([1, 2, 3].map(() => submit({ large: true })));
      await freeze(3);
      const workers = await Promise.all(request_ids.map(async (request_id) => (await workerOf(request_id)).name));
      assert.equal(new Set(workers).size, 3, 'each worker is at one');
      for (const request_id of request_ids) {
        const before = renders().length;
        const [ms, { status, compute }] = await timed(() => api().cancel(request_id));
        assert.deepEqual([status, compute, renders().length], ['cancelled', 'stopped', before - 1]);
        took.push(ms);
      }
    }
    t.diagnostic(`cancels: ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    assert.ok(Math.max(...took) < 1_000);
    const slots = `select count(*)::int as taken from requests where status = 'processing' or compute = 'still_running'`;
    assert.deepEqual(await database.query('', slots, []), [{ taken: 0 }]);
  });

  test('both APIs stay quick while all workers are busy and more waits', async (t: TestContext) => {
    const request_ids = await Promise.all(Array.from({ length: 8 }, () => submit({ large: true })));
    await eventually('all workers render', () => renders().length === 3);
    const polls: number[] = [];
    for (let n = 0; n < 100; n++) polls.push((await timed(() => api().get(request_ids[n % 8])))[0]);
    const submits: number[] = [];
    for (let n = 0; n < 10; n++) {
      const [ms, request_id] = await timed(() => submit({ large: true }));
      submits.push(ms);
      request_ids.push(request_id);
    }
    const told = (name: string, all: number[]) =>
      `${name}: half within ${centile(all, 0.5).toFixed(0)} ms, 95 % within ${centile(all, 0.95).toFixed(0)} ms`;
    t.diagnostic(`${told('polls', polls)}; ${told('submits', submits)}`);
    assert.ok(centile(polls, 0.5) < 500 && centile(submits, 0.5) < 1_000);
    await Promise.all(request_ids.map((request_id) => api().cancel(request_id)));
  });

  test('a worker that slept through its lease writes nothing when it wakes: no status, event, file or webhook', async (t) => {
    const request_id = await submit({ webhook_url: hooks.url });
    await until(request_id, 'renders', isRendering);
    const sleeper = await workerOf(request_id);
    const own = renders().find(({ ppid }) => ppid === sleeper.child.pid);
    signalAll([sleeper.child.pid as number], 'SIGSTOP');
    t.after(() => sleeper.child.kill('SIGCONT'));
    // Its render goes on, and its film waits for it.
    await eventually('its render has ended', () => !renders().some(({ pid }) => pid === own?.pid));
    // On a busy machine its lease may have run out by itself meanwhile.
    const sleptThrough = `update requests set lease_until = now() - interval '20 s' where request_id = $1 and attempt = 1`;
    await database.query('', sleptThrough, [request_id]);
    const ended = await until(request_id, 'ends', ({ status }) => status === 'success');
    assert.equal(ended.attempt, 2);
    await hooks.arrived(1);
    const seen = async () => ({
      request: await api().get(request_id),
      events: await database.query('', 'select * from events where request_id = $1 order by event_id', [request_id]),
      files: (await storage.list(`files/${request_id}/`, { after: '', most: 10 })).map(({ name }) => name),
      usage: await database.query('', 'select sum(micro_usd), count(*) from requests where status = $1', ['success']),
      calls: hooks.calls.length,
    });
    const before = await seen();
    assert.equal(before.files.length, 3);
    s3.calls.length = 0;
    signalAll([sleeper.child.pid as number], 'SIGCONT');
    await eventually('it has noticed', () => sleeper.written().includes('no longer ours'));
    assert.deepEqual(await seen(), before);
    assert.deepEqual(
      s3.calls.filter((call) => /^(PUT|POST|DELETE)/.test(call)),
      [],
    );
  });
});

const reason = ON_CLUSTER ? false : 'npm run test:cluster runs it: it takes its time';

describe('what kills its renderer, and a new version', { timeout: 300_000, skip: reason }, () => {
  test('a request that kills its render each time ends as engine_failed, and its worker goes on', async () => {
    const request_id = await submit();
    const poison = await eventually('it has failed', async () => {
      signalAll(
        renders().map(({ pid }) => pid),
        'SIGKILL',
      );
      const now = await api().get(request_id);
      return now.status === 'failed' && now;
    });
    assert.deepEqual([poison.error_code, poison.attempt], ['engine_failed', 2]);
    const next = await submit();
    assert.equal((await api().wait(next)).status, 'success');
  });

  test('a request that kills its worker each time ends as engine_lost, and the workers that are left go on', async () => {
    const request_id = await submit({ large: true });
    // Right after a start of the database nobody's death is held against a request.
    const ended = await eventually('it has failed', async () => {
      const now = await api().get(request_id);
      if (now.status === 'failed') return now;
      if (!isRendering(now)) return false;
      const worker = await workerOf(request_id);
      worker.child.kill('SIGKILL');
      await cluster.restart(worker);
      return false;
    });
    assert.equal(ended.error_code, 'engine_lost');
    const [{ losses }] = await database.query<{ losses: number }>(
      '',
      'select losses from requests where request_id = $1',
      [request_id],
    );
    assert.equal(losses, 3);
    assert.equal((await api().wait(await submit())).status, 'success');
  });

  test('a rolling restart of every process loses and delays nothing, and no call fails', async (t) => {
    const over = new AbortController();
    const answers = new Map<string, number>();
    /** Asks one API all the time; only one that has gone, or is about to, may not answer. */
    const hammer = async (n: number): Promise<void> => {
      while (!over.signal.aborted) {
        const headers = { authorization: `Bearer ${cluster.key}` };
        const url = `${cluster.apis[n]}/api/v1/ie/requestqueue/apikey/requests?page_size=1`;
        const said = await fetch(url, { headers }).then(
          async (answer) => `${answer.status} ${answer.ok ? '' : await answer.text()}`.trim(),
          (error) => String(error.cause?.code ?? error),
        );
        answers.set(said, (answers.get(said) ?? 0) + 1);
        await sleep(20);
      }
    };
    const hammers = [0, 1].map(hammer);
    const ended: VideoRequest[] = [];
    /** Behind the two addresses somebody always answers: who asks in vain asks the next. */
    const live = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const request_id = await submit().catch(() => submit());
        ended.push(await api().wait(request_id));
      }
    };
    const lives = [1, 2].map(live);
    for (const member of [...cluster.members]) {
      const [ms, code] = await timed(async () => {
        const ended = new Promise((resolve) => member.child.once('exit', resolve));
        member.child.kill('SIGTERM');
        return ended;
      });
      assert.equal(code, 0, member.written());
      await cluster.restart(member);
      t.diagnostic(`${member.name} had stopped after ${(ms / 1000).toFixed(1)} s`);
    }
    over.abort();
    await Promise.all([...lives, ...hammers]);
    // None was handed back or begun anew: what each worker was at it finished, and the others took the next.
    assert.deepEqual([...new Set(ended.map(({ status, attempt }) => `${status} in ${attempt}`))], ['success in 1']);
    t.diagnostic(`${ended.length} requests; answers: ${JSON.stringify(Object.fromEntries(answers))}`);
    for (const said of answers.keys()) assert.match(said, /^(200|503 .*"unavailable".*|ECONNREFUSED)$/);
  });
});
