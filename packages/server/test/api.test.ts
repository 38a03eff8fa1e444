import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MODELS } from '@reelqueue/models';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { serve } from '../src/serve.ts';
import { openDatabase } from '../src/store/database.ts';
import { addKey, revokeKey, type Scope } from '../src/store/keys.ts';
import { picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let system: TestSystem;
let img_url: string;
const MODEL = 'wan2.6-i2v';

// An API without workers: what is queued stays queued.
before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
  img_url = await picture(600, 400);
});
after(() => system[Symbol.asyncDispose]());

const submit = (payload: object, more: object = {}) =>
  system.call('POST', `${QUEUE}/requests`, { body: { model: MODEL, payload: { img_url, ...payload }, ...more } });

const keyWith = async (scopes: Scope[], expires_in: number | null = null) => {
  const database = openDatabase(system.databaseUrl);
  const [{ org_id }] = await database.query<{ org_id: string }>('', 'select org_id from organisations', []);
  const made = await addKey(database, { org_id, scopes, expires_in });
  await database.close();
  return made;
};

test('submit answers exactly 200 with exactly the six keys', async () => {
  const { status, body } = await submit({ prompt: 'hello' });
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ['request_id', 'model', 'status', 'created_at', 'updated_at', 'queued_at']);
  assert.match(body.request_id, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  assert.deepEqual([body.model, body.status], [MODEL, 'queued']);
  assert.ok(Math.abs(body.created_at - Date.now() / 1000) < 60 && Number.isInteger(body.created_at));
});

test('the record echoes the payload as it was sent and says where the request stands', async () => {
  const payload = { prompt: 'slow', img_url, seed: 0, audio_url: null, duration: '10', extra: { deep: [1, 'ü'] } };
  const { body: sent } = await submit(payload, { metadata: { order: 7 }, priority: 'high' });
  const { status, body } = await system.call('GET', `${QUEUE}/requests/${sent.request_id}`);
  assert.equal(status, 200);
  assert.deepEqual(body.payload, payload);
  assert.deepEqual([body.status, body.outcome, body.is_public], ['queued', null, false]);
  assert.deepEqual([body.metadata, body.priority, body.progress, body.phase], [{ order: 7 }, 'high', 0, 'waiting']);
  assert.equal(typeof body.queue_position, 'number');
  assert.equal(body.warnings.length, 2);
  assert.match(body.warnings.join(), /duration was sent as a string.*"extra" is not a parameter/);
});

test('every alias of the paths answers the same', async () => {
  const ids = { model_ids: MODELS.map((model) => model.id) };
  for (const base of [QUEUE, '/api/v1/apikey']) {
    assert.deepEqual((await system.call('GET', `${base}/models`)).body, ids);
    assert.deepEqual((await system.call('GET', `${base}/models/`)).body, ids);
  }
  const { body } = await system.call('GET', '/api/v1/ie/requestqueue/models');
  assert.deepEqual({ model_ids: body.models.map((record: { model: string }) => record.model) }, ids);
  const { body: sent } = await submit({});
  for (const base of [QUEUE, '/api/v1/apikey', '/api/v1/ie/requestqueue']) {
    const one = await system.call('GET', `${base}/requests/${sent.request_id}`);
    assert.equal(one.body.request_id, sent.request_id);
  }
});

test("the model record is the contract's", async () => {
  const { body } = await system.call('GET', `${QUEUE}/models/${MODEL}`);
  assert.deepEqual(body.price_info, { price: 150000, pricing_type: '', unit: 'second' });
  assert.equal(body.pricing_details, '$0.15 per second');
  assert.equal(body.parameters.length, 11);
  assert.deepEqual(body.json_schema.properties.seed.maximum, 2147483647);
  assert.deepEqual(body.engines, ['animatic']);
  const unknown = await system.call('GET', `${QUEUE}/models/WAN2.6-i2v`);
  assert.deepEqual([unknown.status, unknown.body.error], [404, 'model "WAN2.6-i2v" does not exist']);
});

test('no key, a wrong one, an expired or a revoked one is a 401 in JSON', async () => {
  const [expired, revoked] = [await keyWith(['admin'], 0), await keyWith(['admin'])];
  assert.equal((await system.call('GET', `${QUEUE}/models`, { key: revoked.key })).status, 200);
  const database = openDatabase(system.databaseUrl);
  assert.equal(await revokeKey(database, revoked.key_id), true);
  await database.close();
  for (const key of [null, 'wrong', 'k'.repeat(250), expired.key, revoked.key]) {
    const { status, body, headers } = await system.call('GET', `${QUEUE}/models`, { key });
    assert.deepEqual([status, body.code, headers.get('www-authenticate')], [401, 'unauthorized', 'Bearer']);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
  }
});

