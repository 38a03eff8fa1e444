// The PostgreSQL that Reelqueue brings along: made, started, adopted, healed and stopped. It runs as long as a process that
// asked for it lives. Two locks of the kernel say who: users.lock, shared by its users; server.lock, held by its processes.
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../folder.ts';
import { checkOwner, homeOf } from './account.ts';
import { NAME } from './cluster.ts';
import { boundLog, type LaunchOptions, launch } from './launch.ts';
import { type Lock, tryLock } from './lock.ts';
import { answer, createDatabase, isAlive, postmasterOf, urlOf } from './postmaster.ts';
import { socketFolder } from './sockets.ts';

/** Milliseconds between two looks at a lock that is taken. */
const LOOK_MS = 50;
/** Seconds that processes of an ended server may take to go, and that a server may take to say its first word. */
const PATIENCE = 15;
/** Milliseconds between two looks at the server's process, and before a start is tried again at first and at most. */
const WATCH_MS = 500;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

/**
 * A running PostgreSQL of a data folder. `url` is what `pg` connects to; it stays the same while the server is started
 * again after a crash. `stop()` ends our use: with the last use PostgreSQL shuts down, and we wait for that.
 */
export type Postgres = { url: string; stop(): Promise<void> };

/**
 * Creates (first time), starts, or adopts the PostgreSQL of `folder`, which is its alone. Throws with the reason and what
 * to do about it; aborting `signal` ends the start. A server that dies later is started again and `log` told.
 */
export async function startPostgres(folder: string, options: LaunchOptions): Promise<Postgres> {
  let users: Lock | null = null;
  try {
    users = await enter(resolve(folder), options.signal);
    const path = realpathSync(folder);
    const url = await ensure(path, options);
    return supervise(path, url, users, options);
  } catch (error) {
    users?.release();
    if (options.signal?.aborted || !(error instanceof Error && 'code' in error)) throw error;
    throw new Error(
      `The embedded PostgreSQL of ${folder} can't start: ${error.message}. Repair that, choose another folder, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

function dataOf(folder: string): string {
  return join(homeOf(folder), 'data');
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Becomes a user of the folder; waits while the server that it had is being stopped. */
async function enter(folder: string, signal: AbortSignal | undefined): Promise<Lock> {
  const since = performance.now();
  for (;;) {
    try {
      await makeFolder(folder);
      checkOwner(folder);
      const lock = await tryLock(join(folder, 'users.lock'), 'shared');
      if (lock !== null) return lock;
    } catch (error) {
      if (!isGone(error)) throw error; // a temporary folder, removed just now
    }
    if (performance.now() - since > 4 * PATIENCE * 1000) {
      throw new Error(`PostgreSQL of ${folder} has been shutting down for a minute: see ${folder}/postgres.log.`);
    }
    await sleep(LOOK_MS, undefined, signal && { signal });
  }
}

/** Answers the url of a server that is ready: an adopted one, or ours when no process of an earlier one is left. */
async function ensure(folder: string, options: LaunchOptions): Promise<string> {
  const begun = performance.now();
  let heard = begun;
  while (performance.now() - heard < PATIENCE * 1000) {
    options.signal?.throwIfAborted();
    const lock = await tryLock(join(folder, 'server.lock'), 'exclusive');
    if (lock !== null) {
      try {
        await launch(folder, lock, options);
      } finally {
        lock.release(); // PostgreSQL's processes go on holding it
      }
    }
    const sockets = socketFolder(homeOf(folder));
    if (sockets !== null) {
      const url = urlOf(sockets, NAME);
      const state = await answer(dataOf(folder), url);
      if (state === 'ready') return url;
      if (state === 'no database') await createDatabase(sockets);
      if (state !== 'absent') heard = performance.now();
    }
    // Who makes the cluster says nothing meanwhile.
    const isMaking = !existsSync(dataOf(folder)) && performance.now() - begun < 4 * PATIENCE * 1000;
    if (isMaking) heard = performance.now();
    await sleep(LOOK_MS, undefined, options.signal && { signal: options.signal });
  }
  const pid = postmasterOf(dataOf(folder))?.pid;
  throw new Error(
    `PostgreSQL of ${folder} neither answers nor ends: for ${PATIENCE} s processes of it have kept ${folder}/server.lock (its last process number is ${pid ?? 'not known'}). See ${folder}/postgres.log; end them and start again.`,
  );
}

function supervise(folder: string, url: string, users: Lock, options: LaunchOptions): Postgres {
  const stop = new AbortController();
  const watching = watch(folder, url, { ...options, signal: stop.signal });
  const end = async () => {
    stop.abort();
    await watching;
    users.release();
    await leave(folder);
  };
  let ending: Promise<void> | null = null;
  return {
    url,
    stop() {
      ending ??= end();
      return ending;
    },
  };
}

/** Starts the server again whenever it has died, at once the first time, ever later when it keeps dying. */
async function watch(folder: string, url: string, options: LaunchOptions & { signal: AbortSignal }): Promise<void> {
  const { signal, log } = options;
  let [pause, retry, calm] = [WATCH_MS, FIRST_RETRY_MS, 0];
  while (!signal.aborted) {
    try {
      await sleep(pause, undefined, { signal, ref: false });
      await boundLog(homeOf(folder));
      if ((await isAlive(dataOf(folder))) || (await answer(dataOf(folder), url)) === 'ready') {
        pause = WATCH_MS;
        calm += WATCH_MS;
        if (calm >= LAST_RETRY_MS) retry = FIRST_RETRY_MS;
        continue;
      }
      log(`PostgreSQL of ${folder} has died; it is started again`);
      await ensure(folder, options);
      log(`PostgreSQL of ${folder} runs again`);
    } catch (error) {
      if (!signal.aborted) log(error instanceof Error ? error.message : String(error));
    }
    [pause, retry, calm] = [retry, Math.min(retry * 2, LAST_RETRY_MS), 0];
  }
}

/**
 * Waits for the end of the server if nobody uses it now; its guard stops it. One at a time, so that one's look at the
 * users' lock is not another's user.
 */
async function leave(folder: string): Promise<void> {
  let turn: Lock | null = null;
  try {
    const since = performance.now();
    for (;;) {
      const waited = performance.now() - since;
      turn ??= await tryLock(join(folder, 'stop.lock'), 'exclusive');
      if (turn !== null && (await hasEnded(folder, waited))) return;
      if (waited > 2 * PATIENCE * 1000)
        throw new Error(`PostgreSQL of ${folder} does not end: see ${folder}/postgres.log.`);
      await sleep(LOOK_MS);
    }
  } catch (error) {
    if (!isGone(error)) throw error; // a temporary folder goes with its server
  } finally {
    turn?.release();
  }
}

/** Whether the server has ended or is others' to end. Without a guard (it was killed) it gets its signals from us. */
async function hasEnded(folder: string, waited: number): Promise<boolean> {
  const server = await tryLock(join(folder, 'server.lock'), 'exclusive');
  server?.release();
  if (server !== null) return true;
  const alone = await tryLock(join(folder, 'users.lock'), 'exclusive');
  if (alone === null) {
    const others = await tryLock(join(folder, 'users.lock'), 'shared');
    others?.release();
    return others !== null; // neither way: the guard has it, and is stopping the server
  }
  try {
    const data = dataOf(folder);
    const pid = postmasterOf(data)?.pid;
    if (waited >= 1000 && pid !== undefined && (await isAlive(data))) {
      process.kill(pid, waited < 5000 ? 'SIGINT' : 'SIGQUIT');
    }
  } finally {
    alone.release();
  }
  return false;
}
