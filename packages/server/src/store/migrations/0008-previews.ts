// A film of the embedded renderer that is there in seconds, while another engine makes the real one.
import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<unknown>): Promise<void> {
  // The path of its address; null where there is none.
  await sql.raw('alter table requests add column preview text').execute(database);
}
