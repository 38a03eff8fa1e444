// Small rasters: planes of Float32 samples, row by row, and the few filters that reading a picture needs.

import { laid } from './kernel.ts';

/** One channel, `width` × `height` samples, row-major. */
export type Plane = { width: number; height: number; values: Float32Array };

/** Red, green and blue, 0 to 1, gamma as in sRGB. */
export type Colours = [Plane, Plane, Plane];

/** An interleaved 8-bit sRGB picture. */
export type Picture = { width: number; height: number; rgb: Uint8Array };

export function planeOf(width: number, height: number, values = new Float32Array(width * height)): Plane {
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
  return { coarse: fine.map(halved) as Colours, fine };
}

function halved(plane: Plane): Plane {
  const half = planeOf(plane.width / 2, plane.height / 2);
  for (let i = 0; i < half.values.length; i++) {
    const at = 2 * (i % half.width) + 2 * Math.floor(i / half.width) * plane.width;
    const below = at + plane.width;
    const { values } = plane;
    half.values[i] = (values[at]! + values[at + 1]! + values[below]! + values[below + 1]!) / 4;
  }
  return half;
}

/**
 * The part of the picture that covers a frame of `width` × `height` samples, cut at the middle. Each sample is the mean
 * of the area that it covers.
 */
function covered(picture: Picture, width: number, height: number): Colours {
  const scale = Math.min(picture.width / width, picture.height / height);
  const columns = cells(width, scale, (picture.width - width * scale) / 2, picture.width);
  const rows = cells(height, scale, (picture.height - height * scale) / 2, picture.height);
  const planes: Colours = [planeOf(width, height), planeOf(width, height), planeOf(width, height)];
  const line = new Float32Array(width * 3);
  const sums = new Float32Array(width * 3);
  for (let y = 0; y < height; y++) {
    const { from, to, first, last } = rows[y]!;
    sums.fill(0);
    for (let j = from; j < to; j++) {
      const weight = j === from ? first : j === to - 1 ? last : 1;
      shrinkRow(picture, j, columns, line);
      addRow(sums, line, weight);
    }
    parted(planes, y * width, sums, 1 / (255 * scale * scale));
  }
  return planes;
}

function addRow(sums: Float32Array, line: Float32Array, weight: number): void {
  for (let i = 0; i < line.length; i++) sums[i]! += weight * line[i]!;
}

/** A row of R, G, B into planes of their own. */
function parted([red, green, blue]: Colours, start: number, row: Float32Array, share: number): void {
  for (let i = 0, at = start; i < row.length; i += 3, at++) {
    red.values[at] = row[i]! * share;
    green.values[at] = row[i + 1]! * share;
    blue.values[at] = row[i + 2]! * share;
  }
}

/** Source samples of one target sample, `from` to `to`, and how much of the first and of the last it covers. */
type Cell = { from: number; to: number; first: number; last: number };

function cells(count: number, scale: number, offset: number, limit: number): Cell[] {
  return Array.from({ length: count }, (_, i) => {
    const start = Math.max(0, offset + i * scale);
    const end = Math.min(limit, offset + (i + 1) * scale);
    const from = Math.min(limit - 1, Math.floor(start));
    const to = Math.max(from + 1, Math.ceil(end - 1e-9));
    const whole = to - from === 1;
    return { from, to, first: whole ? scale : from + 1 - start, last: end - (to - 1) };
  });
}

function shrinkRow(picture: Picture, row: number, columns: Cell[], line: Float32Array): void {
  const { rgb } = picture;
  const base = row * picture.width * 3;
  for (let x = 0; x < columns.length; x++) {
    const { from, to, first, last } = columns[x]!;
    let at = base + from * 3;
    let red = rgb[at]! * first;
    let green = rgb[at + 1]! * first;
    let blue = rgb[at + 2]! * first;
    for (let i = from + 1; i < to; i++) {
      at += 3;
      const weight = i === to - 1 ? last : 1;
      red += rgb[at]! * weight;
      green += rgb[at + 1]! * weight;
      blue += rgb[at + 2]! * weight;
    }
    line[x * 3] = red;
    line[x * 3 + 1] = green;
    line[x * 3 + 2] = blue;
  }
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

/** Stretches so that the given quantiles become 0 and 1; what lies beyond is cut. */
export function stretched(plane: Plane, low: number, high: number): Plane {
  const sorted = plane.values.toSorted();
  const bottom = sorted[Math.floor((sorted.length - 1) * low)]!;
  const range = sorted[Math.floor((sorted.length - 1) * high)]! - bottom;
  return mapped(plane, (value) => (range < 1e-6 ? 0 : Math.min(1, Math.max(0, (value - bottom) / range))));
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
