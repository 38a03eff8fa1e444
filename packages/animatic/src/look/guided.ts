// The guided filter (He, Sun, Tang 2010) with a grey guide: smooths a plane while its edges follow the picture's.
import { bench } from './kernel.ts';
import { mapped, type Plane, planeOf } from './raster.ts';

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
  const count = width * height;
  const { kernel, buffer } = bench(4 * count * 9);
  const at = (index: number) => new Float32Array(buffer, 4 * count * index, count);
  at(0).set(plane.values);
  at(1).set(guide.values);
  const [by, slopes, offsets, room] = [4 * count, 8 * count, 12 * count, 16 * count];
  kernel.guide(0, by, slopes, offsets, room, width, height, radius, evenness);
  const taken = (index: number) => planeOf(width, height, new Float32Array(at(index)));
  return { slopes: taken(2), offsets: taken(3) };
}
