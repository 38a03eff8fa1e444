import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, type RequestEvent } from '@reelqueue/client';
import { smallQueue } from './small-queue.ts';

const STREAM = { 'content-type': 'text/event-stream; charset=utf-8' };

function told(id: number | null, status: string, more: object = {}): string {
  const type = id === null ? 'request.progress' : `request.${status}`;
  const data = { type, timestamp: '2026-01-01T00:00:00.000Z', data: { request_id: 'r1', status, ...more } };
  return `${id === null ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

const stream = (...blocks: string[]) => ({ headers: STREAM, text: blocks.join('') });

async function all(events: AsyncIterable<RequestEvent>, enough = 100): Promise<[number | null, string][]> {
  const seen: [number | null, string][] = [];
  for await (const { id, type } of events) if (seen.push([id, type]) === enough) break;
  return seen;
}

test('events come in order, are taken up where a connection was lost, and end with the request', async (t) => {
  const queue = await smallQueue(
    t,
    stream(told(3, 'queued'), told(5, 'processing'), told(null, 'processing', { progress: 0.5 }), 'id: 6\nevent: requ'),
    'drop',
    { status: 503, json: { error: 'restarting', code: 'unavailable' } },
    stream(': still here\n\n', told(6, 'processing', { phase: 'encoding' }), told(9, 'success')),
  );
  assert.deepEqual(await all(createClient({ url: queue.url, key: 'k' }).events('r1')), [
    [3, 'request.queued'],
    [5, 'request.processing'],
    [null, 'request.progress'],
    [6, 'request.processing'],
    [9, 'request.success'],
  ]);
  assert.deepEqual(
    queue.calls.map(({ path }) => path.replace(/.*\/requests/, '')),
    ['/r1/events', '/r1/events?since=5', '/r1/events?since=5', '/r1/events?since=5'],
  );
});

test('a stream that has nothing more to tell ends, and one that can not be had says why', async (t) => {
  const queue = await smallQueue(
    t,
    { status: 204, text: '' },
    { status: 404, json: { error: 'request "r1" does not exist', code: 'not_found' } },
    { json: { status: 'queued' } },
  );
  const client = createClient({ url: queue.url, key: 'k' });
  assert.deepEqual(await all(client.events('r1', { since: 9 })), []);
  assert.match(queue.calls[0]?.path ?? '', /since=9$/);
  await assert.rejects(all(client.events('r1')), { code: 'not_found', request_id: 'r1' });
  await assert.rejects(all(client.events('r1')), { code: 'unexpected_answer' });
});

test('the stream of all requests goes on from the id that it began with, and beyond the end of any request', async (t) => {
  const queue = await smallQueue(t, stream('id: 40\n\n'), stream(told(41, 'success'), told(44, 'queued')));
  const client = createClient({ url: queue.url, key: 'k' });
  const events = await all(client.allEvents({ since: 'now' }), 2);
  assert.deepEqual(events, [
    [41, 'request.success'],
    [44, 'request.queued'],
  ]);
  assert.deepEqual(
    queue.calls.map(({ path }) => path.replace(/.*\/events/, '')),
    ['?since=now', '?since=40'],
  );
});

test('lines end with CR, LF or both, wherever the bytes are cut, and an id with a zero byte is none', async () => {
  const text = `\uFEFF${told(1, 'queued', { payload: { prompt: 'Grüße\u2028 🎬' } })}id: 2\0\n${told(null, 'processing')}`;
  for (const end of ['\n', '\r\n', '\r']) {
    const bytes = new TextEncoder().encode(`${text.replaceAll('\n', end)}${told(9, 'failed')}`);
    for (const size of [1, 7, bytes.length]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.slice(n * size, (n + 1) * size),
      );
      const body = ReadableStream.from(parts);
      const client = createClient({
        url: 'http://127.0.0.1:1',
        key: 'k',
        fetch: async () => new Response(body, { headers: STREAM }),
      });
      const seen: [number | null, unknown][] = [];
      for await (const { id, data } of client.events('r1')) seen.push([id, data.payload?.prompt]);
      assert.deepEqual(seen, [
        [1, 'Grüße\u2028 🎬'],
        [null, undefined],
        [9, undefined],
      ]);
    }
  }
});

test('an abort ends a stream with its reason, silent or not, and leaving it closes the connection', async (t) => {
  const queue = await smallQueue(t, 'hang', stream(told(1, 'queued')));
  const client = createClient({ url: queue.url, key: 'k' });
  const signal = AbortSignal.timeout(50);
  await assert.rejects(all(client.events('r1', { signal })), (error) => error === signal.reason);
  assert.equal((await all(client.events('r1'), 1)).length, 1);
  const later = AbortSignal.timeout(50);
  await assert.rejects(all(client.events('r1', { signal: later })), (error) => error === later.reason);
});

test('a plan is read as it is', async (t) => {
  const plan = { width: 64, shots: [{ frames: 24, name: 'pan left' }] };
  const queue = await smallQueue(t, { json: plan });
  assert.deepEqual(await createClient({ url: queue.url, key: 'k' }).plan('r1'), plan);
  assert.match(queue.calls[0]?.path ?? '', /\/requests\/r1\/plan$/);
});
