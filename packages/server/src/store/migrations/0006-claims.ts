// Claims are one statement now, and rows carry no more indexes and checks than somebody asks for.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  'drop function claim_next',
  'drop function lane_open',
  // Grows with each claim of an organisation that has a cap: who finds it changed counts again.
  'alter table organisations add column claims bigint not null default 0',
  // Each of these rows is written in the statement that writes the row it belongs to, and none is ever deleted alone.
  'alter table requests drop constraint requests_org_id_fkey',
  'alter table events drop constraint events_request_id_fkey',
  'alter table deliveries drop constraint deliveries_request_id_fkey, drop constraint deliveries_org_id_fkey',
  'alter table events drop constraint events_pkey',
  'drop index events_of_request',
  'alter table events add primary key (request_id, event_id)',
  'drop index requests_processing',
  'drop index requests_running_on',
  'drop index requests_running',
  `create index requests_running on requests (org_id, worker_id) where status = 'processing' or compute = 'still_running'`,
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
