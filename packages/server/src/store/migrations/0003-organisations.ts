// What holds an organisation to its limits: the minute it submits in, and what its budget has gone to. Organisations
// without a limit, and requests that cost nothing, have no row here and fire no trigger.
import { type Kysely, sql } from 'kysely';

/** The statuses in which a request counts as spent: it may still succeed, or has. */
const SPENDING = `('queued', 'processing', 'success')`;

const STATEMENTS = [
  'alter table organisations alter column max_waiting drop not null',
  // What it costs if it succeeds; fixed at submit.
  'alter table requests add column micro_usd bigint not null default 0',
  `create index requests_billed on requests (org_id, micro_usd) where micro_usd > 0 and status in ${SPENDING}`,
  // Unlogged: counting a submit waits for no disk, and a crash of the database begins a new minute.
  `create unlogged table submit_windows (
    org_id uuid primary key references organisations,
    ends_at timestamptz not null,
    used integer not null
  )`,
  // A row for each organisation with a budget: what its requests cost that have succeeded or still may.
  'create table spending (org_id uuid primary key references organisations, micro_usd bigint not null)',
  // Each of the three locks the organisation first, the last of them exclusively: a request is either in the sum with
  // which a budget begins, or finds the row. Within a function each statement sees what was committed before it.
  `create function reserve_spending() returns trigger language plpgsql as $$
    declare
      price bigint := new.micro_usd; -- in "returning", PostgreSQL 18 takes new for the row of the statement
      spent bigint;
      budget bigint;
    begin
      perform from organisations where org_id = new.org_id for key share;
      update spending set micro_usd = micro_usd + price where org_id = new.org_id returning micro_usd - price into spent;
      if not found then return null; end if;
      select budget_micro_usd into budget from organisations where org_id = new.org_id;
      if spent + price > budget then
        raise 'over budget' using errcode = 'RQ402',
          detail = json_build_object('price', price, 'spent', spent, 'budget', budget)::text;
      end if;
      return null;
    end $$`,
  `create function release_spending() returns trigger language plpgsql as $$
    begin
      perform from organisations where org_id = old.org_id for key share;
      update spending set micro_usd = micro_usd - old.micro_usd where org_id = old.org_id;
      return null;
    end $$`,
  `create function keep_spending() returns trigger language plpgsql as $$
    begin
      perform from organisations where org_id = new.org_id for update;
      if new.budget_micro_usd is null then
        delete from spending where org_id = new.org_id;
      elsif old.budget_micro_usd is null then
        insert into spending select new.org_id, coalesce(sum(micro_usd), 0) from requests
          where org_id = new.org_id and micro_usd > 0 and status in ${SPENDING};
      end if;
      return null;
    end $$`,
  `create trigger reserve_spending after insert on requests
    for each row when (new.micro_usd > 0) execute function reserve_spending()`,
  `create trigger release_spending after update of status on requests
    for each row when (old.micro_usd > 0 and old.status in ${SPENDING} and new.status not in ${SPENDING})
    execute function release_spending()`,
  `create trigger keep_spending after update of budget_micro_usd on organisations
    for each row when (old.budget_micro_usd is distinct from new.budget_micro_usd) execute function keep_spending()`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
