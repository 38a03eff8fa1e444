// What every sound here is built with: filters whose cutoff moves, and sums whose level moves. Channels are Float32Array
// at SAMPLE_RATE; curves are read every 128 samples (2.7 ms) and run straight in between. Long loops are made of calls of that
// many samples: a loop that V8 has to compile while it runs is thrown away at its end, and again, for half of the whole time.
import { Chance, type Curve } from './chance.ts';
import { BLOCK, BLOCKS, REST, studio } from './kernel.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Samples. */
const STEP = 128;

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
  const { kernel, blocks, rest } = studio();
  const [from, to] = blocks;
  rest.fill(0, 0, STATE);
  let level = valueAt(gain, 0);
  for (let start = 0; start < source.length; start += BLOCK) {
    const count = Math.min(BLOCK, source.length - start);
    from.set(source.subarray(start, start + count));
    to.set(target.subarray(start, start + count));
    for (let i = 0, note = STATE; i < count; i += STEP, note += NOTED) {
      const g = Math.tan((Math.PI * valueAt(at, start + i)) / SAMPLE_RATE);
      const a1 = 1 / (1 + g * (g + 1 / q));
      const slope = (valueAt(gain, start + i + STEP) - level) / STEP;
      rest[note] = a1;
      rest[note + 1] = g * a1;
      rest[note + 2] = g * g * a1;
      rest[note + 3] = level;
      rest[note + 4] = slope;
      level += STEP * slope;
    }
    kernel.filter(BLOCKS[1], BLOCKS[0], count, REST + 8 * STATE, REST, direct, band, low);
    target.set(to.subarray(0, count), start);
  }
}

/** Numbers of the filter's state, and noted of each step, in the kernel. */
const STATE = 2;
const NOTED = 5;

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

/** The same curve over a take, worked out once where it is read: others are made of it, and both sides need it. */
export function stepped(curve: Curve, { length }: Take): Curve {
  const steps = Math.ceil(length / STEP) + 2;
  const values = Float64Array.from({ length: steps }, (_, step) => curve((step * STEP) / SAMPLE_RATE));
  return (time) => values[Math.round((time * SAMPLE_RATE) / STEP)]!;
}

function valueAt(curve: number | Curve, sample: number): number {
  return typeof curve === 'number' ? curve : curve(sample / SAMPLE_RATE);
}
