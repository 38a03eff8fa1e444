// The crew: whoever draws the frames, in order of their numbers. For a stage of one desk that is the calling thread, frame
// by frame; for more, threads that draw into a ring of slots, no further ahead than the ring is long.
import { Worker } from 'node:worker_threads';
import { Painter } from './painter.ts';
import type { Slot, Stage } from './stage.ts';

/** What a drawing thread is started with. */
export type Task = { stage: Stage; thread: number };

/** Indices of the ring's counters; after READY there is one per slot. */
export const NEXT = 0;
export const TAKEN = 1;
export const READY = 2;

type Prepare = (frame: number, slot: number) => Promise<void>;

/**
 * Draws the film with one thread per desk of the stage and yields each frame's slot in order; a slot is free for reuse
 * when the next one is asked for. `prepare` is called before a frame is drawn into the slot with that index, in the frames'
 * order, and also for some beyond the last. `painter`: who draws for a stage of one desk, when there is one already. Throws what
 * a thread threw, or the signal's reason; the threads are gone when it ends.
 */
export function drawFilm(
  stage: Stage,
  signal: AbortSignal,
  prepare: Prepare = async () => {},
  painter: Painter | null = null,
): AsyncGenerator<Slot, void, void> {
  if (stage.desks.length > 1) return drawTogether(stage, signal, prepare);
  return drawHere(stage, painter ?? new Painter(stage, 0), signal, prepare);
}

/** A second thread would cost a start of its own and win nothing: encoding, which goes on meanwhile, has its own threads. */
async function* drawHere(
  { plan, slots }: Stage,
  painter: Painter,
  signal: AbortSignal,
  prepare: Prepare,
): AsyncGenerator<Slot, void, void> {
  for (let frame = 0; frame < plan.frames; frame++) {
    signal.throwIfAborted();
    const slot = frame % slots.length;
    await prepare(frame, slot);
    painter.paint(frame, slots[slot]!);
    yield slots[slot]!;
  }
}

async function* drawTogether(stage: Stage, signal: AbortSignal, prepare: Prepare): AsyncGenerator<Slot, void, void> {
  const { plan, slots } = stage;
  const ring = new Int32Array(stage.memory.buffer, stage.ring, READY + slots.length);
  for (let slot = 0; slot < slots.length; slot++) await prepare(slot, slot);
  const stop = new AbortController();
  const script = new URL(`./drawing-thread${import.meta.filename.slice(-3)}`, import.meta.url);
  const threads = stage.desks.map((_, thread) => new Worker(script, { workerData: { stage, thread } satisfies Task }));
  const failure = Promise.withResolvers<never>();
  // Whoever waits for a frame sees a failure; after the last frame nobody does.
  failure.promise.catch(() => {});
  // To the end: when one thread has failed another may still be about to, and nobody else listens.
  for (const thread of threads) thread.on('error', failure.reject);
  signal.addEventListener('abort', () => failure.reject(signal.reason), { signal: stop.signal });
  try {
    for (let frame = 0; frame < plan.frames; frame++) {
      signal.throwIfAborted();
      const slot = frame % slots.length;
      for (;;) {
        const drawn = Atomics.load(ring, READY + slot);
        if (drawn === frame + 1) break;
        const { async, value } = Atomics.waitAsync(ring, READY + slot, drawn);
        if (async) await Promise.race([value, failure.promise]);
      }
      yield slots[slot]!;
      await prepare(frame + slots.length, slot);
      Atomics.add(ring, TAKEN, 1);
      Atomics.notify(ring, TAKEN);
    }
  } finally {
    stop.abort();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
