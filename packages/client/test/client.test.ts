import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createClient, ReelqueueError } from '@reelqueue/client';
import { smallQueue } from './small-queue.ts';

const QUEUE = '/api/v1/ie/requestqueue/apikey';
const SUBMITTED = { request_id: 'r1', model: 'm', status: 'queued', created_at: 1, updated_at: 1, queued_at: 1 };
const SUCCESS = { ...SUBMITTED, status: 'success', outcome: { video_url: 'v' } };

function failure(expected: Partial<ReelqueueError>) {
  return (error: unknown) => {
    assert.ok(error instanceof ReelqueueError, String(error));
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(error[name as keyof ReelqueueError], value);
    return true;
  };
}

test('zero, false and the empty string arrive as they were given', async (t) => {
  const queue = await smallQueue(t, { json: SUBMITTED });
  const payload = { seed: 0, audio: false, prompt: '', duration: null };
  const submitted = await createClient({ url: queue.url, key: 'k1' }).submit({ model: 'm', payload, start_within: 0 });
  assert.deepEqual(submitted, SUBMITTED);
  const [call] = queue.calls;
  assert.equal(`${call?.method} ${call?.path}`, `POST ${QUEUE}/requests`);
  assert.equal(call?.headers.authorization, 'Bearer k1');
  assert.equal(call?.headers['content-type'], 'application/json');
  assert.deepEqual(JSON.parse(String(call?.body)), { model: 'm', payload, start_within: 0 });
});

test('reading calls ask what they are named for', async (t) => {
  const queue = await smallQueue(t, { json: { model_ids: ['a', 'b'] } });
  const client = createClient({ url: `${queue.url}/behind/a/proxy/`, key: 'k' });
  assert.deepEqual(await client.models(), ['a', 'b']);
  await client.model('a/b');
  await client.get('../models');
  await client.cancel('r1');
  await client.list();
  await client.list({ model: 'a&b', status: 'queued', page_size: 7, page_token: null });
  await client.list({ page_token: 'next=' });
  assert.deepEqual(
    queue.calls.map(({ method, path }) => `${method} ${path.replace(`/behind/a/proxy${QUEUE}`, '…')}`),
    [
      'GET …/models',
      'GET …/models/a%2Fb',
      'GET …/requests/..%2Fmodels',
      'POST …/requests/r1/cancel',
      'GET …/requests?',
      'GET …/requests?model_id=a%26b&status=queued&page_size=7',
      'GET …/requests?page_token=next%3D',
    ],
  );
});

test('an id that a path has no place for is one of nothing, and the queue is not asked for something else', async (t) => {
  const queue = await smallQueue(t, { json: { requests: [] } });
  const client = createClient({ url: queue.url, key: 'k' });
  for (const id of ['', '.', '..']) {
    const calls = [client.get(id), client.cancel(id), client.plan(id), client.wait(id), client.events(id).next()];
    for (const call of calls) await assert.rejects(call, failure({ code: 'not_found', status: null }));
    await assert.rejects(client.model(id), failure({ code: 'model_not_found' }));
  }
  assert.deepEqual(queue.calls, []);
});

test('an error of the queue keeps its code, parameter and details', async (t) => {
  const details = [{ param: 'seed', error: 'seed is -5' }];
  const json = { error: 'seed is -5', code: 'invalid_payload', param: 'seed', details };
  const queue = await smallQueue(t, { status: 400, json });
  const submitting = createClient({ url: queue.url, key: 'k' }).submit({ model: 'm', payload: {} });
  await assert.rejects(
    submitting,
    failure({ status: 400, code: 'invalid_payload', param: 'seed', details, request_id: null }),
  );
});

test('an answer that is not of this API is shown for what it is', async (t) => {
  const page = { text: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } };
  const queue = await smallQueue(t, { ...page, status: 502 }, page);
  const client = createClient({ url: queue.url, key: 'k' });
  for (const status of [502, 200]) {
    await assert.rejects(client.get('r1'), (error) => {
      assert.match((error as Error).message, /Bad gateway/);
      return failure({ status, code: 'unexpected_answer' })(error);
    });
  }
});

test('a queue that is not there is unreachable, and says why', async (t) => {
  const { url } = await smallQueue(t, 'drop');
  await assert.rejects(
    createClient({ url, key: 'k' }).get('r1'),
    failure({ status: null, code: 'unreachable', request_id: 'r1' }),
  );
  const nobody = createClient({ url: 'http://127.0.0.1:1', key: 'k' });
  await assert.rejects(nobody.models(), /no answer from http:\/\/127\.0\.0\.1:1: bad port/);
});

test('an address or a key that can not be used is refused before any call', () => {
  assert.throws(() => createClient({ url: 'localhost:8787', key: 'k' }), /localhost:8787.*http/);
  assert.throws(() => createClient({ url: 'nonsense', key: 'k' }), /url is nonsense; it must be/);
  assert.throws(() => createClient({ url: 'http://', key: 'k' }), /url is http:/);
  assert.throws(() => createClient({ url: 'http://127.0.0.1', key: 'a\nb' }), TypeError);
});

test('a lost submission is repeated only when its key makes that safe', async (t) => {
  const queue = await smallQueue(t, 'drop', 'drop', { json: SUBMITTED });
  const client = createClient({ url: queue.url, key: 'k' });
  await assert.rejects(client.submit({ model: 'm', payload: {} }), failure({ code: 'unreachable' }));
  assert.equal(queue.calls.length, 1);
  await client.submit({ model: 'm', payload: {} }, { idempotency_key: 'once' });
  assert.deepEqual(
    queue.calls.map(({ headers }) => headers['idempotency-key']),
    [undefined, 'once', 'once'],
  );
});

test('an abort ends a call at once with its own reason and is not tried again', async (t) => {
  const queue = await smallQueue(t, 'hang');
  const client = createClient({ url: queue.url, key: 'k' });
  const controller = new AbortController();
  const submitting = client.submit({ model: 'm', payload: {} }, { idempotency_key: 'x', signal: controller.signal });
  const reason = new Error('enough');
  while (queue.calls.length === 0) await setImmediate();
  controller.abort(reason);
  await assert.rejects(submitting, (error) => error === reason);
  await assert.rejects(client.get('r1', { signal: controller.signal }), (error) => error === reason);
  assert.equal(queue.calls.length, 1);
});

test('run submits, waits and answers the ended record', async (t) => {
  const queue = await smallQueue(
    t,
    { json: SUBMITTED },
    { json: { ...SUBMITTED, status: 'processing' } },
    { json: SUCCESS },
  );
  const seen: string[] = [];
  const client = createClient({ url: queue.url, key: 'k' });
  const onUpdate = ({ status }: { status: string }) => seen.push(status);
  const request = await client.run('m', { seed: 0 }, { onUpdate, idempotency_key: 'i', metadata: { order: 7 } });
  assert.equal(request.status === 'success' && request.outcome.video_url, 'v');
  assert.deepEqual(seen, ['processing', 'success']);
  assert.deepEqual(JSON.parse(String(queue.calls[0]?.body)), {
    model: 'm',
    payload: { seed: 0 },
    metadata: { order: 7 },
  });
  assert.equal(queue.calls[0]?.headers['idempotency-key'], 'i');
});
