// A real PostgreSQL for tests: one server for all test processes of this checkout, a new database for each caller.
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Postgres, startPostgres } from '../src/postgres/embedded.ts';

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

/** An empty database of the caller's own; disposing drops it, with the connections that are still open. */
export async function testDatabase(): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const { url } = await shared();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(url, `create database ${name}`);
  return {
    url: url.replace('/reelqueue?', `/${name}?`),
    [Symbol.asyncDispose]: () => asAdmin(url, `drop database ${name} with (force)`),
  };
}
