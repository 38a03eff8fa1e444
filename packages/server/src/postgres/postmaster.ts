// The running server seen from outside: its process and whether it answers.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { NAME } from './cluster.ts';
import { PORT } from './sockets.ts';

/** What `pg` and libpq connect to. All of it is said, because both fill gaps from the environment (PGPORT, PGSSLMODE …). */
export function urlOf(sockets: string, database: string): string {
  return `postgresql:///${database}?host=${encodeURIComponent(sockets)}&port=${PORT}&user=${NAME}&sslmode=disable`;
}

/**
 * What `postmaster.pid` says, null when there is no such file: a process, which may be long dead and its number another's,
 * and its state (`starting`, `ready`, `stopping`; empty when it is not known yet).
 */
export function postmasterOf(data: string): { pid: number; status: string } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, status: lines[7]?.trim() ?? '' } : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whether `postmaster.pid`'s process is, now, a PostgreSQL of `data`: its command line says so, and a zombie has none. */
export async function isAlive(data: string): Promise<boolean> {
  const pid = postmasterOf(data)?.pid;
  if (pid === undefined) return false;
  try {
    const command =
      process.platform === 'linux'
        ? await readFile(`/proc/${pid}/cmdline`, 'utf8')
        : (await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
    return command.includes(data);
  } catch {
    return false; // no such process
  }
}

/**
 * What the server of `data` answers at `url`: `starting` also while it recovers or shuts down; `absent` when nobody listens
 * or nothing comes within 2 s. Throws when it refuses us for another reason.
 */
export async function answer(data: string, url: string): Promise<'ready' | 'no database' | 'starting' | 'absent'> {
  // It logs each connection that comes too early.
  const busy = ['starting', 'stopping'].includes(postmasterOf(data)?.status ?? '');
  if (busy && (await isAlive(data))) return 'starting';
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {}); // it may end while we say goodbye
  try {
    await client.connect();
    await client.end();
    return 'ready';
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === '57P03') return 'starting'; // cannot_connect_now
    if (code === '53300') return 'ready'; // too_many_connections: it lives
    if (code === '3D000') return 'no database'; // invalid_catalog_name
    if (error instanceof pg.DatabaseError) throw error;
    return 'absent';
  }
}

/** Creates the database NAME through the one that every PostgreSQL has; another process may do the same at this moment. */
export async function createDatabase(sockets: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(sockets, 'postgres') });
  await client.connect();
  try {
    await client.query(`create database ${NAME}`);
    // Details of errors hold what people have sent us ("Key (name)=(…) already exists"): not for the log.
    await client.query(`alter database ${NAME} set log_error_verbosity = terse`);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== '42P04' && code !== '23505') throw error; // duplicate_database, unique_violation
  } finally {
    await client.end();
  }
}
