// What shows whether the database and the queue in it are well. Only read.
import type { Database } from './database.ts';

/** `version`: as server_version_num counts. `at`: its clock, unix seconds. `migrations`: those that were done. */
export type ServerFacts = {
  version: number;
  standby: boolean;
  fsync: boolean;
  may_write: boolean;
  connections_left: number;
  at: number;
  migrations: string[];
};

export async function readServer(database: Database): Promise<ServerFacts> {
  const [facts] = await database.query<Omit<ServerFacts, 'migrations'> & { has_tables: boolean }>(
    'server',
    `select current_setting('server_version_num')::int as version, pg_is_in_recovery() as standby,
       current_setting('fsync') = 'on' as fsync, extract(epoch from clock_timestamp())::float8 as at,
       coalesce(has_schema_privilege(current_schema(), 'create'), false)
         and coalesce(has_table_privilege(to_regclass('requests'), 'insert, update'), true) as may_write,
       current_setting('max_connections')::int - (select count(*)::int from pg_stat_activity where backend_type = 'client backend')
         as connections_left,
       to_regclass('kysely_migration') is not null as has_tables`,
    [],
  );
  const { has_tables, ...server } = facts;
  const migrations = has_tables
    ? await database.query<{ name: string }>('migrations', 'select name from kysely_migration order by name', [])
    : [];
  return { ...server, migrations: migrations.map(({ name }) => name) };
}

/**
 * `lost`: requests that nobody is at any more and nobody has taken over. `failing`: webhooks that have failed and are tried
 * again; `overdue`: those that are due and have been for a minute. `last_error`: of the latest that failed.
 */
export type QueueFacts = { lost: number; failing: number; overdue: number; last_error: string | null };

export async function readQueue(database: Database): Promise<QueueFacts> {
  const [facts] = await database.query<QueueFacts>(
    'queue',
    `select
       (select count(*)::int from requests where status = 'processing' and lease_until < now() - interval '10 s') as lost,
       count(*) filter (where failures > 0)::int as failing,
       count(*) filter (where next_attempt_at < now() - interval '1 min')::int as overdue,
       (array_agg(attempts[cardinality(attempts)] ->> 'error' order by next_attempt_at desc) filter (where failures > 0))[1]
         as last_error
     from deliveries where next_attempt_at is not null`,
    [],
  );
  return facts;
}

/** What tells this database from others, as its storage notes it: the id of its first organisation; null before there is one. */
export async function databaseId(database: Database): Promise<string | null> {
  const rows = await database.query<{ org_id: string }>(
    'database id',
    'select org_id from organisations order by created_at, org_id limit 1',
    [],
  );
  return rows[0]?.org_id ?? null;
}
