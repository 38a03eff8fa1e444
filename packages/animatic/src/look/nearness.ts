// What of a picture is as near as its subject.
import { headOf } from './head.ts';
import type { Look } from './look.ts';
import { boxed, planeOf } from './raster.ts';

/** How much farther than the subject something may be and still be as near, and how far until it is behind. */
const WITH = 0.12;
const BEHIND = 0.34;
/** How far one goes over into the other, in widths. */
const SOFT = 0.035;
/** Of a subject's box, where all is as near as it is, and where that ends: 1 is the middle of each side. */
const HELD = 0.8;
const LET_GO = 1.4;
/** How much higher than its box one may be who stands on the lower edge, whose dark hair was not seen before a dark room, in its heights. */
const TALLER = 0.3;

/** For each sample of the depth map, 1 what is as near as the subject, 0 what is behind it; what is cut out, where it is a subject. */
export function standsNear({ depth, cut, subject_cut, regions }: Look): Float32Array {
  if (cut !== null && subject_cut) return cut;
  const { width, height, near } = depth;
  const { x, y, width: wide, height: high } = regions[0]!;
  const own = near.filter((_, i) => {
    const [across, down] = [(i % width) / width - x, Math.floor(i / width) / height - y];
    return across >= 0 && across <= wide && down >= 0 && down <= high;
  });
  const level = own.toSorted()[Math.floor(0.7 * own.length)] ?? 1;
  const highest = y + high > 1 - SOFT ? Math.max(0, y - TALLER * high) : y;
  const top = Math.min(highest, headOf(regions)?.y ?? highest);
  const away = (i: number) => {
    const [across, down] = [(i % width) / width - x, Math.floor(i / width) / height - top];
    return Math.hypot((2 * across) / wide - 1, (2 * down) / (y + high - top) - 1);
  };
  const shares = near.map((value, i) => {
    const held = Math.max((value - level + BEHIND) / (BEHIND - WITH), (LET_GO - away(i)) / (LET_GO - HELD));
    const share = Math.min(1, Math.max(0, held));
    return share * share * (3 - 2 * share);
  });
  // A guessed depth is patchy: a dark head, or the forehead of a cat, is behind the rest of its subject. All that is in the
  // middle of its box is near, then, and what is sharp goes over into what is not as slowly as on a slope.
  const radius = Math.round(SOFT * width);
  return boxed(boxed(planeOf(width, height, shares), radius), radius).values;
}
