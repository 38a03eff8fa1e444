// What becomes, in the database, of requests that an engine did not take: lines, money, and the row of the engine itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import { type Claim, claim } from '../../src/store/claims.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { handOn, mayTry, noteTaken, noteTurnedAway, readEngines, reroute, stranded } from '../../src/store/engines.ts';
import { overdraftOf } from '../../src/store/limits.ts';
import { migrate } from '../../src/store/migrations.ts';
import { addOrganisation, setLimits } from '../../src/store/organisations.ts';
import { capPools, readPools } from '../../src/store/pools.ts';
import { enqueue, getRequest } from '../../src/store/requests.ts';
import { testDatabase } from '../postgres.ts';
import { newRequest } from '../rows.ts';

let base: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;

before(async () => {
  base = await testDatabase();
  database = openDatabase(base.url);
  await migrate(database);
});
after(async () => {
  await database.close();
  await base[Symbol.asyncDispose]();
});

async function organisation(budget_micro_usd: number | null): Promise<string> {
  const made = await addOrganisation(database, uuidv7());
  await setLimits(database, made!.org_id, { budget_micro_usd });
  return made!.org_id;
}

const submit = (org_id: string, pool: string, micro_usd: number) =>
  enqueue(database, newRequest(org_id, pool, { cost: 10, micro_usd }));

async function spent(org_id: string): Promise<number> {
  const sql = 'select micro_usd from spending where org_id = $1';
  return (await database.query<{ micro_usd: number }>('', sql, [org_id]))[0].micro_usd;
}

async function waiting(pool: string): Promise<[number, number]> {
  const { pools } = await readPools(database, [pool]);
  const now = pools.find((one) => one.pool === pool)!;
  return [now.waiting, now.busy];
}

const take = (pool: string): Promise<Claim | null> => claim(database, uuidv7(), pool, 20);

test('a request that is handed on waits in the line of the next engine, at its price, and counts nowhere twice', async () => {
  const [first, second] = [`a${uuidv7()}`, `b${uuidv7()}`];
  const org_id = await organisation(1_000_000);
  const { request_id } = await submit(org_id, first, 200_000);
  const held = (await take(first)) as Claim;
  const there = { pool: second, cost: 5, micro_usd: 700_000, warning: 'it goes on', wait: 0 };
  assert.equal(await handOn(database, held, there), true);
  assert.equal(await handOn(database, held, there), false, 'it is no longer the claim’s');
  assert.deepEqual([await waiting(first), await waiting(second), await spent(org_id)], [[0, 0], [1, 0], 700_000]);
  const { status, warnings } = (await getRequest(database, org_id, request_id))!;
  assert.deepEqual([status, warnings], ['queued', ['it goes on']]);
  assert.equal(await take(first), null);
  const again = (await take(second)) as Claim;
  assert.deepEqual([again.request_id, again.failures, again.attempt], [request_id, 0, 2]);
  assert.deepEqual(await waiting(second), [0, 1]);
});

test('an engine that the budget does not allow is none: the request and the money stay where they are', async () => {
  const [first, second] = [`a${uuidv7()}`, `b${uuidv7()}`];
  const org_id = await organisation(500_000);
  await submit(org_id, first, 200_000);
  const held = (await take(first)) as Claim;
  const dear = { pool: second, cost: 5, micro_usd: 500_001, warning: null, wait: 0 };
  await assert.rejects(handOn(database, held, dear), (error) => overdraftOf(error)?.price === 500_001);
  assert.deepEqual([await waiting(first), await waiting(second), await spent(org_id)], [[0, 1], [0, 0], 200_000]);
  const here = { pool: first, cost: null, micro_usd: null, warning: 'it waits', wait: 60 };
  assert.equal(await handOn(database, held, here), true);
  assert.deepEqual([await waiting(first), await spent(org_id)], [[1, 0], 200_000]);
  assert.equal(await take(first), null, 'not before its time');
});

test('requests that wait for an engine which rests are found and moved, each once', async () => {
  const [first, second] = [`a${uuidv7()}`, `b${uuidv7()}`];
  const org_id = await organisation(null);
  for (let n = 0; n < 3; n++) await submit(org_id, first, 0);
  const found = await stranded(database, first, null);
  assert.equal(found.length, 3);
  assert.equal((await stranded(database, first, found[0].request_id)).length, 2);
  const there = { pool: second, cost: 5, micro_usd: 0, warning: 'it goes on' };
  for (const { request_id } of found) assert.equal(await reroute(database, request_id, first, there), true);
  assert.equal(await reroute(database, found[0].request_id, first, there), false);
  assert.deepEqual(
    [await waiting(first), await waiting(second)],
    [
      [0, 0],
      [3, 0],
    ],
  );
  const taken = [await take(second), await take(second), await take(second), await take(second)];
  assert.equal(taken.filter((one) => one !== null).length, 3);
});

test('an engine that was away three times rests, one may try it then, and one that was taken ends that', async () => {
  const engine = `e${uuidv7()}`;
  const away = { why: 'away', seconds: null, error: 'it refused the connection' } as const;
  await Promise.all([1, 2].map(() => noteTurnedAway(database, engine, away)));
  const now = async () => (await readEngines(database)).find((row) => row.engine === engine)!;
  assert.deepEqual([(await now()).failures, (await now()).why], [2, null]);
  const rests = [];
  for (let times = 0; times < 3; times++) rests.push(Math.round((await noteTurnedAway(database, engine, away)).rests));
  assert.deepEqual(rests, [5, 10, 20]);
  assert.equal(await mayTry(database, engine), false);
  await database.query('', `update engines set resting_until = now() where engine = $1`, [engine]);
  const tries = await Promise.all(Array.from({ length: 8 }, () => mayTry(database, engine)));
  assert.equal(tries.filter(Boolean).length, 1);
  await noteTaken(database, engine);
  assert.deepEqual([(await now()).failures, (await now()).why], [0, null]);
  assert.equal((await now()).last_error, 'it refused the connection');
});

test('a busy engine rests as long as it asks, and that is no failure', async () => {
  const engine = `e${uuidv7()}`;
  const { failures, why, rests } = await noteTurnedAway(database, engine, { why: 'busy', seconds: 90, error: '429' });
  assert.deepEqual([failures, why, Math.round(rests)], [0, 'busy', 90]);
});

test('no more requests of a pool are under way than its engine has slots, whoever claims', async () => {
  const pool = `p${uuidv7()}`;
  const org_id = await organisation(null);
  await capPools(database, [{ pool, slots: 2 }]);
  for (let n = 0; n < 5; n++) await submit(org_id, pool, 0);
  const claims = await Promise.all(Array.from({ length: 5 }, () => take(pool)));
  assert.equal(claims.filter((one) => one !== null).length, 2);
});
