// Whatever is killed, and whenever: the request is finished by what lives on, or by the next start. The tests share one
// data folder and, where they can, one server: each leaves the next one a system that has just been through something.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, afterEach, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspectFilm } from '@reelqueue/animatic';
import { isFinal } from '../src/request.ts';
import { eventually, type Installation, install, type Running, type Server, signalAll } from './installation.ts';
import { fileServer, picture, QUEUE } from './system.ts';

/** Seconds in which a stop must be over, and in which what a kill has orphaned must end. */
const SOON = 10;
/** Of every process here: a stop is not to wait for a film, which takes as long as the machine makes it. */
const HASTY = { REELQUEUE_DRAIN: '2s' };
/** Settings of a server that leaves the renders to workers. */
const API_ONLY = { ...HASTY, REELQUEUE_WORKERS: '0' };

let here: Installation;
let server: Server | null = null;
let image_url: string;

/** The server that runs, or a new one. */
async function up(): Promise<Server> {
  server ??= await here.serve(HASTY);
  return server;
}

type Asked = { idempotency_key?: string; quality?: string };

async function submit({ client }: Server, { idempotency_key, quality = '360p' }: Asked = {}): Promise<string> {
  const payload = { image_url, prompt: 'slow push in', quality };
  return (await client.submit({ model: 'pixverse-v5.6-i2v', payload }, { idempotency_key })).request_id;
}

/** A new request under way, whose child stands still until it is killed or gets a SIGCONT. */
async function midway(at: Server): Promise<{ request_id: string; render: number }> {
  for (;;) {
    const request_id = await submit(at);
    const render = await here.freeze(at, request_id);
    if (render !== null) return { request_id, render };
  }
}

/** Waits until a request is at its attempt of that number, or beyond. */
const attempts = ({ client }: Server, request_id: string, number: number): Promise<boolean> =>
  eventually(`attempt ${number} of ${request_id}`, async () => ((await client.get(request_id)).attempt ?? 0) >= number);

/** Starts a server anew and waits until it is at a request, for the attempt of that number. */
async function goneOnWith(t: TestContext, request_id: string, attempt: number): Promise<void> {
  const started = performance.now();
  const at = await up();
  tell(t, 'the next server was up', started);
  await attempts(at, request_id, attempt);
  tell(t, 'and at it again', started);
}

/** One outcome, one film that plays, one last event, and nothing else on the disk; answers which attempt it was. */
async function onceOnly({ client }: Server, request_id: string): Promise<number> {
  const request = await eventually(`${request_id} ends`, async () => {
    const now = await client.get(request_id);
    return isFinal(now.status) ? now : null;
  });
  assert.equal(request.status, 'success', JSON.stringify({ ...request, payload: null }));
  const { outcome } = request;
  assert.ok(outcome && 'video_url' in outcome);
  const names = [outcome.video_url, outcome.thumbnail_image_url].map((url) => basename(new URL(url).pathname));
  const results = join(here.layout.results, request_id);
  await eventually('only the files of the outcome are left', async () => (await readdir(results)).length === 3);
  const left = await readdir(results);
  const plans = left.filter((name) => name.endsWith('.json'));
  assert.deepEqual(left.filter((name) => !plans.includes(name)).sort(), names.sort());
  assert.equal(plans[0].split('-', 1)[0], String(request.attempt), 'the plan is that of the film');
  const film = join(results, names.find((name) => name.endsWith('.mp4')) as string);
  assert.equal(
    createHash('sha256')
      .update(await readFile(film))
      .digest('hex'),
    outcome.sha256,
  );
  assert.equal((await inspectFilm(film)).frames, 120);
  const events = await here.ask<{ type: string }>('select type from events where request_id = $1 order by event_id', [
    request_id,
  ]);
  const ends = events.map(({ type }) => type).filter((type) => /success|failed|cancelled/.test(type));
  assert.deepEqual([ends, events.at(-1)?.type], [['request.success'], 'request.success']);
  await eventually('no attempt leaves its directory', async () => (await readdir(here.layout.work)).length === 0);
  return request.attempt as number;
}

/** Waits until nothing of the system runs any more. */
async function deserted(): Promise<void> {
  const gone = () => here.processes().length === 0;
  await eventually('nothing runs any more', gone, SOON).catch(() => assert.deepEqual(here.processes(), []));
}

/** Asks processes to stop, as a service does, and sees that they do. */
async function stop(...running: Running[]): Promise<void> {
  for (const { pid, ended, written } of running) {
    const asked = performance.now();
    signalAll([pid], 'SIGTERM');
    assert.equal(await ended, 0, written());
    assert.ok(performance.now() - asked < SOON * 1000, `stopped after ${performance.now() - asked} ms`);
  }
}

