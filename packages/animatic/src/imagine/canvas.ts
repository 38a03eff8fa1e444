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
    crater: null,
  };
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
