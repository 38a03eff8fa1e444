// The relief: what drawing reads of the look at every grid node, four floats a sample side by side.
import type { Look } from '../look/look.ts';
import type { Plan } from '../plan/plan.ts';
import { longestDrift } from './life.ts';

/** Floats a sample: nearness (0 far to 1 near), then how far clouds, waves and wind may move things here (0 to 1). */
export const CHANNELS = 4;

/** How much steeper than this the product of depth and camera may not get: at 1 the picture would fold over itself. */
const STEEPEST = 0.45;

/**
 * Makes the relief of a look for a plan's camera: row-major, as large as the look's depth map. What is near is grown a
 * little, so that a subject's outline moves with the subject and the background stretches instead, and then softened as
 * far as the widest move needs. Motion fades out towards the picture's edges, beyond which there is nothing to show.
 */
export function makeRelief(look: Look, plan: Plan): Float32Array {
  const { width, height } = look.depth;
  const near = softened(look.depth.near, width, height, widestSweep(plan) * width);
  const sky = receded(look.masks.sky, width, height, longestDrift(plan) * height);
  const { water, foliage } = look.masks;
  const relief = new Float32Array(width * height * CHANNELS);
  const horizon = (look.horizon ?? 0.6) * height;
  for (let y = 0, at = 0; y < height; y++) {
    const above = Math.max(0, 1 - (y + 0.5) / horizon);
    for (let x = 0; x < width; x++, at++) {
      const side = Math.min(x + 0.5, width - x - 0.5) / width;
      const edge = Math.min(side, (y + 0.5) / height, (height - y - 0.5) / height);
      const rim = smooth(edge / 0.04);
      relief[at * CHANNELS] = near[at]!;
      // Clouds go fastest overhead and stand still at the horizon; they drift far, so that they need a wide rim.
      relief[at * CHANNELS + 1] = sky[at]! * Math.min(1, 1.5 * above) * smooth(side / 0.2);
      relief[at * CHANNELS + 2] = water[at]! * rim;
      relief[at * CHANNELS + 3] = foliage[at]! * rim;
    }
  }
  return relief;
}

/** The widest parallax of the film, nearest against farthest, in frame widths. */
function widestSweep(plan: Plan): number {
  const keys = plan.shots.flatMap((shot) => shot.camera);
  return Math.max(
    ...keys.map(({ truck, pedestal, dolly }) =>
      Math.max(Math.abs(truck), (Math.abs(pedestal) * plan.height) / plan.width, Math.abs(dolly) / 2),
    ),
  );
}

/** Grows what is near by about a third of the sweep (in samples), then blurs until no slope is too steep for it. */
function softened(near: Float32Array, width: number, height: number, sweep: number): Float32Array {
  if (sweep === 0) return near;
  const radius = Math.round(0.35 * sweep);
  let map = grown(near, width, height, radius);
  for (let blur = Math.max(1, radius); ; blur++) {
    map = blurred(blurred(map, width, height, blur), width, height, blur);
    if (steepest(map, width, height) * sweep <= STEEPEST) return map;
  }
}

/**
 * Draws a mask back from its edge, so that what stands before it stays still, with a slope that a shift of that many
 * samples can be spread over.
 */
function receded(mask: Float32Array, width: number, height: number, shift: number): Float32Array {
  if (shift === 0 || mask.every((share) => share === 0)) return mask;
  // Twice a box of 2 b + 1 samples turns a hard edge into a slope of 1 / (2 b + 1) and spreads it over 2 b samples.
  const blur = Math.ceil((shift / STEEPEST - 1) / 2);
  const rest = grown(
    mask.map((share) => 1 - share),
    width,
    height,
    2 * blur,
  );
  const core = rest.map((share) => 1 - share);
  return blurred(blurred(core, width, height, blur), width, height, blur);
}

function grown(map: Float32Array, width: number, height: number, radius: number): Float32Array {
  if (radius === 0) return map;
  const across = highest(map, width, height, 1, width, radius);
  return highest(across, height, width, width, 1, radius);
}

/**
 * The most within ±radius along each line; `step` leads along a line, `stride` from line to line. Blocks as long as the window,
 * the most up to each place from a block's start and from its end: every window is two of these (van Herk 1992).
 */
function highest(
  map: Float32Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  radius: number,
): Float32Array {
  const out = new Float32Array(map.length);
  const size = 2 * radius + 1;
  const padded = Math.ceil((length + 2 * radius) / size) * size;
  const values = new Float32Array(padded);
  const before = new Float32Array(padded);
  const after = new Float32Array(padded);
  for (let line = 0; line < lines; line++) {
    values.fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < length; i++) values[i + radius] = map[line * stride + i * step]!;
    for (let i = 0; i < padded; i++) before[i] = i % size === 0 ? values[i]! : Math.max(before[i - 1]!, values[i]!);
    for (let i = padded - 1; i >= 0; i--) {
      after[i] = i % size === size - 1 ? values[i]! : Math.max(after[i + 1]!, values[i]!);
    }
    for (let i = 0; i < length; i++) out[line * stride + i * step] = Math.max(after[i]!, before[i + size - 1]!);
  }
  return out;
}

function blurred(map: Float32Array, width: number, height: number, radius: number): Float32Array {
  return means(means(map, width, height, 1, width, radius), height, width, width, 1, radius);
}

/** The mean over ±radius along each line, its ends repeated beyond it. */
function means(
  map: Float32Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  radius: number,
): Float32Array {
  const out = new Float32Array(map.length);
  for (let line = 0; line < lines; line++) {
    const read = (i: number) => map[line * stride + Math.min(Math.max(i, 0), length - 1) * step]!;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += read(i);
    for (let i = 0; i < length; i++) {
      out[line * stride + i * step] = sum / (2 * radius + 1);
      sum += read(i + radius + 1) - read(i - radius);
    }
  }
  return out;
}

/** The greatest step between neighbours, either way. */
function steepest(map: Float32Array, width: number, height: number): number {
  let most = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (x > 0) most = Math.max(most, Math.abs(map[at]! - map[at - 1]!));
      if (y > 0) most = Math.max(most, Math.abs(map[at]! - map[at - width]!));
    }
  }
  return most;
}

/** 0 up to 0, 1 from 1, without a corner between. */
function smooth(t: number): number {
  const share = Math.min(Math.max(t, 0), 1);
  return share * share * (3 - 2 * share);
}
