import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let system: TestSystem;
let url: string;
let bytes: Buffer;
let etag: string;
let modified: string;

before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
  bytes = Buffer.from((await picture(400, 400)).split(',')[1], 'base64');
  const { body } = await system.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'jpg' } });
  await fetch(body.upload_url, { method: 'PUT', body: new Uint8Array(bytes) });
  url = body.public_url;
  const { headers } = await fetch(url);
  [etag, modified] = ['etag', 'last-modified'].map((name) => headers.get(name) as string);
});
after(() => system[Symbol.asyncDispose]());

/** What is answered to a GET with these headers: status, content-range, bytes. */
async function ask(headers: Record<string, string>): Promise<[number, string | null, Buffer]> {
  const answer = await fetch(url, { headers });
  return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())];
}

test('a file is whole, typed, named, and may be kept by clients for ever', async () => {
  const answer = await fetch(url, { headers: { origin: 'https://app.example.com' } });
  assert.ok(bytes.equals(Buffer.from(await answer.arrayBuffer())));
  const said = Object.fromEntries(answer.headers);
  assert.equal(said['content-type'], 'image/jpeg');
  assert.equal(said['content-length'], String(bytes.length));
  assert.equal(said['accept-ranges'], 'bytes');
  assert.equal(said['cache-control'], 'private, max-age=31536000, immutable');
  assert.equal(said['x-content-type-options'], 'nosniff');
  assert.equal(said['access-control-allow-origin'], '*');
  assert.match(said['access-control-expose-headers'], /Content-Range, ETag/);
  assert.match(said['content-disposition'], /^inline; filename="[0-9a-f]{32}\.jpg"$/);
  assert.match(etag, /^"[^"]+"$/);
  assert.ok(Math.abs(Date.now() - Date.parse(modified)) < 60_000);
});

test('a HEAD says what a GET would, and sends nothing', async () => {
  const [head, whole] = [await fetch(url, { method: 'HEAD' }), await fetch(url)];
  const passing = ['date', 'connection', 'keep-alive'];
  const said = ({ headers }: Response) => Object.fromEntries([...headers].filter(([name]) => !passing.includes(name)));
  assert.deepEqual([head.status, said(head)], [200, said(whole)]);
  assert.equal((await head.arrayBuffer()).byteLength, 0);
  const part = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-9' } });
  assert.deepEqual([part.status, part.headers.get('content-length')], [206, '10']);
});

test('one range is answered by its bytes', async () => {
  const { length } = bytes;
  for (const [range, first, last] of [
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=100-', 100, length - 1],
    ['bytes=-50', length - 50, length - 1],
    [`bytes=-${length + 50}`, 0, length - 1],
    [`bytes=100-${length + 50}`, 100, length - 1],
  ] as const) {
    const [status, where, part] = await ask({ range });
    assert.deepEqual([status, where], [206, `bytes ${first}-${last}/${length}`], range);
    assert.ok(bytes.subarray(first, last + 1).equals(part), range);
  }
});

test('what is no range, and several ranges, are answered by the whole file', async () => {
  for (const range of ['bytes=0-1,5-6', 'bytes=9-5', 'bytes=a-b', 'bytes=-', 'bytes', 'lines=1-2', 'bytes=0-1-2']) {
    const [status, where, whole] = await ask({ range });
    assert.deepEqual([status, where, whole.equals(bytes)], [200, null, true], range);
  }
});

test('bytes that the file does not have are a 416 that says how many it has, and is not to be kept', async () => {
  for (const range of [`bytes=${bytes.length}-`, 'bytes=999999999-', 'bytes=-0']) {
    const answer = await fetch(url, { headers: { range } });
    assert.deepEqual(
      [answer.status, answer.headers.get('content-range'), answer.headers.get('cache-control')],
      [416, `bytes */${bytes.length}`, null],
      range,
    );
    assert.equal(((await answer.json()) as { code: string }).code, 'invalid_range');
  }
});

test('who has the bytes is told so, by their tag or by their age', async () => {
  for (const headers of [
    { 'if-none-match': etag },
    { 'if-none-match': `"other", W/${etag}` },
    { 'if-none-match': '*' },
    { 'if-modified-since': modified },
    { 'if-none-match': etag, range: 'bytes=0-9' },
  ] as Record<string, string>[]) {
    // The client of the platform turns these into an answer of its own.
    const asking = get(url, { headers });
    const [answer] = await once(asking, 'response');
    assert.deepEqual([answer.statusCode, answer.headers.etag], [304, etag], JSON.stringify(headers));
    answer.resume();
  }
  for (const headers of [
    { 'if-none-match': '"other"', 'if-modified-since': modified },
    { 'if-modified-since': new Date(Date.parse(modified) - 1000).toUTCString() },
    { 'if-modified-since': 'last week' },
  ] as Record<string, string>[]) {
    assert.equal((await ask(headers))[0], 200, JSON.stringify(headers));
  }
});

test('a download is gone on with only if it is of the same bytes', async () => {
  for (const [of, status] of [
    [etag, 206],
    [modified, 206],
    ['"other"', 200],
    [`W/${etag}`, 200],
    [new Date(0).toUTCString(), 200],
  ] as const) {
    assert.equal((await ask({ range: 'bytes=100-', 'if-range': of }))[0], status, of);
  }
});
