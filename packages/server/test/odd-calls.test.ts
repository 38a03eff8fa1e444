// Calls that are no calls, or of nothing: they are refused as any other is, so that every client can read why.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { QUEUE, startSystem, type TestSystem } from './system.ts';

let system: TestSystem;
before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
});
after(() => system[Symbol.asyncDispose]());

function dial(): Socket {
  return connect(Number(new URL(system.url).port), '127.0.0.1');
}

/** What comes back for bytes as they are: the status, the headers by their names in lower case, the body. */
async function said(socket: Socket): Promise<[status: number, headers: Headers, body: string]> {
  const [head, body] = (await text(socket)).split('\r\n\r\n');
  const [line, ...fields] = head.split('\r\n');
  const pairs = fields.map((field): [string, string] => [field.split(': ')[0], field.split(': ')[1]]);
  return [Number(line.split(' ')[1]), new Headers(pairs), body];
}

/** An error of the contract: JSON with a sentence and a code, which a page of any origin may read. */
function assertRefusal([status, headers, body]: [number, Headers, string], expected: [number, string]): void {
  const { error, code } = JSON.parse(body);
  assert.deepEqual([status, code], expected);
  assert.ok(error.length > 10, error);
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(headers.get('access-control-allow-origin'), '*');
  assert.match(headers.get('access-control-expose-headers') ?? '', /Retry-After/);
}

const from = (lines: string): string => `${lines}\r\nHost: here\r\nConnection: close\r\n`;

for (const [what, sent, ...expected] of [
  ['a line without an address', 'GET\r\n\r\n', 400, 'invalid_http'],
  ['a greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'invalid_http'],
  ['a header of 20 kB', `${from('GET /healthz HTTP/1.1')}X: ${'x'.repeat(20_000)}\r\n\r\n`, 400, 'invalid_http'],
  ['two lengths', `${from('POST / HTTP/1.1')}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400, 'invalid_http'],
  ['an address that is not well formed', `${from('GET /%zz HTTP/1.1')}\r\n`, 404, 'not_found'],
  ['too long a name', `${from(`GET ${QUEUE}/requests/${'a'.repeat(300)} HTTP/1.1`)}\r\n`, 404, 'not_found'],
  ['a method without a route', `${from('QUERY /healthz HTTP/1.1')}Content-Length: 2\r\n\r\n{}`, 404, 'not_found'],
] as const) {
  test(`${what} is refused as any call is, for pages of every origin to read`, async () => {
    const socket = dial();
    socket.write(sent, 'latin1');
    assertRefusal(await said(socket), expected);
  });
}

test('a call of nothing is refused before its body has come', async () => {
  const socket = dial();
  socket.write(`${from('POST /nothing HTTP/1.1')}Content-Length: 30000000\r\n\r\n{"a":`);
  assertRefusal(await said(socket), [404, 'not_found']);
});

test('a preflight is answered at any address, with the headers that it asks for', async () => {
  for (const path of [`${QUEUE}/requests`, '/uploads/put/x', '/nothing']) {
    const headers = { origin: 'https://app.example.com', 'access-control-request-headers': 'authorization, x-mine' };
    const answer = await fetch(system.url + path, { method: 'OPTIONS', headers });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('access-control-allow-methods'), 'GET, HEAD, POST, PUT, DELETE');
    assert.equal(answer.headers.get('access-control-allow-headers'), 'authorization, x-mine');
  }
});
