// What an organisation may use: limits that the command line sets; null is none.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `alter table organisations
    add column requests_per_minute integer check (requests_per_minute > 0),
    add column max_waiting integer not null default 100000 check (max_waiting >= 0),
    add column max_running integer check (max_running >= 0),
    add column weight double precision not null default 1 check (weight > 0),
    add column budget_micro_usd bigint check (budget_micro_usd >= 0)`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
