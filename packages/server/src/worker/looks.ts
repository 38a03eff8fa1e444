// The looks of a worker, once a second: for workers that died, what they lost, what is too late, and what is left over.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { resultsIn } from '../artifacts/results.ts';
import { isHeld } from '../store/attempts.ts';
import type { Claim } from '../store/claims.ts';
import { tendLanes } from '../store/lanes.ts';
import { expire, forgetWorkers, listWorkers, readdWorker, recover } from '../store/recovery.ts';
import type { WorkerParts } from './attempt.ts';
import { lives, thisProcess } from './host.ts';
import type { RunningOn } from './running-on.ts';
import { rescuer } from './turned-away.ts';

/** A worker whose lock has been free this long is dead; shorter, it may be reconnecting. */
const DEAD_AFTER = 3;

/** `lock_key`: of the lock that its connection for signals holds; null for one without slots, which nobody knows. */
export type WorkerOptions = { worker_id: string; slots: number; lock_key: number | null };

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

type Looks = {
  /** Looks once. */
  look(): Promise<void>;
  /** Removes the files of lost attempts, apart from the looks, which must not wait for a storage that is away. */
  tidy(): Promise<void>;
};

/** `attended`: what this worker is at; `draining`: it claims no more. */
export function createLooks(
  parts: WorkerParts,
  { worker_id, slots, lock_key }: WorkerOptions,
  attended: ReadonlySet<Claim>,
  { runningOn, draining }: { runningOn: RunningOn; draining: AbortSignal },
): Looks {
  const { database, signals, log, gate, engine } = parts;
  const rescue = rescuer(parts);
  const local = parts.routes.engines.filter(({ end }) => end === null).map(({ name }) => name);
  const findDead = deathWatch();
  const leftovers: { request_id: string; attempt: number }[] = [];
  // What an earlier process left is not found by its requests: another worker may have finished them.
  let untidy = true;
  /** It slept, or was cut off, and others took it for dead: it would claim, and nobody would see it die. */
  const rejoin = async (): Promise<void> => {
    if (lock_key === null || draining.aborted) return;
    log.warn('the others took this worker for dead: it is known again');
    await readdWorker(database, { worker_id, lock_key }, thisProcess(), { pool: engine.name, slots });
  };
  /** Puts back in line what was lost. Returns what ended of it. */
  const recoverLost = async () => {
    const known = await listWorkers(database);
    if (!known.workers.some((one) => one.worker_id === worker_id)) await rejoin();
    const dead = findDead(known).filter((one) => one !== worker_id);
    const request_ids = Array.from(attended, (held) => held.request_id);
    const recovered = await recover(database, dead, { worker_id, request_ids }, local);
    await runningOn.takeOver(dead);
    await forgetWorkers(database, dead);
    for (const { request_id, status } of recovered) log.warn({ request_id, status }, 'its worker was lost');
    leftovers.push(...recovered);
    if (recovered.length > 0) {
      untidy = true;
      signals.announce('queued');
      signals.announce('delivery');
    }
    if (untidy) await sweepWork(parts);
    untidy = false;
    return recovered.filter(({ status }) => status === 'failed');
  };
  /** Sends on what waits for an engine that is away. */
  const sendOn = async (): Promise<void> => {
    await gate.look();
    const requests = gate.away ? await rescue() : 0;
    if (requests === 0) return;
    log.warn({ engine: engine.name, requests }, 'is away: requests go to the next engine');
    signals.announce('queued');
  };
  return {
    async look() {
      const lost = await recoverLost();
      await sendOn();
      const expired = await expire(database);
      await tendLanes(database);
      parts.onEnded?.([...expired, ...lost].map(({ request_id }) => request_id));
      if (expired.length > 0) signals.announce('delivery');
    },
    async tidy() {
      for (let lost = leftovers[0]; lost !== undefined; lost = leftovers[0]) {
        await resultsIn(parts.storage).removeOlder(lost.request_id, lost.attempt + 1);
        leftovers.shift();
      }
    },
  };
}
