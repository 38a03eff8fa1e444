// Brings the tables of a database up to this version. Kysely's migrator holds an advisory lock, so that processes which
// start together do it once.
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { up as requests } from './migrations/0001-requests.ts';
import { up as limits } from './migrations/0002-limits.ts';
import { up as organisations } from './migrations/0003-organisations.ts';
import { up as eventPositions } from './migrations/0004-event-positions.ts';
import { up as lanes } from './migrations/0005-lanes.ts';
import { up as countedByStatement } from './migrations/0006-counted-by-statement.ts';
import { up as engines } from './migrations/0007-engines.ts';
import { up as previews } from './migrations/0008-previews.ts';
import { up as starts } from './migrations/0009-starts.ts';

const MIGRATIONS = {
  '0001-requests': { up: requests },
  '0002-limits': { up: limits },
  '0003-organisations': { up: organisations },
  '0004-event-positions': { up: eventPositions },
  '0005-lanes': { up: lanes },
  '0006-counted-by-statement': { up: countedByStatement },
  '0007-engines': { up: engines },
  '0008-previews': { up: previews },
  '0009-starts': { up: starts },
};

/** The migrations that this version brings, in their order. */
export const MIGRATION_NAMES = Object.keys(MIGRATIONS);

/** PostgreSQL 14, as `server_version_num` counts. */
export const OLDEST = 140000;

/** Throws a sentence when the server is older than 14, or when a newer Reelqueue has been here already. */
export async function migrate(database: Database): Promise<void> {
  // Never destroyed: that would end the pool, which is only lent.
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) });
  const { rows } = await sql<{ version: number }>`select current_setting('server_version_num')::int as version`.execute(
    kysely,
  );
  if (rows[0].version < OLDEST) {
    throw new Error(`the database is PostgreSQL ${Math.floor(rows[0].version / 10000)}; 14 or newer is needed`);
  }
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => MIGRATIONS } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  throw new Error(`the database could not be brought up to date${failed ? ` (migration ${failed})` : ''}`, {
    cause: error,
  });
}
