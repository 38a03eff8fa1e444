// Smooth noise in the plane: hills, clouds, waves and bark are all sums of it.
import { Chance } from '../sound/chance.ts';

/** 0 to 1, smooth, one wave in about two units; repeats after 256 units. */
export type Noise = (x: number, y: number) => number;

const PERIOD = 256;

export function createNoise(seed: number, name: string): Noise {
  const chance = new Chance(seed, name);
  const lattice = Float32Array.from({ length: PERIOD * PERIOD }, () => chance.next());
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = x - left;
    const v = y - top;
    const across = u * u * u * (u * (u * 6 - 15) + 10);
    const down = v * v * v * (v * (v * 6 - 15) + 10);
    const column = left & 255;
    const next = (left + 1) & 255;
    const row = (top & 255) << 8;
    const below = ((top + 1) & 255) << 8;
    const a = lattice[row | column];
    const c = lattice[below | column];
    const upper = a + (lattice[row | next] - a) * across;
    return upper + (c + (lattice[below | next] - c) * across - upper) * down;
  };
}

/** Noise of ever finer waves, each half as high as the one before: 0 to 1, mostly near one half. */
export function layered(noise: Noise, x: number, y: number, octaves: number): number {
  let sum = 0;
  let whole = 0;
  let height = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += height * noise(x, y);
    whole += height;
    // Turned by the angle of a 4-3-5 triangle, so that the lattices do not line up.
    const turned = 1.6 * x + 1.2 * y;
    y = 1.6 * y - 1.2 * x + 17.3;
    x = turned + 5.1;
    height *= 0.5;
  }
  return sum / whole;
}

/** Mountain ridges: sharp crests, more detail on them than in the valleys (after Musgrave's ridged multifractal). 0 to 1. */
export function ridged(noise: Noise, x: number, y: number, octaves: number): number {
  let sum = 0;
  let whole = 0;
  let height = 1;
  let weight = 1;
  for (let octave = 0; octave < octaves; octave++) {
    const fold = 1 - Math.abs(2 * noise(x, y) - 1);
    const crest = fold * fold;
    sum += height * crest * weight;
    whole += height;
    weight = Math.min(1, crest * 1.4);
    const turned = 1.6 * x + 1.2 * y;
    y = 1.6 * y - 1.2 * x + 17.3;
    x = turned + 5.1;
    height *= 0.48;
  }
  return sum / whole;
}

/** 0 below `low`, 1 above `high` (or the other way round when `low` is the higher), without a corner between. */
export function smooth(low: number, high: number, value: number): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return share * share * (3 - 2 * share);
}
