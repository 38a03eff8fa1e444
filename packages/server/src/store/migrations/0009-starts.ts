// What a start of the database costs event ids: those that a crash took back are left out. Claims are not waited for
// (ADR 0011), so somebody may have been told of an event that the crash undid, and would take another of its number for it.
import { type Kysely, sql } from 'kysely';

/** Events of the half second that a crash may take back are fewer than this. */
const LEFT_OUT = 1_000_000;

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of [
    'create table starts (started_at timestamptz primary key)',
    'insert into starts values (pg_postmaster_start_time())',
    // Called by every new connection before all else: whoever meets another start first moves the numbers on, the others wait.
    `create function note_start() returns void language plpgsql as $$
      begin
        if exists (select 1 from starts where started_at = pg_postmaster_start_time()) then return; end if;
        lock table starts in exclusive mode;
        delete from starts where started_at <> pg_postmaster_start_time();
        if not found then return; end if;
        insert into starts values (pg_postmaster_start_time());
        perform setval('event_ids', nextval('event_ids') + ${LEFT_OUT});
      end
    $$`,
  ])
    await sql.raw(statement).execute(database);
}
