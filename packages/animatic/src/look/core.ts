// What of a subject is in nearly all pictures of a clip: it is in every other one too, though its outline is open there.
import type { Area } from '../plan/plan.ts';
import type { Blob } from './blob.ts';
import { boxed, mapped, type Plane, planeOf } from './raster.ts';

/**
 * The share of a clip's pictures in which each sample is the subject's, once they lie over each other; how far, in samples, a picture
 * may lie aside of that.
 */
export type Core = { often: Plane; aside: number; above: number };

/** Share of the pictures from which a sample is the subject's in all others. */
const ALWAYS = 0.8;

/** Samples by which a subject may go farther than in the pictures that were judged, and at every how many it is looked for first. */
const FARTHER = 2;
const EVERY = 3;

/** The core of those outlines in planes of that width. */
export function coreOf(blobs: Blob[], width: number, height: number): Core {
  const middle = blobs[blobs.length >> 1]!;
  const often = planeOf(width, height);
  let [aside, above] = [0, 0];
  for (const { mask, left, right, top } of blobs) {
    const dx = Math.round((left + right - middle.left - middle.right) / 2);
    const dy = top - middle.top;
    aside = Math.max(aside, Math.abs(dx));
    above = Math.max(above, Math.abs(dy));
    for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
      for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
        often.values[y * width + x]! += mask[(y + dy) * width + x + dx]! / blobs.length;
      }
    }
  }
  return { often: boxed(often, 1), aside: aside + FARTHER, above: above + FARTHER };
}

/** A mask (0 or 1) of that part of the clip's picture with what is always the subject's, where that lies best over it. */
export function withCore(mask: Plane, { often, aside, above }: Core, part: Area): Plane {
  const { width, height } = mask;
  const columns = Int32Array.from({ length: width }, (_, x) =>
    Math.floor((part.x + ((x + 0.5) / width) * part.width) * often.width),
  );
  const rows = Int32Array.from({ length: height }, (_, y) =>
    Math.floor((part.y + ((y + 0.5) / height) * part.height) * often.height),
  );
  const common = (dx: number, dy: number, every: number): number => {
    let sum = 0;
    for (let y = 0; y < height; y += every) {
      const row = rows[y]! - dy;
      if (row < 0 || row >= often.height) continue;
      for (let x = 0; x < width; x += every) {
        const column = columns[x]! - dx;
        if (column < 0 || column >= often.width) continue;
        sum += (2 * often.values[row * often.width + column]! - 1) * (2 * mask.values[y * width + x]! - 1);
      }
    }
    return sum;
  };
  const bestOf = (x: number, y: number, wide: number, high: number, step: number) => {
    let best = { dx: x, dy: y, sum: common(x, y, 2 * step) };
    for (let dy = y - high; dy <= y + high; dy += step) {
      for (let dx = x - wide; dx <= x + wide; dx += step) {
        const sum = common(dx, dy, 2 * step);
        if (sum > best.sum) best = { dx, dy, sum };
      }
    }
    return best;
  };
  const roughly = bestOf(0, 0, aside, above, EVERY);
  const best = bestOf(roughly.dx, roughly.dy, EVERY - 1, EVERY - 1, 1);
  return mapped(mask, (one, i) => {
    const [column, row] = [columns[i % width]! - best.dx, rows[Math.floor(i / width)]! - best.dy];
    if (one === 1 || column < 0 || column >= often.width || row < 0 || row >= often.height) return one;
    return often.values[row * often.width + column]! >= ALWAYS ? 1 : 0;
  });
}
