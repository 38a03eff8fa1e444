// Lanes: an organisation's line before a pool of engines, and the functions that let the lanes take turns.
import { type Kysely, sql } from 'kysely';

/** Seconds of rendering by which a lane may lag behind the others and still catch up: what it was owed before is lost. */
const CREDIT = 120;

/** Rows among which a lane's counts are spread, so that submits of one organisation do not wait for each other. */
const SHARDS = 16;

const TABLES = [
  // cost: seconds that its render takes, as the engine has it; charged: what its lane paid for the last claim. turn: when it
  // is due; a priority is an hour's start. place: how many had entered the lane before it.
  `alter table requests
    add column cost double precision not null default 1,
    add column turn timestamptz not null default now(),
    add column place bigint not null default 0,
    add column claimed_at timestamptz,
    add column charged double precision not null default 0`,
  `update requests set turn = queued_at - make_interval(hours => priority - 1)`,
  'drop index requests_waiting',
  `create index requests_waiting on requests (org_id, pool, turn, request_id) where status = 'queued'`,
  'drop index requests_processing',
  'drop index requests_running_on',
  `create index requests_running on requests (org_id, worker_id) where status = 'processing' or compute = 'still_running'`,
  // An index for each filter of lists, so that they cost what they show.
  'create index requests_by_status on requests (org_id, status, request_id desc)',
  'create index requests_by_model on requests (org_id, model, request_id desc)',
  `create index requests_to_expire on requests (start_before) where status = 'queued' and start_before is not null`,
  // served: seconds rendered for it ÷ its weight, after its last claim; start: before it. active: something may wait in it.
  `create table lanes (
    lane_id integer generated always as identity primary key,
    org_id uuid not null,
    pool text not null,
    served double precision not null default 0,
    start double precision not null default 0,
    active boolean not null default true,
    claimed_at timestamptz,
    idle_since timestamptz,
    unique (org_id, pool)
  )`,
  'create index lanes_by_turn on lanes (pool, served, lane_id) where active',
  'create index lanes_by_start on lanes (pool, start)',
  // Requests since ever: submitted, entered (again too, when they came back into the line) and gone from it; seconds is the cost
  // of those that wait. Only the sums over the shards of a lane mean something.
  `create table lane_counts (
    org_id uuid not null,
    pool text not null,
    shard smallint not null,
    submitted bigint not null default 0,
    entered bigint not null default 0,
    gone bigint not null default 0,
    seconds double precision not null default 0,
    primary key (org_id, pool, shard)
  ) with (fillfactor = 50)`,
  // What claims cost against what they were taken to cost, until tend_lanes() settles it.
  `create table lane_corrections (
    org_id uuid not null,
    pool text not null,
    cost double precision not null,
    charged double precision not null,
    used double precision not null,
    whole boolean not null
  )`,
  // pace: what renders of a pool take ÷ what its engine says that they take.
  `create table pools (pool text primary key, pace double precision not null default 1)`,
  // Grows with each claim of an organisation that has a cap: who finds it changed counts again.
  'alter table organisations add column claims bigint not null default 0',
  // Each of these rows is written in the statement that writes the row it belongs to, and none is ever deleted alone: checks
  // would lock that row once more.
  'alter table requests drop constraint requests_org_id_fkey',
  'alter table events drop constraint events_request_id_fkey',
  'alter table deliveries drop constraint deliveries_request_id_fkey, drop constraint deliveries_org_id_fkey',
  'alter table events drop constraint events_pkey',
  'drop index events_of_request',
  'alter table events add primary key (request_id, event_id)',
  'alter table workers add column pool text, add column slots integer not null default 0',
  `insert into lanes (org_id, pool) select distinct org_id, pool from requests where status = 'queued'`,
  `insert into lane_counts (org_id, pool, shard, submitted, entered, seconds)
   select org_id, pool, 0, count(*), count(*) filter (where status = 'queued'), coalesce(sum(cost) filter (where status = 'queued'), 0)
   from requests group by org_id, pool`,
];

