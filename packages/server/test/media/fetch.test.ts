import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { RequestError } from '../../src/errors.ts';
import { createGuard } from '../../src/media/address.ts';
import type { Resolve } from '../../src/media/connect.ts';
import { createDownloader } from '../../src/media/fetch.ts';

// Nothing here leaves the loopback: 127.0.0.1 stands for the public net, 127.0.0.2 and ::1 for what must not be reached.
const PEM = await readFile(new URL('./media.test.pem', import.meta.url), 'utf8');
const PICTURE = Buffer.alloc(100_000, 'picture');
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const never = new AbortController().signal;
const open: Server[] = [];
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelqueue-fetch-'));
});
after(async () => {
  for (const server of open) server.close();
  await rm(folder, { recursive: true });
});

async function listen(server: Server, host: string, port = 0): Promise<number> {
  open.push(server);
  await once(server.listen(port, host), 'listening');
  return (server.address() as AddressInfo).port;
}

/** An http server on 127.0.0.1; the answer is its URL. */
async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener), '127.0.0.1')}`;
}

/** Counts who knocks at `host`. */
async function watch(host: string, port = 0): Promise<{ port: number; connections: number }> {
  const canary = { port: 0, connections: 0 };
  const server = createTcpServer((socket) => {
    canary.connections += 1;
    socket.destroy();
  });
  canary.port = await listen(server, host, port);
  return canary;
}

/** Bytes in buffers that somebody still holds. */
function memoryInUse(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

type Options = {
  entries?: string[];
  resolve?: Resolve;
  limit?: number;
  timeout?: number;
  patience?: number;
  signal?: AbortSignal;
};

/** The bytes that a download leaves in its file. */
async function fetched(url: string, options: Options = {}): Promise<Buffer> {
  const { entries = ['127.0.0.1'], resolve, patience, limit = 1_000_000, timeout, signal = never } = options;
  const download = createDownloader({ guard: createGuard(entries), resolve, patience });
  const to = join(folder, 'file');
  const { bytes } = await download(url, { to, param: 'img_url', limit, timeout, signal });
  const content = await readFile(to);
  assert.equal(bytes, content.length);
  await rm(to);
  return content;
}

/** The code and sentence with which a download fails, having left no file. */
async function refusal(url: string, options: Options = {}): Promise<string> {
  const error = await fetched(url, options).then(
    () => assert.fail(`${url} was fetched`),
    (error) => error,
  );
  assert.ok(error instanceof RequestError, String(error));
  assert.equal(error.param, 'img_url');
  assert.deepEqual(await readdir(folder), []);
  return `${error.code}: ${error.message}`;
}

test('a file arrives byte for byte, asked for without compression, cookies or credentials', async () => {
  let seen = {};
  const url = await serve((request, response) => {
    seen = request.headers;
    response.end(PICTURE);
  });
  assert.deepEqual(await fetched(`${url}/a.png?signature=x#part`), PICTURE);
  assert.deepEqual(seen, {
    host: new URL(url).host,
    connection: 'close',
    'accept-encoding': 'identity',
    accept: '*/*',
    'user-agent': 'reelqueue',
  });
});

test('a host that is not public is never connected to, however it is spelled', async () => {
  const canary = await watch('127.0.0.2');
  const { port } = canary;
  const canary6 = await watch('::1', port);
  const spellings = [
    '127.0.0.2',
    '127.0.0.2.',
    '127.2',
    '127.0.2',
    '0x7f000002',
    '0x7f.0.0.2',
    '2130706434',
    '0177.0.0.2',
    '0177.0000.0.0x2',
    '127%2e0%2e0%2e2',
    '１２７.0.0.2',
    '127。0。0。2',
    '[::ffff:127.0.0.2]',
    '[::ffff:7f00:2]',
    '[64:ff9b::127.0.0.2]',
  ];
  for (const host of spellings) {
    assert.match(
      await refusal(`http://${host}:${port}/`),
      /^invalid_media: img_url points at .*, which is not a public address$/,
      host,
    );
  }
  assert.equal(
    await refusal(`http://127.2:${port}/`),
    'invalid_media: img_url points at 127.0.0.2, which is not a public address',
  );
  for (const host of ['[::1]', '[0:0:0:0:0:0:0:1]', 'localhost', 'LOCALHOST', 'localhost.', '0', '0.0.0.0', '[::]']) {
    assert.match(await refusal(`http://${host}:${port}/`, { entries: [] }), /not a public address$/, host);
    assert.match(await refusal(`https://${host}:${port}/`, { entries: [] }), /not a public address$/, host);
  }
  assert.equal(canary.connections + canary6.connections, 0);
});

