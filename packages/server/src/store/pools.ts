// The pools as they stand now, each in a row: who waits, who works. Read off lanes and indexes, however long the lines are.
import type { Database } from './database.ts';
import { WORKER_LOCKS } from './recovery.ts';

/** A pool as it stands now, whichever process asks. */
export type PoolNow = {
  pool: string;
  /** How many requests wait, and seconds that they will take to render on one slot, at the pace of late. */
  waiting: number;
  waiting_seconds: number;
  /**
   * Seconds since the submit of the request that has waited longest; 0 when none waits. Where priorities are mixed, what
   * stands behind others of its lane may have waited up to two hours longer.
   */
  oldest: number;
  /** Slots in use, one for each request that is rendered or may still be. */
  busy: number;
  /** Slots of the workers that live and claim, no more than the pool has, and how many workers those are. */
  slots: number;
  workers: number;
};

/** Due now: a delivery that is being made is not. */
const DUE = '(select count(*) from deliveries where next_attempt_at <= now())';

/**
 * A lane is in the order of turns, and a priority moves a turn by an hour at most (migration 0005): what comes first, first
 * of the last hour and first of what is to come are the oldest of each priority, or hardly younger.
 */
const OLDEST = `select lanes.pool, extract(epoch from now() - min(first.queued_at))::float8 as oldest
  from lanes cross join (values ('-infinity'::timestamptz), (now() - interval '1 hour'), (now())) since (turn)
  cross join lateral (
    select queued_at from requests
    where org_id = lanes.org_id and pool = lanes.pool and status = 'queued' and requests.turn >= since.turn
    order by requests.turn, request_id limit 1
  ) first
  where lanes.active group by lanes.pool`;

/** All pools there are, `known` ones among them, and how many webhooks are due; the cost grows with lanes, not requests. */
export async function readPools(
  database: Database,
  known: readonly string[],
): Promise<{ pools: PoolNow[]; deliveries_due: number }> {
  const rows = await database.query<PoolNow & { deliveries_due: number }>(
    'pools',
    `with named as (
      select unnest($2::text[]) as pool union select pool from pools union select pool from lanes
      union select pool from workers where pool is not null
    ), counted as (
      select pool, greatest(0, sum(entered - gone))::int as waiting, greatest(0, sum(seconds)) as seconds
      from lane_counts group by pool
    ), oldest as (${OLDEST}), busy as (
      select pool, count(*)::int as busy from requests where status = 'processing' or compute = 'still_running' group by pool
    ), locks as (
      select objid::bigint as lock_key from pg_locks where locktype = 'advisory' and granted and objsubid = 2
        and classid = $1::bigint::oid and database = (select oid from pg_database where datname = current_database())
    ), staff as (
      select pool, sum(slots)::int as slots, count(*)::int as workers from workers join locks using (lock_key)
      where slots > 0 group by pool
    )
    select named.pool, coalesce(waiting, 0) as waiting,
      case when waiting > 0 then seconds * coalesce(pace, 1) else 0 end as waiting_seconds,
      greatest(0, coalesce(oldest, 0)) as oldest, coalesce(busy, 0) as busy,
      coalesce(least(staff.slots, pools.slots), 0) as slots,
      coalesce(workers, 0) as workers, ${DUE} as deliveries_due
    from named left join counted using (pool) left join oldest using (pool) left join busy using (pool)
      left join staff using (pool) left join pools using (pool)
    order by named.pool`,
    [WORKER_LOCKS, known],
  );
  return {
    pools: rows.map(({ deliveries_due, ...pool }) => pool),
    deliveries_due: rows[0]?.deliveries_due ?? 0,
  };
}

/** How many requests of a pool may be under way at once, whatever slots its workers have; null: as many as these. */
export async function limitPool(database: Database, pool: string, slots: number | null): Promise<void> {
  await database.query(
    'limit pool',
    'insert into pools (pool, slots) values ($1, $2) on conflict (pool) do update set slots = excluded.slots',
    [pool, slots],
  );
}

/** Sets how many requests pools may have under way at once, over all workers; null: as many as these take. */
export async function capPools(database: Database, caps: { pool: string; slots: number | null }[]): Promise<void> {
  await database.query(
    'cap pools',
    `insert into pools (pool, slots) select * from unnest($1::text[], $2::int[])
     on conflict (pool) do update set slots = excluded.slots where pools.slots is distinct from excluded.slots`,
    [caps.map(({ pool }) => pool), caps.map(({ slots }) => slots)],
  );
}

/** Counts the slots of workers no more: they finish what they are at and claim nothing. */
export async function restWorkers(database: Database, worker_ids: string[]): Promise<void> {
  await database.query('rest workers', 'update workers set slots = 0 where worker_id = any($1)', [worker_ids]);
}

/** How many requests came to the same end. `error_code`: null but of failures. */
export type Ends = { pool: string; model: string; status: string; error_code: string | null; count: number };

/** The ends of requests that have ended. */
export function countEnds(database: Database, request_ids: string[]): Promise<Ends[]> {
  return database.query<Ends>(
    'ends',
    `select pool, model, status, error_code, count(*)::int as count from requests
     where request_id = any($1) and finished_at is not null group by pool, model, status, error_code`,
    [request_ids],
  );
}
