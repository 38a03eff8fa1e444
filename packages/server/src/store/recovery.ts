// Finding requests whose worker is gone, and requests whose time to start is over.
import type { Claim } from './claims.ts';
import type { Database } from './database.ts';
import { DELIVERY, EVENT } from './trail.ts';

/** How often a request may lose its worker before it ends as `engine_lost`. */
const MOST_LOSSES = 3;
/** The same, where an engine elsewhere goes on with it: its film is not given up because workers of ours end. */
const MOST_LOSSES_ELSEWHERE = 100;

/**
 * After a database restart every worker looks lost for a while; a loss within this many seconds of it is not held
 * against the request.
 */
const RESTART_GRACE = 30;

/**
 * While the database was away no worker could renew a lease or hold its lock: those that live have done so 10 s after
 * its start.
 */
const SETTLED = `now() - pg_postmaster_start_time() > interval '10 s'`;

/** Seconds after which the answer to a claim is not on its way any more. */
const UNHEARD_AFTER = 3;

/** Session advisory locks of workers are (this, workers.lock_key). */
export const WORKER_LOCKS = 0x7265_6571;

/** A process on some machine; `started` tells it from a later one with the same pid. */
export type Process = { host: string; pid: number; started: string };

/** What a worker works: requests of one pool, so many at once. */
export type Work = { pool: string; slots: number };

/** Makes a worker known. Returns the key of the advisory lock that it must hold while it lives. */
export async function addWorker(
  database: Database,
  worker_id: string,
  { host, pid, started }: Process,
  { pool, slots }: Work,
): Promise<number> {
  const rows = await database.query<{ lock_key: number }>(
    'add worker',
    `insert into workers (worker_id, host, pid, process_started, pool, slots) values ($1, $2, $3, $4, $5, $6)
     returning lock_key`,
    [worker_id, host, pid, started, pool, slots],
  );
  return rows[0].lock_key;
}

/** Makes a worker known again that others took for dead, under the lock that it holds, or takes again. */
export async function readdWorker(
  database: Database,
  { worker_id, lock_key }: { worker_id: string; lock_key: number },
  { host, pid, started }: Process,
  { pool, slots }: Work,
): Promise<void> {
  await database.query(
    'add worker again',
    `insert into workers (worker_id, lock_key, host, pid, process_started, pool, slots) overriding system value
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (worker_id) do nothing`,
    [worker_id, lock_key, host, pid, started, pool, slots],
  );
}

export type WorkerRow = { worker_id: string; host: string; pid: number; started: string; locked: boolean };

/**
 * The known workers. `locked`: its advisory lock is held. `settled`: so long after a restart of the database that this
 * says something.
 */
export async function listWorkers(database: Database): Promise<{ workers: WorkerRow[]; settled: boolean }> {
  const rows = await database.query<WorkerRow & { settled: boolean }>(
    'workers',
    `select worker_id, host, pid, process_started as started,
       exists (select 1 from pg_locks where locktype = 'advisory' and granted and database = (
         select oid from pg_database where datname = current_database()
       ) and classid = $1::bigint::oid and objid = lock_key::bigint::oid and objsubid = 2) as locked,
       ${SETTLED} as settled
     from workers`,
    [WORKER_LOCKS],
  );
  return { workers: rows, settled: rows[0]?.settled ?? false };
}

/** A living worker, and the requests that it is at, or whose compute it could not stop. */
export type Attended = { worker_id: string; request_ids: string[] };

/** `attempt`: the one that was lost. */
export type Recovered = { request_id: string; status: 'queued' | 'failed'; attempt: number };

/** What ran for cancelled requests of the dead workers, of none since such a one was lost, and of a living one that is not at them. */
const left = (dead: string, alive: string, attended: string): string =>
  `compute = 'still_running' and (worker_id = any(${dead}) or worker_id is null or (worker_id = ${alive} and request_id <> all(${attended})
    and updated_at < now() - make_interval(secs => ${UNHEARD_AFTER})))`;

/**
 * Puts the requests of `dead` workers, those whose lease ran out, and those that `alive` holds but is not at (it never
 * heard that it got them) back in line; ends those lost too often. What `alive` is at stays, however late its heartbeat:
 * the whole machine may have slept. What ran for a cancelled request ended with its worker; under `alive`, which is not at
 * it, it never began. What an engine elsewhere has of it (there is a checkpoint) is for `adopt`, or nobody's after a day.
 * `local`: the pools whose engines have nothing elsewhere, whatever they have saved.
 */
