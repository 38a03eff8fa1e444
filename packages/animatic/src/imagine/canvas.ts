// What is painted on: linear light, with how far away every pixel is and what it belongs to.
import type { Region } from '../look/look.ts';
import type { FallingWater } from '../plan/plan.ts';
import { Hands } from './hands.ts';

export type Rgb = readonly [number, number, number];

/** What a pixel belongs to. */
export const SKY = 0;
export const LAND = 1;
export const WATER = 2;
export const LEAVES = 3;
/** Sun, moon and birds: as far as the sky, but they do not drift with its clouds. */
export const STILL = 4;
/** Water that falls. */
export const FALL = 5;

/** What a canvas is made of: its size in pixels, room for all its planes, and who paints on it. */
export type Sheet = { width: number; height: number; memory: SharedArrayBuffer; hands: Hands };

/** Bytes of the planes for each pixel, and of what steps need besides: for each pixel, and for any size. */
const PLANES = 17;
const SPARE = { pixel: 4, least: 1 << 20 };

/** A sheet of that size; without hands, for one who paints alone. */
export function newSheet(width: number, height: number, hands = new Hands()): Sheet {
  const bytes = (PLANES + SPARE.pixel) * width * height + SPARE.least;
  return { width, height, memory: new SharedArrayBuffer(bytes), hands };
}

/**
 * Row-major from the top left. `colour`: R, G, B in linear light, 1 is a sunlit white wall. `distance`: along the view's
 * axis, Infinity in the sky; the unit is about a hundred metres outdoors, a metre indoors.
 */
export type Canvas = Sheet & {
  /** Pixels to the tangent of one of the view's angles. */
  scale: number;
  /** Row of the horizon, which may lie between two rows. */
  horizon: number;
  /** Columns between which brushes paint. */
  left: number;
  right: number;
  colour: Float32Array;
  distance: Float32Array;
  kind: Uint8Array;
  /** Where water falls in it. */
  falling: FallingWater | null;
  /** Of what was asked for, the thing that the eye goes to. */
  eye: Region | null;
  /** What burns in it, from which embers and smoke rise. */
  crater: Region | null;
};

/** `horizon`: 0 (top) to 1 (bottom). Any shape of frame sees about as much of the world as 16:9 does. */
export function newCanvas(sheet: Sheet, horizon: number): Canvas {
  const { width, height, memory, hands } = sheet;
  const size = width * height;
  const canvas: Canvas = {
    ...sheet,
    scale: Math.sqrt(size) * 0.92,
    horizon: horizon * height,
    left: 0,
    right: width,
    colour: new Float32Array(memory, 0, 3 * size),
    distance: new Float32Array(memory, 12 * size, size),
    kind: new Uint8Array(memory, 16 * size, size),
    falling: null,
    eye: null,
    crater: null,
  };
  // Another picture may have been there before.
  hands.each(0, height, (row) => {
    const [from, to] = [row * width, (row + 1) * width];
    canvas.colour.fill(0, 3 * from, 3 * to);
    canvas.distance.fill(Number.POSITIVE_INFINITY, from, to);
    canvas.kind.fill(SKY, from, to);
  });
  return canvas;
}

/**
 * Gives floats and bytes of what a sheet has besides its planes, from its start, the same to all hands and with anything in them. For
 * one purpose at a time: whoever asks next gets the same.
 */
export function spareOf({ width, height, memory }: Sheet): {
  floats(length: number): Float32Array;
  words(length: number): Uint16Array;
  bytes(length: number): Uint8Array;
} {
  let at = Math.ceil((PLANES * width * height) / 4) * 4;
  const take = (bytes: number) => {
    const start = at;
    at += Math.ceil(bytes / 4) * 4;
    return start;
  };
  return {
    floats: (length) => new Float32Array(memory, take(4 * length), length),
    words: (length) => new Uint16Array(memory, take(2 * length), length),
    bytes: (length) => new Uint8Array(memory, take(length), length),
  };
}

/**
 * A step in which each hand paints a strip of the canvas from top to bottom with brushes; `paint` is called for the strips. They
 * are as broad as makes them equally much work, given what is to be painted at which column and how much work it is.
 */
export function inStrips<What extends { x: number }>(
  canvas: Canvas,
  what: readonly What[],
  workOf: (one: What) => number,
  paint: (strip: Canvas) => void,
): void {
  const { width, hands } = canvas;
  const sorted = what.toSorted((a, b) => a.x - b.x);
  const whole = sorted.reduce((sum, one) => sum + workOf(one), 0);
  const borders = [0];
  let sum = 0;
  for (const one of sorted) {
    sum += workOf(one);
    if (borders.length < hands.count && sum * hands.count >= whole * borders.length)
      borders.push(Math.min(width, Math.max(0, Math.round(one.x))));
  }
  // As many as hands, always: whoever is so late that all is painted may find other things in the spare memory.
  while (borders.length <= hands.count) borders.push(width);
  const strips = borders.slice(1).map((right, i) => ({ ...canvas, left: borders[i]!, right }));
  hands.each(0, strips.length, (i) => paint(strips[i]!), 1);
}

/** Sides of what the eye goes to, at least: of a small thing it takes in some of what is around. */
const TAKEN_IN = { width: 0.14, height: 0.22 };

/** Notes that the eye goes to a box, in pixels; what of it is beyond the canvas is left out. */
export function noteEye(canvas: Canvas, ...box: [left: number, top: number, right: number, bottom: number]): void {
  const [left, top, right, bottom] = box.map((at, i) =>
    Math.min(i % 2 === 0 ? canvas.width : canvas.height, Math.max(0, at)),
  ) as typeof box;
  const [x, y] = [(left + right) / 2 / canvas.width, (top + bottom) / 2 / canvas.height];
  const width = Math.min(1, Math.max(TAKEN_IN.width, (right - left) / canvas.width));
  const height = Math.min(1, Math.max(TAKEN_IN.height, (bottom - top) / canvas.height));
  const within = (middle: number, size: number) => Math.min(1 - size, Math.max(0, middle - size / 2));
  canvas.eye = { x: within(x, width), y: within(y, height), width, height, weight: 0.2, asked: true };
}

/** Lays a colour over a pixel, `cover` 0 to 1. */
export function lay(canvas: Canvas, at: number, cover: number, red: number, green: number, blue: number): void {
  const { colour } = canvas;
  const i = 3 * at;
  colour[i] += (red - colour[i]) * cover;
  colour[i + 1] += (green - colour[i + 1]) * cover;
  colour[i + 2] += (blue - colour[i + 2]) * cover;
}

export function added([r, g, b]: Rgb, [red, green, blue]: Rgb): Rgb {
  return [r + red, g + green, b + blue];
}

export function mixed(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export function scaled(colour: Rgb, by: number): Rgb {
  return [colour[0] * by, colour[1] * by, colour[2] * by];
}
