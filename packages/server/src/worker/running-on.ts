// What cancelled requests have left running at an engine elsewhere is ended there and watched, and its slot is taken until then.

import { loadCheckpoint, reportCompute } from '../store/attempts.ts';
import type { Claim } from '../store/claims.ts';
import { DatabaseAway } from '../store/database.ts';
import { adopt } from '../store/recovery.ts';
import type { WorkerParts } from './attempt.ts';
import type { WorkerOptions } from './looks.ts';
import { patiently } from './patience.ts';
import { modelOf } from './turned-away.ts';

export type RunningOn = {
  /** Sees to what an attempt of this worker's has left; resolves when it has ended, or this worker is to stop. */
  watch(held: Claim): Promise<void>;
  /** Takes over what `dead` workers have left at this engine. */
  takeOver(dead: string[]): Promise<void>;
};

/** `attended`: what this worker is at; what is watched is in it until it has ended. */
export function createRunningOn(
  { database, engine, log }: WorkerParts,
  { worker_id, slots }: WorkerOptions,
  attended: Set<Claim>,
  stopping: AbortSignal,
): RunningOn {
  const answered = patiently(stopping);
  const seeToIt = async (held: Claim): Promise<void> => {
    const { request_id } = held;
    const checkpoint = await answered(() => loadCheckpoint(database, held));
    await engine.end!({ request_id, model: modelOf(held), checkpoint }, stopping);
    await answered(() => reportCompute(database, held, 'stopped'));
    attended.delete(held);
  };
  const watch = async (held: Claim): Promise<void> => {
    // Nobody will know then, until this process has ended.
    if (engine.end === null) return;
    await seeToIt(held).catch((error) => {
      // When this worker has stopped, or is dead, another one goes on with it.
      if (stopping.aborted || error instanceof DatabaseAway) return;
      log.error({ request_id: held.request_id, err: error }, 'what runs on can not be watched');
    });
  };
  return {
    watch,
    async takeOver(dead) {
      if (engine.end === null || slots === 0 || stopping.aborted) return;
      const request_ids = Array.from(attended, (held) => held.request_id);
      for (const held of await adopt(database, dead, { worker_id, request_ids, pool: engine.name })) {
        attended.add(held);
        log.warn({ request_id: held.request_id }, 'was cancelled under a worker that is gone, and may still run there');
        void watch(held);
      }
    },
  };
}
