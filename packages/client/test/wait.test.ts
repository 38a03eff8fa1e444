import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, ReelqueueError, type VideoRequest } from '@reelqueue/client';
import { smallQueue } from './small-queue.ts';

const record = (status: string, more: object = {}) => ({ json: { request_id: 'r1', status, outcome: null, ...more } });

test('a wait outlives lost connections, 5xx and 429, and sees every record', async (t) => {
  const queue = await smallQueue(
    t,
    record('queued'),
    'drop',
    { status: 503, text: 'restarting' },
    { status: 429, json: { error: 'slow down', code: 'rate_limited' }, headers: { 'retry-after': '1' } },
    record('processing', { progress: 0 }),
    record('failed', { error: 'no', outcome: { error: 'no' } }),
  );
  const seen: VideoRequest[] = [];
  const began = Date.now();
  const request = await createClient({ url: queue.url, key: 'k' }).wait('r1', { onUpdate: (one) => seen.push(one) });
  assert.equal(request.status, 'failed');
  assert.deepEqual(
    seen.map(({ status, progress }) => [status, progress]),
    [
      ['queued', undefined],
      ['processing', 0],
      ['failed', undefined],
    ],
  );
  assert.ok(Date.now() - began > 1300, 'Retry-After: 1 was kept');
});

test('a wait looks less often while nothing changes, and often again when something does', async (t) => {
  const rendering = record('processing', { phase: 'rendering' });
  const publishing = record('processing', { phase: 'publishing' });
  const queue = await smallQueue(t, ...Array(5).fill(rendering), publishing, record('cancelled'));
  const looks: number[] = [];
  await createClient({ url: queue.url, key: 'k' }).wait('r1', { onUpdate: () => looks.push(performance.now()) });
  const pauses = looks.slice(1).map((look, at) => look - (looks[at] as number));
  const [first, , , , longest, last] = pauses as [number, number, number, number, number, number];
  assert.ok(longest > first * 1.5 && last < longest, `pauses of ${pauses.map(Math.round)} ms`);
});

test('a wait ends at once with an error that will not pass', async (t) => {
  const queue = await smallQueue(t, { status: 404, json: { error: 'request "r1" does not exist', code: 'not_found' } });
  await assert.rejects(createClient({ url: queue.url, key: 'k' }).wait('r1'), { code: 'not_found', request_id: 'r1' });
  assert.equal(queue.calls.length, 1);
});

test('a wait that is aborted between two looks makes no further one', async (t) => {
  const queue = await smallQueue(t, record('processing'));
  const controller = new AbortController();
  const reason = new Error('enough');
  const onUpdate = () => queueMicrotask(() => controller.abort(reason));
  const waiting = createClient({ url: queue.url, key: 'k' }).wait('r1', { signal: controller.signal, onUpdate });
  await assert.rejects(waiting, (error) => error === reason);
  assert.equal(queue.calls.length, 1);
});

test('a wait that is aborted while the queue is silent ends at once', async (t) => {
  const queue = await smallQueue(t, 'hang');
  const signal = AbortSignal.timeout(30);
  await assert.rejects(
    createClient({ url: queue.url, key: 'k' }).wait('r1', { signal }),
    (error) => error === signal.reason,
  );
});

test('a wait keeps to its timeout, whether the queue speaks or not', async (t) => {
  for (const answer of [record('processing'), 'hang', { status: 503, text: 'away' }] as const) {
    const queue = await smallQueue(t, answer);
    const began = Date.now();
    await assert.rejects(createClient({ url: queue.url, key: 'k' }).wait('r1', { timeout: 0.1 }), (error) => {
      assert.ok(error instanceof ReelqueueError);
      assert.equal(error.code, 'wait_timed_out');
      assert.match(error.message, /r1.*0\.1 s/);
      return true;
    });
    assert.ok(Date.now() - began < 1000);
  }
});

test('a wait asks a queue that numbers its events to hold the answer, and does not pause after news', async (t) => {
  const queue = await smallQueue(
    t,
    record('queued', { event_id: 3 }),
    record('processing', { event_id: 4 }),
    record('success', { event_id: 7, outcome: { video_url: 'v' } }),
  );
  const client = createClient({ url: queue.url, key: 'k' });
  const began = performance.now();
  await client.wait('r1');
  assert.ok(performance.now() - began < 250, 'no pause of 0.3 s');
  await client.wait('r1', { onUpdate: () => {} });
  assert.deepEqual(
    queue.calls.map(({ path }) => path.replace(/.*\/r1/, '')),
    ['', '?wait=25&since=3', '?wait=25&since=4', ''],
  );
});

test('a wait does not ask again and again where the answer is not held', async (t) => {
  const queue = await smallQueue(t, record('processing', { event_id: 4 }));
  await assert.rejects(createClient({ url: queue.url, key: 'k' }).wait('r1', { timeout: 1 }), {
    code: 'wait_timed_out',
  });
  assert.ok(queue.calls.length <= 5, `${queue.calls.length} calls in a second`);
});
