// Sounds for an instant: a whoosh that passes over a cut, a hit that lands on it, thunder.
import type { Chance } from './chance.ts';
import { sides, strike } from './ping.ts';
import { addFiltered } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Seconds that a whoosh takes to come and to go. */
const COMING = 0.45;
const GOING = 0.35;

/** Adds air that rushes past and is loudest at `at` (seconds). */
export function whoosh(target: Stereo, at: number, chance: Chance): void {
  const start = Math.max(0, Math.round((at - COMING) * SAMPLE_RATE));
  const end = Math.min(target.left.length, Math.round((at + GOING) * SAMPLE_RATE));
  if (end <= start) return;
  const way = chance.pick([-1, 1]);
  const since = (time: number) => time + start / SAMPLE_RATE - at;
  /** 0 far away, 1 at its nearest. */
  const near = (time: number) => {
    const share = since(time) < 0 ? 1 + since(time) / COMING : 1 - since(time) / GOING;
    return Math.max(0, share) ** 2.2;
  };
  const air = chance.white(end - start);
  const pitch = (time: number) => 300 + 2600 * near(time);
  for (const [side, channel] of [target.left, target.right].entries()) {
    const pan = (time: number) => sides(0.5 + 0.35 * way * Math.tanh(6 * since(time)))[side]!;
    const gain = (time: number) => 1.2 * near(time) * pan(time);
    addFiltered(channel.subarray(start, end), air, { pass: 'band', at: pitch, q: 1.1 }, gain);
  }
}

/** Adds a deep drum, struck at `at` (seconds), with the skin's short slap. */
export function hit(target: Stereo, at: number, chance: Chance): void {
  strike(target, { at, frequency: 118, decay: 0.7, level: 0.9, pan: 0.5, rise: -1.6 });
  strike(target, { at, frequency: 236, decay: 0.25, level: 0.3, pan: 0.5, rise: -1.2 });
  const start = Math.round(at * SAMPLE_RATE);
  const length = Math.min(Math.round(0.12 * SAMPLE_RATE), target.left.length - start);
  if (length <= 0) return;
  const slap = chance.white(length);
  for (const channel of [target.left, target.right]) {
    const fall = (time: number) => 0.5 * Math.exp(-time / 0.018);
    addFiltered(channel.subarray(start), slap, { pass: 'band', at: 1400, q: 0.7 }, fall);
  }
}

/** Seconds of thunder, and in which it comes. */
const ROLLS = 3;
const CRACKS = 0.06;

/** Adds thunder: a crack at `at` (seconds), and a rumble that rolls away and comes back, each side by itself. */
export function thunder(target: Stereo, at: number, chance: Chance): void {
  const start = Math.round(at * SAMPLE_RATE);
  const length = Math.min(Math.round(ROLLS * SAMPLE_RATE), target.left.length - start);
  if (length <= 0) return;
  for (const channel of [target.left, target.right]) {
    const air = chance.white(length);
    const rolling = chance.drift(2.5);
    const away = (time: number) => Math.min(1, time / CRACKS) * Math.exp(-time / 0.9);
    const rumble = (time: number) => 7 * away(time) * Math.max(0.1, 0.55 + 0.6 * rolling(time));
    const crack = (time: number) => 0.9 * Math.min(1, time / 0.01) * Math.exp(-time / 0.12);
    const to = channel.subarray(start, start + length);
    addFiltered(to, air, { pass: 'low', at: (time) => 90 + 160 * away(time), q: 0.8 }, rumble);
    addFiltered(to, air, { pass: 'band', at: 900, q: 0.6 }, crack);
  }
}
