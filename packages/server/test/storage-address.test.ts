import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readConfig } from '../src/config.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'sesame' };

const read = (address: string) => readConfig({ ...KEYS, REELQUEUE_STORAGE: address }).REELQUEUE_STORAGE;

/** The sentence that refuses settings. */
function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return assert.fail('taken');
}

test('files are kept in the data folder, in another folder, or in a bucket', () => {
  const s3 = { kind: 's3', bucket: 'films', prefix: '', endpoint: null, region: null };
  assert.deepEqual(readConfig({}).REELQUEUE_STORAGE, { kind: 'file', folder: null });
  assert.deepEqual(read('file:'), { kind: 'file', folder: null });
  assert.deepEqual(read('file:/srv/films'), { kind: 'file', folder: '/srv/films' });
  assert.deepEqual(read('file:///srv/films'), { kind: 'file', folder: '/srv/films' });
  assert.deepEqual(read('s3://films'), s3);
  assert.deepEqual(read('s3://films/'), s3);
  assert.deepEqual(read('s3://films/studio/one/?region=eu-central-1'), {
    ...s3,
    prefix: 'studio/one/',
    region: 'eu-central-1',
  });
  assert.deepEqual(read('s3://films/a?endpoint=http://127.0.0.1:9000/&region=us'), {
    ...s3,
    prefix: 'a/',
    endpoint: 'http://127.0.0.1:9000',
    region: 'us',
  });
});

test('an address that is none is refused by its rule, and no secret in it is shown', () => {
  for (const [address, rule] of [
    ['/srv/films', /must be file:, file:\/folder or s3:/],
    ['https://films.s3.amazonaws.com', /must be file:/],
    ['file:films', /must name an absolute folder/],
    ['s3://', /bucket|is not an address/],
    ['s3://Films', /names the bucket "Films"; a bucket has 3 to 63 small letters/],
    ['s3://films:9000/a', /names the bucket "films:9000"/],
    ['s3://AKIAEXAMPLE:sesame@films', /must hold no credentials: these go into AWS_ACCESS_KEY_ID/],
    ['s3://films/a//b', /has a prefix/],
    ['s3://films/a b', /has a prefix/],
    ['s3://films?endpont=http://127.0.0.1', /has "endpont" after its \?; there may be endpoint and region/],
    ['s3://films?endpoint=127.0.0.1:9000', /endpoint that must be a web address/],
    ['s3://films?endpoint=http://user:sesame@127.0.0.1', /endpoint that must be a web address/],
    ['s3://films?region=the moon', /must name a region/],
  ] as const) {
    const sentence = refusal({ ...KEYS, REELQUEUE_STORAGE: address });
    assert.match(sentence, /^REELQUEUE_STORAGE: its value /, address);
    assert.match(sentence, rule, address);
    assert.doesNotMatch(sentence, /sesame/, address);
  }
});

test('a bucket needs its keys', () => {
  const needs = /REELQUEUE_STORAGE is a bucket, which needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/;
  assert.match(refusal({ REELQUEUE_STORAGE: 's3://films' }), needs);
  assert.match(refusal({ REELQUEUE_STORAGE: 's3://films', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' }), needs);
});
