// What Prometheus is told: of the queue the same by every process, of a process its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { serve } from '../src/serve.ts';
import { openDatabase } from '../src/store/database.ts';
import { noteTaken, noteTurnedAway } from '../src/store/engines.ts';
import { addKey, type Scope } from '../src/store/keys.ts';
import { migrate } from '../src/store/migrations.ts';
import { readPools } from '../src/store/pools.ts';
import { eventually } from './installation.ts';
import { testDatabase } from './postgres.ts';
import { picture, QUEUE, startSystem, type TestSystem } from './system.ts';

async function keyOf(system: TestSystem, scopes: Scope[]): Promise<string> {
  const database = openDatabase(system.databaseUrl, { connections: 1 });
  const [{ org_id }] = await database.query<{ org_id: string }>('', 'select org_id from organisations', []);
  const { key } = await addKey(database, { org_id, scopes, expires_in: null });
  await database.close();
  return key;
}

/** Every sample of a page of metrics, by its name and labels as they are written. */
function samples(page: string): Map<string, number> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line): [string, number] => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

const scrape = async (url: string, key: string): Promise<Map<string, number>> =>
  samples(
    await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } }).then((answer) => answer.text()),
  );

const payload = { image_url: await picture(320, 180), prompt: 'pan left', quality: '360p' };
const film = (extra: object = {}) => ({ body: { model: 'pixverse-v5.6-i2v', payload, ...extra } });

test('a server and a worker say the same of the queue, and each what it did itself', async () => {
  await using system = await startSystem({ REELQUEUE_WORKERS: '0' });
  const key = await keyOf(system, ['metrics']);
  const [first, second] = [
    await system.call('POST', `${QUEUE}/requests`, film()),
    await system.call('POST', `${QUEUE}/requests`, film()),
  ];
  await system.call('POST', `${QUEUE}/requests`, film({ start_within: 0.001 }));
  await system.call('POST', `${QUEUE}/requests/${second.body.request_id}/cancel`);
  await system.client.wait(first.body.request_id, { timeout: 1 }).catch(() => {});
  const waiting = await scrape(system.url, key);
  const pool = '{pool="animatic"}';
  assert.equal(waiting.get(`reelqueue_waiting_requests${pool}`), 1);
  assert.ok((waiting.get(`reelqueue_oldest_waiting_seconds${pool}`) as number) > 0.9);
  assert.ok((waiting.get(`reelqueue_waiting_render_seconds${pool}`) as number) > 1);
  for (const name of ['busy_slots', 'slots', 'workers']) assert.equal(waiting.get(`reelqueue_${name}${pool}`), 0, name);
  const ended = (status: string, code = ''): string =>
    `reelqueue_requests_ended_total{pool="animatic",model="pixverse-v5.6-i2v",status="${status}",error_code="${code}"}`;
  assert.equal(waiting.get(ended('cancelled')), 1);
  assert.equal(waiting.get(ended('failed', 'expired')), 1);

  const config = readConfig({
    PORT: '0',
    DATABASE_URL: system.databaseUrl,
    REELQUEUE_DATA_DIR: system.config.REELQUEUE_DATA_DIR,
    REELQUEUE_WORKERS: '1',
    REELQUEUE_PRESET: 'ultrafast',
    REELQUEUE_LOG: 'error',
  });
  const worker = await serve(config, createLog('error'), { api: false, listens: true });
  await using _stop = { [Symbol.asyncDispose]: () => worker.stop() };
  assert.equal((await system.client.wait(first.body.request_id)).status, 'success');
  const told = async () => (await scrape(worker.url as string, key)).get(ended('success')) === 1;
  await eventually('the worker tells of the end', told, 5);
  const [here, there] = [await scrape(system.url, key), await scrape(worker.url as string, key)];
  for (const [name, value] of [
    ['waiting_requests', 0],
    ['oldest_waiting_seconds', 0],
    ['waiting_render_seconds', 0],
    ['slots', 1],
    ['workers', 1],
  ] as const) {
    for (const one of [here, there]) assert.equal(one.get(`reelqueue_${name}${pool}`), value, name);
  }
  assert.equal(here.get(ended('success')), undefined);
  assert.equal((await fetch(`${worker.url}/readyz`)).status, 200);
  assert.equal((await fetch(`${worker.url}${QUEUE}/models`)).status, 404);
});

test('metrics need a key for them: an administrator of one organisation learns nothing of the others', async () => {
  await using system = await startSystem({ REELQUEUE_WORKERS: '0' });
  assert.equal((await system.call('GET', '/metrics', { key: null })).status, 401);
  assert.equal((await system.call('GET', '/metrics')).status, 403);
  const { status, headers, body } = await system.call('GET', '/metrics', { key: await keyOf(system, ['metrics']) });
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/plain; version=0.0.4; charset=utf-8']);
  assert.equal((await system.call('GET', `${QUEUE}/requests`, { key: await keyOf(system, ['metrics']) })).status, 403);
  for (const name of [
    'nodejs_eventloop_lag_p99_seconds',
    'process_resident_memory_bytes',
    'reelqueue_webhook_deliveries_due',
  ]) {
    assert.match(body, new RegExp(`^${name} \\d`, 'm'));
  }
});