test('a name is refused as soon as one of its addresses is not public, without a connection to any', async () => {
  const good = await watch('127.0.0.1');
  const bad = await watch('127.0.0.2', good.port);
  const resolve = async () => ['127.0.0.1', '127.0.0.2'];
  assert.equal(
    await refusal(`http://intranet.example:${good.port}/`, { resolve }),
    'invalid_media: img_url points at intranet.example (127.0.0.2), which is not a public address',
  );
  assert.equal(good.connections + bad.connections, 0);
});

test('a name that resolves to another address a moment later is connected to where it was checked', async () => {
  const url = await serve((_, response) => response.end(PICTURE));
  const { port } = new URL(url);
  const canary = await watch('127.0.0.2', Number(port));
  const answers = [['127.0.0.1'], ['127.0.0.2']];
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    return answers.shift() ?? [];
  };
  assert.deepEqual(await fetched(`http://rebinding.example:${port}/`, { resolve }), PICTURE);
  assert.deepEqual(asked, ['rebinding.example']);
  assert.equal(canary.connections, 0);
});

test('a redirect is checked as the first address was', async () => {
  const canary = await watch('127.0.0.2');
  const canary6 = await watch('::1');
  let location = '';
  const url = await serve((_, response) => response.writeHead(302, { location }).end('elsewhere'));
  for (location of [
    `http://127.0.0.2:${canary.port}/`,
    `//2130706434:${canary.port}/`,
    `http://[::1]:${canary6.port}/`,
  ]) {
    assert.match(await refusal(url), /^invalid_media: img_url points at .* not a public address$/, location);
  }
  for (location of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:,x', 'gopher://127.0.0.1/']) {
    assert.match(
      await refusal(url),
      /^invalid_media: img_url is an? [a-z]+: URL; http and https are fetched$/,
      location,
    );
  }
  location = `http://me:secret@127.0.0.1:${canary.port}/`;
  assert.match(await refusal(url), /user name or password in its URL: http:\/\/127.0.0.1/);
  assert.equal(canary.connections + canary6.connections, 0);
});

test('a name that rebinds between a redirect and its target is checked anew', async () => {
  let port = '';
  const url = await serve((_, response) =>
    response.writeHead(302, { location: `http://rebinding.example:${port}/b` }).end(),
  );
  port = new URL(url).port;
  const canary = await watch('127.0.0.2', Number(port));
  const answers = [['127.0.0.1'], ['127.0.0.2']];
  const resolve = async () => answers.shift() ?? [];
  assert.match(
    await refusal(`http://rebinding.example:${port}/a`, { resolve }),
    /\(127\.0\.0\.2\), which is not a public/,
  );
  assert.equal(canary.connections, 0);
});

test('three redirects are followed, relative ones too, a fourth is not', async () => {
  const url = await serve((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end(PICTURE);
    else response.writeHead([301, 302, 303, 307, 308][left] ?? 302, { location: `${left - 1}` }).end();
  });
  assert.deepEqual(await fetched(`${url}/3`), PICTURE);
  assert.equal(await refusal(`${url}/4`), `media_unreachable: img_url: ${url}/4 redirects more than 3 times`);
});

test('a redirect with an endless body, or without a place to go, holds nothing up', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/end') return response.end(PICTURE);
    response.writeHead(302, request.url === '/lost' ? {} : { location: '/end' });
    response.write('never ends');
  });
  assert.deepEqual(await fetched(url), PICTURE);
  assert.equal(
    await refusal(`${url}/lost`),
    `media_unreachable: img_url: ${url}/lost answered 302 without one location`,
  );
});

