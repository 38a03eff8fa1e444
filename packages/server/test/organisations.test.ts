// Two servers on one database: what an organisation may holds on both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../src/store/database.ts';
import { addKey, revokeKey, rotateKey, type Scope } from '../src/store/keys.ts';
import { move } from '../src/store/moves.ts';
import { addOrganisation, type Limits, listOrganisations, setLimits } from '../src/store/organisations.ts';
import { type Answer, picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let one: TestSystem;
let other: TestSystem;
let database: Database;
let img_url: string;

before(async () => {
  // Films of wan2.6-i2v then cost $0.75: 5 s at $0.15.
  const settings = { REELQUEUE_WORKERS: '0', REELQUEUE_BILL: 'list' };
  one = await startSystem(settings);
  other = await startSystem({ ...settings, DATABASE_URL: one.databaseUrl });
  database = openDatabase(one.databaseUrl);
  img_url = await picture(400, 400);
});
after(async () => {
  await database.close();
  await other[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
});

const FILM = 750_000;

let count = 0;
/** An organisation with those limits, and a key of it. */
async function tenant(limits: Partial<Limits> = {}, scopes: Scope[] = ['read', 'submit']) {
  count += 1;
  const made = await addOrganisation(database, `tenant ${count}`);
  assert.ok(made);
  const { org_id } = made;
  if (Object.keys(limits).length > 0) assert.ok(await setLimits(database, org_id, limits));
  const { key, key_id } = await addKey(database, { org_id, scopes, expires_in: null });
  return { org_id, key, key_id };
}

type Tenant = Awaited<ReturnType<typeof tenant>>;

const submit = ({ key }: Tenant, { at = one, headers = {}, payload = {} } = {}): Promise<Answer> =>
  at.call('POST', `${QUEUE}/requests`, {
    key,
    headers,
    body: { model: 'wan2.6-i2v', payload: { img_url, ...payload } },
  });

/** So many at once, to both servers in turn. */
const submitMany = (who: Tenant, many: number): Promise<Answer[]> =>
  Promise.all(Array.from({ length: many }, (_, n) => submit(who, { at: n % 2 === 0 ? one : other })));

const codes = (answers: Answer[]): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = status === 200 ? 'taken' : `${status} ${body.code}`;
    counted[name] = (counted[name] ?? 0) + 1;
  }
  return counted;
};

const limitHeaders = ({ headers }: Answer): (string | null)[] =>
  ['ratelimit-policy', 'ratelimit', 'retry-after'].map((name) => headers.get(name));

const spent = async ({ org_id }: Tenant): Promise<number> => {
  const [row] = await listOrganisations(database, org_id);
  return row.spent_micro_usd;
};

test('a call without a good key is refused with 401, one beyond its scopes with 403', async () => {
  const reader = await tenant({}, ['read']);
  const gone = await addKey(database, { org_id: reader.org_id, scopes: ['admin'], expires_in: 0 });
  for (const key of [null, 'rq_unknown', gone.key, 'x'.repeat(5000)]) {
    const { status, body, headers } = await one.call('GET', `${QUEUE}/requests`, { key });
    assert.deepEqual([status, body.code, headers.get('www-authenticate')], [401, 'unauthorized', 'Bearer']);
  }
  const calls: [Tenant, string, string, string][] = [
    [reader, 'POST', 'requests', 'read; this call needs the scope submit'],
    [reader, 'POST', 'upload-url', 'submit'],
    [reader, 'DELETE', 'requests/x', 'submit'],
    [reader, 'GET', 'webhook-secret', 'admin'],
    [await tenant({}, ['submit']), 'GET', 'requests', 'needs the scope read'],
    [await tenant({}, ['read', 'submit']), 'POST', 'webhook-secret/rotate', 'read and submit; .* admin'],
  ];
  for (const [{ key }, method, path, sentence] of calls) {
    const { status, body } = await one.call(method, `${QUEUE}/${path}`, { key });
    assert.deepEqual([status, body.code], [403, 'forbidden'], path);
    assert.match(body.error, new RegExp(sentence));
  }
});

