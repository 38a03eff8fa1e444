// Strokes and dabs: what plants, masts and birds are drawn with, hidden by what is nearer.
import type { Canvas } from './canvas.ts';

/** Of a brush: how far away it paints, and what a pixel that it covers belongs to; null leaves both as they are. */
export type Load = { z: number; kind: number | null };

/** A straight stroke from one point (pixels) to another, its breadth running from `from` to `to` (pixels). */
export function stroke(
  canvas: Canvas,
  { z, kind }: Load,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  from: number,
  to: number,
  colour: ArrayLike<number>,
): void {
  const { left, right, width, height } = canvas;
  const reach = Math.max(from, to) + 1;
  if (Math.max(x0, x1) + reach < left || Math.min(x0, x1) - reach > right) return;
  // Along its longer side, so that no row or column of it is left out.
  const steep = Math.abs(y1 - y0) >= Math.abs(x1 - x0);
  const forth = steep ? y0 <= y1 : x0 <= x1;
  const start = steep ? Math.min(y0, y1) : Math.min(x0, x1);
  const run = Math.max(0.001, steep ? Math.abs(y1 - y0) : Math.abs(x1 - x0));
  const b0 = steep ? x0 : y0;
  const rise = (steep ? x1 : y1) - b0;
  const slant = 0.5 * Math.sqrt(1 + (rise / run) ** 2);
  const [first, grown] = [slant * from, slant * (to - from)];
  const [nearer, limit] = steep ? [0, height] : [left, right];
  const [beside, across] = steep ? [left, right] : [0, height];
  const [stepA, stepB] = steep ? [width, 1] : [1, width];
  const end = start + run;
  const last = Math.min(limit, end + 1);
  for (let a = Math.max(nearer, Math.floor(start)); a < last; a++) {
    const along = Math.min(1, Math.max(0, (a + 0.5 - start) / run));
    const share = forth ? along : 1 - along;
    const middle = b0 + rise * share;
    const half = first + grown * share;
    const ends = Math.min(1, a + 1 - start, end + 1 - a);
    if (ends <= 0) continue;
    const [low, high] = [middle - half, middle + half];
    const far = Math.min(across, high);
    for (let b = Math.max(beside, Math.floor(low)); b < far; b++) {
      const covered = Math.min(b + 1, high) - Math.max(b, low);
      if (covered > 0) lay(canvas, a * stepA + b * stepB, covered * ends, z, kind, colour);
    }
  }
}

/** An ellipse with a soft rim; all in pixels. */
export function dab(
  canvas: Canvas,
  { z, kind }: Load,
  x: number,
  y: number,
  wide: number,
  high: number,
  colour: ArrayLike<number>,
): void {
  const { width, height, left, right } = canvas;
  const rim = Math.max(wide, high);
  for (let row = Math.max(0, Math.floor(y - high)); row < Math.min(height, y + high); row++) {
    const v = (row + 0.5 - y) / high;
    for (let column = Math.max(left, Math.floor(x - wide)); column < Math.min(right, x + wide); column++) {
      const u = (column + 0.5 - x) / wide;
      const inside = (1 - Math.sqrt(u * u + v * v)) * rim + 0.5;
      if (inside > 0) lay(canvas, row * width + column, Math.min(1, inside), z, kind, colour);
    }
  }
}

function lay(
  { distance, kind, colour }: Canvas,
  at: number,
  cover: number,
  z: number,
  is: number | null,
  own: ArrayLike<number>,
): void {
  if (distance[at]! < z * 0.999) return;
  const i = 3 * at;
  const share = cover < 1 ? cover : 1;
  colour[i]! += (own[0]! - colour[i]!) * share;
  colour[i + 1]! += (own[1]! - colour[i + 1]!) * share;
  colour[i + 2]! += (own[2]! - colour[i + 2]!) * share;
  if (is === null || share < 0.5) return;
  distance[at] = z;
  kind[at] = is;
}

/** Tones from what lies in shade to what is lit, mixed once so that strokes need only choose: 16 of R, G, B. */
export type Tones = Float32Array;

export function tonesOf(dark: ArrayLike<number>, lit: ArrayLike<number>): Tones {
  const tones = new Float32Array(3 * TONES);
  for (let i = 0; i < 3 * TONES; i++) {
    const c = i % 3;
    tones[i] = dark[c]! + (lit[c]! - dark[c]!) * ((i - c) / 3 / (TONES - 1));
  }
  return tones;
}

const TONES = 16;
const TONE = new Float32Array(3);

/** The tone for a light of 0 to 1. The same array each time. */
export function toneAt(tones: Tones, light: number): Float32Array {
  const at = 3 * Math.min(TONES - 1, Math.max(0, Math.round(light * (TONES - 1))));
  TONE[0] = tones[at]!;
  TONE[1] = tones[at + 1]!;
  TONE[2] = tones[at + 2]!;
  return TONE;
}
