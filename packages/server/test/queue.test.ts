import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import { openDisk } from '../src/artifacts/disk.ts';
import { type Engine, type Rendered, Stopped } from '../src/engines/engine.ts';
import { createRoutes } from '../src/engines/routing.ts';
import { RequestError } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { createGuard } from '../src/media/address.ts';
import { createDownloader } from '../src/media/fetch.ts';
import { createProber } from '../src/media/probe.ts';
import { isFinal, type VideoRequest } from '../src/request.ts';
import { type Claim, claim } from '../src/store/claims.ts';
import { type Database, inTransaction, openDatabase } from '../src/store/database.ts';
import { firstOrganisation } from '../src/store/keys.ts';
import { migrate } from '../src/store/migrations.ts';
import { addWorker, forgetWorkers, listWorkers, recover } from '../src/store/recovery.ts';
import { type Accepted, enqueue, getRequest, move, renew, saveCheckpoint } from '../src/store/requests.ts';
import { openSignals } from '../src/store/signals.ts';
import { createGate } from '../src/worker/gate.ts';
import { thisProcess } from '../src/worker/host.ts';
import { registerWorker, startWorker } from '../src/worker/worker.ts';
import { eventually } from './installation.ts';
import { testDatabase } from './postgres.ts';
import { newRequest } from './rows.ts';
import { testFolder } from './system.ts';

const log = createLog('silent');
const prober = createProber({ log });
let store: Awaited<ReturnType<typeof testDatabase>>;
let folder: Awaited<ReturnType<typeof testFolder>>;
let database: Database;
let org_id: string;

before(async () => {
  [store, folder] = await Promise.all([testDatabase(), testFolder()]);
  database = openDatabase(store.url);
  await migrate(database);
  ({ org_id } = await firstOrganisation(database, null));
  for (const name of ['uploads', 'work', 'files']) await mkdir(join(folder.path, name));
  await sharp({ create: { width: 400, height: 400, channels: 3, background: 'teal' } })
    .png()
    .toFile(join(folder.path, 'uploads/a.png'));
});
after(async () => {
  await prober.close();
  await database.close();
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A pool of its own for each test, so that they do not take each other's requests. */
function submit(
  pool: string,
  more: { priority?: number; start_within?: number; request_id?: string } = {},
): Promise<Accepted> {
  const payload = { img_url: 'sent' };
  const normalised = { img_url: 'upload:a.png', duration: 5, resolution: '720P', seed: 1 };
  return enqueue(database, newRequest(org_id, pool, { model: 'wan2.6-i2v', payload, normalised, ...more }));
}

/** Of a worker that others only see. */
const NO_WORK = { pool: 'none', slots: 0 };

const take = (pool: string, worker_id = uuidv7()): Promise<Claim | null> => claim(database, worker_id, pool, 20);

const read = async (request: { request_id: string }): Promise<VideoRequest> =>
  (await getRequest(database, org_id, request.request_id)) as VideoRequest;

/** Asks until the request is as wanted; fails the test after ten seconds. */
async function until(request: { request_id: string }, wanted: (now: VideoRequest) => boolean): Promise<VideoRequest> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(10)) {
    const now = await read(request);
    if (wanted(now)) return now;
    if (isFinal(now.status) && now.compute !== 'still_running') break;
  }
  return assert.fail(`still ${JSON.stringify(await read(request))}`);
}

/** A worker of one engine, which is whatever `render` does. */
async function working(pool: string, render: Engine['render'], worker_id = uuidv7(), end: Engine['end'] = null) {
  const lock_key = await registerWorker(database, worker_id, { pool, slots: 1 });
  const signals = openSignals(database, store.url, lock_key, log);
  const engine: Engine = {
    name: pool,
    refuses: () => null,
    takes: () => 1,
    bills: () => 0,
    // Of a row that nobody understands it is no number.
    deadline: ({ duration }) => 6 * Number(duration),
    end,
    check: async () => ({ says: 'It is a part of a test.', models: [] }),
    render,
  };
  const storage = openDisk(folder.path);
  const sources = {
    download: createDownloader({ guard: createGuard([]) }),
    prober,
    storage,
  };
  const parts = {
    database,
    signals,
    engine,
    routes: createRoutes([engine], { '*': [{ engine: pool }] }),
    gate: createGate(database, pool),
    sources,
    storage,
    database_id: org_id,
    work: join(folder.path, 'work'),
    keep: { results: null, uploads: null },
    log,
  };
  const worker = startWorker(parts, { worker_id, lock_key, slots: 1 });
  const stop = async (): Promise<void> => {
    await worker.stop();
    await signals.close();
  };
  return { signals, stop, [Symbol.asyncDispose]: stop };
}

