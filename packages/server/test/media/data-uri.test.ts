import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestError } from '../../src/errors.ts';
import { parseDataUri } from '../../src/media/data-uri.ts';

const read = (uri: string, limit = 1000) => parseDataUri(uri, { param: 'img_url', limit });
const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

function refusal(uri: string, limit?: number): string {
  try {
    read(uri, limit);
  } catch (error) {
    assert.ok(error instanceof RequestError);
    assert.equal(error.code, 'invalid_media');
    assert.equal(error.param, 'img_url');
    return error.message;
  }
  throw new assert.AssertionError({ message: `${uri.slice(0, 60)} was taken` });
}

test('every byte comes through base64 and through percent-encoding', () => {
  assert.deepEqual(read(`data:image/png;base64,${every.toString('base64')}`), every);
  assert.deepEqual(read(`data:image/png,${every.toString('hex').replace(/../g, '%$&')}`), every);
});

test('the head may say much or nothing, in any case', () => {
  for (const head of [
    'data:',
    'DATA:image/PNG',
    'data:image/svg+xml;charset=utf-8',
    'data:text/plain;name="a b.png"',
    'data:;charset=utf-8',
  ]) {
    assert.equal(String(read(`${head};base64,aGk=`)), 'hi', head);
    assert.equal(String(read(`${head},h%69`)), 'hi', head);
  }
});

test('what is no data: URI is refused with how it begins', () => {
  for (const uri of [
    '',
    'data',
    'data:image/png;base64',
    'data:image;base64,aGk=',
    'http://a/,b',
    'data: ,x',
    'data:a/b;base64;x,aGk=',
    `data:${'a'.repeat(300)},x`,
  ]) {
    assert.match(refusal(uri), /^img_url is not a data: URI: it begins with "/, uri);
  }
});

test('a character that breaks the encoding is named with its place', () => {
  assert.equal(refusal('data:;base64,aG k'), 'img_url is a data: URI with " " at 15, which is not base64');
  assert.equal(refusal('data:;base64,aGk-'), 'img_url is a data: URI with "-" at 16, which is not base64');
  assert.equal(refusal('data:;base64,a=k='), 'img_url is a data: URI with "=" at 14, which is not base64');
  assert.equal(refusal('data:,100%'), 'img_url is a data: URI with "%" at 9, which is not percent-encoded');
  assert.equal(refusal('data:,%zz'), 'img_url is a data: URI with "%" at 6, which is not percent-encoded');
  assert.equal(refusal('data:,é'), 'img_url is a data: URI with "é" at 6, which is not percent-encoded');
});

test('base64 that is cut off, and a URI without data, are refused', () => {
  for (const data of ['a', 'aG', 'aGk', 'aGk=a'.slice(0, 3), 'aGkhaGk']) {
    assert.equal(refusal(`data:;base64,${data}`), 'img_url is a data: URI whose base64 is cut off', data);
  }
  assert.equal(refusal('data:;base64,'), 'img_url is a data: URI without any data');
  assert.equal(refusal('data:,'), 'img_url is a data: URI without any data');
});

test('a byte over the limit is too large, the limit itself is not', () => {
  for (const size of [998, 999, 1000]) {
    assert.equal(read(`data:;base64,${Buffer.alloc(size).toString('base64')}`).length, size);
    assert.equal(read(`data:,${'%00'.repeat(size)}`).length, size);
  }
  assert.equal(
    refusal(`data:;base64,${Buffer.alloc(1001).toString('base64')}`),
    'img_url is larger than 1 kB: 1001 bytes',
  );
  assert.equal(refusal(`data:,${'a%00'.repeat(501)}`), 'img_url is larger than 1 kB: 1002 bytes');
});

test('thirty megabytes of a hostile URI are refused without decoding them, in linear time', () => {
  const hostile = [
    `data:;base64,${'A'.repeat(30_000_000)}`,
    `data:,${'%41'.repeat(11_000_000)}`,
    `data:${';a=b'.repeat(7_500_000)},x`,
    `data:;base64,${'='.repeat(30_000_000)}`,
    'x'.repeat(30_000_000),
  ];
  for (const uri of hostile) {
    const decoded = process.memoryUsage().arrayBuffers;
    const started = performance.now();
    refusal(uri, 10_000_000);
    // A tenth of it where nothing else runs; what is not linear takes minutes.
    assert.ok(performance.now() - started < 3000, `${performance.now() - started} ms for ${uri.slice(0, 20)}`);
    assert.ok(process.memoryUsage().arrayBuffers - decoded < 1_000_000);
  }
});
