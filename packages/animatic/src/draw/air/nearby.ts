// How things in the air are spread over the distance, and how sharp the lens sees them.
import type { Chance } from '../../sound/chance.ts';

/** The distance that the lens is focused on, and how it blurs what is nearer; the picture's nearest thing is 4 away. */
const FOCUS = 2;
const BLUR = 0.0035;

/** Distances of that many things between two, more of them far away, the farthest first. */
export function distances(chance: Chance, count: number, near: number, far: number): number[] {
  const one = () => chance.between(near ** 1.5, far ** 1.5) ** (2 / 3);
  return Array.from({ length: count }, one).sort((a, b) => b - a);
}

/** How near that is as the relief counts: there is room for weather before the nearest thing, which is 4 away. */
export function nearnessAt(distance: number): number {
  return Math.min(3, 4 / distance);
}

/** Radius of the blur of a point at a distance, in frame heights. */
export function blurAt(distance: number): number {
  return BLUR * Math.abs(1 / distance - 1 / FOCUS);
}

/** Radius (in frame heights) and cover of a thing at a distance, out of focus by its distance from what the lens is on. */
export function focused(radius: number, cover: number, distance: number): { radius: number; cover: number } {
  const own = radius / distance;
  const blurred = Math.hypot(own, blurAt(distance));
  return { radius: blurred, cover: Math.max(0.1, own / blurred) * cover };
}
