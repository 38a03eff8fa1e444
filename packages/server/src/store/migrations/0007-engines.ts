// How engines are: which of them turn requests away, and until when they are let alone; what another engine's price changes.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // failures: times in a row that it was away; resting_until: nothing is claimed for it before, then one request at a time
  // until it has taken one; why: busy or away; null: all is well.
  `create table engines (
    engine text primary key,
    failures integer not null default 0,
    why text check (why in ('busy', 'away')),
    resting_until timestamptz,
    last_error text,
    last_error_at timestamptz
  )`,
  // Another engine has another price: what is set aside follows it, within the budget.
  `create function adjust_spending() returns trigger language plpgsql as $$
    declare
      price bigint := new.micro_usd; -- in "returning", PostgreSQL 18 takes new for the row of the statement
      more bigint := new.micro_usd - old.micro_usd;
      spent bigint;
      budget bigint;
    begin
      perform from organisations where org_id = new.org_id for key share;
      update spending set micro_usd = micro_usd + more where org_id = new.org_id returning micro_usd into spent;
      if not found then return null; end if;
      select budget_micro_usd into budget from organisations where org_id = new.org_id;
      if more > 0 and spent > budget then
        raise 'over budget' using errcode = 'RQ402',
          detail = json_build_object('price', price, 'spent', spent - price, 'budget', budget)::text;
      end if;
      return null;
    end $$`,
  `create trigger adjust_spending after update of micro_usd on requests
    for each row when (old.micro_usd <> new.micro_usd and new.status in ('queued', 'processing'))
    execute function adjust_spending()`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
