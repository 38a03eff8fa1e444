// What a long history and a long line cost: each call of the queue on an empty database and on one with a million finished and
// a hundred thousand waiting requests, in shared buffers and in time. npm run bench:scale [-- finished waiting].
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { startPostgres } from '../packages/server/src/postgres/embedded.ts';
import { claim } from '../packages/server/src/store/claims.ts';
import { type Database, openDatabase } from '../packages/server/src/store/database.ts';
import { type Asked, addKey, findCaller } from '../packages/server/src/store/keys.ts';
import { placeInLine } from '../packages/server/src/store/lanes.ts';
import { migrate } from '../packages/server/src/store/migrations.ts';
import { move } from '../packages/server/src/store/moves.ts';
import { countRequests, enqueue, type Listing, listRequests } from '../packages/server/src/store/requests.ts';
import { newRequest } from '../packages/server/test/rows.ts';

const [finished, waiting] = [Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 100_000)];
const ORGANISATIONS = 20;
/** Calls of each kind: first these, not counted, then so many at a time on one database and the other. */
const [WARMING, ROUNDS, TURNS] = [40, 20, 20];
const CLAIMED = WARMING + ROUNDS * TURNS;
const POOL = 'bench';
const PAYLOAD = { prompt: 'Slow cinematic pan around a tower at sunset', size: '1280*720', duration: 5, seed: 1 };
const FAILED = { error: { error: 'ended', code: 'engine_failed', param: null } } as const;
/** As much as an answer may grow: the goal. */
const MOST = 1.3;

/** Organisations, and a few requests in each: so many that no page is shorter for want of them. */
async function prepare(database: Database): Promise<string[]> {
  await migrate(database);
  const orgs = Array.from({ length: ORGANISATIONS }, () => uuidv7());
  await database.query(
    'organisations',
    `insert into organisations (org_id, name, webhook_secret) select id, id::text, '' from unnest($1::uuid[]) id`,
    [orgs],
  );
  // One after the other, as they come: the rows of an organisation do not lie side by side.
  for (let n = 0; n < 110; n++) for (const org_id of orgs) await submit(database, org_id);
  return orgs;
}

async function submit(database: Database, org_id: string): Promise<string> {
  const request = newRequest(org_id, POOL, { payload: PAYLOAD, normalised: PAYLOAD });
  return (await enqueue(database, request)).request_id;
}

/** Rows as submits and ends leave them, older than all others, with their events; no trigger is fired for each. */
async function fill(database: Database, orgs: string[]): Promise<void> {
  const connection = await database.pool.connect();
  const rows = (count: number, status: string): string => `
    insert into requests (request_id, org_id, model, pool, status, payload, normalised, outcome, cost, turn, queued_at, created_at,
      started_at, finished_at, attempt, phase)
    select ('01000000-' || to_hex(4096 + n / 65536) || '-7' || lpad(to_hex(n % 4096), 3, '0') || '-8000-' || lpad(to_hex(n::bigint), 12, '0'))::uuid,
      ($1::uuid[])[1 + n % ${ORGANISATIONS}], case when n % 3 = 0 then 'wan2.6-i2v' else 'wan2.6-t2v' end, '${POOL}', '${status}', $2, $2,
      case when '${status}' = 'success' then '{"duration":5,"engine":"animatic","video_url":"/files/a.mp4"}'::json end, 1,
      now() - interval '1 hour' + n * interval '1 ms', now() - interval '1 hour', now() - interval '1 hour',
      case when '${status}' = 'success' then now() end, case when '${status}' = 'success' then now() end, 1, null
    from generate_series(${status === 'success' ? 1 : finished + 1}, ${status === 'success' ? count : finished + count}) n`;
  try {
    await connection.query('set session_replication_role = replica');
    await connection.query(rows(finished, 'success'), [orgs, JSON.stringify(PAYLOAD)]);
    await connection.query(rows(waiting, 'queued'), [orgs, JSON.stringify(PAYLOAD)]);
    await connection.query(`insert into events (event_id, request_id, org_id, type)
      select nextval('event_ids'), request_id, org_id, 'request.' || status from requests where not exists (
        select 1 from events where events.request_id = requests.request_id)`);
    await connection.query(`update lane_counts c set entered = gone + per.n, submitted = per.n + ${Math.round(finished / ORGANISATIONS)}, seconds = per.n from (
        select org_id, count(*) as n, min(shard) as shard from requests join (select org_id, min(shard) as shard from lane_counts group by 1) s
          using (org_id) where status = 'queued' group by org_id
      ) per where per.org_id = c.org_id and per.shard = c.shard`);
    await connection.query(`update lane_counts c set entered = gone, seconds = 0
      where shard <> (select min(shard) from lane_counts o where o.org_id = c.org_id)`);
    await connection.query(`truncate request_counts`);
    await connection.query(
      `insert into request_counts select org_id, status, model, 0, count(*) from requests group by 1, 2, 3`,
    );
    await connection.query('vacuum analyze');
  } finally {
    connection.release(true);
  }
}

/** A database to call, by a key of an organisation of it; its last requests, one in line and one ended, and those that will be next after what is claimed here. */
type Side = {
  database: Database;
  orgs: string[];
  last: string;
  ended: string;
  soon: string[];
  key: string;
  worker_id: string;
};

