// Every error code, met as a client meets it: the table of codes and what really happens are the same.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { ERRORS, type ErrorCode } from '../src/errors.ts';
import { QUEUE } from '../src/http/operation.ts';
import type { OPERATIONS } from '../src/http/operations.ts';
import { createLog } from '../src/log.ts';
import { serve } from '../src/serve.ts';
import { claim } from '../src/store/claims.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { reserve } from '../src/store/idempotency.ts';
import { addKey } from '../src/store/keys.ts';
import { recover } from '../src/store/recovery.ts';
import { ON_CLUSTER } from './cluster.ts';
import { assertDescribed } from './document.ts';
import { testDatabase } from './postgres.ts';
import { type Answer, fileServer, picture, startSystem, type TestSystem } from './system.ts';

/** Codes that are met in another file, which names them. */
const ELSEWHERE: Partial<Record<ErrorCode, string>> = {
  insufficient_credits: 'organisations.test.ts',
  rate_limited: 'organisations.test.ts',
  queue_full: 'organisations.test.ts',
  content_rejected: 'engines/hosted-faults.test.ts',
  unknown_outcome: 'engines/hosted-faults.test.ts',
};

const REQUESTS = `${QUEUE}/requests`;
const silent = createLog('silent');

let system: TestSystem; // without workers: what is queued stays queued until a test brings a worker
let database: Database;
let org_id: string;
let img_url: string;
let files: Awaited<ReturnType<typeof fileServer>>;
/** Takes connections and says nothing. */
const mute = createServer().listen(0, '127.0.0.1');

