// A cancel ends the compute behind a request, and what is said of that is true.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { type Engine, Stopped } from '../src/engines/engine.ts';
import { RequestError } from '../src/errors.ts';
import { saveCheckpoint } from '../src/store/attempts.ts';
import type { Claim } from '../src/store/claims.ts';
import { inTransaction } from '../src/store/database.ts';
import { move } from '../src/store/moves.ts';
import { addWorker, forgetWorkers, listWorkers, recover } from '../src/store/recovery.ts';
import { thisProcess } from '../src/worker/host.ts';
import { type BareQueue, bareQueue, forever, instantly, NO_WORK } from './bare-queue.ts';

let queue: BareQueue;
before(async () => {
  queue = await bareQueue();
});
after(() => queue[Symbol.asyncDispose]());

test('cancelling a processing request stops its render', async () => {
  await using worker = await queue.working('cancel', forever);
  const request = await queue.submit('cancel');
  await queue.until(request, (now) => now.status === 'processing');
  const cancelled = await move(queue.database, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
  assert.equal(cancelled?.compute, 'still_running');
  worker.signals.announce(`cancelled ${request.request_id}`);
  const started = performance.now();
  await queue.until(request, (now) => now.compute === 'stopped');
  assert.ok(performance.now() - started < 1000);
});

test('a request that is cancelled as its attempt ends by itself is told to have stopped', async () => {
  const ends: Record<string, Engine['render']> = {
    success: instantly,
    failed: () => Promise.reject(new RequestError('media_unreachable', 'nobody listens there')),
    again: () => Promise.reject(new Error('a bug')),
  };
  for (const [name, end] of Object.entries(ends)) {
    await using _worker = await queue.working(`late-${name}`, async (request, context) => {
      // No hint: the attempt is over before its next heartbeat.
      await move(queue.database, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
      return end(request, context);
    });
    const cancelled = await queue.until(await queue.submit(`late-${name}`), (now) => now.compute === 'stopped');
    assert.equal(cancelled.status, 'cancelled');
  }
});

test('a request that was cancelled before its worker heard of it is told to have stopped', async () => {
  const worker_id = uuidv7();
  const request = await queue.submit('never-heard');
  assert.ok(await queue.take('never-heard', worker_id));
  await move(queue.database, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
  await using _worker = await queue.working('never-heard', forever, { worker_id });
  await queue.until(request, (now) => now.compute === 'stopped');
});

test('what an engine could not stop is not said to have stopped while its worker lives', async () => {
  const begun = Promise.withResolvers<void>();
  const render: Engine['render'] = async (_request, { signal }) => {
    begun.resolve();
    await sleep(60_000, undefined, { signal }).catch(() => {});
    throw new Stopped('still_running');
  };
  await using worker = await queue.working('unstoppable', render);
  const request = await queue.submit('unstoppable');
  await begun.promise;
  await move(queue.database, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
  worker.signals.announce(`cancelled ${request.request_id}`);
  const next = await queue.submit('unstoppable');
  await queue.until(next, (now) => now.status === 'processing'); // the slot is free: the attempt is over
  const aged = `update requests set updated_at = now() - interval '1 minute' where request_id = $1`;
  await queue.database.query('', aged, [request.request_id]);
  await sleep(1_500); // a look for lost work
  assert.equal((await queue.read(request)).compute, 'still_running');
});

test('a request that was cancelled under a dead worker is told to have stopped', async () => {
  const request = await queue.submit('forsaken');
  assert.ok(await queue.takeAndDie('forsaken'));
  const cancelled = await move(queue.database, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
  assert.equal(cancelled?.compute, 'still_running');
  await using _worker = await queue.working('forsaken', instantly);
  await queue.until(request, (now) => now.compute === 'stopped');
});

test('the slot of a request that is cancelled while its dead worker is found is given back', async () => {
  const request = await queue.submit('late cancel');
  const worker_id = uuidv7();
  await addWorker(queue.database, worker_id, thisProcess(), NO_WORK);
  const isKnown = async () => (await listWorkers(queue.database)).workers.some((one) => one.worker_id === worker_id);
  assert.ok(await queue.take('late cancel', worker_id));
  await inTransaction(queue.database, async (within) => {
    await move(within, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
    // The cancel has not been written yet when the worker is found dead: what it holds is passed by.
    assert.deepEqual(await recover(queue.database, [worker_id]), []);
    await forgetWorkers(queue.database, [worker_id]);
  });
  assert.deepEqual([(await queue.read(request)).compute, await isKnown()], ['still_running', true]);
  await recover(queue.database, [worker_id]);
  await forgetWorkers(queue.database, [worker_id]);
  assert.deepEqual([(await queue.read(request)).compute, await isKnown()], ['stopped', false]);
});

test('what an engine elsewhere has of a request that was cancelled under a dead worker is ended by the next one', async () => {
  const request = await queue.submit('elsewhere');
  const held = (await queue.takeAndDie('elsewhere')) as Claim;
  assert.equal(await saveCheckpoint(queue.database, held, { call: 'begun' }), true);
  await move(queue.database, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
  // The answer to a call under way comes after the cancel: it is no claim any more, and is known all the same.
  assert.equal(await saveCheckpoint(queue.database, held, { call: 'answered' }), false);
  const [told, over] = [Promise.withResolvers<unknown>(), Promise.withResolvers<void>()];
  const end: Engine['end'] = ({ request_id, checkpoint }) => {
    told.resolve([request_id, checkpoint]);
    return over.promise;
  };
  {
    await using _other = await queue.working('not elsewhere', instantly);
    await sleep(1_500); // looks of a worker whose engine has nothing of it
    await using _worker = await queue.working('elsewhere', instantly, { end });
    assert.deepEqual(await told.promise, [request.request_id, { call: 'answered' }]);
    assert.equal((await queue.read(request)).compute, 'still_running');
    over.resolve();
    await queue.until(request, (now) => now.compute === 'stopped');
  }
});

test('what an engine saved whose compute ends with its worker holds no slot after the death of that worker', async () => {
  const request = await queue.submit('saved');
  const held = (await queue.takeAndDie('saved')) as Claim;
  assert.equal(await saveCheckpoint(queue.database, held, { frames: 12 }), true);
  await move(queue.database, { request_id: request.request_id, org_id: queue.org_id }, 'cancelled');
  await using _worker = await queue.working('saved', instantly, { end: null });
  await queue.until(request, (now) => now.compute === 'stopped');
});
