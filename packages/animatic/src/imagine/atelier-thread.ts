// A painting thread: for each message a picture, or help with one.
import { parentPort } from 'node:worker_threads';
import type { Task } from './atelier.ts';
import { Hands } from './hands.ts';
import { assist, imagine } from './imagine.ts';

parentPort!.on('message', ({ commission, sheet, help }: Task) => {
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
    throw error;
  }
});
