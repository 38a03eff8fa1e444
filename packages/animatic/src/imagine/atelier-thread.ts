// The painting thread: a picture for each message.
import { parentPort } from 'node:worker_threads';
import type { Task } from './atelier.ts';
import { imagine } from './imagine.ts';

parentPort!.on('message', (task: Task) => {
  const imagined = imagine(...task);
  parentPort!.postMessage(imagined, [imagined.picture.rgb.buffer as ArrayBuffer]);
});