test('submits of a minute are counted across servers, and headers say what is left', async () => {
  const who = await tenant({ requests_per_minute: 5 });
  const first = await submit(who);
  assert.deepEqual(limitHeaders(first), ['"default";q=5;w=60', '"default";r=4;t=60', null]);
  assert.deepEqual(codes(await submitMany(who, 12)), { taken: 4, '429 rate_limited': 8 });
  const late = await submit(who, { at: other });
  assert.deepEqual([late.status, late.body.code], [429, 'rate_limited']);
  const [policy, state, retry] = limitHeaders(late);
  assert.equal(policy, '"default";q=5;w=60');
  assert.equal(state, `"default";r=0;t=${retry}`);
  assert.ok(Number(retry) > 50 && Number(retry) <= 60, `${retry}`);
  assert.match(late.body.error, /submitted 5 times/);

  // The next minute, and meanwhile: reading counts nothing.
  const reads = await Promise.all(Array.from({ length: 20 }, () => one.call('GET', `${QUEUE}/requests`, who)));
  assert.ok(reads.every(({ status, headers }) => status === 200 && headers.get('ratelimit') === null));
  await database.query('', 'update submit_windows set ends_at = now() where org_id = $1', [who.org_id]);
  assert.deepEqual(limitHeaders(await submit(who)).slice(1), ['"default";r=4;t=60', null]);
  // What is refused for another reason was a submit, too.
  assert.equal((await submit(who, { payload: { duration: 7 } })).status, 400);
  assert.equal(limitHeaders(await submit(who))[1]?.split(';')[1], 'r=2');
});

test('an answer that is given again under its Idempotency-Key counts against no limit', async () => {
  const who = await tenant({ requests_per_minute: 1, max_waiting: 1, budget_micro_usd: FILM });
  const headers = { 'idempotency-key': 'again' };
  const first = await submit(who, { headers });
  for (const at of [one, other]) {
    const again = await submit(who, { headers, at });
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true']);
    assert.equal(again.body.request_id, first.body.request_id);
  }
  assert.equal((await submit(who)).body.code, 'rate_limited');
});

test('an organisation without limits is told of none', async () => {
  assert.deepEqual(limitHeaders(await submit(await tenant())), [null, null, null]);
});

test('as many requests wait as may, however many come at once, and one that leaves makes room', async () => {
  const who = await tenant({ max_waiting: 5 });
  const answers = await submitMany(who, 20);
  assert.deepEqual(codes(answers), { taken: 5, '429 queue_full': 15 });
  const full = await submit(who, { at: other });
  assert.deepEqual(limitHeaders(full), ['"waiting";q=5', '"waiting";r=0;t=5', '5']);
  assert.match(full.body.error, /5 requests waiting/);
  const taken = answers.find(({ status }) => status === 200);
  await one.call('DELETE', `${QUEUE}/requests/${taken?.body.request_id}`, who);
  assert.deepEqual(codes([await submit(who), await submit(who)]), { taken: 1, '429 queue_full': 1 });

  await setLimits(database, who.org_id, { max_waiting: 0, requests_per_minute: 9 });
  const both = limitHeaders(await submit(who));
  assert.deepEqual(both, ['"default";q=9;w=60, "waiting";q=0', '"default";r=8;t=60, "waiting";r=0;t=5', '5']);
});

test('a budget is spent to the last film and no further, and a film that fails or is cancelled costs nothing', async () => {
  const who = await tenant({ budget_micro_usd: 5 * FILM });
  const answers = await submitMany(who, 20);
  assert.deepEqual(codes(answers), { taken: 5, '402 insufficient_credits': 15 });
  const refused = answers.find(({ status }) => status === 402);
  assert.match(
    refused?.body.error,
    /^Insufficient credits\. The film costs \$0\.75; of the organisation's budget of \$3\.75, \$3\.75 is spent/,
  );
  assert.equal(await spent(who), 5 * FILM);

  const ids = answers.flatMap(({ status, body }) => (status === 200 ? [body.request_id] : []));
  await one.call('DELETE', `${QUEUE}/requests/${ids[0]}`, who);
  await database.query('', `update requests set status = 'processing' where request_id = any($1)`, [ids.slice(1)]);
  const error = { error: 'broken', code: 'engine_failed', param: null };
  const { org_id } = who;
  await move(database, { request_id: ids[1], org_id }, 'failed', { error });
  await move(database, { request_id: ids[2], org_id }, 'queued');
  assert.equal(await spent(who), 3 * FILM);
  assert.deepEqual(codes(await submitMany(who, 4)), { taken: 2, '402 insufficient_credits': 2 });
});