test('a key does what its scopes say', async () => {
  const [reader, submitter] = [await keyWith(['read']), await keyWith(['submit'])];
  const refused = await system.call('POST', `${QUEUE}/requests`, { key: reader.key, body: {} });
  assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden']);
  assert.equal((await system.call('GET', `${QUEUE}/models`, { key: submitter.key })).status, 403);
  assert.equal((await system.call('GET', `${QUEUE}/models`, { key: reader.key })).status, 200);
});

test('the database holds no key, only its hash', async () => {
  const database = openDatabase(system.databaseUrl);
  const rows = await database.query('', 'select * from keys', []);
  await database.close();
  assert.ok(rows.length > 0);
  assert.ok(!JSON.stringify(rows).includes(system.key));
});

test('the admin key is kept in a file that only its owner reads', async () => {
  const path = join(system.config.REELQUEUE_DATA_DIR, 'admin-key');
  assert.equal((await readFile(path, 'utf8')).trim(), system.key);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('an unknown request is a 404, whatever is asked for', async () => {
  for (const id of ['550e8400-e29b-41d4-a716-446655440000', 'nonsense', '%00', "'; drop table requests"]) {
    const path = `${QUEUE}/requests/${encodeURIComponent(id)}`;
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await system.call(method, path);
      assert.deepEqual([status, body.code], [404, 'not_found'], id);
    }
  }
});

test('odd headers change nothing: JSON on a GET, Accept audio, organisation 0', async () => {
  const headers = { 'content-type': 'application/json', accept: 'audio/*', 'x-organization-id': '0' };
  assert.equal((await system.call('GET', `${QUEUE}/models`, { headers })).status, 200);
  const { body } = await submit({});
  assert.equal((await system.call('DELETE', `${QUEUE}/requests/${body.request_id}`, { headers })).status, 200);
});

test('any origin may call', async () => {
  const origin = { origin: 'https://app.example.com' };
  const { headers } = await system.call('GET', `${QUEUE}/models`, { headers: origin });
  assert.equal(headers.get('access-control-allow-origin'), '*');
  const asked = {
    ...origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const preflight = await system.call('OPTIONS', `${QUEUE}/requests`, { key: null, headers: asked });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/);
});

test('a cancelled request stays cancelled, and a second cancel is a 409 with its record', async () => {
  const { body: sent } = await submit({});
  const path = `${QUEUE}/requests/${sent.request_id}`;
  const { status, body } = await system.call('POST', `${path}/cancel`);
  assert.deepEqual([status, body.status, body.compute, body.outcome], [200, 'cancelled', 'not_started', null]);
  const again = await system.call('DELETE', path);
  assert.deepEqual([again.status, again.body.code, again.body.request.status], [409, 'already_finished', 'cancelled']);
});

test('a request that has not started in time fails, even where nothing renders', async () => {
  const { body: sent } = await submit({}, { start_within: 0.05 });
  for (let ms = 0; ms < 5_000; ms += 50) {
    const { body } = await system.call('GET', `${QUEUE}/requests/${sent.request_id}?wait=1`);
    if (body.status !== 'queued') return assert.deepEqual([body.status, body.error_code], ['failed', 'expired']);
  }
  assert.fail('it is queued still');
});

test('lists run newest first, filter, and page without gaps or repeats', async () => {
  const sent = [];
  for (let n = 0; n < 5; n += 1) sent.unshift((await submit({ seed: n })).body.request_id);
  const { body: all } = await system.call('GET', `${QUEUE}/requests?page_size=1000`);
  const ids = all.requests.map((request: { request_id: string }) => request.request_id);
  assert.deepEqual(ids.slice(0, 5), sent);
  assert.deepEqual([all.total, all.next_page_token], [ids.length, null]);
  const paged = [];
  for (let token: string | null = ''; token !== null; ) {
    const { body } = await system.call('GET', `${QUEUE}/requests?page_size=2&page_token=${token}`);
    paged.push(...body.requests.map((request: { request_id: string }) => request.request_id));
    token = body.next_page_token;
  }
  assert.deepEqual(paged, ids);
  for (const [query, count] of [
    ['model_id=wan2.6-i2v', ids.length],
    ['model=other', 0],
    ['status=processing', 0],
  ]) {
    assert.equal((await system.call('GET', `${QUEUE}/requests?${query}`)).body.total, count, String(query));
  }
});

test('a list cuts pictures that were sent in the payload, a record does not', async () => {
  const { body: sent } = await submit({});
  const { body: list } = await system.call('GET', `${QUEUE}/requests?page_size=1`);
  assert.ok(list.requests[0].payload.img_url.length < 200);
  assert.equal((await system.call('GET', `${QUEUE}/requests/${sent.request_id}`)).body.payload.img_url, img_url);
});

for (const [query, param] of [
  ['status=done', 'status'],
  ['page_size=0', 'page_size'],
  ['page_size=1001', 'page_size'],
  ['page_size=many', 'page_size'],
  ['page_token=rubbish', 'page_token'],
  ['status=queued&status=failed', 'status'],
]) {
  test(`a list with ${query} is a 400 that names ${param}`, async () => {
    const { status, body } = await system.call('GET', `${QUEUE}/requests?${query}`);
    assert.deepEqual([status, body.code, body.param], [400, 'invalid_payload', param]);
  });
}

test('an upload is taken, served, and usable as a picture', async () => {
  const bytes = Buffer.from(img_url.split(',')[1], 'base64');
  for (const [body, type] of [
    [{ file_type: 'jpg' }, 'image/jpg'],
    [{ filename: 'holiday.JPEG' }, 'application/octet-stream'],
  ] as const) {
    const { body: urls } = await system.call('POST', `${QUEUE}/upload-url`, { body });
    const early = await submit({ img_url: urls.public_url });
    assert.deepEqual([early.status, early.body.param], [400, 'img_url']);
    const put = await fetch(urls.upload_url, {
      method: 'PUT',
      body: new Blob([bytes]).stream(),
      headers: { 'content-type': type },
      duplex: 'half',
    } as RequestInit);
    assert.equal(put.status, 200);
    assert.deepEqual(Buffer.from(await (await fetch(urls.public_url)).arrayBuffer()), bytes);
    assert.equal((await submit({ img_url: urls.public_url })).status, 200);
  }
});

test('what was uploaded never changes: the same bytes may come again, others need an address of their own', async () => {
  const { body: urls } = await system.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'png' } });
  const put = async (text: string) => {
    const { status, body } = await system.call('PUT', new URL(urls.upload_url).pathname, { body: text, key: null });
    return [status, body.code];
  };
  // At once, and one after another.
  const met = await Promise.all(['one', 'two', 'three'].map(put));
  assert.deepEqual(met.map(([status]) => status).sort(), [200, 409, 409]);
  const first = ['one', 'two', 'three'][met.findIndex(([status]) => status === 200)];
  assert.deepEqual(await put('four'), [409, 'already_uploaded']);
  assert.deepEqual(await put(first), [200, undefined]);
  assert.equal(await (await fetch(urls.public_url)).text(), first);
});

