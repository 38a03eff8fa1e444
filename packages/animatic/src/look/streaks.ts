// Whether something lies in level streaks, as water does and a sky's colours do.
import { laid } from './kernel.ts';
import type { Plane } from './raster.ts';
import { maskOf, type Segments } from './segments.ts';

/** Change from row to row over change along a row: above 1 where a group of segments lies in horizontal streaks. */
export function streaksOf(luma: Plane, segments: Segments, group: Set<number>): number {
  const { kernel } = laid([luma, maskOf(segments, group)], 0);
  return kernel.streaks(0, luma.width, luma.height);
}
