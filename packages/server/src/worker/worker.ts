// The claim loop: as many requests at once as there are slots, and once a second a look for lost work.
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageAway } from '../artifacts/storage.ts';
import { type Claim, claim } from '../store/claims.ts';
import { DatabaseAway } from '../store/database.ts';
import { addWorker, forgetWorkers, type Work } from '../store/recovery.ts';
import { attempt, type WorkerParts } from './attempt.ts';
import { clear } from './clearing.ts';
import { thisProcess } from './host.ts';
import { LEASE } from './lease.ts';
import { createLooks, type WorkerOptions } from './looks.ts';
import { orphanSweep } from './orphans.ts';
import { createRoom } from './room.ts';
import { createRunningOn, type RunningOn } from './running-on.ts';

/** Seconds between looks for work that no hint told of. */
const SWEEP = 1;
/** Seconds between clearings of what is only kept for a while. */
const CLEARING = 60;
/** Seconds between looks for files that no row names. */
const ORPHANS = 600;

/** Makes this process known as a worker. Returns the key of the lock that its signals connection must hold. */
export const registerWorker = (database: WorkerParts['database'], worker_id: string, work: Work): Promise<number> =>
  addWorker(database, worker_id, thisProcess(), work);

/**
 * Runs `task` until the signal aborts, `pause` seconds after it has ended. What it throws is logged, unless the database was
 * away for a while, which passes; it is then tried again after a second.
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
        else if (error.lacks !== null) log.error({ lacks: error.lacks }, 'the database lacks something');
        return SWEEP;
      },
    );
    if (wait > 0) await sleep(wait * 1000, undefined, { signal }).catch(() => {}); // told to stop
  }
}

export type Worker = {
  /** Claims no more; resolves when what is under way has ended. */
  drain(): Promise<void>;
  /** Stops claiming and hands back what is under way; resolves when every slot is free. */
  stop(): Promise<void>;
};

/** What a slot does again and again: claims a request and sees it to its end, or waits for a hint, a second at most. */
function createSlot(
  parts: WorkerParts,
  worker_id: string,
  attended: Set<Claim>,
  runningOn: RunningOn,
  { stopping, full }: { stopping: AbortSignal; full: AbortSignal },
): () => Promise<void> {
  const { database, signals } = parts;
  const hasRoom = createRoom(parts);
  const hint = (): Promise<void> => {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    signals.on('queued', wake);
    return sleep(SWEEP * 1000, undefined, { signal: AbortSignal.any([full, woken.signal]) })
      .catch(() => {}) // woken early
      .finally(() => void signals.off('queued', wake));
  };
  return async () => {
    const waiting = hint();
    if (!(await hasRoom()) || !(await parts.gate.opens())) return waiting;
    const claimed = await claim(database, worker_id, parts.engine.name, LEASE);
    if (!claimed) return waiting;
    attended.add(claimed);
    let runsOn = false;
    try {
      runsOn = await attempt(parts, claimed, stopping);
      if (runsOn) void runningOn.watch(claimed);
    } finally {
      if (!runsOn) attended.delete(claimed);
    }
  };
}

/** `slots`: 0 only looks for lost and expired requests, which every process does. */
export function startWorker(parts: WorkerParts, options: WorkerOptions): Worker {
  const { database, log } = parts;
  const { worker_id, slots } = options;
  const [stopping, draining] = [new AbortController(), new AbortController()];
  const { signal } = stopping;
  const full = AbortSignal.any([signal, draining.signal]);
  const attended = new Set<Claim>();
  const runningOn = createRunningOn(parts, options, attended, signal);
  const slot = createSlot(parts, worker_id, attended, runningOn, { stopping: signal, full });
  const { look, tidy } = createLooks(parts, options, attended, { runningOn, draining: draining.signal });
  // Slots begin after the first look: what was lost has waited longer than what is in line.
  const looked = Promise.withResolvers<void>();
  const working = Array.from({ length: slots }, () => looked.promise.then(() => repeat(log, full, 0, slot)));
  const tasks = [
    repeat(log, signal, SWEEP, () => look().finally(looked.resolve)),
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