/** Stops the server too, and sees that nothing is left of the system but its files. */
async function stopAll(): Promise<void> {
  await stop(await up());
  server = null;
  assert.equal(existsSync(here.layout.server), false);
  await deserted();
}

async function kill(pids: number[]): Promise<void> {
  signalAll(pids, 'SIGKILL');
  if (server === null || !pids.includes(server.pid)) return;
  await server.ended;
  server = null;
}

/** Every process, until none is left: one of them may be starting another. */
async function killAll(): Promise<void> {
  for (let left = here.processes(); left.length > 0; left = here.processes()) await kill(left.map(({ pid }) => pid));
}

/** Says how long something took; docs/reliability.md has these figures. */
function tell(t: TestContext, what: string, since: number): void {
  t.diagnostic(`${what}: ${((performance.now() - since) / 1000).toFixed(1)} s`);
}

/** Calls the API all the time; `stop` answers every status that came back. Anything but 200 and a proper 503 fails. */
function hammer(at: Server, path: string): { stop(): Promise<number[]> } {
  const stopped = new AbortController();
  const seen: number[] = [];
  const calling = (async () => {
    while (!stopped.signal.aborted) {
      const reply = await fetch(at.url + path, { headers: { authorization: `Bearer ${at.key}` } });
      const body = (await reply.json()) as { code?: string };
      seen.push(reply.status);
      const told = [reply.status, body.code, Number(reply.headers.get('retry-after')) >= 1];
      if (reply.status !== 200) assert.deepEqual(told, [503, 'unavailable', true]);
      await sleep(25);
    }
  })();
  calling.catch(() => {}); // told by stop()
  return {
    async stop() {
      stopped.abort();
      await calling;
      return seen;
    },
  };
}

