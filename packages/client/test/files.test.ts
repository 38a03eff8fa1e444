import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '@reelqueue/client';
import { smallQueue } from './small-queue.ts';

const BYTES = new Uint8Array([0, 1, 2, 255]);

test('bytes, blobs and streams are uploaded as they are and answer the public address', async (t) => {
  const blob = new Blob([BYTES]);
  for (const body of [BYTES, BYTES.buffer, blob, blob.stream()]) {
    const place = { upload_url: '/put/here?signed', public_url: 'http://films/u1.png' };
    const queue = await smallQueue(t, { json: place }, { status: 200, text: '' });
    const client = createClient({ url: queue.url, key: 'k' });
    assert.equal(await client.upload(body, { file_type: 'png' }), 'http://films/u1.png');
    const [asked, put] = queue.calls;
    assert.deepEqual(JSON.parse(String(asked?.body)), { file_type: 'png' });
    assert.equal(`${put?.method} ${put?.path} ${put?.headers['content-type']}`, 'PUT /put/here?signed image/png');
    assert.deepEqual(new Uint8Array(put?.body ?? []), BYTES);
  }
});

test('the key goes to the queue and to nobody else', async (t) => {
  const storage = await smallQueue(t, { text: 'film' });
  const place = { upload_url: `${storage.url}/put`, public_url: 'p' };
  const queue = await smallQueue(t, { json: place }, { text: 'film' });
  const client = createClient({ url: queue.url, key: 'k' });
  await client.upload(BYTES, { file_type: 'mp4' });
  await client.download(`${storage.url}/film.mp4`);
  await client.download(`${queue.url}/film.mp4`);
  assert.deepEqual(
    storage.calls.map(({ headers }) => headers.authorization),
    [undefined, undefined],
  );
  assert.equal(queue.calls[1]?.headers.authorization, 'Bearer k');
});

test('a download can begin at the first byte, and one that is gone says so', async (t) => {
  const gone = { status: 410, json: { error: 'the files were deleted', code: 'gone' } };
  const queue = await smallQueue(t, { status: 206, text: 'fi' }, gone);
  const client = createClient({ url: queue.url, key: 'k' });
  const part = await client.download('/film.mp4', { range: [0, 1] });
  assert.equal(await part.text(), 'fi');
  assert.equal(queue.calls[0]?.headers.range, 'bytes=0-1');
  await assert.rejects(client.download('/film.mp4'), { code: 'gone', status: 410 });
});