test('an upload that a server died at while it kept it may be sent again to its address', async () => {
  const { body: urls } = await system.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'png' } });
  const database = openDatabase(system.databaseUrl);
  await database.query('', 'update uploads set bytes = 4 where uploaded_at is null', []);
  await database.close();
  const { status } = await system.call('PUT', new URL(urls.upload_url).pathname, { body: 'four', key: null });
  assert.equal(status, 200);
  assert.equal(await (await fetch(urls.public_url)).text(), 'four');
});

test('an upload of an unknown type or to an unknown address is refused', async () => {
  for (const body of [{ file_type: 'svg' }, { filename: 'a.exe' }, {}, undefined]) {
    const { status, body: told } = await system.call('POST', `${QUEUE}/upload-url`, { body });
    assert.deepEqual([status, told.code], [400, 'invalid_payload']);
  }
  const put = await fetch(`${system.url}/uploads/put/nobody-said-so`, { method: 'PUT', body: 'x' });
  assert.equal(put.status, 404);
  const { body } = await system.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'png' } });
  assert.equal((await fetch(body.upload_url, { method: 'PUT', body: '' })).status, 400);
});

test('unknown paths, and paths out of the folders, are a 404 in JSON', async () => {
  for (const path of [
    '/',
    '/api/v1/nothing',
    '/files/../admin-key',
    '/files/%2e%2e/admin-key',
    '/uploads/..%2fadmin-key',
  ]) {
    const { status, body } = await system.call('GET', path);
    assert.deepEqual([status, body.code], [404, 'not_found'], path);
  }
});

