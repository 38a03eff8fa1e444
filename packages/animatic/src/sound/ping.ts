// Struck things: sines that die away. Drops, bubbles, sparks and bells are made of them.
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/**
 * `at` and `decay` in seconds; the sound falls to a thousandth in `decay`. `frequency` in Hz; `rise` is how many octaves
 * higher it is by then. `pan` from 0 (left) to 1 (right).
 */
export type Ping = { at: number; frequency: number; decay: number; level: number; pan: number; rise?: number };

/** Adds a ping. A rotating pointer instead of a sine per sample: 1,000 drops a second must cost next to nothing. */
export function strike(target: Stereo, { at, frequency, decay, level, pan, rise = 0 }: Ping): void {
  const start = Math.round(at * SAMPLE_RATE);
  const length = Math.round(decay * SAMPLE_RATE);
  const end = Math.min(start + length, target.left.length);
  if (start < 0 || start >= end) return;
  const angle = (2 * Math.PI * frequency) / SAMPLE_RATE;
  const shrink = 0.001 ** (1 / length);
  let x = level;
  let y = 0;
  let turnX = Math.cos(angle) * shrink;
  let turnY = Math.sin(angle) * shrink;
  // The turn itself is turned a little at each sample, by as much as takes it to the last frequency at the end.
  const extra = (angle * (2 ** rise - 1)) / length;
  const extraX = Math.cos(extra);
  const extraY = Math.sin(extra);
  const { left, right } = target;
  const [toLeft, toRight] = sides(pan);
  for (let i = start; i < end; i++) {
    left[i]! += y * toLeft;
    right[i]! += y * toRight;
    const nextX = x * turnX - y * turnY;
    y = x * turnY + y * turnX;
    x = nextX;
    const nextTurnX = turnX * extraX - turnY * extraY;
    turnY = turnX * extraY + turnY * extraX;
    turnX = nextTurnX;
  }
}

/** The levels of both sides for a pan from 0 (left) to 1 (right): of equal power all the way. */
export function sides(pan: number): [left: number, right: number] {
  return [Math.cos((pan * Math.PI) / 2), Math.sin((pan * Math.PI) / 2)];
}
