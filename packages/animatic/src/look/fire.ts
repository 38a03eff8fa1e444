// Fire in the picture: flames are brighter than what is around them and of a colour that little else has.
import type { Lab } from './colour.ts';
import { laid } from './kernel.ts';
import type { Region } from './look.ts';

/** Shares of the picture that its flames take up: less is a spark or a lamp, more is a sunset. */
const LEAST = 0.0015;
const MOST = 0.2;

/** What the kernel finds: samples, and their box. */
type FoundFire = [count: number, left: number, right: number, top: number, bottom: number];
const FOUND = 5;

/** The box of the flames; null when there are none. */
export function fireOf({ l, a, b }: Lab): Region | null {
  const { width, height } = l;
  const size = width * height;
  const { kernel, buffer } = laid([l, a, b], 3 * size + FOUND);
  kernel.burn(width, height);
  const [count, left, right, top, bottom] = new Int32Array(buffer, 24 * size, FOUND) as unknown as FoundFire;
  const share = count / size;
  const wide = (right - left + 1) / width;
  const high = (bottom - top + 1) / height;
  // Lamps here and there fill little of the box around them all.
  if (share < LEAST || share > MOST || share < 0.22 * wide * high) return null;
  return { x: left / width, y: top / height, width: wide, height: high, weight: share };
}
