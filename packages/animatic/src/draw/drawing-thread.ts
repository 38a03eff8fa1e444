// A drawing thread: takes the next frame that nobody has taken, waits for its slot to be free, draws, says so, and again.
import { workerData } from 'node:worker_threads';
import { NEXT, READY, TAKEN, type Task } from './crew.ts';
import { Painter } from './painter.ts';

const { stage, thread } = workerData as Task;
const { plan, slots } = stage;
const ring = new Int32Array(stage.memory.buffer, stage.ring, READY + slots.length);
const painter = new Painter(stage, thread);

for (;;) {
  const frame = Atomics.add(ring, NEXT, 1);
  if (frame >= plan.frames) break;
  for (;;) {
    const taken = Atomics.load(ring, TAKEN);
    if (frame - taken < slots.length) break;
    Atomics.wait(ring, TAKEN, taken);
  }
  const slot = frame % slots.length;
  painter.paint(frame, slots[slot]!);
  Atomics.store(ring, READY + slot, frame + 1);
  Atomics.notify(ring, READY + slot);
}
