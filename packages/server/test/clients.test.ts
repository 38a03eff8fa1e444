// What clients that were written for other systems of this API do, and what they can not bear.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { MODELS } from '@reelqueue/models';
import { pino } from 'pino';
import { picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let idle: TestSystem; // without workers: what is queued stays queued
let behind: TestSystem; // one that clients reach through a proxy, below a path
let img_url: string;
const PROXY = 'https://films.example.com/queue';
const logged: string[] = [];

before(async () => {
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  [idle, behind, img_url] = await Promise.all([
    startSystem({ REELQUEUE_WORKERS: '0' }, { log }),
    startSystem({ REELQUEUE_PUBLIC_URL: `${PROXY}/` }),
    picture(400, 400),
  ]);
});
after(() => Promise.all([idle[Symbol.asyncDispose](), behind[Symbol.asyncDispose]()]));

const dial = () => connect(Number(new URL(idle.url).port), '127.0.0.1');

/** Writes lines to the system as they are, then the body, and reads all that comes back until it hangs up. */
async function write(lines: string[], body = ''): Promise<{ status: number; head: string; body: string }> {
  const socket = dial();
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const [head = '', ...rest] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: rest.join('\r\n\r\n') };
}
const withKey = (...lines: string[]): string[] => [
  ...[`Host: x`, `Authorization: Bearer ${idle.key}`, 'Connection: close'],
  ...lines,
];

const submit = (payload: object, base = QUEUE) =>
  idle.call('POST', `${base}/requests`, { body: { model: 'wan2.6-i2v', payload } });

test('a submit is answered 200 and never by a redirect, however the address is put together', async () => {
  for (const path of [
    `${QUEUE}/requests`,
    `${QUEUE}/requests/`,
    `/${QUEUE}/requests`,
    `${QUEUE}//requests`,
    `${QUEUE}//requests//`,
    `${QUEUE}/requests?`,
    `${QUEUE}/requests?source=app`,
    '/api/v1/apikey/requests',
    '/api/v1/ie/requestqueue/requests',
  ]) {
    const { status, body } = await idle.call('POST', path, { body: { model: 'wan2.6-i2v', payload: { img_url } } });
    assert.equal(status, 200, path);
    for (const other of [`/${QUEUE}/requests/${body.request_id}/`, `/api/v1/apikey/requests/${body.request_id}`]) {
      assert.equal((await idle.call('GET', other)).body.request_id, body.request_id, other);
    }
  }
});

test('every call is answered under every alias', async () => {
  for (const base of ['/api/v1/apikey', '/api/v1/ie/requestqueue']) {
    const { body } = await submit({ img_url }, base);
    const path = `${base}/requests/${body.request_id}`;
    assert.equal((await idle.call('GET', `${base}/requests?model=wan2.6-i2v`)).status, 200);
    assert.equal((await idle.call('GET', `${base}/models/wan2.6-i2v`)).body.model, 'wan2.6-i2v');
    assert.equal((await idle.call('POST', `${base}/upload-url`, { body: { file_type: 'png' } })).status, 200);
    assert.equal((await idle.call('POST', `${path}/cancel`)).body.status, 'cancelled');
    assert.equal((await idle.call('DELETE', path)).status, 409);
  }
});

test('ids hold letters, digits, - and _ only', async () => {
  const { body } = await submit({ img_url });
  const { body: record } = await idle.call('GET', `${QUEUE}/requests/${body.request_id}`);
  for (const key of ['request_id', 'org_id']) assert.match(record[key], /^[A-Za-z0-9_-]+$/, key);
  assert.match(record.user_id, /^[A-Za-z0-9_-]*$/);
});