test('a budget counts what was spent before it, and 0 admits only what costs nothing', async () => {
  const who = await tenant();
  await submitMany(who, 2);
  assert.equal(await spent(who), 2 * FILM);
  await setLimits(database, who.org_id, { budget_micro_usd: 2 * FILM + 1 });
  assert.equal((await submit(who)).status, 402);
  await setLimits(database, who.org_id, { budget_micro_usd: 0 });
  assert.equal((await submit(who)).status, 402);
  await setLimits(database, who.org_id, { budget_micro_usd: null });
  assert.equal((await submit(who)).status, 200);
  assert.equal(await spent(who), 3 * FILM);
});

test('usage adds up what films cost that are there, and no others', async () => {
  const who = await tenant({ budget_micro_usd: 10 * FILM });
  const [made] = await submitMany(who, 2);
  const { request_id } = made.body;
  await database.query('', `update requests set status = 'processing' where request_id = $1`, [request_id]);
  const film = { video_url: '/a.mp4', thumbnail_image_url: '/a.jpg', media_urls: [], seed: 1, engine: 'animatic' };
  const outcome = { ...film, width: 16, height: 16, fps: 30, duration: 5, sha256: '' };
  assert.ok(await move(database, { request_id, org_id: who.org_id }, 'success', { outcome }));
  const { body } = await one.call('GET', `${QUEUE}/usage`, who);
  const [{ date, ...rest }, ...none] = body.usage;
  assert.match(date, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(
    [rest, none],
    [{ model: 'wan2.6-i2v', engine: 'animatic', requests: 1, seconds: 5, micro_usd: FILM }, []],
  );
  assert.equal(await spent(who), 2 * FILM);
});

/** Waits for news, then for events, on both servers, with a key; says how each ended, and after how long. */
async function follow({ key }: Tenant, id: string, when: () => Promise<unknown>) {
  const path = `${QUEUE}/requests/${id}`;
  const streams = await Promise.all(
    [one, other].map((at) => fetch(`${at.url}${path}/events`, { headers: { authorization: `Bearer ${key}` } })),
  );
  const polls = [one, other].map((at) => at.call('GET', `${path}?wait=30`, { key }));
  const bodies = streams.map((stream) => stream.text().catch(() => 'broken off'));
  await sleep(100); // that they are waiting can not be seen
  await when();
  const from = performance.now();
  const [polled, streamed] = [await Promise.all(polls), await Promise.all(bodies)];
  return { polled, streamed, took: performance.now() - from };
}

test('a revoked key stops on every server: at once for calls, within a second for those that wait or stream', async () => {
  const who = await tenant();
  const { body } = await submit(who);
  const { polled, streamed, took } = await follow(who, body.request_id, () => revokeKey(database, who.key_id));
  assert.ok(took < 1500, `${took} ms`);
  assert.deepEqual(streamed, ['broken off', 'broken off']);
  for (const { status, body } of polled) assert.deepEqual([status, body.code], [401, 'unauthorized']);
  for (const at of [one, other]) assert.equal((await submit(who, { at })).body.code, 'unauthorized');
});

test('a key that expires or is replaced ends what it waits for, and its successor goes on', async () => {
  const who = await tenant();
  const { body } = await submit(who);
  const rotate = () => rotateKey(database, who.key_id, 0.2);
  let next: Awaited<ReturnType<typeof rotate>> = null;
  const { polled, took } = await follow(who, body.request_id, async () => {
    next = await rotate();
  });
  assert.ok(took > 150 && took < 1700, `${took} ms`);
  assert.equal(polled[0].status, 401);
  assert.ok(next);
  const { key } = next as { key: string };
  assert.equal((await other.call('GET', `${QUEUE}/requests/${body.request_id}`, { key })).status, 200);
});