test('what answers no file is named with its status, without the secrets of its URL', async () => {
  const url = await serve((_, response) => response.writeHead(404).end('not here'));
  assert.equal(
    await refusal(`${url}/a.png?X-Signature=secret#x`),
    `media_unreachable: img_url: ${url}/a.png answered 404`,
  );
  const partial = await serve((_, response) => response.writeHead(206).end('part'));
  assert.equal(await refusal(partial), `media_unreachable: img_url: ${partial}/ answered 206`);
});

test('only http and https URLs without credentials are fetched', async () => {
  assert.equal(
    await refusal('file:///etc/passwd'),
    'invalid_media: img_url is a file: URL; http and https are fetched',
  );
  assert.equal(await refusal('picture.png'), 'invalid_media: img_url is not a URL: picture.png');
  assert.equal(await refusal('http://'), 'invalid_media: img_url is not a URL: http://');
  assert.equal(
    await refusal('http://me:secret@127.0.0.1/a?b'),
    'invalid_media: img_url has a user name or password in its URL: http://127.0.0.1/a',
  );
  assert.equal((await refusal(`x${'y'.repeat(5000)}`)).length, 'invalid_media: img_url is not a URL: '.length + 201);
});

test('a body over the limit is refused by what it says of itself, before it is sent', async () => {
  let sent = 0;
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 10_000_001 });
    response.flushHeaders();
    response.on('drain', () => (sent += 1));
  });
  assert.equal(
    await refusal(url, { limit: 10_000_000 }),
    'invalid_media: img_url is larger than 10 MB: 10000001 bytes',
  );
  assert.equal(sent, 0);
});

test('a body over the limit that does not say so is cut off at the limit; a body of just the limit is not', async () => {
  const url = await serve((request, response) => {
    response.write(PICTURE);
    if (request.url === '/just') return response.end();
    const more = () => {
      while (response.write(PICTURE));
    };
    response.on('drain', more);
    more();
  });
  assert.equal(await refusal(url, { limit: 300_000 }), 'invalid_media: img_url is larger than 300 kB');
  assert.deepEqual(await fetched(`${url}/just`, { limit: PICTURE.length }), PICTURE);
});

test('a large body passes through a small memory', async () => {
  const chunk = Buffer.alloc(64 * 1024);
  let left = 640;
  let most = 0;
  const url = await serve((_, response) => {
    const more = () => {
      while (left > 0) {
        left -= 1;
        if (left % 32 === 0) most = Math.max(most, memoryInUse());
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', more);
    more();
  });
  const before = memoryInUse();
  assert.equal((await fetched(url, { limit: 100_000_000 })).length, 640 * 64 * 1024);
  assert.ok(most - before < 20_000_000, `${most - before} bytes`);
});

test('a compressed answer is refused, since it was not asked for', async () => {
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(PICTURE)),
  );
  assert.equal(await refusal(url), `media_unreachable: img_url: ${url}/ answered in the encoding gzip, unasked`);
});

test('an empty answer is refused', async () => {
  const url = await serve((_, response) => response.end());
  assert.equal(await refusal(url), `invalid_media: img_url: ${url}/ is empty`);
});

test('a connection that breaks off in the middle leaves nothing', async () => {
  const breakingOff = (head: OutgoingHttpHeaders) =>
    serve((_, response) => {
      response.writeHead(200, head);
      response.write(PICTURE, () => response.destroy());
    });
  const counted = await breakingOff({ 'content-length': 200_000 });
  assert.equal(await refusal(counted), `media_unreachable: img_url: ${counted}/ broke the connection off`);
  const chunked = await breakingOff({});
  assert.match(await refusal(chunked), /^media_unreachable: img_url: http:\/\/127\.0\.0\.1:\d+\/ (broke|failed: )/);
});

test('what is not http is named as such', async () => {
  const server = createTcpServer((socket) => void socket.end('220 mail.example ESMTP\r\n'));
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1')}`;
  assert.equal(
    await refusal(url),
    `media_unreachable: img_url: ${url}/ failed: Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)`,
  );
});