test('an engine that turns requests away is told of: its breaker, and how often in a row', async () => {
  await using system = await startSystem({ REELQUEUE_WORKERS: '0' });
  const key = await keyOf(system, ['metrics']);
  const now = async () => {
    const seen = await scrape(system.url, key);
    const state = (name: string) => seen.get(`reelqueue_engine_breaker{pool="animatic",state="${name}"}`);
    const failures = seen.get('reelqueue_engine_failures{pool="animatic"}');
    return [['closed', 'open', 'trying'].map(state), failures];
  };
  assert.deepEqual(await now(), [[1, 0, 0], 0]);
  const database = openDatabase(system.databaseUrl, { connections: 1 });
  const away = { why: 'away', seconds: 60, error: 'it refused the connection' } as const;
  for (let times = 0; times < 3; times++) await noteTurnedAway(database, 'animatic', away);
  assert.deepEqual(await now(), [[0, 1, 0], 3]);
  await database.query('', 'update engines set resting_until = now()', []);
  assert.deepEqual(await now(), [[0, 0, 1], 3]);
  await noteTaken(database, 'animatic');
  assert.deepEqual(await now(), [[1, 0, 0], 0]);
  await database.close();
});

test('calls are counted by the pattern of their route, and what is no route by none', async () => {
  await using system = await startSystem({ REELQUEUE_WORKERS: '0' });
  const key = await keyOf(system, ['metrics']);
  for (let n = 0; n < 5; n++) {
    await system.call('GET', `${QUEUE}/requests/${uuidv7()}`);
    await system.call('GET', `/nothing/${uuidv7()}?x=${n}`);
  }
  const { body } = await system.call('POST', `${QUEUE}/requests`, film());
  await system.call('GET', `${QUEUE}/requests/${body.request_id}?wait=1`);
  const seen = await scrape(system.url, key);
  const call = (method: string, route: string, status: number) =>
    `{method="${method}",route="${route}",status="${status}"}`;
  const one = `${QUEUE}/requests/:id`;
  assert.equal(seen.get(`reelqueue_http_requests_total${call('GET', one, 404)}`), 5);
  assert.equal(seen.get(`reelqueue_http_requests_total${call('GET', 'none', 404)}`), 5);
  assert.equal(seen.get(`reelqueue_http_requests_total${call('GET', one, 200)}`), 1);
  assert.equal(seen.get(`reelqueue_http_request_seconds_count${call('POST', `${QUEUE}/requests`, 200)}`), 1);
  // A wait says nothing of how quick the server is.
  assert.equal(seen.get(`reelqueue_http_request_seconds_count${call('GET', one, 200)}`), undefined);
});

test('a look at the pools reads a few rows, however many wait, and finds the oldest of each priority', async () => {
  await using store = await testDatabase();
  const database = openDatabase(store.url, { connections: 1 });
  await migrate(database);
  const org_id = uuidv7();
  await database.query('', `insert into organisations (org_id, name, webhook_secret) values ($1, 'one', '')`, [org_id]);
  const wait = (count: number, priority: number, minutes: number) =>
    database.query(
      '',
      `insert into requests (request_id, org_id, model, pool, payload, normalised, priority, cost, queued_at, turn)
       select gen_random_uuid(), $1, 'm', 'p', '{}', '{}', $3::int, 2, queued_at, queued_at - make_interval(hours => $3::int - 1)
       from generate_series(1, $2) n, lateral (select now() - make_interval(mins => $4::int) + n * interval '1 ms') waited (queued_at)`,
      [org_id, count, priority, minutes],
    );
  const read = async () =>
    (await readPools(database, ['q'])).pools.map(({ oldest, ...pool }) => ({
      ...pool,
      oldest: Math.round(oldest / 60),
    }));
  const none = { waiting: 0, waiting_seconds: 0, oldest: 0, busy: 0, slots: 0, workers: 0 };
  assert.deepEqual(await read(), [{ pool: 'q', ...none }]);

  // What was asked for an hour early, just now, stands before what has waited.
  await wait(1, 2, 1);
  await wait(2_000, 1, 50);
  assert.deepEqual(await read(), [
    { pool: 'p', ...none, waiting: 2_001, waiting_seconds: 4_002, oldest: 50 },
    { pool: 'q', ...none },
  ]);
  await wait(1, 0, 55);
  assert.equal((await read())[0].oldest, 55);

  const touched = async (): Promise<number> => {
    await database.query('', 'select pg_stat_force_next_flush()', []);
    const [{ n }] = await database.query<{ n: number }>(
      '',
      `select seq_tup_read + idx_tup_fetch as n from pg_stat_user_tables where relname = 'requests'`,
      [],
    );
    return n;
  };
  const before = await touched();
  await read();
  const rows = (await touched()) - before;
  assert.ok(rows > 0 && rows < 100, `${rows} rows were read`);
  await database.close();
});