async function sideOf(database: Database, orgs: string[]): Promise<Side> {
  const { key } = await addKey(database, { org_id: orgs[0], scopes: ['admin'], expires_in: null });
  const [last, ended] = [await submit(database, orgs[0]), await submit(database, orgs[0])];
  await move(database, { request_id: ended, org_id: orgs[0] }, 'failed', FAILED);
  const { rows } = await database.pool.query(
    `select request_id from requests where status = 'queued' order by turn, request_id offset ${CLAIMED} limit 40`,
  );
  return { database, orgs, last, ended, soon: rows.map(({ request_id }) => request_id), key, worker_id: uuidv7() };
}

type Call = (side: Side, round: number) => Promise<unknown>;

const called = ({ database, key }: Side, more: Asked = {}) => findCaller(database, key, more);

/** As the API does: a place that is not found with the request is asked for. */
async function pollInLine(side: Side, request_id: string): Promise<void> {
  const found = await called(side, { request_id });
  if (!found?.place) await placeInLine(side.database, request_id);
}

const list =
  (of: Partial<Listing>): Call =>
  async (side) => {
    const page = { model: null, status: null, page_size: 100, after: null, ...of };
    await called(side);
    await listRequests(side.database, side.orgs[0], page);
    await countRequests(side.database, side.orgs[0], page);
  };

/** Every call begins with who calls. */
const CALLS: Record<string, Call> = {
  submit: async (side, round) => {
    await called(side, { waiting: true });
    await submit(side.database, side.orgs[round % ORGANISATIONS]);
  },
  'claim and end': async ({ database, worker_id }) => {
    const held = await claim(database, worker_id, POOL, 20);
    await move(database, held!, 'failed', FAILED);
  },
  'poll, ended': (side) => called(side, { request_id: side.ended }),
  'poll in line': (side) => pollInLine(side, side.last),
  'poll, soon due': (side, round) => pollInLine(side, side.soon[round % side.soon.length]),
  list: list({}),
  'list by status': list({ status: 'queued' }),
  'list by model': list({ model: 'wan2.6-t2v' }),
  'list of none': list({ status: 'cancelled' }),
};

/** The median time of a call, and the shared buffers that its statements touch. */
type Cost = { buffers: number; ms: number };

async function run(call: Call, side: Side, first: number, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = first; round < first + rounds; round++) {
    const begun = performance.now();
    await call(side, round);
    times.push(performance.now() - begun);
  }
  return times;
}

/** What the call costs on each side, which take turns, so that what else the machine does falls on both. */
async function measure(call: Call, sides: Side[]): Promise<Cost[]> {
  for (const side of sides) await run(call, side, 0, WARMING);
  await sides[0].database.pool.query('select pg_stat_statements_reset()');
  const times: number[][] = sides.map(() => []);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [n, side] of sides.entries()) times[n].push(...(await run(call, side, turn * ROUNDS, ROUNDS)));
  }
  const blocks = await Promise.all(sides.map(({ database }) => buffersOf(database)));
  return blocks.map((count, n) => ({
    buffers: count / (TURNS * ROUNDS),
    ms: times[n].toSorted((a, b) => a - b)[times[n].length >> 1],
  }));
}

async function buffersOf(database: Database): Promise<number> {
  const { rows } = await database.pool.query(`select sum(shared_blks_hit + shared_blks_read)::float8 as blocks
    from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
      and query not like '%pg_stat_statements%'`);
  return rows[0].blocks;
}

async function newDatabase(url: string, name: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const database = openDatabase(url.replace('/reelqueue?', `/${name}?`), { connections: 1 });
  await database.pool.query('create extension pg_stat_statements');
  return database;
}

const folder = await mkdtemp(join(tmpdir(), 'reelqueue-bench-'));
const settings = { shared_preload_libraries: 'pg_stat_statements', shared_buffers: '1GB', max_wal_size: '4GB' };
const postgres = await startPostgres(join(folder, 'postgres'), { log: (line) => console.error(line), settings });
try {
  const [empty, full] = [await newDatabase(postgres.url, 'bench_empty'), await newDatabase(postgres.url, 'bench_full')];
  const emptyOrgs = await prepare(empty);
  await empty.pool.query('vacuum analyze');
  const fullOrgs = await prepare(full);
  await fill(full, fullOrgs);
  const sides = [await sideOf(empty, emptyOrgs), await sideOf(full, fullOrgs)];
  console.log(`empty beside ${finished} finished and ${waiting} waiting requests of ${ORGANISATIONS} organisations`);
  for (const [name, call] of Object.entries(CALLS)) {
    const [before, after] = await measure(call, sides);
    const [buffers, ms] = [after.buffers / before.buffers, after.ms / before.ms];
    if (buffers > MOST || ms > MOST) process.exitCode = 1;
    const told = `${after.buffers.toFixed(0)} buffers, ${buffers.toFixed(2)} ×; ${after.ms.toFixed(2)} ms, ${ms.toFixed(2)} ×`;
    console.log(`${name.padEnd(15)} ${told}`);
  }
  await empty.close();
  await full.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