test('behind a proxy every address is the proxy’s, and an outcome holds those of the contract and no other', async () => {
  const { body: urls } = await behind.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'jpg' } });
  for (const url of [urls.upload_url, urls.public_url]) assert.ok(url.startsWith(`${PROXY}/uploads/`), url);
  const bytes = Buffer.from(img_url.split(',')[1], 'base64');
  const put = await fetch(urls.upload_url.replace(PROXY, behind.url), { method: 'PUT', body: bytes });
  assert.equal(put.status, 200);
  const payload = { image_url: urls.public_url, prompt: 'pan left', quality: '360p' };
  const record = await behind.client.run('pixverse-v5.6-i2v', payload);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const { video_url, thumbnail_image_url, media_urls } = record.outcome;
  assert.deepEqual(media_urls, [{ id: '0', url: video_url }]);
  const all = JSON.stringify({ ...record, payload: null }).match(/[a-z+]+:\/\/[^"]*/g);
  assert.deepEqual(all, [video_url, thumbnail_image_url, video_url]);
  for (const url of [video_url, thumbnail_image_url]) {
    assert.ok(url.startsWith(`${PROXY}/files/`), url);
    assert.equal((await fetch(url.replace(PROXY, behind.url))).status, 200);
  }
});

for (const model of MODELS) {
  test(`${model.id} takes the other names that clients have for its parameters, and its own name wins`, async () => {
    for (const [alias, name] of Object.entries(model.aliases)) {
      const { [name]: own = 'https://example.com/own', ...others } = model.example;
      // What goes with it may not go with the example's other media.
      if (model.id === 'wan2.7-i2v') delete others.last_frame;
      if (name === 'driving_audio') others.first_frame ??= 'https://example.com/first.jpg';
      const post = (payload: object) => idle.call('POST', `${QUEUE}/requests`, { body: { model: model.id, payload } });
      const warningsOf = async (payload: object): Promise<string> => {
        const { status, body } = await post(payload);
        assert.equal(status, 200, `${alias}: ${body.error}`);
        const { body: record } = await idle.call('GET', `${QUEUE}/requests/${body.request_id}`);
        assert.deepEqual(record.payload, payload);
        return record.warnings.join('\n');
      };
      assert.match(await warningsOf({ ...others, [alias]: own }), new RegExp(`^${alias} was taken as ${name}$`, 'm'));
      const both = await warningsOf({ ...others, [alias]: 'https://example.com/other', [name]: own });
      assert.match(both, new RegExp(`^${alias} was ignored, because ${name} is given too$`, 'm'));
    }
  });

  test(`${model.id} takes numbers sent as text, null as absent, and keys that it does not know`, async () => {
    const payload = { ...model.example, duration: '5', seed: '-1', negative_prompt: null, fps: 24, constructor: 'x' };
    const { status, body } = await idle.call('POST', `${QUEUE}/requests`, { body: { model: model.id, payload } });
    assert.equal(status, 200, body.error);
    const { body: record } = await idle.call('GET', `${QUEUE}/requests/${body.request_id}`);
    assert.deepEqual(record.payload, payload);
    assert.match(record.warnings.join('\n'), /^duration was sent as a string; it was taken as the number 5$/m);
    assert.match(
      record.warnings.join('\n'),
      /^"fps" is not a parameter of .* and has no effect\n"constructor" is not/m,
    );
  });
}

test('a probe with an empty payload is told 400 in JSON by every model', async () => {
  for (const { id: model } of MODELS) {
    const { status, body } = await idle.call('POST', `${QUEUE}/requests`, { body: { model, payload: {} } });
    assert.deepEqual([status, body.code, body.param], [400, 'invalid_payload', 'payload'], model);
  }
});

test('model beside model_id filters by the latter, and either may be empty', async () => {
  await submit({ img_url });
  const total = async (query: string): Promise<number> =>
    (await idle.call('GET', `${QUEUE}/requests?${query}`)).body.total;
  const all = await total('model_id=wan2.6-i2v');
  assert.ok(all > 0);
  assert.equal(await total('model=wan2.6-i2v&model_id=wan2.6-i2v'), all);
  assert.equal(await total('model=other&model_id=wan2.6-i2v'), all);
  assert.equal(await total('model=wan2.6-i2v&model_id='), all);
  assert.equal(await total('model=wan2.6-i2v&model_id=other'), 0);
});

