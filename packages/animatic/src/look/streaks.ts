// Whether something lies in level streaks, as water does and a sky's colours do.
import type { Plane } from './raster.ts';
import type { Segments } from './segments.ts';

/** Change from row to row over change along a row: above 1 where a group of segments lies in horizontal streaks. */
export function streaksOf(luma: Plane, segments: Segments, group: Set<number>): number {
  const { width, height, values } = luma;
  const inside = Uint8Array.from(segments.list, (_, k) => (group.has(k) ? 1 : 0));
  const at = (i: number) => inside[segments.labels[i]!]!;
  let down = 0.01;
  let along = 0.01;
  for (let i = 0; i < width * (height - 1) - 1; i++) {
    if (!at(i) || !at(i + 1) || !at(i + width)) continue;
    along += Math.abs(values[i + 1]! - values[i]!);
    down += Math.abs(values[i + width]! - values[i]!);
  }
  return down / along;
}
