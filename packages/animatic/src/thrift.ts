// What suits a process that makes a film and ends.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * For a process of the renderer's own, with its modules loaded: V8 keeps to one compiler that optimises, since what one has made
 * the other soon makes again. It collects in one go, not in steps that it begins early and every write pays for, and the renderer
 * says when. Were it started with these flags, V8 would refuse the code of Node's own modules that comes with it and compile them
 * all: half of a start.
 */
export function saveWork(): void {
  setFlagsFromString('--no-maglev');
  setFlagsFromString('--no-incremental-marking');
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc');
}
