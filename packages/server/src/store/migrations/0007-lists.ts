// Lists that cost what they show, however long the history is: an index for each filter, and a count of all submits.
import { type Kysely, sql } from 'kysely';

/** As in 0005: rows among which a lane's counts are spread. */
const SHARDS = 16;

const STATEMENTS = [
  'create index requests_by_status on requests (org_id, status, request_id desc)',
  'create index requests_by_model on requests (org_id, model, request_id desc)',
  // Unlike entered, which also counts those that came back into the line.
  'alter table lane_counts add column submitted bigint not null default 0',
  `insert into lane_counts (org_id, pool, shard, submitted) select org_id, pool, 0, count(*) from requests group by org_id, pool
   on conflict (org_id, pool, shard) do update set submitted = excluded.submitted`,
  `create or replace function request_moved() returns trigger language plpgsql as $$
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
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
