// How organisations share a pool: on a real PostgreSQL, with the statements that workers and the API use.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import { type Claim, claim } from '../src/store/claims.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { placeInLine, tendLanes } from '../src/store/lanes.ts';
import { migrate } from '../src/store/migrations.ts';
import { move } from '../src/store/moves.ts';
import { limitPool } from '../src/store/pools.ts';
import { addWorker } from '../src/store/recovery.ts';
import { enqueue } from '../src/store/requests.ts';
import { thisProcess } from '../src/worker/host.ts';
import { testDatabase } from './postgres.ts';
import { newRequest } from './rows.ts';

let store: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;
const worker_id = uuidv7();

before(async () => {
  store = await testDatabase();
  database = openDatabase(store.url, { connections: 16 });
  await migrate(database);
});
after(async () => {
  await database.close();
  await store[Symbol.asyncDispose]();
});

type Limits = { weight?: number; max_running?: number };

async function organisation({ weight = 1, max_running }: Limits = {}): Promise<string> {
  const org_id = uuidv7();
  await database.query(
    'organisation',
    `insert into organisations (org_id, name, webhook_secret, weight, max_running) values ($1, $1::uuid::text, '', $2, $3)`,
    [org_id, weight, max_running ?? null],
  );
  return org_id;
}

type Asked = { priority?: number; cost?: number };

async function submit(pool: string, org_id: string, asked: Asked = {}): Promise<string> {
  return (await enqueue(database, newRequest(org_id, pool, asked))).request_id;
}

async function submitMany(pool: string, org_id: string, count: number, asked: Asked = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await submit(pool, org_id, asked));
  return ids;
}

const take = async (pool: string): Promise<Claim> => {
  const claimed = await claim(database, worker_id, pool, 20);
  assert.ok(claimed, 'something may be claimed');
  return claimed;
};

/** Ends claims at once, and has what they took settled. */
async function end(...claims: Claim[]): Promise<void> {
  for (const one of claims) assert.ok(await move(database, one, 'failed', { error: ENDED }));
}
const ENDED = { error: 'ended', code: 'engine_failed', param: null };

/** Claims until nothing is left; whose they were, in order. */
async function drain(pool: string): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (;;) {
    const claimed = await claim(database, worker_id, pool, 20);
    if (!claimed) return claims;
    claims.push(claimed);
  }
}

test('organisations take turns, however much one of them asks for', async () => {
  const [many, few] = [await organisation(), await organisation()];
  await submitMany('turns', many, 20);
  await submitMany('turns', few, 3);
  const order = (await drain('turns')).map(({ org_id }) => (org_id === many ? 'm' : 'f')).join('');
  assert.match(order, /^(fm|mf){3}m+$/);
});

test('shares follow the weights in render seconds, not in requests', async () => {
  const light = await organisation();
  const heavy = await organisation({ weight: 3 });
  await submitMany('weights', light, 30, { cost: 2 });
  await submitMany('weights', heavy, 60, { cost: 5 });
  const seconds = { [light]: 0, [heavy]: 0 };
  for (let n = 0; n < 40; n++) {
    const { org_id } = await take('weights');
    seconds[org_id] += org_id === light ? 2 : 5;
  }
  const share = seconds[heavy] / (seconds[heavy] + seconds[light]);
  assert.ok(Math.abs(share - 0.75) < 0.05, `the weight of 3 in 4 got ${share.toFixed(3)}`);
});

test("a new organisation's first request is the next claim", async () => {
  const old = await organisation();
  await submitMany('newcomer', old, 30);
  for (let n = 0; n < 10; n++) await take('newcomer');
  const first = await submit('newcomer', await organisation());
  assert.deepEqual(await placeInLine(database, first), { queue_position: 1, starts_in: null });
  assert.equal((await take('newcomer')).request_id, first);
});

test('a new organisation is next also where a cap has long kept another behind', async () => {
  const [free, capped] = [await organisation(), await organisation({ max_running: 1 })];
  await submitMany('behind', free, 30, { cost: 50 });
  await submitMany('behind', capped, 5, { cost: 50 });
  const running: Claim[] = [];
  for (let n = 0; n < 12; n++) running.push(await take('behind'));
  await end(...running);
  for (const org_id of [await organisation(), await organisation()]) {
    const first = await submit('behind', org_id);
    assert.equal((await take('behind')).request_id, first);
  }
});

