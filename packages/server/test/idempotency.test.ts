import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let system: TestSystem;
let img_url: string;

before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
  img_url = await picture(400, 400);
});
after(() => system[Symbol.asyncDispose]());

const submit = (key: string, payload: object = {}): Promise<Answer> =>
  system.call('POST', `${QUEUE}/requests`, {
    body: { model: 'wan2.6-i2v', payload: { img_url, ...payload } },
    headers: { 'idempotency-key': key },
  });

test('the same key and body give the first answer again', async () => {
  const first = await submit('one');
  assert.equal(first.headers.get('idempotent-replayed'), null);
  await system.call('DELETE', `${QUEUE}/requests/${first.body.request_id}`);
  const again = await submit('one');
  assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true']);
  assert.deepEqual(again.body, first.body);
});

test('the same key with another body is refused', async () => {
  await submit('two');
  const { status, body } = await submit('two', { seed: 1 });
  assert.deepEqual([status, body.code], [422, 'idempotency_mismatch']);
});

test('many at once under one key make one request', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => submit('many')));
  const ids = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.request_id));
  assert.equal(ids.size, 1);
  for (const { status, body } of answers) assert.ok(status === 200 || body.code === 'idempotency_in_flight', body.code);
});

test('a refused submit leaves its key free for a corrected one', async () => {
  assert.equal((await submit('mended', { duration: 7 })).status, 400);
  assert.equal((await submit('mended', { duration: 5 })).status, 200);
});

test('a key that is too long is a 400 that says so', async () => {
  const { status, body } = await submit('k'.repeat(256));
  assert.deepEqual([status, body.param], [400, 'Idempotency-Key']);
});
