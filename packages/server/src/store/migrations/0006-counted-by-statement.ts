// What follows from a change of requests is worked out once for each statement, however many it moves: the counts of lanes, what
// renders took, money. Triggers on rows cost more than the rows, as do conditions of triggers, which are read anew each time.
import { type Kysely, sql } from 'kysely';

/** Rows among which a lane's counts are spread (migration 0005). */
const SHARDS = 16;

/** The statuses in which a request counts as spent (migration 0003). */
const SPENDING = `('queued', 'processing', 'success')`;

type Count = {
  /** A row of n and seconds for each request that is in line now, and for each that was. */
  moved: string;
  /** A row of n for each request that has its status now, and for each that had. */
  changed: string;
  /** What is added to the number of requests submitted. */
  submitted: string;
  /** What else is written. */
  besides?: string;
  /** Whether money is concerned. */
  billed: string;
};

/** Adds up what lanes gained and lost, and lets those join that were at rest. */
const count = ({ moved, changed, submitted, besides = '', billed }: Count): string => `
  with net as (
    select org_id, pool, sum(n) as n, sum(seconds) as seconds from (${moved}) moved group by org_id, pool
  ), counted as (
    insert into lane_counts as counts (org_id, pool, shard, submitted, entered, gone, seconds)
    select org_id, pool, pg_backend_pid() % ${SHARDS}, ${submitted}, greatest(n, 0), greatest(-n, 0), seconds
    from net where n <> 0 or seconds <> 0 order by org_id, pool
    on conflict (org_id, pool, shard) do update set submitted = counts.submitted + excluded.submitted,
      entered = counts.entered + excluded.entered, gone = counts.gone + excluded.gone,
      seconds = counts.seconds + excluded.seconds
  ), tallied as (
    insert into request_counts as counts (org_id, status, model, shard, n)
    select org_id, status, model, pg_backend_pid() % ${SHARDS}, sum(n) from (${changed}) changed
    group by org_id, status, model having sum(n) <> 0 order by org_id, status, model
    on conflict (org_id, status, model, shard) do update set n = counts.n + excluded.n
  )${besides}
  select count(lane_joins(org_id, pool)), ${billed} into joined, is_billed from net
  where n > 0 and not exists (select 1 from lanes where lanes.org_id = net.org_id and lanes.pool = net.pool and active)`;

const GAINED = `select org_id, pool, 1 as n, cost as seconds from after where status = 'queued'`;
const LOST = `select org_id, pool, -1 as n, -cost as seconds from before where status = 'queued'`;

const NOW = 'select org_id, status, model, 1 as n from after';
const BEFORE = 'select org_id, status, model, -1 as n from before';

/** What renders took that have ended, against what their lanes paid. */
const CORRECTED = `, corrected as (
    insert into lane_corrections (org_id, pool, cost, charged, used, whole)
    select after.org_id, after.pool, after.cost, after.charged, extract(epoch from now() - coalesce(after.claimed_at, now())),
      after.status = 'success'
    from before join after using (request_id) where before.status = 'processing' and after.status <> 'processing'
  )`;

const STATEMENTS = [
  // slots: requests of the pool under way at once, over all workers; null is as many as these have. claims: grows with each claim
  // of a pool that has such a number, as in organisations.
  'alter table pools add column slots integer check (slots >= 0), add column claims bigint not null default 0',
  // An organisation's requests by status and model, for the totals of lists. Only the sums over the shards mean something.
  `create table request_counts (
    org_id uuid not null,
    status text not null,
    model text not null,
    shard smallint not null,
    n bigint not null,
    primary key (org_id, status, model, shard)
  ) with (fillfactor = 50)`,
  `insert into request_counts select org_id, status, model, 0, count(*) from requests group by org_id, status, model`,
  // As in migration 0005, but ahead also of a lane that was long kept behind the others by its cap.
  `create or replace function lane_joins(of_org uuid, of_pool text) returns void language sql as $$
    insert into lanes (org_id, pool, served)
    select of_org, of_pool, least(clock, coalesce(front, clock)) - 0.001 from (
      select coalesce((select max(start) from lanes where pool = of_pool), 0) as clock,
        (select min(served) from lanes where pool = of_pool and active) as front
    ) pool_now
    on conflict (org_id, pool) do update
      set active = true, idle_since = null, served = greatest(lanes.served, excluded.served) where not lanes.active
  $$`,
  // Checks are read anew too; what may follow what is part of every statement that moves a request.
  'alter table requests drop constraint requests_status_check, drop constraint requests_compute_check',
  'drop trigger request_enters on requests',
  'drop trigger request_moves on requests',
  'drop function request_moved',
  'drop trigger reserve_spending on requests',
  'drop trigger release_spending on requests',
  'drop function reserve_spending',
  'drop function release_spending',
  // Within a function each statement sees what was committed before it: the sum, once its row is locked (migration 0003).
  `create function reserve_spending(of_org uuid, price bigint) returns void language plpgsql as $$
    declare
      spent bigint;
      budget bigint;
    begin
      perform from organisations where org_id = of_org for key share;
      update spending set micro_usd = micro_usd + price where org_id = of_org returning micro_usd - price into spent;
      if not found then return; end if;
      select budget_micro_usd into budget from organisations where org_id = of_org;
      if spent + price > budget then
        raise 'over budget' using errcode = 'RQ402',
          detail = json_build_object('price', price, 'spent', spent, 'budget', budget)::text;
      end if;
    end $$`,
  `create function release_spending(of_org uuid, price bigint) returns void language plpgsql as $$
    begin
      perform from organisations where org_id = of_org for key share;
      update spending set micro_usd = micro_usd - price where org_id = of_org;
    end $$`,
  `create function requests_entered() returns trigger language plpgsql as $$
    declare
      joined bigint;
      is_billed boolean;
    begin
      ${count({ moved: GAINED, changed: NOW, submitted: 'n', billed: 'exists (select 1 from after where micro_usd > 0)' })};
      if is_billed then
        perform reserve_spending(org_id, micro_usd) from (
          select org_id, micro_usd from after where micro_usd > 0 order by org_id, request_id
        ) billed;
      end if;
      return null;
    end $$`,
  `create function requests_moved() returns trigger language plpgsql as $$
    declare
      joined bigint;
      is_billed boolean;
    begin
      ${count({
        moved: `${GAINED} union all ${LOST}`,
        changed: `${NOW} union all ${BEFORE}`,
        submitted: '0',
        besides: CORRECTED,
        billed: `exists (select 1 from after where micro_usd > 0 and status not in ${SPENDING})`,
      })};
      if is_billed then
        perform release_spending(org_id, micro_usd) from (
          select before.org_id, before.micro_usd from before join after using (request_id)
          where before.micro_usd > 0 and before.status in ${SPENDING} and after.status not in ${SPENDING}
          order by before.org_id, request_id
        ) billed;
      end if;
      return null;
    end $$`,
  `create trigger requests_entered after insert on requests referencing new table as after
    for each statement execute function requests_entered()`,
  `create trigger requests_moved after update on requests referencing old table as before new table as after
    for each statement execute function requests_moved()`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
