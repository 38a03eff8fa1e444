// Small rasters: planes of Float32 samples, row by row, and the few filters that reading a picture needs.

import { bench, laid, takenFrom } from './kernel.ts';

/** One channel, `width` × `height` samples, row-major. */
export type Plane = { width: number; height: number; values: Float32Array };

/** Red, green and blue, 0 to 1, gamma as in sRGB. */
export type Colours = [Plane, Plane, Plane];

/** An interleaved 8-bit sRGB picture. */
export type Picture = { width: number; height: number; rgb: Uint8Array };

export function planeOf(width: number, height: number, values: Float32Array = new Float32Array(width * height)): Plane {
  return { width, height, values };
}

export function mapped(plane: Plane, change: (value: number, index: number) => number): Plane {
  const values = new Float32Array(plane.values.length);
  for (let start = 0; start < values.length; start += plane.width) mapRow(plane, values, start, change);
  return planeOf(plane.width, plane.height, values);
}

/**
 * One row of `mapped`. Here and elsewhere in the look a row is a function of its own: a loop that V8 has to compile while it
 * runs is thrown away at its end, and again, which took half of the time that a picture is looked at.
 */
function mapRow(
  plane: Plane,
  values: Float32Array,
  start: number,
  change: (value: number, index: number) => number,
): void {
  for (let i = start, end = start + plane.width; i < end; i++) values[i] = change(plane.values[i]!, i);
}

/**
 * The picture as a frame of `width` × `height` samples shows it, and up to twice as fine, as far as the picture's own
 * size goes.
 */
export function views(picture: Picture, width: number, height: number): { coarse: Colours; fine: Colours } {
  const scale = Math.min(picture.width / width, picture.height / height);
  if (scale < 2) {
    const finer = Math.max(1, scale);
    const fine = covered(picture, Math.round(width * finer), Math.round(height * finer));
    return { coarse: covered(picture, width, height), fine };
  }
  const fine = covered(picture, 2 * width, 2 * height);
  // They still lie at the start of the kernel's memory.
  const behind = 48 * width * height;
  const { kernel, buffer } = bench(behind + 12 * width * height);
  kernel.halve(0, behind, width, height);
  return { coarse: [0, 1, 2].map((plane) => takenFrom(buffer, width, height, plane, behind)) as Colours, fine };
}

/**
 * The part of the picture that covers a frame of `width` × `height` samples, cut at the middle. Each sample is the mean
 * of the area that it covers.
 */
function covered(picture: Picture, width: number, height: number): Colours {
  const row = 3 * picture.width;
  const rows = Math.ceil(Math.min(picture.width / width, picture.height / height)) + 2;
  const { kernel, buffer } = bench(12 * width * height + 48 * (width + 1) + rows * row);
  const strip = new Uint8Array(buffer, kernel.aim(picture.width, picture.height, width, height));
  for (let y = 0; y < height; y++) {
    strip.set(picture.rgb.subarray(kernel.firstRow(y) * row, kernel.endRow(y) * row));
    kernel.shrink(y);
  }
  return [0, 1, 2].map((plane) => takenFrom(buffer, width, height, plane)) as Colours;
}

/** Mean over a square of 2 · radius + 1 samples; at the edges, over what lies inside. */
export function boxed(plane: Plane, radius: number): Plane {
  const size = plane.values.length;
  const { kernel, taken } = laid([plane], 2 * size);
  kernel.box(0, 4 * size, 8 * size, plane.width, plane.height, radius);
  return taken(2);
}

/** Room for the smallest planes on the way to one sample, floats. */
const LEAST = 256;

/** What is known of a plane spread to where it is not, the nearest first: `known` 0 to 1 for each sample. */
export function filledIn(plane: Plane, known: Float32Array): Float32Array {
  const { width, height } = plane;
  const bytes = 4 * width * height;
  const { kernel, taken } = laid([plane, { width, height, values: known }], width * height + LEAST);
  kernel.fill(0, bytes, 2 * bytes, width, height);
  return taken(0).values;
}

/** Room for the kernel to count values by, floats. */
export const COUNTS = 65_536;

/** Stretches so that the given quantiles become 0 and 1; what lies beyond is cut. */
export function stretched(plane: Plane, low: number, high: number): Plane {
  const size = plane.values.length;
  const { kernel, taken } = laid([plane], COUNTS);
  kernel.stretch(0, 4 * size, size, low, high);
  return taken(0);
}

/** The product of two planes of one size, sample by sample. */
export function times(one: Plane, other: Plane): Plane {
  const { kernel, taken } = laid([one, other], 0);
  kernel.times(0, one.values.length);
  return taken(0);
}

/** The plane in another size, each sample the mean of what it covers. */
export function resized(plane: Plane, width: number, height: number): Plane {
  if (plane.width === width && plane.height === height) return plane;
  const [across, down] = [plane.width / width, plane.height / height];
  const [columns, rows] = [Math.ceil(across), Math.ceil(down)];
  return mapped(planeOf(width, height), (_, i) => {
    const [left, top] = [(i % width) * across - 0.5, Math.floor(i / width) * down - 0.5];
    let sum = 0;
    for (let tap = 0; tap < columns * rows; tap++) {
      const x = left + (((tap % columns) + 0.5) / columns) * across;
      sum += sampled(plane, x, top + ((Math.floor(tap / columns) + 0.5) / rows) * down);
    }
    return sum / (columns * rows);
  });
}

/** A plane between its samples; its edges go on beyond it. */
export function sampled({ width, height, values }: Plane, x: number, y: number): number {
  const u = Math.min(Math.max(x, 0), width - 1.001);
  const v = Math.min(Math.max(y, 0), height - 1.001);
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const at = row * width + column;
  const upper = values[at]! + (values[at + 1]! - values[at]!) * (u - column);
  const lower = values[at + width]! + (values[at + width + 1]! - values[at + width]!) * (u - column);
  return upper + (lower - upper) * (v - row);
}