/** An engine that never ends by itself. */
const forever: Engine['render'] = async (_request, { signal }) => {
  await sleep(60_000, undefined, { signal }).catch(() => {});
  throw new Stopped('stopped');
};

/** An engine whose films are not films: what is published is its business, not the queue's. */
const instantly: Engine['render'] = async (request, { workdir }): Promise<Rendered> => {
  const [video, thumbnail] = [join(workdir, 'a.mp4'), join(workdir, 'a.jpg')];
  await writeFile(video, request.request_id);
  await copyFile(video, thumbnail);
  return { video, thumbnail, ...request.frame!, duration: 5, seed: 1, actual_prompt: null, warnings: ['a warning'] };
};

test('a request is claimed once, however many ask', async () => {
  const requests = await Promise.all(Array.from({ length: 20 }, () => submit('once')));
  const claims = await Promise.all(Array.from({ length: 30 }, () => take('once')));
  const taken = claims.filter((one) => one !== null).map((one) => one.request_id);
  // A claim may pass over a row that another is taking at that moment, but never takes it twice.
  for (let next = await take('once'); next; next = await take('once')) taken.push(next.request_id);
  assert.deepEqual(taken.sort(), requests.map((request) => request.request_id).sort());
});

test('requests are taken in the order of their submission, higher priorities first', async () => {
  const [first, second] = [await submit('order'), await submit('order')];
  const [low, high] = [await submit('order', { priority: 0 }), await submit('order', { priority: 2 })];
  for (const wanted of [high, first, second, low]) {
    assert.equal((await take('order'))?.request_id, wanted.request_id);
  }
});

test('a worker that was taken over writes nothing', async () => {
  const request = await submit('stale');
  const worker_id = uuidv7();
  const stale = (await take('stale', worker_id)) as Claim;
  await recover(database, [worker_id]);
  const live = (await take('stale')) as Claim;
  assert.equal(live.request_id, stale.request_id);
  const pulse = { phase: 'rendering', progress: 0.9, seconds_left: 1 } as const;
  assert.equal(await renew(database, stale, 20, pulse), false);
  assert.equal(await move(database, stale, 'failed'), null);
  const now = await read(request);
  assert.deepEqual([now.status, now.attempt, now.progress], ['processing', 2, 0]);
  assert.equal(await renew(database, live, 20, pulse), true);
});

