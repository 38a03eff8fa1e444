// The claim loop: as many requests at once as there are slots, and once a second a look for lost work.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resultsIn } from '../artifacts/results.ts';
import { StorageAway } from '../artifacts/storage.ts';
import { type Claim, claim } from '../store/claims.ts';
import { DatabaseAway } from '../store/database.ts';
import { tendLanes } from '../store/lanes.ts';
import { addWorker, expire, forgetWorkers, listWorkers, readdWorker, recover, type Work } from '../store/recovery.ts';
import { isHeld, reportCompute } from '../store/requests.ts';
import { attempt, type WorkerParts } from './attempt.ts';
import { clear } from './clearing.ts';
import { lives, thisProcess } from './host.ts';
import { LEASE } from './lease.ts';
import { orphanSweep } from './orphans.ts';
import { createRoom } from './room.ts';
import { rescuer } from './turned-away.ts';

/** Seconds between looks for work that no hint told of. */
const SWEEP = 1;
/** Seconds between clearings of what is only kept for a while. */
const CLEARING = 60;
/** Seconds between looks for files that no row names. */
const ORPHANS = 600;
/** A worker whose lock has been free this long is dead; shorter, it may be reconnecting. */
const DEAD_AFTER = 3;

/** `lock_key`: of the lock that its connection for signals holds; null for one without slots, which nobody knows. */
export type WorkerOptions = { worker_id: string; slots: number; lock_key: number | null };

/** Makes this process known as a worker. Returns the key of the lock that its signals connection must hold. */
export const registerWorker = (database: WorkerParts['database'], worker_id: string, work: Work): Promise<number> =>
  addWorker(database, worker_id, thisProcess(), work);

/**
 * Runs `task` until the signal aborts, `pause` seconds after it has ended. What it throws is logged, unless the database was
 * away, which passes; it is then tried again after a second.
 */
async function repeat(
  log: WorkerParts['log'],
  signal: AbortSignal,
  pause: number,
  task: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const wait = await task().then(
      () => pause,
      (error) => {
        if (error instanceof StorageAway) log.warn({ err: error }, 'the storage is away');
        else if (!(error instanceof DatabaseAway)) log.error({ err: error }, 'the worker met a bug and goes on');
        return SWEEP;
      },
    );
    if (wait > 0) await sleep(wait * 1000, undefined, { signal }).catch(() => {}); // told to stop
  }
}

/** Sees which workers are dead: gone from this host, or elsewhere, their lock free for a while under a settled database. */
function deathWatch(): (seen: Awaited<ReturnType<typeof listWorkers>>) => string[] {
  const freeSince = new Map<string, number>();
  return ({ workers, settled }) => {
    const now = performance.now();
    return workers
      .filter((worker) => {
        if (worker.locked) freeSince.delete(worker.worker_id);
        else if (!freeSince.has(worker.worker_id)) freeSince.set(worker.worker_id, now);
        const since = freeSince.get(worker.worker_id);
        // What is seen to live is not dead, however long it takes to connect; if it hangs, its leases run out.
        return !(lives(worker) ?? !(settled && since !== undefined && now - since > DEAD_AFTER * 1000));
      })
      .map((worker) => worker.worker_id);
  };
}

/** Removes directories of attempts that nobody is at. What was fetched outlives them: `clear` knows for how long. */
async function sweepWork(parts: WorkerParts): Promise<void> {
  for (const name of await readdir(parts.work)) {
    if (name.endsWith('-media')) continue;
    const [, request_id, number] = /^(.{36})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
    if (request_id !== undefined && (await isHeld(parts.database, request_id, Number(number)))) continue;
    await rm(join(parts.work, name), { recursive: true, force: true });
  }
}

export type Worker = {
  /** Claims no more; resolves when what is under way has ended. */
  drain(): Promise<void>;
  /** Stops claiming and hands back what is under way; resolves when every slot is free. */
  stop(): Promise<void>;
};

