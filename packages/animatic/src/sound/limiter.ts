// A limiter that looks ahead and sees the peaks between the samples.
import { BLOCK, BLOCKS, REST, studio } from './kernel.ts';
import type { Stereo } from './stereo.ts';

/** Samples over which the gain goes down before a peak and up after it: 5 ms each way. */
const REACH = 240;

/** Points looked at per sample, and samples that each of those between is made from. */
const OVERSAMPLING = 4;
const TAPS = 12;

/** Rows of weights for the points 1/4, 1/2 and 3/4 of the way to the next sample: a sinc under a Hann window. */
const PHASES = Array.from({ length: OVERSAMPLING - 1 }, (_, phase) => {
  return Float64Array.from({ length: TAPS }, (_, tap) => {
    const distance = tap - (TAPS / 2 - 1) - (phase + 1) / OVERSAMPLING;
    const window = 0.5 + 0.5 * Math.cos((2 * Math.PI * distance) / (TAPS + 1));
    return (window * Math.sin(Math.PI * distance)) / (Math.PI * distance);
  });
});

/**
 * Turns both channels down, in place and together, where they would exceed `ceiling` (full scale is 1); says whether they
 * did. The gain is the least of what any peak within reach needs, averaged over that reach: smooth, and never more than a
 * peak can bear.
 */
export function limit({ left, right }: Stereo, ceiling: number): boolean {
  const needed = new Float32Array(left.length).fill(1);
  for (const channel of [left, right]) need(needed, channel, ceiling);
  if (needed.every((gain) => gain === 1)) return false;
  const gain = slidingMean(slidingLeast(needed, REACH), REACH);
  for (const channel of [left, right]) {
    for (let i = 0; i < channel.length; i++) channel[i]! *= gain[i]!;
  }
  return true;
}

/** Lowers the gains to what the peaks from each sample to the next can bear. */
function need(gains: Float32Array, channel: Float32Array, ceiling: number): void {
  const { kernel, blocks, rest } = studio();
  const [held] = blocks;
  // The samples before and behind a block lie there too.
  const around = new Float32Array(rest.buffer, BLOCKS[1] - 4 * TAPS, BLOCK + 2 * TAPS);
  for (const [k, weight] of PHASES.flatMap((row) => [...row]).entries()) rest[k] = weight;
  for (let start = 0; start < channel.length; start += BLOCK) {
    const count = Math.min(BLOCK, channel.length - start);
    const first = Math.max(0, start - TAPS);
    around.fill(0);
    around.set(channel.subarray(first, start + count + TAPS), first - start + TAPS);
    held.set(gains.subarray(start, start + count));
    const [from, to] = [TAPS / 2 - 1 - start, channel.length - TAPS / 2 - start];
    kernel.need(BLOCKS[0], BLOCKS[1], count, REST, from, to, ceiling);
    gains.set(held.subarray(0, count), start);
  }
}

/** The least value from `reach` before to `reach` after each. */
function slidingLeast(values: Float32Array, reach: number): Float32Array {
  const least = new Float32Array(values.length);
  const rising = new Int32Array(values.length); // indices whose values rise, from the least in the window
  let [head, tail] = [0, 0];
  for (let i = 0; i < values.length + reach; i++) {
    if (i < values.length) {
      while (tail > head && values[rising[tail - 1]!]! >= values[i]!) tail--;
      rising[tail++] = i;
    }
    if (i < reach) continue;
    if (rising[head]! < i - 2 * reach) head++;
    least[i - reach] = values[rising[head]!]!;
  }
  return least;
}

/** The mean from `reach` before to `reach` after each; beyond the ends the end values go on. */
function slidingMean(values: Float32Array, reach: number): Float32Array {
  const means = new Float32Array(values.length);
  const last = values.length - 1;
  let sum = 0;
  for (let i = -reach; i <= reach; i++) sum += values[Math.min(Math.max(i, 0), last)]!;
  for (let i = 0; i < values.length; i++) {
    means[i] = sum / (2 * reach + 1);
    sum += values[Math.min(i + reach + 1, last)]! - values[Math.max(i - reach, 0)]!;
  }
  return means;
}
