// The guided filter (He, Sun, Tang 2010) with a grey guide: smooths a plane while its edges follow the picture's.
import { laid } from './kernel.ts';
import type { Plane } from './raster.ts';

/** `evenness`: variance of the guide (0 to 1 squared) below which it counts as flat. */
export function guided(guide: Plane, plane: Plane, radius: number, evenness: number): Plane {
  const { width, height } = guide;
  const { kernel, taken } = laid([plane, guide], 7 * width * height);
  kernel.guided(0, width, height, radius, evenness);
  return taken(0);
}