/** `slots`: 0 only looks for lost and expired requests, which every process does. */
export function startWorker(parts: WorkerParts, { worker_id, slots, lock_key }: WorkerOptions): Worker {
  const { database, signals, log } = parts;
  const [stopping, draining] = [new AbortController(), new AbortController()];
  const { signal } = stopping;
  const full = AbortSignal.any([signal, draining.signal]);

  const hint = (): Promise<void> => {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    signals.on('queued', wake);
    return sleep(SWEEP * 1000, undefined, { signal: AbortSignal.any([full, woken.signal]) })
      .catch(() => {}) // woken early
      .finally(() => void signals.off('queued', wake));
  };
  const attended = new Set<Claim>();
  /** What ran on after a cancel has ended: its slot is free. */
  const overAtLast = async (claimed: Claim): Promise<void> => {
    await reportCompute(database, claimed, 'stopped').catch(() => {}); // when this worker ends, others say so
    attended.delete(claimed);
  };
  const hasRoom = createRoom(parts);
  const slot = async (): Promise<void> => {
    const waiting = hint();
    if (!(await hasRoom()) || !(await parts.gate.opens())) return waiting;
    const claimed = await claim(database, worker_id, parts.engine.name, LEASE);
    if (!claimed) return waiting;
    attended.add(claimed);
    let runsOn = false;
    try {
      const left = await attempt(parts, claimed, signal);
      runsOn = left.runsOn;
      if (runsOn) void left.ended?.then(() => overAtLast(claimed));
    } finally {
      if (!runsOn) attended.delete(claimed);
    }
  };
  const leftovers: { request_id: string; attempt: number }[] = [];
  /** Removes the files of lost attempts, apart from the looks, which must not wait for a storage that is away. */
  const tidy = async (): Promise<void> => {
    for (let lost = leftovers[0]; lost !== undefined; lost = leftovers[0]) {
      await resultsIn(parts.storage).removeOlder(lost.request_id, lost.attempt + 1);
      leftovers.shift();
    }
  };
  const rescue = rescuer(parts);
  const findDead = deathWatch();
  /** It slept, or was cut off, and others took it for dead: it would claim, and nobody would see it die. */
  const rejoin = async (): Promise<void> => {
    if (lock_key === null || draining.signal.aborted) return;
    log.warn('the others took this worker for dead: it is known again');
    const work = { pool: parts.engine.name, slots };
    await readdWorker(database, { worker_id, lock_key }, thisProcess(), work);
  };
  // What an earlier process left is not found by its requests: another worker may have finished them.
  let untidy = true;
  const sweep = async (): Promise<void> => {
    const known = await listWorkers(database);
    if (!known.workers.some((one) => one.worker_id === worker_id)) await rejoin();
    const dead = findDead(known).filter((one) => one !== worker_id);
    const request_ids = Array.from(attended, (held) => held.request_id);
    const recovered = await recover(database, dead, { worker_id, request_ids });
    await forgetWorkers(database, dead);
    for (const { request_id, status } of recovered) log.warn({ request_id, status }, 'its worker was lost');
    if (recovered.length > 0) {
      signals.announce('queued');
      untidy = true;
    }
    leftovers.push(...recovered);
    if (untidy) await sweepWork(parts);
    untidy = false;
    await parts.gate.look();
    if (parts.gate.away) {
      const requests = await rescue();
      if (requests > 0) log.warn({ engine: parts.engine.name, requests }, 'is away: requests go to the next engine');
      if (requests > 0) signals.announce('queued');
    }
    const expired = await expire(database);
    await tendLanes(database);
    const ended = [...expired, ...recovered.filter(({ status }) => status === 'failed')];
    parts.onEnded?.(ended.map(({ request_id }) => request_id));
    if (recovered.length > 0 || expired.length > 0) signals.announce('delivery');
  };
  // Slots begin after the first look: what was lost has waited longer than what is in line.
  const looked = Promise.withResolvers<void>();
  const working = Array.from({ length: slots }, () => looked.promise.then(() => repeat(log, full, 0, slot)));
  const tasks = [
    repeat(log, signal, SWEEP, () => sweep().finally(looked.resolve)),
    repeat(log, signal, SWEEP, tidy),
    repeat(log, signal, CLEARING, () => clear(parts)),
    repeat(log, signal, ORPHANS, orphanSweep(parts)),
    ...working,
  ];
  return {
    async drain() {
      draining.abort();
      await Promise.all(working);
    },
    async stop() {
      stopping.abort();
      await Promise.all(tasks);
      // A worker that says goodbye need not be found dead; if the database is away it will be.
      await forgetWorkers(database, [worker_id]).catch(() => {});
    },
  };
}
