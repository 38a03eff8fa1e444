// The guided filter (He, Sun, Tang 2010) with a grey guide: smooths a plane while its edges follow the picture's.
import { laid } from './kernel.ts';
import { mapped, type Plane } from './raster.ts';

/** `evenness`: variance of the guide (0 to 1 squared) below which it counts as flat. */
export function guided(guide: Plane, plane: Plane, radius: number, evenness: number): Plane {
  const { slopes, offsets } = guidance(guide, plane, radius, evenness);
  return mapped(guide, (value, i) => slopes.values[i]! * value + offsets.values[i]!);
}

/** How the guide makes the plane around each sample: guide × slope + offset. A finer guide may be put in its place. */
export function guidance(
  guide: Plane,
  plane: Plane,
  radius: number,
  evenness: number,
): { slopes: Plane; offsets: Plane } {
  const { width, height } = guide;
  const bytes = 4 * width * height;
  const { kernel, taken } = laid([plane, guide], 7 * width * height);
  kernel.guide(0, bytes, 2 * bytes, 3 * bytes, 4 * bytes, width, height, radius, evenness);
  return { slopes: taken(2), offsets: taken(3) };
}
