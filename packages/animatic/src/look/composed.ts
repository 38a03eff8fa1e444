// A picture in the frame's shape: cut where it loses least of what the eye goes to, or whole where it would lose too much.
import type { Area } from '../plan/plan.ts';
import { extended } from './extended.ts';
import { headOf, upperPart } from './head.ts';
import { glanceAt, type Region } from './look.ts';
import type { Picture } from './raster.ts';

/** Shapes that differ by less than that are cut at the middle: nobody sees it. */
const ALIKE = 0.04;

/** Places that are tried, and what it costs to leave the middle for an edge, in shares of everything worth seeing. */
const TRIES = 40;
const LEAVING = 0.12;

/** Of what stands, the share that is its head when nothing else says so; how much more a head is worth than all of it. */
const HEAD = 0.35;
const WORTH = 2;

/**
 * Share of the main thing that a cut must hold: less of its height, since its head is in that; and of all that is worth seeing.
 * The upper half of a portrait is enough when it has the head.
 */
const HELD = { upright: 0.5, across: 0.66, all: 0.4, half: 0.5, head: 0.95 };

/**
 * Share of an upright picture's height below which a wide frame shows it whole: of somebody who stands there, a cut that low has
 * mostly missed the head. Across there is more than one place worth seeing.
 */
const LOWEST = 0.4;

/**
 * A picture in the frame's shape: its part that keeps the subject, upright heads before feet, with the same pixels; or where
 * the subject would be lost, all of it, going on out of focus.
 */
export function composed(picture: Picture, frame: { width: number; height: number }): Picture {
  const found = bestCut(picture, frame);
  if (found === null) return picture;
  return found.holds ? cut(picture, found.area) : extended(picture, frame.width / frame.height);
}

/** A picture in the frame's shape, by its part alone that loses least: what a film ends with fills the frame. */
export function covering(picture: Picture, frame: { width: number; height: number }): Picture {
  const found = bestCut(picture, frame);
  return found === null ? picture : cut(picture, found.area);
}

/** Whether two shapes are the same to the eye. */
export function isAlike(a: { width: number; height: number }, b: { width: number; height: number }): boolean {
  return Math.abs(Math.log(a.width / a.height / (b.width / b.height))) < ALIKE;
}

/**
 * The part of a picture, of the frame's shape, that loses least of what the eye goes to, and whether it holds enough of it; null
 * where the shapes are alike.
 */
export function bestCut(
  picture: Picture,
  frame: { width: number; height: number },
): { area: Area; holds: boolean } | null {
  if (isAlike(picture, frame)) return null;
  const wide = picture.width / picture.height / (frame.width / frame.height);
  const { regions } = glanceAt(picture, picture);
  const share = Math.min(wide, 1 / wide);
  const start = bestStart(parts(regions), share, wide > 1);
  const area = wide > 1 ? { x: start, y: 0, width: share, height: 1 } : { x: 0, y: start, width: 1, height: share };
  return { area, holds: holds(regions, start, share, wide > 1) };
}

/** Whether a window that begins there shows enough. */
function holds(regions: Region[], start: number, share: number, sideways: boolean): boolean {
  const seen = ({ x, y, width, height }: Region) => {
    const [from, length] = sideways ? [x, width] : [y, height];
    return Math.max(0, Math.min(from + length, start + share) - Math.max(from, start)) / length;
  };
  const held = regions.map(seen);
  const head = headOf(regions);
  if (!sideways && share >= HELD.half && head !== null && seen(head) > HELD.head) return true;
  if (!sideways && share < LOWEST) return false;
  const weights = regions.map(({ weight }) => weight);
  const whole = weights.reduce((sum, weight) => sum + weight, 1e-9);
  const all = held.reduce((sum, part, i) => sum + part * weights[i]!, 0) / whole;
  const least = sideways ? HELD.across : HELD.upright;
  return (held[0] ?? 1) >= least && all >= HELD.all;
}

/** The regions, and once more the head of what stands there: nobody misses feet. */
function parts(regions: Region[]): Region[] {
  const [main] = regions;
  if (main === undefined || main.height < 0.6 * main.width) return regions;
  // Of what reaches the upper edge, be it by a bar of the wall behind, the head is where there is most to see.
  const rich = main.y < 0.01 ? upperPart(regions) : null;
  const head = headOf(regions) ?? rich ?? { ...main, height: main.height * HEAD };
  return [...regions, { ...head, weight: main.weight * WORTH }];
}

/** Where a window of that share of a side begins, so that it holds the most. */
function bestStart(regions: Region[], share: number, sideways: boolean): number {
  const whole = regions.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const room = 1 - share;
  let [best, most] = [room / 2, Number.NEGATIVE_INFINITY];
  for (let i = 0; i <= TRIES; i++) {
    const start = (room * i) / TRIES;
    let held = -LEAVING * Math.abs((2 * i) / TRIES - 1);
    for (const { x, y, width, height, weight } of regions) {
      const [from, length] = sideways ? [x, width] : [y, height];
      const seen = Math.min(from + length, start + share) - Math.max(from, start);
      held += (weight / whole) * Math.max(0, seen / length) ** 1.5;
    }
    if (held > most + 1e-9) [best, most] = [start, held];
  }
  return best;
}

function cut(picture: Picture, area: Area): Picture {
  const [left, top] = [Math.round(area.x * picture.width), Math.round(area.y * picture.height)];
  const width = Math.max(1, Math.round(area.width * picture.width));
  const height = Math.max(1, Math.round(area.height * picture.height));
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const at = ((top + row) * picture.width + left) * 3;
    rgb.set(picture.rgb.subarray(at, at + width * 3), row * width * 3);
  }
  return { width, height, rgb };
}