test('silence is waited for only so long: before the answer, within it, and in all', async () => {
  const mute = await serve(() => {});
  assert.equal(
    await refusal(mute, { patience: 0.2 }),
    `media_unreachable: img_url: ${mute}/ did not answer within 0.2 s`,
  );
  const stalled = await serve((_, response) => void response.write('a little'));
  assert.equal(
    await refusal(stalled, { patience: 0.2 }),
    `media_unreachable: img_url: ${stalled}/ fell silent for 0.2 s`,
  );
  const dripping = await serve((_, response) => {
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(timer));
  });
  assert.equal(
    await refusal(dripping, { timeout: 0.3 }),
    `media_unreachable: img_url: ${dripping} was not here within 0.3 s`,
  );
  const resolve = () => new Promise<string[]>(() => {});
  assert.match(
    await refusal('http://slow.example/', { resolve, timeout: 0.2 }),
    /slow\.example\/ was not here within 0\.2 s$/,
  );
});

test('a port where nobody listens and a name that does not exist are named', async () => {
  const server = createServer();
  const port = await listen(server, '127.0.0.1');
  await new Promise((closed) => server.close(closed));
  assert.equal(
    await refusal(`http://127.0.0.1:${port}`),
    `media_unreachable: img_url: http://127.0.0.1:${port}/ refused the connection`,
  );
  const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
  assert.equal(
    await refusal('http://nowhere.example/a', { resolve }),
    'media_unreachable: img_url: http://nowhere.example/a has a host name that does not exist',
  );
});

test('whoever asked can stop it, at any moment, with their own reason', async () => {
  const stopped = new Error('cancelled');
  const heard = Promise.withResolvers<void>();
  const url = await serve((_, response) => {
    response.write(PICTURE);
    heard.resolve();
  });
  const controller = new AbortController();
  const download = fetched(url, { signal: controller.signal });
  await heard.promise;
  controller.abort(stopped);
  await assert.rejects(download, stopped);
  await assert.rejects(fetched(url, { signal: AbortSignal.abort(stopped) }), stopped);
  const resolving = new AbortController();
  const resolve = () => {
    resolving.abort(stopped);
    return Promise.resolve(['127.0.0.1']);
  };
  await assert.rejects(fetched(url.replace('127.0.0.1', 'a.example'), { resolve, signal: resolving.signal }), stopped);
  assert.deepEqual(await readdir(folder), []);
});

test("a full or missing folder is this machine's error, not the media's", async () => {
  const url = await serve((_, response) => response.end(PICTURE));
  const download = createDownloader({ guard: createGuard(['127.0.0.1']) });
  const to = join(folder, 'missing', 'file');
  await assert.rejects(download(url, { to, param: 'img_url', limit: 1e6, signal: never }), { code: 'ENOENT' });
});

test('https is verified by name at a pinned address, and does not fall back to http', async () => {
  setDefaultCACertificates([...getCACertificates('default'), PEM]);
  const plain = await serve((_, response) => response.end(PICTURE));
  const named: unknown[] = [];
  const server = createTlsServer({ key: PEM, cert: PEM }, (request, response) => {
    if (request.url === '/down') response.writeHead(302, { location: plain }).end();
    else response.end(PICTURE);
  });
  server.on('secureConnection', (socket) => named.push(socket.servername));
  const port = await listen(server, '127.0.0.1');
  const resolve = async () => ['127.0.0.1'];
  assert.deepEqual(await fetched(`https://media.test:${port}/`, { resolve }), PICTURE);
  assert.deepEqual(named, ['media.test']);
  assert.match(
    await refusal(`https://other.test:${port}/`, { resolve }),
    /^media_unreachable: .*other\.test:\d+\/ failed: Hostname\/IP does not match certificate's altnames/,
  );
  assert.equal(
    await refusal(`https://media.test:${port}/down`, { resolve }),
    `invalid_media: img_url: https://media.test:${port}/down redirects to http, away from https`,
  );
});