before(async () => {
  files = await fileServer({ 'text.png': Buffer.from('this is a text, whatever its name says\n'.repeat(50)) });
  system = await startSystem({ REELQUEUE_WORKERS: '0', REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' }, { log: silent });
  database = openDatabase(system.databaseUrl);
  [{ org_id }] = await database.query<{ org_id: string }>('', 'select org_id from organisations', []);
  img_url = await picture(400, 400);
});
after(async () => {
  mute.close();
  await database.close();
  await system[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
});

const post = (payload: object, more: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  system.call('POST', REQUESTS, { body: { model: 'wan2.6-i2v', payload: { img_url, ...payload }, ...more }, headers });

const submitted = async (payload: object = {}, more: object = {}): Promise<string> =>
  (await post(payload, more)).body.request_id;

/** A request that has ended. */
async function cancelled(): Promise<string> {
  const request_id = await submitted();
  await system.call('POST', `${REQUESTS}/${request_id}/cancel`);
  return request_id;
}

const write = (sql: string, values: unknown[]): Promise<unknown> => database.query('', sql, values);

/** Gives a request files, as if it had succeeded, of so many bytes; the film's path. */
async function filmOf(request_id: string, bytes: number): Promise<string> {
  const name = `files/${request_id}/1-${'0'.repeat(32)}.mp4`;
  const path = join(system.config.REELQUEUE_DATA_DIR, 'film');
  await writeFile(path, Buffer.alloc(bytes));
  await system.storage.save(name, path);
  return `/${name}`;
}

type Met = [call: keyof typeof OPERATIONS, answer: Answer];

/** How each code that answers a call is met: the call, as the document names it, and its answer. */
const ANSWERS: Partial<Record<ErrorCode, () => Promise<Met | null>>> = {
  invalid_json: async () => [`POST ${REQUESTS}`, await system.call('POST', REQUESTS, { body: '{"model":' })],
  invalid_payload: async () => [`POST ${REQUESTS}`, await post({ duration: 7 })],
  invalid_media: async () => [`POST ${REQUESTS}`, await post({ img_url: 'data:image/png;base64,AAAA' })],
  payload_too_large: async () => [`POST ${REQUESTS}`, await post({ img_url: 'x'.repeat(2 ** 20) })],
  unauthorized: async () => [`GET ${REQUESTS}`, await system.call('GET', REQUESTS, { key: 'none' })],
  forbidden: async () => {
    const { key } = await addKey(database, { org_id, scopes: ['read'], expires_in: null });
    return [`POST ${REQUESTS}`, await system.call('POST', REQUESTS, { key, body: {} })];
  },
  not_found: async () => [`GET ${REQUESTS}/{id}`, await system.call('GET', `${REQUESTS}/${uuidv7()}`)],
  model_not_found: async () => [`GET ${QUEUE}/models/{id}`, await system.call('GET', `${QUEUE}/models/none`)],
  already_finished: async () => [
    `POST ${REQUESTS}/{id}/cancel`,
    await system.call('POST', `${REQUESTS}/${await cancelled()}/cancel`),
  ],
  request_timeout: async () => {
    // On a cluster bodies have their usual time.
    if (ON_CLUSTER) return null;
    const bodyTimes = { call: 0.05, upload: 0.05 };
    await using impatient = await startSystem({ REELQUEUE_WORKERS: '0' }, { log: silent, bodyTimes });
    const { body: urls } = await impatient.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'png' } });
    assertDescribed('PUT /uploads/put/{token}', await dribble('PUT', urls.upload_url, ''));
    return [`POST ${REQUESTS}`, await dribble('POST', `${impatient.url}${REQUESTS}`, impatient.key)];
  },
  already_uploaded: async () => {
    const { body: urls } = await system.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'png' } });
    const put = (body: string): Promise<Answer> => system.call('PUT', new URL(urls.upload_url).pathname, { body });
    await put('one');
    return ['PUT /uploads/put/{token}', await put('another')];
  },
  idempotency_in_flight: async () => {
    await reserve(database, org_id, 'under way', Buffer.alloc(32)); // what a submit does first
    return [`POST ${REQUESTS}`, await post({}, {}, { 'idempotency-key': 'under way' })];
  },
  idempotency_mismatch: async () => {
    await post({ seed: 1 }, {}, { 'idempotency-key': 'used' });
    return [`POST ${REQUESTS}`, await post({ seed: 2 }, {}, { 'idempotency-key': 'used' })];
  },
  not_finished: async () => [
    `DELETE ${REQUESTS}/{id}/files`,
    await system.call('DELETE', `${REQUESTS}/${await submitted()}/files`),
  ],
  gone: async () => {
    const request_id = await cancelled();
    const path = await filmOf(request_id, 10);
    await system.call('DELETE', `${REQUESTS}/${request_id}/files`);
    return ['GET /files/{request_id}/{name}', await system.call('GET', path)];
  },
  invalid_range: async () => {
    const path = await filmOf(await cancelled(), 10);
    const headers = { range: 'bytes=20-30' };
    return ['GET /files/{request_id}/{name}', await system.call('GET', path, { headers })];
  },
  internal: async () => {
    const request_id = await cancelled();
    await write(`update requests set status = 'success', outcome = '{}' where request_id = $1`, [request_id]);
    const answer = await system.call('GET', `${REQUESTS}/${request_id}`);
    await write(`update requests set status = 'cancelled', outcome = null where request_id = $1`, [request_id]);
    return [`GET ${REQUESTS}/{id}`, answer];
  },
  unavailable: async () => {
    await using base = await testDatabase();
    using road = await roadTo(base.url);
    await using cut = await startSystem({ REELQUEUE_WORKERS: '0', DATABASE_URL: road.url }, { log: silent });
    road[Symbol.dispose]();
    return [`GET ${REQUESTS}`, await cut.call('GET', REQUESTS)];
  },
  invalid_http: async () => {
    const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
    socket.write('GET\r\n\r\n');
    let said = '';
    for await (const chunk of socket) said += chunk;
    assert.match(said, /^HTTP\/1\.1 400 .*\{"error":"[^"]+","code":"invalid_http"\}$/s);
    return null; // no call of the document
  },
};

/** A call whose body begins and does not go on; answered all the same, and then hung up on. */
async function dribble(method: string, url: string, key: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-length': 100 };
  const asking = request(url, { method, headers });
  asking.write('{"model":');
  const [answer] = await once(asking, 'response');
  assert.equal(answer.headers.connection, 'close');
  return { status: answer.statusCode, headers: new Headers(answer.headers), body: await json(answer) };
}

