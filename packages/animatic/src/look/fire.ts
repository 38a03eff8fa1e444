// Fire in the picture: flames are brighter than what is around them and of a colour that little else has.
import type { Lab } from './colour.ts';
import type { Region } from './look.ts';
import { boxed, mapped } from './raster.ts';

/** Shares of the picture that its flames take up: less is a spark or a lamp, more is a sunset. */
const LEAST = 0.0015;
const MOST = 0.2;

/** The box of the flames; null when there are none. */
export function fireOf(lab: Lab): Region | null {
  const { width, height } = lab.l;
  const flames = mapped(lab.l, (l, i) => {
    const [a, b] = [lab.a.values[i]!, lab.b.values[i]!];
    return l > 58 && b > 42 && a > 4 && b > 1.2 * a ? 1 : 0;
  });
  // The glow of a flame falls off around a core: a painted wall is even, and a sunset as wide as the picture.
  const dense = boxed(flames, 2).values;
  const around = boxed(lab.l, Math.round(width / 8)).values;
  let [count, left, right, top, bottom] = [0, width, 0, height, 0];
  for (let i = 0; i < dense.length; i++) {
    if (dense[i]! < 0.6 || lab.l.values[i]! < around[i]! + 18) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    count++;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const share = count / dense.length;
  const wide = (right - left + 1) / width;
  const high = (bottom - top + 1) / height;
  // Lamps here and there fill little of the box around them all.
  if (share < LEAST || share > MOST || share < 0.22 * wide * high) return null;
  return { x: left / width, y: top / height, width: wide, height: high, weight: share };
}
