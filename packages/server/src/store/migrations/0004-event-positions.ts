// The events of an organisation get positions in one line, so that all of them can be read in order and resumed.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Null until somebody reads the organisation's events (ADR 0013).
  'alter table events add column position bigint',
  'create unique index events_in_order on events (org_id, position) where position is not null',
  'create index events_without_position on events (org_id, event_id) where position is null',
  // The last position that was given.
  `create table event_positions (
    org_id uuid primary key references organisations,
    last bigint not null
  )`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