test('of submits that come at once, one that the database refuses does not spoil the others', async () => {
  const { request_id } = await submit('at once');
  const submits = [submit('at once'), submit('at once', { request_id }), submit('at once'), submit('at once')];
  const came = await Promise.allSettled(submits);
  assert.deepEqual(
    came.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  const waiting = await database.query<{ n: number }>(
    'waiting',
    'select sum(entered - gone)::int as n from lane_counts where pool = $1',
    ['at once'],
  );
  assert.equal(waiting[0].n, 4);
});

test('the slot of a request that is cancelled while its dead worker is found is given back', async () => {
  const request = await submit('late cancel');
  const worker_id = uuidv7();
  await addWorker(database, worker_id, thisProcess(), NO_WORK);
  const isKnown = async () => (await listWorkers(database)).workers.some((one) => one.worker_id === worker_id);
  assert.ok(await take('late cancel', worker_id));
  await inTransaction(database, async (within) => {
    await move(within, { request_id: request.request_id, org_id }, 'cancelled');
    // The cancel has not been written yet when the worker is found dead: what it holds is passed by.
    assert.deepEqual(await recover(database, [worker_id]), []);
    await forgetWorkers(database, [worker_id]);
  });
  assert.deepEqual([(await read(request)).compute, await isKnown()], ['still_running', true]);
  await recover(database, [worker_id]);
  await forgetWorkers(database, [worker_id]);
  assert.deepEqual([(await read(request)).compute, await isKnown()], ['stopped', false]);
});

test('a worker that others took for dead is known again when it looks', async () => {
  const worker_id = uuidv7();
  await using _worker = await working('revived', forever, worker_id);
  const known = async () => {
    const { workers } = await listWorkers(database);
    return workers.find((one) => one.worker_id === worker_id && one.locked) ?? null;
  };
  const before = await eventually('it is known', known);
  await forgetWorkers(database, [worker_id]);
  assert.deepEqual(await eventually('it is known again', known), before);
});

test('a worker that is seen to live on this host is not taken for dead, however long its lock is free', async () => {
  await using _worker = await working('watching', forever);
  const [here, elsewhere] = [uuidv7(), uuidv7()];
  await addWorker(database, here, thisProcess(), NO_WORK);
  await addWorker(database, elsewhere, { ...thisProcess(), host: 'elsewhere' }, NO_WORK);
  const left = async () => (await listWorkers(database)).workers.map((one) => one.worker_id);
  await eventually('the one elsewhere is dead', async () => !(await left()).includes(elsewhere));
  assert.ok((await left()).includes(here));
  await forgetWorkers(database, [here]);
});

test('what has ended is moved no more', async () => {
  const request = await submit('ended');
  const { request_id } = request;
  assert.equal((await move(database, { request_id, org_id }, 'cancelled'))?.compute, 'not_started');
  for (const next of ['processing', 'success', 'failed', 'cancelled', 'queued'] as const) {
    assert.equal(await move(database, { request_id, org_id }, next), null, next);
  }
});

test("a dead worker's requests go back in line at once, and the third loss ends a request", async () => {
  const request = await submit('lost');
  const settled = `now() - pg_postmaster_start_time() > interval '30 s'`;
  for (let losses = 0; ; losses += 1) {
    const worker_id = uuidv7();
    assert.ok(await take('lost', worker_id));
    const [recovered] = await recover(database, [worker_id]);
    assert.equal(recovered.request_id, request.request_id);
    const [{ counts }] = await database.query<{ counts: boolean }>('', `select ${settled} as counts`, []);
    // Right after a database restart nobody's death is held against a request: the count is set by hand then.
    if (!counts)
      await database.query('', 'update requests set losses = $2 where request_id = $1', [
        request.request_id,
        losses + 1,
      ]);
    if (losses === 1) break;
  }
  await database.query('', 'update requests set losses = 3 where request_id = $1', [request.request_id]);
  const worker_id = uuidv7();
  assert.ok(await take('lost', worker_id));
  assert.equal((await recover(database, [worker_id]))[0].status, 'failed');
  const end = await read(request);
  assert.equal(end.error_code, 'engine_lost');
  assert.deepEqual(end.outcome, { error: end.error });
});

test('a worker that has gone from this host is noticed within seconds', async () => {
  const request = await submit('gone');
  const worker_id = uuidv7();
  await addWorker(database, worker_id, { ...thisProcess(), pid: 2 ** 22 + 1 }, NO_WORK);
  assert.ok(await take('gone', worker_id));
  await using _worker = await working('gone', instantly);
  assert.equal((await until(request, (now) => now.status === 'success')).attempt, 2);
});

test('a request whose worker died goes before those that came later', async () => {
  const lost = await submit('seniority');
  const worker_id = uuidv7();
  await addWorker(database, worker_id, { ...thisProcess(), pid: 2 ** 22 + 1 }, NO_WORK);
  assert.ok(await take('seniority', worker_id));
  const later = await submit('seniority');
  const rendered: string[] = [];
  await using _worker = await working('seniority', (request, context) => {
    rendered.push(request.request_id);
    return instantly(request, context);
  });
  await until(later, (now) => now.status === 'success');
  assert.deepEqual(rendered, [lost.request_id, later.request_id]);
});

test('a dead worker that its parent has not buried is noticed as well', async () => {
  // The shell becomes another program, which never asks for the death of the shell's child.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const pid = Number(await text(parent.stdout.take(1)));
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    const request = await submit('unburied');
    const worker_id = uuidv7();
    await addWorker(database, worker_id, { ...thisProcess(), pid, started }, NO_WORK);
    assert.ok(await take('unburied', worker_id));
    await using _worker = await working('unburied', instantly);
    assert.equal((await until(request, (now) => now.status === 'success')).attempt, 2);
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a claim whose answer was lost is found within seconds, though its worker lives', async () => {
  const worker_id = uuidv7();
  const request = await submit('unheard');
  assert.ok(await take('unheard', worker_id));
  await using _worker = await working('unheard', instantly, worker_id);
  assert.equal((await until(request, (now) => now.status === 'success')).attempt, 2);
});

test('a request that was cancelled under a dead worker is told to have stopped', async () => {
  const request = await submit('forsaken');
  const worker_id = uuidv7();
  await addWorker(database, worker_id, { ...thisProcess(), pid: 2 ** 22 + 1 }, NO_WORK);
  assert.ok(await take('forsaken', worker_id));
  const cancelled = await move(database, { request_id: request.request_id, org_id }, 'cancelled');
  assert.equal(cancelled?.compute, 'still_running');
  await using _worker = await working('forsaken', instantly);
  await until(request, (now) => now.compute === 'stopped');
});

test('what an engine elsewhere has of a request that was cancelled under a dead worker is ended by the next one', async () => {
  const request = await submit('elsewhere');
  const worker_id = uuidv7();
  await addWorker(database, worker_id, { ...thisProcess(), pid: 2 ** 22 + 1 }, NO_WORK);
  const held = (await take('elsewhere', worker_id)) as Claim;
  assert.equal(await saveCheckpoint(database, held, { call: 'begun' }), true);
  await move(database, { request_id: request.request_id, org_id }, 'cancelled');
  // The answer to a call under way comes after the cancel: it is no claim any more, and is known all the same.
  assert.equal(await saveCheckpoint(database, held, { call: 'answered' }), false);
  const [told, over] = [Promise.withResolvers<unknown>(), Promise.withResolvers<void>()];
  const end: Engine['end'] = ({ request_id, checkpoint }) => {
    told.resolve([request_id, checkpoint]);
    return over.promise;
  };
  {
    await using _other = await working('not elsewhere', instantly);
    await sleep(1_500); // looks of a worker whose engine has nothing of it
    await using _worker = await working('elsewhere', instantly, uuidv7(), end);
    assert.deepEqual(await told.promise, [request.request_id, { call: 'answered' }]);
    assert.equal((await read(request)).compute, 'still_running');
    over.resolve();
    await until(request, (now) => now.compute === 'stopped');
  }
});

test("a dead worker's files and directories are removed", async () => {
  const request = await submit('traces');
  const worker_id = uuidv7();
  await addWorker(database, worker_id, { ...thisProcess(), pid: 2 ** 22 + 1 }, NO_WORK);
  assert.ok(await take('traces', worker_id));
  // Killed when its files had their names and its row had not changed; cancelled before anybody rendered it again.
  const results = join(folder.path, 'files', request.request_id);
  await mkdir(results);
  await writeFile(join(results, `1-${'0'.repeat(32)}.mp4`), 'a film');
  const workdirs = [request.request_id, uuidv7()].map((id) => join(folder.path, 'work', `${id}-1`));
  for (const workdir of workdirs) await mkdir(workdir);
  await using _worker = await working('another', forever);
  await until(request, (now) => now.status === 'queued');
  for (const left of [join(results, `1-${'0'.repeat(32)}.mp4`), ...workdirs]) {
    for (const end = Date.now() + 10_000; existsSync(left); await sleep(10)) assert.ok(Date.now() < end, left);
  }
});

test('a hint wakes a worker long before its next look', async () => {
  await using worker = await working('hint', instantly);
  await until(await submit('hint'), (now) => now.status === 'success');
  const started = performance.now();
  const request = await submit('hint');
  worker.signals.announce('queued');
  await until(request, (now) => now.status !== 'queued');
  assert.ok(performance.now() - started < 700, `${performance.now() - started} ms`);
});

test('a success has its files, its outcome and its warnings, and leaves no workdir', async () => {
  await using _worker = await working('success', instantly);
  const request = await submit('success');
  const { outcome, progress, warnings, phase } = await until(request, (now) => now.status === 'success');
  assert.deepEqual([progress, phase, warnings], [1, null, ['a warning']]);
  assert.ok(outcome && 'video_url' in outcome);
  assert.match(outcome.video_url, new RegExp(`^/files/${request.request_id}/1-[0-9a-f]{32}\\.mp4$`));
  assert.equal((await readdir(join(folder.path, 'files', request.request_id))).length, 2);
  assert.equal(outcome.seed, 1);
});

test('cancelling a processing request stops its render', async () => {
  await using worker = await working('cancel', forever);
  const request = await submit('cancel');
  await until(request, (now) => now.status === 'processing');
  const cancelled = await move(database, { request_id: request.request_id, org_id }, 'cancelled');
  assert.equal(cancelled?.compute, 'still_running');
  worker.signals.announce(`cancelled ${request.request_id}`);
  const started = performance.now();
  await until(request, (now) => now.compute === 'stopped');
  assert.ok(performance.now() - started < 1000);
});

test('a request that is cancelled as its attempt ends by itself is told to have stopped', async () => {
  const ends: Record<string, Engine['render']> = {
    success: instantly,
    failed: () => Promise.reject(new RequestError('media_unreachable', 'nobody listens there')),
    again: () => Promise.reject(new Error('a bug')),
  };
  for (const [name, end] of Object.entries(ends)) {
    await using _worker = await working(`late-${name}`, async (request, context) => {
      // No hint: the attempt is over before its next heartbeat.
      await move(database, { request_id: request.request_id, org_id }, 'cancelled');
      return end(request, context);
    });
    const cancelled = await until(await submit(`late-${name}`), (now) => now.compute === 'stopped');
    assert.equal(cancelled.status, 'cancelled');
  }
});

test('a request that was cancelled before its worker heard of it is told to have stopped', async () => {
  const worker_id = uuidv7();
  const request = await submit('never-heard');
  assert.ok(await take('never-heard', worker_id));
  await move(database, { request_id: request.request_id, org_id }, 'cancelled');
  await using _worker = await working('never-heard', forever, worker_id);
  await until(request, (now) => now.compute === 'stopped');
});

test('what an engine could not stop is not said to have stopped while its worker lives', async () => {
  const begun = Promise.withResolvers<void>();
  const render: Engine['render'] = async (_request, { signal }) => {
    begun.resolve();
    await sleep(60_000, undefined, { signal }).catch(() => {});
    throw new Stopped('still_running');
  };
  await using worker = await working('unstoppable', render);
  const request = await submit('unstoppable');
  await begun.promise;
  await move(database, { request_id: request.request_id, org_id }, 'cancelled');
  worker.signals.announce(`cancelled ${request.request_id}`);
  const next = await submit('unstoppable');
  await until(next, (now) => now.status === 'processing'); // the slot is free: the attempt is over
  const aged = `update requests set updated_at = now() - interval '1 minute' where request_id = $1`;
  await database.query('', aged, [request.request_id]);
  await sleep(1_500); // a look for lost work
  assert.equal((await read(request)).compute, 'still_running');
});

test('another organisation can not cancel it', async () => {
  const request = await submit('foreign');
  assert.equal(await move(database, { request_id: request.request_id, org_id: uuidv7() }, 'cancelled'), null);
});

test('stopping a worker puts its request back without counting a failure', async () => {
  const worker = await working('shutdown', forever);
  const request = await submit('shutdown');
  await until(request, (now) => now.status === 'processing');
  await worker.stop();
  const now = await read(request);
  assert.deepEqual([now.status, now.phase, now.progress], ['queued', 'waiting', 0]);
  assert.equal((await take('shutdown'))?.failures, 0);
});

test('a request whose deadline can not be told ends, and does not go round for ever', async () => {
  const request = await submit('broken row');
  await database.query('break', `update requests set normalised = '{"duration":"long"}' where request_id = $1`, [
    request.request_id,
  ]);
  await using _worker = await working('broken row', instantly);
  assert.equal((await until(request, (now) => now.status === 'failed')).error_code, 'engine_failed');
});

test('an engine error is tried again once, then ends the request', async () => {
  let renders = 0;
  await using _worker = await working('error', async () => {
    renders += 1;
    throw new Error('the disk is on fire');
  });
  const end = await until(await submit('error'), (now) => now.status === 'failed');
  assert.deepEqual([end.error_code, renders, end.attempt], ['engine_failed', 2, 2]);
  assert.doesNotMatch(end.error ?? '', /fire/);
});

test('an error that the client can mend is not tried again, and names its parameter', async () => {
  await using _worker = await working('refusal', async () => {
    throw new RequestError('invalid_media', 'img_url is a drawing of a sheep', 'img_url');
  });
  const end = await until(await submit('refusal'), (now) => now.status === 'failed');
  assert.deepEqual([end.error_code, end.error_param, end.attempt], ['invalid_media', 'img_url', 1]);
  assert.deepEqual(end.outcome, { error: 'img_url is a drawing of a sheep' });
});

test('a request that must have started by now fails as expired', async () => {
  await using _worker = await working('busy', forever);
  const busy = await submit('busy');
  await until(busy, (now) => now.status === 'processing');
  const late = await submit('busy', { start_within: 0.1 });
  assert.equal((await until(late, (now) => now.status === 'failed')).error_code, 'expired');
});

test('every change of status and phase is one event, in order', async () => {
  await using _worker = await working('events', instantly);
  const request = await submit('events');
  const end = await until(request, (now) => now.status === 'success');
  const events = await database.query<{ event_id: number; type: string }>(
    '',
    'select event_id, type from events where request_id = $1 order by event_id',
    [request.request_id],
  );
  const types = events.map((event) => event.type);
  assert.deepEqual([types[0], types[1], types.at(-1)], ['request.queued', 'request.processing', 'request.success']);
  assert.equal(events.at(-1)?.event_id, end.event_id);
});
