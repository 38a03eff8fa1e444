// A real PostgreSQL for tests: one server for all test processes of this checkout, a new database for each caller.
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Postgres, startPostgres } from '../src/postgres/embedded.ts';
import { openDatabase } from '../src/store/database.ts';
import { migrate } from '../src/store/migrations.ts';

const CHECKOUT = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 12);

let server: Promise<Postgres> | null = null;

/** The shared server goes, with its folder, when the last test process has ended, however it ended. */
function shared(): Promise<Postgres> {
  const lines: string[] = [];
  server ??= startPostgres(join(tmpdir(), `reelqueue-test-${CHECKOUT}`), {
    log: (line) => lines.push(line),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
    temporary: true,
  });
  return server;
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

type TestDatabase = { url: string; [Symbol.asyncDispose](): Promise<void> };

const named = (url: string, name: string): string => url.replace('/reelqueue?', `/${name}?`);

async function create(url: string, how = ''): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(url, `create database ${name} ${how}`);
  return {
    url: named(url, name),
    [Symbol.asyncDispose]: () => asAdmin(url, `drop database ${name} with (force)`),
  };
}

/** An empty database of the caller's own; disposing drops it, with the connections that are still open. */
export const testDatabase = async (): Promise<TestDatabase> => create((await shared()).url);

let template: Promise<void> | null = null;

/** The same with all tables, which is what a system's first start makes of an empty one: copied, in a third of the time. */
export async function migratedDatabase(): Promise<TestDatabase> {
  const { url } = await shared();
  template ??= makeTemplate(url);
  await template;
  return create(url, 'template migrated');
}

/** Once for all test processes: the first of them makes it, the others wait. */
async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(1)');
    const { rows } = await client.query(`select 1 from pg_database where datname = 'migrated'`);
    if (rows.length > 0) return;
    // What a process that was killed had begun.
    await client.query('drop database if exists migrating with (force)');
    await client.query('create database migrating');
    const database = openDatabase(named(url, 'migrating'), { connections: 1 });
    await migrate(database).finally(() => database.close());
    await client.query('alter database migrating rename to migrated');
  } finally {
    await client.end();
  }
}
