// How loud a sound is to people: ITU-R BS.1770-4.
import { BLOCKS, REST, studio } from './kernel.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** A gating block lasts 400 ms and overlaps the next by three quarters, so energy is summed per quarter. */
const QUARTER = SAMPLE_RATE / 10;

/** LUFS under which a block counts as silence, and how far under the mean of the rest one may lie. */
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;

/**
 * Integrated loudness in LUFS, gated; −Infinity for silence. A sound shorter than a gating block counts as one block.
 */
export function loudness(sound: Stereo): number {
  const quarters = weightedEnergy(sound.left);
  for (const [i, energy] of weightedEnergy(sound.right).entries()) quarters[i]! += energy;
  const blocks: number[] = [];
  for (let i = 0; i + 4 <= quarters.length; i++) {
    blocks.push((quarters[i]! + quarters[i + 1]! + quarters[i + 2]! + quarters[i + 3]!) / (4 * QUARTER));
  }
  if (blocks.length === 0) blocks.push(quarters.reduce((sum, energy) => sum + energy, 0) / sound.left.length);
  const audible = blocks.filter((energy) => lufs(energy) > ABSOLUTE_GATE);
  const floor = lufs(mean(audible)) + RELATIVE_GATE;
  return lufs(mean(audible.filter((energy) => lufs(energy) > floor)));
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The constant makes a 997 Hz sine at full scale on one channel −3.01. */
function lufs(energy: number): number {
  return -0.691 + 10 * Math.log10(energy);
}

/** Squares of the K-weighted samples, summed per quarter block; a last, shorter part only counts when it is alone. */
function weightedEnergy(samples: Float32Array): Float64Array {
  const sums = new Float64Array(Math.max(1, Math.floor(samples.length / QUARTER)));
  const counted = samples.length < QUARTER ? samples.length : sums.length * QUARTER;
  const { kernel, blocks, rest } = studio();
  rest.fill(0, 0, 4);
  for (let start = 0, block = 0; start < counted; start += QUARTER, block++) {
    const part = samples.subarray(start, Math.min(start + QUARTER, counted));
    blocks[0].set(part);
    sums[block] = kernel.energy(BLOCKS[0], part.length, REST);
  }
  return sums;
}