/** A way to a database, which ends when it is disposed of: connections are cut, and no new ones come about. */
async function roadTo(url: string): Promise<{ url: string } & Disposable> {
  const there = new URL(url);
  const socket = `${there.searchParams.get('host')}/.s.PGSQL.${there.searchParams.get('port')}`;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(socket);
    for (const end of [near, far]) open.add(end.on('error', () => {}));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  there.searchParams.set('host', '127.0.0.1');
  there.searchParams.set('port', String((server.address() as AddressInfo).port));
  return {
    url: there.href,
    [Symbol.dispose]() {
      server.close();
      for (const end of open) end.destroy();
    },
  };
}

/** How a request comes to each end: what is done before a worker has it; its id. The first has to be alone in line. */
const ENDS: Partial<Record<ErrorCode, () => Promise<string>>> = {
  engine_lost: async () => {
    const request_id = await submitted();
    await write('update requests set losses = 3 where request_id = $1', [request_id]);
    const worker_id = uuidv7();
    assert.equal((await claim(database, worker_id, 'animatic', 20))?.request_id, request_id);
    await recover(database, [worker_id]);
    return request_id;
  },
  invalid_media: () => submitted({ img_url: `${files.url}/text.png` }),
  media_unreachable: () => submitted({ img_url: `${files.url}/nothing` }),
  expired: () => submitted({}, { start_within: 0.01 }),
  timed_out: async () => {
    // Its picture never comes. The limit is 120 s and 60 for each second of film: of so short a one 1.875 s.
    const request_id = await submitted({ img_url: `http://127.0.0.1:${(mute.address() as AddressInfo).port}/a.png` });
    const sql = `update requests set normalised = (normalised::jsonb || '{"duration":-1.96875}')::json where request_id = $1`;
    await write(sql, [request_id]);
    return request_id;
  },
  engine_failed: async () => {
    const request_id = await submitted();
    await write(`update requests set model = 'none' where request_id = $1`, [request_id]);
    return request_id;
  },
};

test('every code of the table is met here, or in the file that is named', () => {
  const met = new Set([...Object.keys(ANSWERS), ...Object.keys(ENDS), ...Object.keys(ELSEWHERE)]);
  assert.deepEqual([...met].sort(), Object.keys(ERRORS).sort());
  for (const [code, { http, ends }] of Object.entries(ERRORS)) {
    const file = ELSEWHERE[code as ErrorCode];
    if (file === undefined) {
      assert.deepEqual([code in ANSWERS, code in ENDS], [http !== null, ends], code);
    } else {
      const path = join(import.meta.dirname, file);
      assert.ok(
        existsSync(path) && new RegExp(`\\b${code}'`).test(readFileSync(path, 'utf8')),
        `${file} does not meet ${code}`,
      );
    }
  }
});

for (const [code, meet] of Object.entries(ANSWERS)) {
  test(`${code} answers a call as its table and the document say`, async () => {
    const met = await meet();
    if (met === null) return;
    const [call, answer] = met;
    assert.deepEqual([answer.status, answer.body.code], [ERRORS[code as ErrorCode].http, code]);
    assert.ok(answer.body.error.length > 10);
    assertDescribed(call, answer);
  });
}

test('every code that may end a request ends one, with its sentence in both places', async () => {
  const requests: [code: string, request_id: string][] = [];
  const { body } = await system.call('GET', `${REQUESTS}?status=queued`);
  for (const { request_id } of body.requests) await system.call('DELETE', `${REQUESTS}/${request_id}`);
  for (const [code, prepare] of Object.entries(ENDS)) requests.push([code, await prepare()]);
  const config = { ...system.config, REELQUEUE_WORKERS: 1 };
  const worker = await serve(config, silent, { api: false });
  try {
    for (const [code, request_id] of requests) {
      let answer = await system.call('GET', `${REQUESTS}/${request_id}?wait=5`);
      for (const late = Date.now() + 15_000; answer.body.finished_at === null && Date.now() < late; await sleep(20)) {
        answer = await system.call('GET', `${REQUESTS}/${request_id}?wait=5`);
      }
      const { status, error, error_code, outcome } = answer.body;
      assert.deepEqual([status, error_code], ['failed', code]);
      assert.ok(error.length > 10);
      assert.deepEqual(outcome, { error });
      assertDescribed(`GET ${REQUESTS}/{id}`, answer);
    }
  } finally {
    await worker.stop();
  }
});
