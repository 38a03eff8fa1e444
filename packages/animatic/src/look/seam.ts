// Where a clip comes round: what follows is bent so that everything stands where it stood before, and eases into its own shape.
// Nothing is mixed, so nobody is seen twice.
import { relate } from './flow.ts';
import { mapped, type Plane, planeOf, sampled } from './raster.ts';
import { type SmallPicture, shrunkTo } from './small.ts';

/** How far aside (in shares of the sides) what stood at a place before is found in what follows, and how much lighter it was, as a factor. */
export type Seam = { x: Plane; y: Plane; light: number };

/** The least and the greatest such factor: clips that grow dark come round too. */
const LIGHT = [0.5, 2] as const;

/** Samples of the longer side that pictures are related by. */
const COMPARED = 384;

/** Share of what could be recognised that must have been found again, or nothing is bent. */
const FOUND = 0.35;

/** Moves of less than that many samples are none. */
const STILL = 0.04;

/** Steps between two samples, and the weights of the four about a place at each (Catmull-Rom). */
const PHASES = 64;
const WEIGHTS = Float32Array.from({ length: 4 * PHASES }, (_, i) => {
  const t = (i >> 2) / PHASES;
  return [((2 - t) * t - 1) * t, (3 * t - 5) * t * t + 2, ((4 - 3 * t) * t + 1) * t, (t - 1) * t * t][i & 3]! / 2;
});

/** What stands where the last picture of a clip and the one that it goes on with, of one size, differ; null where they show other things. */
export function seamOf(last: SmallPicture, next: SmallPicture): Seam | null {
  const scale = Math.min(1, COMPARED / Math.max(last.width, last.height));
  const [from, to] = [last, next].map((picture) => {
    const size = { width: scale * picture.width, height: scale * picture.height };
    const { width, height, bytes } = shrunkTo(picture, size, { x: 0, y: 0, width: 1, height: 1 });
    return planeOf(width, height, Float32Array.from(bytes.subarray(0, width * height)));
  }) as [Plane, Plane];
  const { there, found } = relate(from, to);
  if (found < FOUND) return null;
  const { width, height } = there;
  return {
    x: mapped(planeOf(width, height, there.x), (value) => value / width),
    y: mapped(planeOf(width, height, there.y), (value) => value / height),
    light: Math.min(LIGHT[1], Math.max(LIGHT[0], lightOf(from) / lightOf(to))),
  };
}

/** Mean luma above black, at least 1. */
function lightOf({ values }: Plane): number {
  return Math.max(1, values.reduce((sum, value) => sum + value, 0) / values.length - 16);
}

/** A picture after a seam, bent by that share of the way, in those bytes. */
export function bent({ width, height, bytes }: SmallPicture, seam: Seam, share: number, out: Uint8Array): SmallPicture {
  const luma = width * height;
  const lit = (none: number) =>
    Uint8ClampedArray.from({ length: 256 }, (_, value) => none + (value - none) * seam.light ** share);
  bendPlane(bytes, out, width, height, seam, share, lit(16));
  for (const start of [luma, 1.25 * luma]) {
    bendPlane(bytes.subarray(start), out.subarray(start), width / 2, height / 2, seam, share, lit(128));
  }
  return { width, height, bytes: out };
}

/** A mask of it, bent with it. */
export function bentMask(mask: Plane, seam: Seam, share: number): Plane {
  const { width, height } = mask;
  const [across, down] = [seam.x.width / width, seam.x.height / height];
  return mapped(mask, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const [u, v] = [(x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5];
    return sampled(mask, x + share * width * sampled(seam.x, u, v), y + share * height * sampled(seam.y, u, v));
  });
}

/** `lit`: what each value becomes. */
function bendPlane(
  from: Uint8Array,
  to: Uint8Array,
  width: number,
  height: number,
  { x, y }: Seam,
  share: number,
  lit: Uint8ClampedArray,
): void {
  const [columns, rows] = [x.width, x.height];
  const [aside, below] = [new Float32Array(columns + 1), new Float32Array(columns + 1)];
  for (let row = 0, at = 0; row < height; row++) {
    const v = clamp(((row + 0.5) * rows) / height - 0.5, rows - 1);
    const line = Math.min(rows - 2, Math.floor(v));
    for (let column = 0, i = line * columns; column < columns; column++, i++) {
      aside[column] = share * width * (x.values[i]! + (x.values[i + columns]! - x.values[i]!) * (v - line));
      below[column] = share * height * (y.values[i]! + (y.values[i + columns]! - y.values[i]!) * (v - line));
    }
    for (let column = 0; column < width; column++, at++) {
      const u = clamp(((column + 0.5) * columns) / width - 0.5, columns - 1);
      const left = Math.min(columns - 2, Math.floor(u));
      const dx = aside[left]! + (aside[left + 1]! - aside[left]!) * (u - left);
      const dy = below[left]! + (below[left + 1]! - below[left]!) * (u - left);
      const moves = Math.abs(dx) + Math.abs(dy) > STILL;
      const value = moves
        ? read(from, width, height, clamp(column + dx, width - 1), clamp(row + dy, height - 1))
        : from[at]!;
      to[at] = lit[value]!;
    }
  }
}

/** A value between samples. */
function read(plane: Uint8Array, width: number, height: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const across = 4 * Math.floor((x - column) * PHASES);
  const down = 4 * Math.floor((y - row) * PHASES);
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const start = clamp(row + j - 1, height - 1) * width;
    let line = 0;
    for (let i = 0; i < 4; i++) line += WEIGHTS[across + i]! * plane[start + clamp(column + i - 1, width - 1)]!;
    sum += WEIGHTS[down + j]! * line;
  }
  return sum < 0 ? 0 : sum > 255 ? 255 : Math.round(sum);
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
