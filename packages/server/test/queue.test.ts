// The line: requests are taken once and in their order, and go only where they may.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import { move } from '../src/store/moves.ts';
import { type BareQueue, bareQueue, forever, instantly } from './bare-queue.ts';

let queue: BareQueue;
before(async () => {
  queue = await bareQueue();
});
after(() => queue[Symbol.asyncDispose]());

test('a request is claimed once, however many ask', async () => {
  const requests = await Promise.all(Array.from({ length: 20 }, () => queue.submit('once')));
  const claims = await Promise.all(Array.from({ length: 30 }, () => queue.take('once')));
  const taken = claims.filter((one) => one !== null).map((one) => one.request_id);
  // A claim may pass over a row that another is taking at that moment, but never takes it twice.
  for (let next = await queue.take('once'); next; next = await queue.take('once')) taken.push(next.request_id);
  assert.deepEqual(taken.sort(), requests.map((request) => request.request_id).sort());
});

test('requests are taken in the order of their submission, higher priorities first', async () => {
  const [first, second] = [await queue.submit('order'), await queue.submit('order')];
  const [low, high] = [await queue.submit('order', { priority: 0 }), await queue.submit('order', { priority: 2 })];
  for (const wanted of [high, first, second, low]) {
    assert.equal((await queue.take('order'))?.request_id, wanted.request_id);
  }
});

test('of submits that come at once, one that the database refuses does not spoil the others', async () => {
  const { request_id } = await queue.submit('at once');
  const submits = [
    queue.submit('at once'),
    queue.submit('at once', { request_id }),
    queue.submit('at once'),
    queue.submit('at once'),
  ];
  const came = await Promise.allSettled(submits);
  assert.deepEqual(
    came.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  const waiting = await queue.database.query<{ n: number }>(
    'waiting',
    'select sum(entered - gone)::int as n from lane_counts where pool = $1',
    ['at once'],
  );
  assert.equal(waiting[0].n, 4);
});

test('what has ended is moved no more', async () => {
  const request = await queue.submit('ended');
  const { request_id } = request;
  assert.equal((await move(queue.database, { request_id, org_id: queue.org_id }, 'cancelled'))?.compute, 'not_started');
  for (const next of ['processing', 'success', 'failed', 'cancelled', 'queued'] as const) {
    assert.equal(await move(queue.database, { request_id, org_id: queue.org_id }, next), null, next);
  }
});

test('another organisation can not cancel it', async () => {
  const request = await queue.submit('foreign');
  assert.equal(await move(queue.database, { request_id: request.request_id, org_id: uuidv7() }, 'cancelled'), null);
});

test('a request that must have started by now fails as expired', async () => {
  await using _worker = await queue.working('busy', forever);
  const busy = await queue.submit('busy');
  await queue.until(busy, (now) => now.status === 'processing');
  const late = await queue.submit('busy', { start_within: 0.1 });
  assert.equal((await queue.until(late, (now) => now.status === 'failed')).error_code, 'expired');
});

test('every change of status and phase is one event, in order', async () => {
  await using _worker = await queue.working('events', instantly);
  const request = await queue.submit('events');
  const end = await queue.until(request, (now) => now.status === 'success');
  const events = await queue.database.query<{ event_id: number; type: string }>(
    '',
    'select event_id, type from events where request_id = $1 order by event_id',
    [request.request_id],
  );
  const types = events.map((event) => event.type);
  assert.deepEqual([types[0], types[1], types.at(-1)], ['request.queued', 'request.processing', 'request.success']);
  assert.equal(events.at(-1)?.event_id, end.event_id);
});
