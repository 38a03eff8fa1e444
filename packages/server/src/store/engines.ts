// How engines are, in a row each that all processes go by: an engine that turns requests away is let alone for a while.
import type { Claim } from './claims.ts';
import type { Database } from './database.ts';
import { EVENT } from './trail.ts';

/**
 * `failures`: times in a row that it was away. `why`: what it rests for; null while all is well. `rests`: seconds until one
 * request may try it again; 0 when one may now. `last_error_at`: unix seconds.
 */
export type EngineNow = {
  engine: string;
  failures: number;
  why: 'busy' | 'away' | null;
  rests: number;
  last_error: string | null;
  last_error_at: number | null;
};

/** Times in a row that an engine may be away before it is let alone. */
const MOST_AWAY = 3;
/** Seconds for which it is let alone first, and at most; each time twice as long. */
const FIRST_REST = 5;
const LONGEST_REST = 300;

const COLUMNS = `engine, failures, why, greatest(0, extract(epoch from resting_until - now()))::float8 as rests, last_error,
  extract(epoch from last_error_at)::bigint as last_error_at`;

/** Whether requests go to an engine: they do, none does, or one may try whether it is well again. */
export type Breaker = 'closed' | 'open' | 'trying';

export const breakerOf = ({ why, rests }: Pick<EngineNow, 'why' | 'rests'>): Breaker =>
  why === null ? 'closed' : rests > 0 ? 'open' : 'trying';

/** The engines that have ever turned a request away. */
export const readEngines = (database: Database): Promise<EngineNow[]> =>
  database.query<EngineNow>('engines', `select ${COLUMNS} from engines order by engine`, []);

/** Notes that an engine did not take a request. `seconds`: for which it asks to be let alone; null: it does not say. */
export async function noteTurnedAway(
  database: Database,
  engine: string,
  { why, seconds, error }: { why: 'busy' | 'away'; seconds: number | null; error: string },
): Promise<EngineNow> {
  const failing = "(e.failures + ($2 = 'away')::int)";
  const rests = `($2 = 'busy' or ${failing} >= ${MOST_AWAY})`;
  const rest = (failures: string): string => `now() + make_interval(secs => least(${LONGEST_REST}, greatest(
    coalesce($3::float8, 0), ${FIRST_REST} * power(2, least(10, greatest(0, ${failures} - ${MOST_AWAY}))))))`;
  const [row] = await database.query<EngineNow>(
    'turned away',
    `insert into engines as e (engine, failures, why, resting_until, last_error, last_error_at)
    values ($1, ($2 = 'away')::int, case when $2 = 'busy' then $2 end, case when $2 = 'busy' then ${rest('0')} end, $4, now())
    on conflict (engine) do update set failures = ${failing}, why = case when ${rests} then $2 else e.why end,
      resting_until = case when ${rests} then greatest(e.resting_until, ${rest(failing)}) else e.resting_until end,
      last_error = excluded.last_error, last_error_at = excluded.last_error_at
    returning ${COLUMNS}`,
    [engine, why, seconds, error],
  );
  return row;
}

/** Notes that an engine has taken a request: it is well. */
export async function noteTaken(database: Database, engine: string): Promise<void> {
  await database.query(
    'taken',
    'update engines set failures = 0, why = null, resting_until = null where engine = $1 and (failures > 0 or why is not null)',
    [engine],
  );
}

/** Whether the caller, and nobody else for now, may try an engine that has rested long enough. */
export async function mayTry(database: Database, engine: string): Promise<boolean> {
  const rows = await database.query(
    'may try',
    `update engines set resting_until = now() + make_interval(secs => ${FIRST_REST})
     where engine = $1 and why is not null and resting_until <= now() returning 1`,
    [engine],
  );
  return rows.length === 1;
}

/** Where a request goes on, and what that takes and costs there (null: as before). `warning`: why; null says nothing. */
export type Rerouting = { pool: string; cost: number | null; micro_usd: number | null; warning: string | null };

const WARNED = `case when $6::text is null or warnings::jsonb ? $6 then warnings else (warnings::jsonb || to_jsonb($6::text))::json end`;
const PLACE = `(select coalesce(sum(entered), 0) from lane_counts where lane_counts.org_id = requests.org_id and lane_counts.pool = $3)`;

/**
 * Puts a request that its engine did not take back in a line, without a failure: it is claimed in `wait` seconds at the
 * earliest. False when it is no longer the claim's. Throws what `overdraftOf` reads where the budget does not allow it.
 */
export async function handOn(
  database: Database,
  held: Claim,
  { pool, cost, micro_usd, warning, wait }: Rerouting & { wait: number },
): Promise<boolean> {
  const rows = await database.query(
    'hand on',
    `with held as (
      select request_id, pool as pool_before, cost as cost_before, charged as charged_before,
        extract(epoch from now() - coalesce(claimed_at, now()))::float8 as used
      from requests where request_id = $1 and attempt = $2 and worker_id = $8 and status = 'processing' for no key update
    ), changed as (
      update requests set status = 'queued', phase = 'waiting', progress = 0, seconds_left = null, lease_until = null,
        worker_id = null, checkpoint = null, pool = $3, cost = coalesce($4, cost), micro_usd = coalesce($5, micro_usd),
        warnings = ${WARNED},
        charged = case when pool_before = $3 then charged else used end,
        place = case when pool_before = $3 then place else ${PLACE} end,
        not_before = now() + make_interval(secs => $7), updated_at = now(), event_id = nextval('event_ids')
      from held where requests.request_id = held.request_id returning requests.*
    ), event as (${EVENT}), settled as (
      insert into lane_corrections (org_id, pool, cost, charged, used, whole)
      select org_id, pool_before, cost_before, charged_before, used, false
      from changed join held using (request_id) where pool_before <> $3
    )
    select 1 from changed`,
    [held.request_id, held.attempt, pool, cost, micro_usd, warning, wait, held.worker_id],
  );
  return rows.length === 1;
}

/** A request that waits for an engine that rests. */
type Stranded = { request_id: string; model: string; normalised: Record<string, unknown> };

/** Requests looked at at once. */
const BATCH = 50;

/** Some of the requests that wait in a pool, from behind `after` (null: from the first). */
export const stranded = (database: Database, pool: string, after: string | null): Promise<Stranded[]> =>
  database.query<Stranded>(
    'stranded',
    `select request_id, model, normalised from requests
     where pool = $1 and status = 'queued' and request_id > coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid)
     order by request_id limit ${BATCH}`,
    [pool, after],
  );

/** Moves a request that waits from one line to another, as `handOn` does; false when it does not wait there any more. */
export async function reroute(
  database: Database,
  request_id: string,
  from: string,
  { pool, cost, micro_usd, warning }: Rerouting,
): Promise<boolean> {
  const rows = await database.query(
    'reroute',
    `update requests set pool = $3, cost = coalesce($4, cost), micro_usd = coalesce($5, micro_usd), warnings = ${WARNED}, place = ${PLACE}, not_before = now(),
       updated_at = now()
     where request_id = $1 and pool = $2 and status = 'queued' returning 1`,
    [request_id, from, pool, cost, micro_usd, warning],
  );
  return rows.length === 1;
}
