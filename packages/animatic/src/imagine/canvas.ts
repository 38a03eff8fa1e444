// What is painted on: linear light, with how far away every pixel is and what it belongs to.
import type { Region } from '../look/look.ts';
import type { FallingWater } from '../plan/plan.ts';

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

/**
 * Row-major from the top left. `colour`: R, G, B in linear light, 1 is a sunlit white wall. `distance`: along the view's
 * axis, Infinity in the sky; the unit is about a hundred metres outdoors, a metre indoors.
 */
export type Canvas = {
  width: number;
  height: number;
  /** Pixels to the tangent of one of the view's angles. */
  scale: number;
  /** Row of the horizon, which may lie between two rows. */
  horizon: number;
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
export function newCanvas(width: number, height: number, horizon: number): Canvas {
  return {
    width,
    height,
    scale: Math.sqrt(width * height) * 0.92,
    horizon: horizon * height,
    colour: new Float32Array(width * height * 3),
    distance: new Float32Array(width * height).fill(Number.POSITIVE_INFINITY),
    kind: new Uint8Array(width * height),
    falling: null,
    eye: null,
    crater: null,
  };
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

export function mixed(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export function scaled(colour: Rgb, by: number): Rgb {
  return [colour[0] * by, colour[1] * by, colour[2] * by];
}
