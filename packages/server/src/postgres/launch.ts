// One start of PostgreSQL by whoever holds its lock.
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { copyFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settle } from './account.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, NAME } from './cluster.ts';
import { startGuarded } from './guard.ts';
import { type Lock, openOwned } from './lock.ts';
import { answer, isAlive, postmasterOf, urlOf } from './postmaster.ts';
import { makeSocketFolder, PORT } from './sockets.ts';

/** Bytes of PostgreSQL's log; as much again is kept as `postgres.log.1`. */
const LONGEST_LOG = 8 * 1024 * 1024;

export type LaunchOptions = {
  log(message: string): void;
  signal?: AbortSignal;
  /** PostgreSQL settings instead of ours; `fsync: 'off'` loses data in a power cut. */
  settings?: Record<string, string>;
  /** The folder is removed when nobody uses it any more. */
  temporary?: boolean;
};

/** Ours, over whatever `postgresql.conf` says; memory and connections are left to that file (initdb: 128 MB, 100). */
function settingsOf(sockets: string): Record<string, string> {
  return {
    listen_addresses: '',
    port: String(PORT),
    // A list, in which quotes protect commas and spaces.
    unix_socket_directories: `"${sockets.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    logging_collector: 'off',
    log_checkpoints: 'off',
    log_min_error_statement: 'panic', // statements hold what people have sent us
  };
}

/** Starts PostgreSQL of `folder`, whose lock is `lock`, and waits until it answers. Throws with PostgreSQL's own reason. */
export async function launch(folder: string, lock: Lock, options: LaunchOptions): Promise<void> {
  const { account, home } = await settle(folder, options.log);
  const binaries = await findBinaries(account, home);
  const durable = options.settings?.fsync !== 'off';
  const data = await ensureCluster(binaries, account, home, {
    fd: lock.fd,
    durable,
    ...(options.signal && { signal: options.signal }),
  });
  if (await isAlive(data)) {
    throw new Error(
      `A PostgreSQL that Reelqueue did not start (process ${postmasterOf(data)?.pid}) runs on ${data}: stop it, then start again.`,
    );
  }
  // Ours have all gone, since we hold their lock; PostgreSQL itself would fear for a process that got the old number.
  rmSync(join(data, 'postmaster.pid'), { force: true });

  const sockets = makeSocketFolder(home, account);
  const logPath = join(home, 'postgres.log');
  await boundLog(home);
  const logged = existsSync(logPath) ? statSync(logPath).size : 0;
  const settings = Object.entries({ ...settingsOf(sockets), ...options.settings });
  const command = [
    join(binaries.folder, 'bin', 'postgres'),
    ...['-D', data],
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const log = openOwned(logPath, 'a');
  const users = openOwned(join(folder, 'users.lock'), 'a+');
  let guard: ChildProcess;
  try {
    const temporary = options.temporary ?? false;
    guard = await startGuarded({ account, home, sockets, temporary, command, server: lock.fd, users, log });
  } finally {
    closeSync(log);
    closeSync(users);
  }
  await ready(guard, data, urlOf(sockets, NAME), options, () => {
    const reason = readFileSync(logPath).subarray(logged).toString().trim().split('\n').slice(-8).join('\n');
    return new Error(
      `PostgreSQL of ${folder} did not start (exit code ${guard.exitCode}). Its log (${logPath}) says:\n${reason}`,
    );
  });
}

async function ready(
  guard: ChildProcess,
  data: string,
  url: string,
  options: LaunchOptions,
  failed: () => Error,
): Promise<void> {
  for (let waits = 1; ; waits++) {
    const state = await answer(data, url);
    if (state === 'ready' || state === 'no database') return;
    if (guard.exitCode !== null || guard.signalCode !== null) throw failed();
    if (waits % 400 === 0) options.log('PostgreSQL is still starting: it recovers from a crash');
    await sleep(25, undefined, options.signal && { signal: options.signal });
  }
}

/** PostgreSQL appends to a file that we keep short by copying and emptying it. */
export async function boundLog(home: string): Promise<void> {
  const path = join(home, 'postgres.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LONGEST_LOG) return;
  await rm(`${path}.1`, { force: true }); // it may be another user's
  await copyFile(path, `${path}.1`);
  await truncate(path);
}