test('a body is JSON whatever its type says, or if it says none', async () => {
  const body = JSON.stringify({ model: 'wan2.6-t2v', payload: { prompt: 'a lake' } });
  for (const type of [
    '',
    'json',
    'rubbish/',
    ';;;',
    'a/b/c',
    'multipart/form-data',
    'text/plain;charset=latin1',
    'é',
  ]) {
    const lines = withKey(`Content-Type: ${type}`, `Content-Length: ${body.length}`);
    const answer = await write([`POST ${QUEUE}/requests HTTP/1.1`, ...lines], body);
    assert.equal(answer.status, 200, `${type}: ${answer.body}`);
  }
  const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const lines = withKey('Transfer-Encoding: chunked', 'Accept: audio/*', 'X-Organization-ID: 0');
  assert.equal((await write([`POST ${QUEUE}/requests HTTP/1.1`, ...lines], chunked)).status, 200);
});

test('an upload is taken in chunks under any type', async () => {
  for (const [file_type, type] of [
    ['jpg', 'image/jpg'],
    ['mp3', 'audio/mp3'],
    ['wav', ''],
    ['mov', 'video'],
  ]) {
    const { body } = await idle.call('POST', `${QUEUE}/upload-url`, { body: { file_type } });
    const { pathname } = new URL(body.upload_url);
    const lines = ['Host: x', 'Connection: close', `Content-Type: ${type}`, 'Transfer-Encoding: chunked'];
    const answer = await write([`PUT ${pathname} HTTP/1.1`, ...lines], '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n');
    assert.equal(answer.status, 200, answer.body);
    assert.equal(await (await fetch(body.public_url)).text(), 'abcde');
  }
});

