// A painting thread: for each message a picture, or help with one.
import { parentPort } from 'node:worker_threads';
import type { Task } from './atelier.ts';
import { Apart, Hands } from './hands.ts';
import { assist, imagine } from './imagine.ts';

parentPort!.on('message', (task: Task) => {
  follow(task);
  // Sketches and pictures leave 30 MB that nothing else would give back before the encoder is at its peak. The first frame waits for sketches.
  const isSketch = task.sheet.width < task.commission.width;
  if (!isSketch) globalThis.gc?.();
});

function follow({ commission, sheet, help }: Task): void {
  if (help === null) {
    const imagined = imagine(commission, { ...sheet, hands: new Hands() });
    parentPort!.postMessage(imagined, [imagined.picture.rgb.buffer as ArrayBuffer]);
    return;
  }
  const hands = new Hands(help.hands, help.tally, false);
  try {
    assist(commission, { ...sheet, hands });
  } catch (error) {
    hands.fail();
    // Whoever leads goes on alone then.
    if (!(error instanceof Apart)) throw error;
  }
}
