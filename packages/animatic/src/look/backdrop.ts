// Who stands before something plain, one or many: what hangs together behind them from the upper edge, and all that is before it.
import type { Segments } from './segments.ts';
import { hanging } from './sky.ts';

/** Middle |Laplacian| up to which a segment may be part of a wall, a cloth or a blurred room. */
const SMOOTH = 0.06;

/** How far it runs along the upper edge and down both sides at least, in shares of them, and how much of the picture it takes up. */
const RUNS = { along: 0.6, down: 0.3, least: 0.15, most: 0.93 };

/** The segments that stand before a plain backdrop; null where there is none. */
export function beforeBackdrop(segments: Segments): Set<number> | null {
  const { width, height, list } = segments;
  const found = hanging(segments, (k) => list[k]!.bend < SMOOTH);
  const runs = { size: 0, along: 0, left: 0, right: 0 };
  for (const k of found) {
    const { size, rim } = list[k]!;
    runs.size += size / (width * height);
    runs.along += rim.top / width;
    runs.left += rim.left / height;
    runs.right += rim.right / height;
  }
  if (runs.along < RUNS.along || Math.min(runs.left, runs.right) < RUNS.down) return null;
  if (runs.size < RUNS.least || runs.size > RUNS.most) return null;
  return new Set([...list.keys()].filter((k) => !found.has(k)));
}