test('a GET may say that it holds JSON, hold none, or hold some', async () => {
  for (const [lines, body] of [
    [['Content-Type: application/json'], ''],
    [['Content-Type: application/json', 'Content-Length: 0'], ''],
    [['Content-Type: application/json', 'Content-Length: 2'], '{}'],
    [['Content-Type: application/json', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
  ] as const) {
    const answer = await write([`GET ${QUEUE}/models HTTP/1.1`, ...withKey(...lines)], body);
    assert.equal(answer.status, 200, `${lines} ${answer.body}`);
  }
});

/** Calls that go wrong before or beside every route: the lines, the body, and the status and code of the answer. */
const WRONG: [what: string, lines: string[], body: string, status: number, code: string][] = [
  ['a path that is none', [`GET /api/v2/models HTTP/1.1`], '', 404, 'not_found'],
  ['a method that the path does not have', [`PATCH ${QUEUE}/requests HTTP/1.1`], '', 404, 'not_found'],
  ['a method of another protocol', [`PROPFIND ${QUEUE}/requests HTTP/1.1`], '', 404, 'not_found'],
  ['a method that is none', [`FETCH ${QUEUE}/requests HTTP/1.1`], '', 400, 'invalid_http'],
  ['a path that is not well formed', [`GET ${QUEUE}/requests/%zz HTTP/1.1`], '', 404, 'not_found'],
  ['a long path', [`GET /${'x'.repeat(8_000)} HTTP/1.1`], '', 404, 'not_found'],
  ['a long id', [`GET ${QUEUE}/models/${'x'.repeat(8_000)} HTTP/1.1`], '', 404, 'not_found'],
  ['headers of 20 kB', [`GET ${QUEUE}/models HTTP/1.1`, `X: ${'x'.repeat(20_000)}`], '', 400, 'invalid_http'],
  ['a length that is none', [`POST ${QUEUE}/requests HTTP/1.1`, 'Content-Length: x'], '{}', 400, 'invalid_http'],
  [
    'two lengths',
    [`POST ${QUEUE}/requests HTTP/1.1`, 'Content-Length: 2', 'Content-Length: 3'],
    '{}',
    400,
    'invalid_http',
  ],
  [
    'a length beyond all',
    [`POST ${QUEUE}/requests HTTP/1.1`, 'Content-Length: 99999999999'],
    '{}',
    413,
    'payload_too_large',
  ],
  ['chunks that are none', [`POST ${QUEUE}/requests HTTP/1.1`, 'Transfer-Encoding: chunked'], 'x', 400, 'invalid_http'],
  ['malformed JSON', [`POST ${QUEUE}/requests HTTP/1.1`, 'Content-Length: 4'], '{"a"', 400, 'invalid_json'],
  [
    'an unknown expectation',
    [`POST ${QUEUE}/requests HTTP/1.1`, 'Expect: x', 'Content-Length: 2'],
    '{}',
    400,
    'invalid_payload',
  ],
  ['a zero character in a query', [`GET ${QUEUE}/requests?model_id=%00 HTTP/1.1`], '', 400, 'invalid_payload'],
  ['no HTTP', ['rubbish'], '', 400, 'invalid_http'],
  ['a greeting of TLS', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'], '', 400, 'invalid_http'],
  ['a method that has a body and no route', ['QUERY /healthz HTTP/1.1', 'Content-Length: 2'], '{}', 404, 'not_found'],
  // Its body never comes: nobody has asked for a key yet.
  ['a large call of nothing', ['POST /nothing HTTP/1.1', 'Content-Length: 30000000'], '{"a":', 404, 'not_found'],
];

for (const [what, [line, ...lines], body, status, code] of WRONG) {
  test(`${what} is answered ${status} ${code} in JSON, for pages of every origin to read`, async () => {
    const answer = await write([line, ...withKey(...lines)], body);
    assert.deepEqual([answer.status, JSON.parse(answer.body).code], [status, code]);
    assert.match(answer.head, /^content-type: application\/json; charset=utf-8$/m);
    assert.match(answer.head, /^access-control-allow-origin: \*$/m);
    assert.match(answer.head, /^access-control-expose-headers: .*retry-after/im);
    assert.equal(typeof JSON.parse(answer.body).error, 'string');
    assert.ok(answer.body.length < 500);
  });
}

test('a preflight is answered at any address, with the headers that it asks for', async () => {
  for (const path of [`${QUEUE}/requests`, '/uploads/put/x', '/nothing']) {
    const headers = { origin: 'https://app.example.com', 'access-control-request-headers': 'authorization, x-mine' };
    const answer = await fetch(idle.url + path, { method: 'OPTIONS', headers });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('access-control-allow-methods'), 'GET, HEAD, POST, PUT, DELETE');
    assert.equal(answer.headers.get('access-control-allow-headers'), 'authorization, x-mine');
  }
});

test('a call without Host, and one of HTTP/1.0, are answered like others', async () => {
  const key = `Authorization: Bearer ${idle.key}`;
  assert.equal((await write([`GET ${QUEUE}/models HTTP/1.1`, key, 'Connection: close'])).status, 200);
  assert.equal((await write([`GET ${QUEUE}/models HTTP/1.0`, key])).status, 200);
});

test('a client that leaves in the middle of its body is no bug of ours', async () => {
  const { body } = await idle.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'png' } });
  for (const line of [`POST ${QUEUE}/requests HTTP/1.1`, `PUT ${new URL(body.upload_url).pathname} HTTP/1.1`]) {
    const socket = dial();
    socket.end([line, ...withKey('Content-Length: 1000'), '', '{"model"'].join('\r\n'));
    await finished(socket.resume()).catch(() => {}); // hung up on, as it did
  }
  assert.equal((await idle.call('GET', `${QUEUE}/models`)).status, 200);
  assert.deepEqual(logged, []);
});
