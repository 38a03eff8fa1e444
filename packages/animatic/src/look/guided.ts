// The guided filter (He, Sun, Tang 2010) with a grey guide: smooths a plane while its edges follow the picture's.
import { boxed, mapped, type Plane } from './raster.ts';

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
  const product = (a: Plane, b: Plane) => mapped(a, (value, i) => value * b.values[i]!);
  const meanGuide = boxed(guide, radius);
  const mean = boxed(plane, radius);
  const covariance = boxed(product(guide, plane), radius);
  const square = boxed(product(guide, guide), radius);
  const slope = mapped(covariance, (value, i) => {
    const middle = meanGuide.values[i]!;
    return (value - middle * mean.values[i]!) / (square.values[i]! - middle * middle + evenness);
  });
  const offset = mapped(mean, (value, i) => value - slope.values[i]! * meanGuide.values[i]!);
  return { slopes: boxed(slope, radius), offsets: boxed(offset, radius) };
}