describe('a system that is killed', { skip: !existsSync('/proc/self/stat') && 'needs /proc' }, () => {
  before(async () => {
    [here, image_url] = await Promise.all([install(), picture(600, 400)]);
  });
  afterEach(async (t) => {
    const { passed, diagnostic } = t as TestContext & { passed: boolean };
    if (passed) return;
    if (server) diagnostic.call(t, server.written());
    await killAll();
    server = null;
  });
  after(() => here[Symbol.asyncDispose]());

  test('the next start goes on after the death of a server, of everything, and of the database during a stop', async (t) => {
    const { request_id, render } = await midway(await up());
    const killed = performance.now();
    await kill([(await up()).pid]);
    signalAll([render], 'SIGCONT');
    await deserted();
    tell(t, 'after the death of its server the last process had gone', killed);
    await goneOnWith(t, request_id, 2);

    assert.ok(await here.freeze(await up(), request_id));
    const later = await submit(await up(), { idempotency_key: 'later' });
    await killAll();
    await goneOnWith(t, request_id, 3);
    // What was said yes to is there, once, and waits for its turn.
    assert.equal(await submit(await up(), { idempotency_key: 'later' }), later);
    assert.equal((await (await up()).client.cancel(later)).compute, 'not_started');

    await kill([...here.find('guard'), ...here.find('postmaster')]);
    await stopAll();
    // The database takes a claim of its last moments back with it, which leaves no trace (ADR 0011).
    await goneOnWith(t, request_id, 3);
    assert.match(String(await onceOnly(await up(), request_id)), /^[34]$/);
  });

  test('a render, the reader of media or the database that is killed is replaced, and the API says 503 at worst', async (t) => {
    const at = await up();
    const { request_id, render } = await midway(at);
    await kill([render, ...here.find('prober')]);
    const killed = performance.now();
    await attempts(at, request_id, 2);
    tell(t, 'after the death of its render it was tried again', killed);
    const second = await here.freeze(at, request_id);
    assert.ok(second);
    const headers = { authorization: `Bearer ${at.key}` };
    const followed = (await fetch(`${at.url}${QUEUE}/requests/${request_id}/events`, { headers })).text();
    const calls = [`${QUEUE}/requests/${request_id}`, `${QUEUE}/models`, '/readyz'].map((path) => hammer(at, path));
    for (const role of ['postmaster', 'backend', 'guard'] as const) {
      await kill(here.find(role).slice(0, 1));
      const since = performance.now();
      await eventually('the database answers', () => here.ask('select 1').catch(() => null));
      tell(t, `after the death of its ${role} the database was back`, since);
    }
    signalAll([second], 'SIGCONT');
    assert.equal(await onceOnly(at, request_id), 2);
    assert.match(await followed, /event: request.success\n/);
    const statuses = (await Promise.all(calls.map((call) => call.stop()))).flat();
    assert.ok(statuses.includes(503) && statuses.at(-1) === 200, String(statuses));
    const counts = await here.ask('select failures, losses from requests where request_id = $1', [request_id]);
    assert.deepEqual(counts, [{ failures: 1, losses: 0 }]);
    assert.match(at.written(), /the database is away.*the database answers again/s);
    await eventually('the worker holds its lock again', async () => {
      const locks = await here.ask(`select 1 from pg_locks where locktype = 'advisory' and granted`);
      return locks.length === 1;
    });
  });

  test('killed when the files have their names and the row does not know, a request is published once', async () => {
    const { request_id, render } = await midway(await up());
    await here.ask('checkpoint'); // a claim is not waited for: without it the next attempt might be the first again
    signalAll([...here.find('postmaster'), ...here.find('backend')], 'SIGSTOP');
    signalAll([render], 'SIGCONT');
    const results = join(here.layout.results, request_id);
    await eventually('the files have their names', async () => (await readdir(results).catch(() => [])).length === 3);
    await killAll();
    assert.equal(await onceOnly(await up(), request_id), 2);
  });

  test('killed at any moment, again and again, a request still ends once', async (t) => {
    const long = { quality: '720p' }; // most moments are in the midst of it
    const requests = [await submit(await up(), long)];
    const victims = {
      everything: killAll,
      server: () => kill([server!.pid]),
      // Without its guard the database outlives its server: the next one adopts it.
      orphaning: () => kill([...here.find('guard'), server!.pid]),
    };
    for (const what of ['everything', 'server', 'orphaning', 'everything'] as const) {
      const at = await up();
      if (isFinal((await at.client.get(requests[0])).status)) requests.unshift(await submit(at, long));
      const moment = Math.round(Math.random() * 2_500);
      t.diagnostic(`${what} after ${moment} ms`);
      await sleep(moment);
      await victims[what]();
    }
    for (const request_id of requests) await onceOnly(await up(), request_id);
  });

  test('Ctrl-C, the death of a worker and one that sleeps through its lease do a request no harm', async (t) => {
    const first = await up();
    const { request_id, render } = await midway(first);
    await here.ask(`update requests set phase = 'rendering', progress = 0.5 where request_id = $1`, [request_id]);
    signalAll([render], 'SIGCONT');
    const asked = performance.now();
    signalAll([-first.pid], 'SIGINT');
    assert.equal(await first.ended, 0, first.written());
    tell(t, 'after Ctrl-C it had stopped', asked);
    server = null;
    assert.equal(existsSync(here.layout.server), false);
    await deserted();

    const at = await here.serve(API_ONLY);
    server = at;
    const { status, phase, progress, attempt } = await at.client.get(request_id);
    assert.deepEqual([status, phase, progress, attempt], ['queued', 'waiting', 0, 1]);
    const counts = await here.ask('select failures, losses from requests where request_id = $1', [request_id]);
    assert.deepEqual(counts, [{ failures: 0, losses: 0 }]);

    // As if it ran elsewhere: only its lock, which the database has taken back, tells of its death.
    const dying = here.start('worker', HASTY);
    assert.ok(await here.freeze(at, request_id));
    await here.ask(`update workers set host = 'elsewhere' where pid = $1`, [dying.pid]);
    await kill([dying.pid, ...here.find('render')]);
    const sleeper = here.start('worker', HASTY);
    const killed = performance.now();
    await attempts(at, request_id, 3);
    tell(t, 'after the death of a worker elsewhere another was at it', killed);

    const asleep = await here.freeze(at, request_id);
    assert.ok(asleep);
    signalAll([sleeper.pid], 'SIGSTOP');
    signalAll([asleep], 'SIGCONT');
    // Its film is finished meanwhile, and its word for that waits for it to wake.
    await eventually('its render has ended', () => here.find('render').length === 0);
    await here.ask('update requests set lease_until = now() where request_id = $1', [request_id]);
    const other = here.start('worker', HASTY);
    await attempts(at, request_id, 4);
    signalAll([sleeper.pid], 'SIGCONT');
    assert.equal(await onceOnly(at, request_id), 4);
    await stop(sleeper, other);
  });

  test('of two servers that start together one runs, whatever a dead one left', async () => {
    if (server) await stopAll();
    await using another = await fileServer({ healthz: '{"status":"ok"}' });
    // Its process number belongs to another process by now, and its address to another server.
    await writeFile(here.layout.server, JSON.stringify({ url: another.url, pid: process.pid, version: '0.0.0' }));
    const both = [here.start('serve', API_ONLY), here.start('serve', API_ONLY)];
    const loser = await Promise.race(both.map((one) => one.ended.then((end) => ({ one, end }))));
    assert.equal(loser.end, 1, loser.one.written());
    assert.match(loser.one.written(), /a server runs from this data folder already/);
    server = await here.ready(both.find((one) => one !== loser.one) as Running);
    const third = here.start('serve', API_ONLY);
    assert.equal(await third.ended, 1);
    assert.ok(third.written().includes(`already: ${server.url} (process ${server.pid})`), third.written());
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    await stopAll();
  });
});
