import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listen } from './event-stream.ts';
import { picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let idle: TestSystem; // without workers: nothing happens unless a test does it
let busy: TestSystem;
let image_url: string;

before(async () => {
  [idle, busy, image_url] = await Promise.all([
    startSystem({ REELQUEUE_WORKERS: '0' }),
    startSystem(),
    picture(400, 400),
  ]);
});
after(() => Promise.all([idle[Symbol.asyncDispose](), busy[Symbol.asyncDispose]()]));

async function submit(system: TestSystem, quality = '360p'): Promise<string> {
  const body = { model: 'pixverse-v5.6-i2v', payload: { image_url, prompt: 'pan left', quality } };
  return (await system.call('POST', `${QUEUE}/requests`, { body })).body.request_id;
}

test('a waiting call answers as soon as there is news, and at once when there was', async () => {
  const id = await submit(idle);
  const path = `${QUEUE}/requests/${id}`;
  const { body: before } = await idle.call('GET', path);
  const started = performance.now();
  const waiting = idle.call('GET', `${path}?wait=30`);
  const preferring = idle.call('GET', path, { headers: { prefer: 'respond-async, wait=30' } });
  await idle.call('GET', path); // both are waiting by now, or will see what follows on arrival
  await idle.call('DELETE', path);
  for (const { body } of await Promise.all([waiting, preferring])) {
    assert.equal(body.status, 'cancelled');
    assert.ok(body.event_id > before.event_id);
  }
  assert.equal((await idle.call('GET', `${path}?wait=30&since=${before.event_id}`)).body.status, 'cancelled');
  assert.ok(performance.now() - started < 5_000);
});

test('a waiting call gives up after its seconds, and says when it can not read them', async () => {
  const path = `${QUEUE}/requests/${await submit(idle)}`;
  const started = performance.now();
  assert.equal((await idle.call('GET', `${path}?wait=1`)).body.status, 'queued');
  const took = performance.now() - started;
  assert.ok(took >= 990 && took < 3_000, `${took} ms`);
  for (const query of ['wait=soon', 'wait=-1', 'wait=1&since=x']) {
    assert.equal((await idle.call('GET', `${path}?${query}`)).status, 400, query);
  }
});

test('a stream tells every change once, in order, with progress between, and ends', async () => {
  const id = await submit(busy, '1080p'); // takes longer than news of progress are apart
  const events = await listen(busy, `/requests/${id}/events`);
  const logged = events.filter((event) => event.id !== null);
  assert.deepEqual(
    [logged[0].event, logged[1].event, events.at(-1)?.event],
    ['request.queued', 'request.processing', 'request.success'],
  );
  assert.deepEqual(
    logged.map((event) => event.id),
    logged.map((event) => event.id).sort((a, b) => Number(a) - Number(b)),
  );
  const phases = logged.map((event) => event.data.data.phase);
  assert.deepEqual(
    phases.filter((phase, n) => phase !== phases[n - 1]),
    [...new Set(phases)],
  );
  assert.ok(events.some((event) => event.event === 'request.progress'));
  for (const { event, id: event_id, data } of logged) {
    assert.deepEqual([data.type, data.data.event_id, data.data.request_id], [event, event_id, id]);
    assert.equal(data.data.outcome === null, event !== 'request.success');
  }
  const { body } = await busy.call('GET', `${QUEUE}/requests/${id}`);
  assert.deepEqual(events.at(-1)?.data.data, body);
  // Resumed in the middle: exactly the rest.
  const rest = await listen(busy, `/requests/${id}/events`, { headers: { 'last-event-id': String(logged[1].id) } });
  assert.deepEqual(
    rest.map((event) => event.id),
    logged.slice(2).map((event) => event.id),
  );
});

test('the client follows by events what waits and plans', async () => {
  const id = await submit(busy);
  const waiting = busy.client.wait(id);
  const events = [];
  for await (const { id: event_id, type } of busy.client.events(id)) if (event_id !== null) events.push(type);
  assert.deepEqual([events[0], events.at(-1)], ['request.queued', 'request.success']);
  assert.equal((await waiting).status, 'success');
  assert.equal((await busy.client.plan(id)).frames, 120);
  for await (const { data } of busy.client.allEvents()) if (data.request_id === id && data.status === 'success') break;
});

test('a stream that has nothing more to say tells a browser not to come back', async () => {
  const id = await submit(idle);
  const { body } = await idle.call('DELETE', `${QUEUE}/requests/${id}`);
  const answer = await idle.call('GET', `${QUEUE}/requests/${id}/events`, {
    headers: { 'last-event-id': String(body.event_id) },
  });
  assert.equal(answer.status, 204);
});

test("another organisation's stream is a 404, and a client that leaves is forgotten", async () => {
  const unknown = await idle.call('GET', `${QUEUE}/requests/550e8400-e29b-41d4-a716-446655440000/events`);
  assert.equal(unknown.status, 404);
  const id = await submit(idle);
  assert.equal((await listen(idle, `/requests/${id}/events`, { enough: 1 })).length, 1);
  assert.equal((await idle.call('DELETE', `${QUEUE}/requests/${id}`)).body.status, 'cancelled');
});