test('a browser is shown a page that loads nothing and tells nothing of anybody; programs find nothing there', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const { status, headers, body } = await system.call('GET', '/', { key: null, headers: { accept } });
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8']);
  assert.ok(body.includes(`curl -sS ${system.url}${QUEUE}/requests`));
  assert.doesNotMatch(body, /<script|https?:\/\/(?!127\.0\.0\.1|www\.w3\.org)/);
  assert.ok(!body.includes(system.key));
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-/);
  const {
    status: none,
    body: told,
    headers: vary,
  } = await system.call('GET', '/', {
    headers: { accept: 'application/json' },
  });
  assert.deepEqual([none, told.code, vary.get('vary')], [404, 'not_found', 'Accept']);
});

test('health and readiness are told without a key', async () => {
  for (const path of ['/healthz', '/readyz']) {
    assert.equal((await system.call('GET', path, { key: null })).status, 200);
  }
});

test('the webhook secret is the configured one, for admins only', async () => {
  const secret = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`;
  await using other = await startSystem({ REELQUEUE_WORKERS: '0', REELQUEUE_WEBHOOK_SECRET: secret });
  assert.deepEqual((await other.call('GET', `${QUEUE}/webhook-secret`)).body, { secret });
  const { key } = await keyWith(['read', 'submit']);
  assert.equal((await system.call('GET', `${QUEUE}/webhook-secret`, { key })).status, 403);
});

test("a key of one's own is taken, and a wrong setting is refused with its name", async () => {
  await using other = await startSystem({ REELQUEUE_WORKERS: '0', REELQUEUE_API_KEY: 'k'.repeat(250) });
  assert.equal(other.key, 'k'.repeat(250));
  assert.equal((await other.call('GET', `${QUEUE}/models`)).status, 200);
  assert.throws(
    () => readConfig({ REELQUEUE_WORKER: '2', PORT: 'x' }),
    /REELQUEUE_WORKER is not a setting; did you mean REELQUEUE_WORKERS\?\nPORT: "x" must be a whole number/,
  );
  // A timer that can not count so far would end at once, and the database's calendar ends.
  assert.throws(
    () => readConfig({ REELQUEUE_DRAIN: '30d', REELQUEUE_KEEP_UPLOADS: '99999999d' }),
    /REELQUEUE_DRAIN: "30d" must be at most 24d\nREELQUEUE_KEEP_UPLOADS: "99999999d" must be .* at most 36500d/,
  );
  const nowhere = readConfig({ REELQUEUE_DATA_DIR: '/proc/films' });
  if (process.platform === 'linux') {
    await assert.rejects(
      serve(nowhere, createLog('silent'), { api: true }),
      /^Error: the folder \/proc\/films can not be made/,
    );
  }
  assert.equal(readConfig({ REELQUEUE_KEEP_RESULTS: '36500d' }).REELQUEUE_KEEP_RESULTS, 36_500 * 86_400);
});

test('a database that has no room left is a 503 for whoever would write, and no bug; reading goes on', async () => {
  const database = openDatabase(system.databaseUrl);
  const say = (text: string): Promise<unknown> => database.query('', text, []);
  await say(`create function fill() returns trigger language plpgsql as $$
    begin raise exception 'No space left on device' using errcode = 'disk_full'; end $$`);
  await say('create trigger fill before insert on uploads execute function fill()');
  const announce = () => system.call('POST', `${QUEUE}/upload-url`, { body: { file_type: 'png' } });
  const { status, headers, body } = await announce();
  assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'unavailable', '1']);
  assert.match(body.error, /no room/);
  assert.equal((await system.call('GET', `${QUEUE}/requests`)).status, 200);
  await say('drop function fill cascade');
  await database.close();
  assert.equal((await announce()).status, 200);
});

test('while the database is away the API says so, and recovers by itself', async () => {
  const database = openDatabase(system.databaseUrl);
  await database.query(
    '',
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    [],
  );
  await database.close();
  const { status } = await system.call('GET', `${QUEUE}/models`);
  assert.ok([200, 503].includes(status), `${status}`);
  const recovered = async (): Promise<boolean> => (await system.call('GET', `${QUEUE}/models`)).status === 200;
  for (const late = Date.now() + 5_000; !(await recovered()); await sleep(10)) assert.ok(Date.now() < late);
});
