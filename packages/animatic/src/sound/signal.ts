// What every sound here is built with: filters whose cutoff moves, and sums whose level moves. Channels are Float32Array
// at SAMPLE_RATE; curves are read every 128 samples (2.7 ms) and run straight in between. Long loops are made of calls of that
// many samples: a loop that V8 has to compile while it runs is thrown away at its end, and again, for half of the whole time.
import { Chance, type Curve } from './chance.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Samples. */
export const STEP = 128;

/** The seed and the number of samples that a sound is made for. */
export type Take = { seed: number; length: number };

/** Two channels from the same recipe, each with chances of its own, which makes them wide. `lean` is −1 left, 1 right. */
export function bothSides(
  { seed, length }: Take,
  name: string,
  pour: (side: Float32Array, chance: Chance, lean: -1 | 1) => void,
): Stereo {
  const sound = silence(length);
  pour(sound.left, new Chance(seed, `${name}, left`), -1);
  pour(sound.right, new Chance(seed, `${name}, right`), 1);
  return sound;
}

/** Two new channels of `length` zeros, to add to. */
export function silence(length: number): Stereo {
  return { left: new Float32Array(length), right: new Float32Array(length) };
}

/**
 * What a filter lets pass: what lies below, around or above `at` (Hz). Low and high fall by 12 dB per octave; a band falls
 * by 6 on both sides and passes its centre at unity. `q` is the resonance: 0.7 has none.
 */
export type Filter = { pass: 'low' | 'band' | 'high'; at: number | Curve; q: number };

/**
 * Adds `source`, filtered and times `gain`, to `target`. A state-variable filter with trapezoidal integration, which stays
 * stable while its cutoff moves.
 */
export function addFiltered(
  target: Float32Array,
  source: Float32Array,
  { pass, at, q }: Filter,
  gain: number | Curve,
): void {
  const direct = pass === 'high' ? 1 : 0;
  const band = { low: 0, band: 1 / q, high: -1 / q }[pass];
  const low = { low: 1, band: 0, high: -1 }[pass];
  const state = new Float64Array(2);
  let level = valueAt(gain, 0);
  for (let start = 0; start < source.length; start += STEP) {
    const g = Math.tan((Math.PI * valueAt(at, start)) / SAMPLE_RATE);
    const a1 = 1 / (1 + g * (g + 1 / q));
    const slope = (valueAt(gain, start + STEP) - level) / STEP;
    const end = Math.min(start + STEP, source.length);
    filterStep(target, source, start, end, state, a1, g * a1, g * g * a1, direct, band, low, level, slope);
    level += STEP * slope;
  }
}

function filterStep(
  target: Float32Array,
  source: Float32Array,
  start: number,
  end: number,
  state: Float64Array,
  a1: number,
  a2: number,
  a3: number,
  direct: number,
  band: number,
  low: number,
  level: number,
  slope: number,
): void {
  let first = state[0]!;
  let second = state[1]!;
  for (let i = start, gain = level; i < end; i++, gain += slope) {
    const x = source[i]!;
    const rest = x - second;
    const bandValue = a1 * first + a2 * rest;
    const lowValue = second + a2 * first + a3 * rest;
    first = 2 * bandValue - first;
    second = 2 * lowValue - second;
    target[i]! += (direct * x + band * bandValue + low * lowValue) * gain;
  }
  state[0] = first;
  state[1] = second;
}

/** A new channel: `source` filtered, see `addFiltered`. */
export function filtered(source: Float32Array, filter: Filter): Float32Array<ArrayBuffer> {
  const target = new Float32Array(source.length);
  addFiltered(target, source, filter, 1);
  return target;
}

/** Adds `source` times `gain` to `target`. */
export function add(target: Float32Array, source: Float32Array, gain: number): void {
  for (let start = 0; start < source.length; start += STEP) {
    addStep(target, source, start, Math.min(start + STEP, source.length), gain);
  }
}

function addStep(target: Float32Array, source: Float32Array, start: number, end: number, gain: number): void {
  for (let i = start; i < end; i++) target[i]! += source[i]! * gain;
}

function valueAt(curve: number | Curve, sample: number): number {
  return typeof curve === 'number' ? curve : curve(sample / SAMPLE_RATE);
}