const FUNCTIONS = [
  // The clock of a pool is the start of its latest claim. Who joins begins just ahead of it, or of the lane whose turn it
  // is: before everybody who was served before, and with no credit for the time it was away.
  `create function lane_joins(of_org uuid, of_pool text) returns void language sql as $$
    insert into lanes (org_id, pool, served)
    select of_org, of_pool, least(clock, greatest(coalesce(front, clock), clock - ${CREDIT})) - 0.001 from (
      select coalesce((select max(start) from lanes where pool = of_pool), 0) as clock,
        (select min(served) from lanes where pool = of_pool and active) as front
    ) pool_now
    on conflict (org_id, pool) do update
      set active = true, idle_since = null, served = greatest(lanes.served, excluded.served) where not lanes.active
  $$`,
  // The lane's counts follow the status of its requests, whatever statement changes it; so does its being active.
  `create function request_moved() returns trigger language plpgsql as $$
    declare
      is_new boolean := tg_op = 'INSERT';
      enters boolean := new.status = 'queued' and (is_new or old.status <> 'queued');
      leaves boolean := not is_new and old.status = 'queued' and new.status <> 'queued';
    begin
      if enters or leaves then
        insert into lane_counts as counts (org_id, pool, shard, submitted, entered, gone, seconds)
        values (new.org_id, new.pool, pg_backend_pid() % ${SHARDS}, is_new::int, enters::int, leaves::int,
          case when enters then new.cost else -new.cost end)
        on conflict (org_id, pool, shard) do update set submitted = counts.submitted + excluded.submitted,
          entered = counts.entered + excluded.entered, gone = counts.gone + excluded.gone,
          seconds = counts.seconds + excluded.seconds;
      end if;
      if enters and not exists (select 1 from lanes where org_id = new.org_id and pool = new.pool and active) then
        perform lane_joins(new.org_id, new.pool);
      end if;
      if not is_new and old.status = 'processing' and new.status <> 'processing' then
        insert into lane_corrections (org_id, pool, cost, charged, used, whole)
        values (new.org_id, new.pool, new.cost, new.charged, extract(epoch from now() - coalesce(new.claimed_at, now())),
          new.status = 'success');
      end if;
      return null;
    end
  $$`,
  `create trigger request_enters after insert on requests for each row
    when (new.status = 'queued') execute function request_moved()`,
  `create trigger request_moves after update of status on requests for each row
    when (old.status <> new.status) execute function request_moved()`,
  // Settles what renders really cost, lets lanes rest that nobody stands in, and wakes those that a submit took for
  // active while they were put to rest. One process at a time.
  `create function tend_lanes() returns void language plpgsql as $$
    declare
      resting integer[];
    begin
      if not pg_try_advisory_xact_lock(hashtext('tend_lanes')) then
        return;
      end if;
      with settled as (
        delete from lane_corrections returning *
      ), owed as (
        select org_id, pool, sum(used - charged) as seconds from settled group by org_id, pool
      ), lanes_settled as (
        update lanes set served = served + owed.seconds / weight from owed join organisations using (org_id)
        where lanes.org_id = owed.org_id and lanes.pool = owed.pool
      ), seen as (
        select pool, sum(used) / sum(cost) as pace, least(count(*), 20) / 40.0 as trust from settled
        where whole and cost > 0 group by pool
      )
      insert into pools (pool, pace) select pool, seen.pace from seen
      on conflict (pool) do update
        set pace = pools.pace + (excluded.pace - pools.pace) * (select trust from seen where seen.pool = excluded.pool);
      -- First the locks, then a look that sees what was submitted meanwhile.
      resting := array(
        select lane_id from lanes where active and (claimed_at is null or claimed_at < now() - interval '2 s')
          and not exists (select 1 from requests where org_id = lanes.org_id and pool = lanes.pool and status = 'queued')
        for no key update skip locked
      );
      update lanes set active = false, idle_since = now()
      where lane_id = any(resting)
        and not exists (select 1 from requests where org_id = lanes.org_id and pool = lanes.pool and status = 'queued');
      update lanes set active = true, idle_since = null
      where not active and idle_since > now() - interval '1 min'
        and exists (select 1 from requests where org_id = lanes.org_id and pool = lanes.pool and status = 'queued');
    end
  $$`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of [...TABLES, ...FUNCTIONS]) await sql.raw(statement).execute(database);
}