test('who was away has no claim on the time it did not ask for', async () => {
  const [busy, back] = [await organisation(), await organisation()];
  await submit('away', back);
  await end(await take('away'));
  await submitMany('away', busy, 20, { cost: 500 });
  for (let n = 0; n < 10; n++) await take('away');
  await submitMany('away', back, 10, { cost: 500 });
  const order = [await take('away'), await take('away'), await take('away')].map(({ org_id }) => org_id);
  assert.equal(order.filter((org_id) => org_id === back).length <= 2, true, 'it took every turn');
  assert.equal(order[0], back);
});

test('a cap is never exceeded, whoever claims at once, and what is above it waits for an end', async () => {
  const capped = await organisation({ max_running: 3 });
  const free = await organisation();
  await submitMany('caps', capped, 40);
  await submitMany('caps', free, 20);
  const running = new Set<string>();
  let most = 0;
  const claimer = async (): Promise<void> => {
    for (;;) {
      const claimed = await claim(database, worker_id, 'caps', 20);
      if (!claimed) {
        if (done + running.size >= 60 || running.size === 0) return;
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      if (claimed.org_id === capped) running.add(claimed.request_id);
      most = Math.max(most, running.size);
      await database.query('pause', 'select pg_sleep(0.002)', []);
      running.delete(claimed.request_id);
      await end(claimed);
      done++;
    }
  };
  let done = 0;
  await Promise.all(Array.from({ length: 12 }, claimer));
  await Promise.all(Array.from({ length: 3 }, claimer));
  assert.equal(done, 60);
  assert.ok(most > 0 && most <= 3, `${most} ran at once`);
});

test("a pool's slots are never exceeded, whoever claims at once, and places know of them", async () => {
  const org_id = await organisation();
  await limitPool(database, 'slots', 3);
  const ids = await submitMany('slots', org_id, 30, { cost: 10 });
  await addWorker(database, uuidv7(), thisProcess(), { pool: 'slots', slots: 50 });
  assert.deepEqual(await placeInLine(database, ids[6]), { queue_position: 7, starts_in: 20 });
  const workers = Array.from({ length: 8 }, () => uuidv7());
  const claimAll = async (): Promise<Claim[]> => {
    const claims = await Promise.all(workers.flatMap((one) => [1, 2, 3].map(() => claim(database, one, 'slots', 20))));
    return claims.filter((claimed) => claimed !== null);
  };
  const first = await claimAll();
  assert.equal(first.length, 3);
  await end(...first.slice(1));
  const second = await claimAll();
  assert.equal(second.length, 2);
  await limitPool(database, 'slots', null);
  assert.equal((await claimAll()).length, 24);
});

test('a priority goes before what came up to an hour earlier in its lane, and ahead of nobody else', async () => {
  const [mine, theirs] = [await organisation(), await organisation()];
  const low = await submit('priorities', mine, { priority: 0 });
  const normal = await submit('priorities', mine);
  const high = await submit('priorities', mine, { priority: 2 });
  await submitMany('priorities', theirs, 3);
  const claims = await drain('priorities');
  assert.deepEqual(
    claims.filter(({ org_id }) => org_id === mine).map(({ request_id }) => request_id),
    [high, normal, low],
  );
  assert.match(claims.map(({ org_id }) => (org_id === mine ? 'm' : 't')).join(''), /^(mt|tm){3}$/);
});

test('a low priority is not starved: it gets old', async () => {
  const org_id = await organisation();
  const low = await submit('ageing', org_id, { priority: 0 });
  await database.query('age', `update requests set turn = turn - interval '3 hours' where request_id = $1`, [low]);
  await submit('ageing', org_id, { priority: 2 });
  assert.equal((await take('ageing')).request_id, low);
});

/** That the first hundred of `ids` are claimed in the order of their places, and the others are told estimates. */
async function assertOrder(pool: string, ids: string[]): Promise<void> {
  const places = new Map(await Promise.all(ids.map(async (id) => [id, await placeInLine(database, id)] as const)));
  const order = (await drain(pool)).map(({ request_id }) => places.get(request_id));
  assert.deepEqual(
    order.map((place) => (place?.position_is_estimate ? 'estimate' : place?.queue_position)),
    order.map((_, index) => (index < 100 ? index + 1 : 'estimate')),
  );
}

test('the place of each request is the order in which they are claimed', async () => {
  const orgs = [await organisation(), await organisation({ weight: 2 }), await organisation({ weight: 4 })];
  const ids: string[] = [];
  // Costs whose quotients by the weights are whole in binary, so that sums do not depend on their order.
  for (let n = 0; n < 60; n++) {
    ids.push(await submit('places', orgs[(n * n) % 3], { cost: 1 + (n % 4), priority: n % 3 }));
    if (n === 20) await end(await take('places'), await take('places'), await take('places'));
  }
  await assertOrder('places', ids);
});

test('places are exact to a hundred also in many lanes, one of which has much that takes little', async () => {
  const many = await Promise.all(Array.from({ length: 16 }, () => organisation()));
  const ids = await submitMany('many', many[0], 70, { cost: 1 / 32 });
  for (const org_id of many.slice(1)) ids.push(...(await submitMany('many', org_id, 4, { cost: 2 })));
  await assertOrder('many', ids);
});

test('beyond a hundred the place is an estimate, says so, and is near', async () => {
  const [mine, theirs] = [await organisation(), await organisation()];
  const ids = await submitMany('far', mine, 200);
  await submitMany('far', theirs, 150);
  for (let n = 0; n < 20; n++) await take('far');
  const place = await placeInLine(database, ids[179]);
  // 10 of mine are gone and 140 of theirs are left: before it are 169 of mine and those 140.
  assert.ok(place?.position_is_estimate);
  assert.ok(Math.abs(place.queue_position - 310) <= 15, `said ${place.queue_position}, is 310`);
});

test('the time until the start follows from what is ahead, what runs and how many slots there are', async () => {
  const org_id = await organisation();
  const ids = await submitMany('starts', org_id, 4, { cost: 10 });
  await addWorker(database, uuidv7(), thisProcess(), { pool: 'starts', slots: 2 });
  assert.deepEqual(await placeInLine(database, ids[0]), { queue_position: 1, starts_in: 0 });
  assert.deepEqual(await placeInLine(database, ids[3]), { queue_position: 4, starts_in: 15 });
  await take('starts');
  await take('starts');
  const place = await placeInLine(database, ids[3]);
  assert.equal(place?.queue_position, 2);
  assert.ok(Math.abs((place?.starts_in ?? 0) - 15) <= 1, `starts in ${place?.starts_in}`);
});

test('a lane pays what its renders took, not what they were taken to cost, and the pool learns its pace', async () => {
  const [slow, quick] = [await organisation(), await organisation()];
  await submitMany('paces', slow, 20, { cost: 4 });
  await submitMany('paces', quick, 30, { cost: 4 });
  const seconds = { [slow]: 0, [quick]: 0 };
  for (let n = 0; n < 30; n++) {
    const claimed = await take('paces');
    const took = claimed.org_id === slow ? 8 : 2;
    seconds[claimed.org_id] += took;
    await database.query(
      'took',
      'update requests set claimed_at = now() - make_interval(secs => $2) where request_id = $1',
      [claimed.request_id, took],
    );
    assert.ok(await move(database, claimed, 'success', {}));
    await tendLanes(database);
  }
  const share = seconds[slow] / (seconds[slow] + seconds[quick]);
  assert.ok(Math.abs(share - 0.5) < 0.1, `the slow one got ${share.toFixed(2)} of the time`);
  const [{ pace }] = await database.query<{ pace: number }>('pace', `select pace from pools where pool = 'paces'`, []);
  assert.ok(pace > 0.5 && pace < 2, `pace ${pace}`);
});

test('the counts of a lane are exact, whatever happens to its requests at once', async () => {
  const org_id = await organisation();
  const ids = await Promise.all(Array.from({ length: 60 }, () => submit('counts', org_id)));
  await Promise.all([
    ...ids.slice(40).map((request_id) => move(database, { request_id, org_id }, 'cancelled')),
    ...Array.from({ length: 12 }, async (_, n) => {
      const claimed = await take('counts');
      await (n % 2 ? move(database, claimed, 'queued') : end(claimed));
    }),
  ]);
  const [{ counted, waiting }] = await database.query<{ counted: number; waiting: number }>(
    'counted',
    `select (select sum(entered - gone)::int from lane_counts where org_id = $1) as counted,
       (select count(*)::int from requests where org_id = $1 and status = 'queued') as waiting`,
    [org_id],
  );
  assert.equal(counted, waiting);
  assert.ok(waiting > 0);
});

test('a lane that rests is woken by the next request', async () => {
  const org_id = await organisation();
  await submit('resting', org_id);
  await end(await take('resting'));
  await database.query(
    'long ago',
    `update lanes set claimed_at = now() - interval '1 hour' where pool = 'resting'`,
    [],
  );
  await tendLanes(database);
  const [lane] = await database.query<{ active: boolean }>(
    'lane',
    `select active from lanes where pool = 'resting'`,
    [],
  );
  assert.equal(lane.active, false);
  const request_id = await submit('resting', org_id);
  assert.equal((await take('resting')).request_id, request_id);
});