export async function recover(
  database: Database,
  dead: string[],
  alive?: Attended,
  local: readonly string[] = [],
): Promise<Recovered[]> {
  return database.query<Recovered>(
    'recover',
    `with counted as (
      select request_id, case when checkpoint is null or pool = any($5) then ${MOST_LOSSES} else ${MOST_LOSSES_ELSEWHERE} end as most_losses,
        losses + (now() - pg_postmaster_start_time() > make_interval(secs => ${RESTART_GRACE}))::int as losses_now
      from requests where status = 'processing' and (worker_id is distinct from $3 or request_id <> all($4)) and (
        worker_id = any($1) or (lease_until < now() and ${SETTLED})
        or (worker_id = $3 and updated_at < now() - make_interval(secs => ${UNHEARD_AFTER}))
      ) for update skip locked
    ), stopped as (
      update requests set compute = 'stopped', updated_at = now() where ${left('$1', '$3', '$4')}
        and (checkpoint is null or pool = any($5) or finished_at < now() - interval '1 day')
    ), changed as (
      update requests set losses = losses_now, status = case when losses_now >= most_losses then 'failed' else 'queued' end,
        phase = case when losses_now >= most_losses then null else 'waiting' end,
        progress = 0, seconds_left = null, worker_id = null, lease_until = null, not_before = now(), updated_at = now(),
        finished_at = case when losses_now >= most_losses then now() end,
        error = case when losses_now >= most_losses then $2 end,
        error_code = case when losses_now >= most_losses then 'engine_lost' end,
        outcome = case when losses_now >= most_losses then json_build_object('error', $2::text) end,
        event_id = nextval('event_ids')
      from counted where requests.request_id = counted.request_id returning requests.*
    ), event as (${EVENT}), delivery as (${DELIVERY})
    select request_id, status, attempt from changed`,
    [
      dead,
      'its worker was lost again and again; it is not tried any more',
      alive?.worker_id ?? null,
      alive?.request_ids ?? [],
      local,
    ],
  );
}

/** Cancelled requests taken over at once; the next look takes more. */
const BATCH = 16;

/**
 * Has `alive` see to what dead workers' cancelled requests have left running at the engine of `pool`, which goes on without
 * us. Answers them as claims of its, of the attempt that was lost.
 */
export async function adopt(
  database: Database,
  dead: string[],
  alive: Attended & Pick<Work, 'pool'>,
): Promise<Claim[]> {
  return database.query<Claim>(
    'adopt',
    `with left_running as (
      select request_id from requests where ${left('$1', '$2', '$3')} and status = 'cancelled' and checkpoint is not null
        and pool = $4 limit ${BATCH} for no key update skip locked
    )
    update requests set worker_id = $2, updated_at = now() from left_running
    where requests.request_id = left_running.request_id
    returning requests.request_id, org_id, model, normalised, attempt, worker_id, failures`,
    [dead, alive.worker_id, alive.request_ids, alive.pool],
  );
}

/**
 * Forgets those of dead workers that hold nothing. One whose request was being cancelled while it was recovered still holds it, and
 * is found dead again: once it is forgotten nobody could say that its compute has ended.
 */
export async function forgetWorkers(database: Database, dead: string[]): Promise<void> {
  await database.query(
    'forget workers',
    `delete from workers where worker_id = any($1) and not exists (
       select 1 from requests where requests.worker_id = workers.worker_id and (status = 'processing' or compute = 'still_running')
     )`,
    [dead],
  );
}

/** Fails requests that had to start by now and have not. */
export async function expire(database: Database): Promise<{ request_id: string }[]> {
  return database.query(
    'expire',
    `with late as (
      select request_id from requests where status = 'queued' and start_before <= now() for no key update skip locked
    ), changed as (
      update requests set status = 'failed', phase = null, finished_at = now(), updated_at = now(), error = $1,
        error_code = 'expired', outcome = json_build_object('error', $1::text), event_id = nextval('event_ids')
      from late where requests.request_id = late.request_id returning requests.*
    ), event as (${EVENT}), delivery as (${DELIVERY})
    select request_id from changed`,
    ['it had not started within the time that start_within gave it'],
  );
}
