// Sky, horizon, water and foliage: what may move, and where the ground begins.
import type { Lab } from './colour.ts';
import { laid } from './kernel.ts';
import type { Plane } from './raster.ts';
import { maskOf, type Segment, type Segments } from './segments.ts';
import { skySegments } from './sky.ts';
import { streaksOf } from './streaks.ts';

export type Ground = {
  /** Numbers of the segments that are sky, and of those that are water. */
  skies: Set<number>;
  waters: Set<number>;
  /** 0 (top) to 1 (bottom); null without sky. */
  horizon: number | null;
  /** 1 where there is nothing but sky, else 0; `sky` is the same, soft and keeping clear of everything else. */
  clear: Plane;
  sky: Plane;
  water: Plane;
  foliage: Plane;
};

/** `sharp`: |Laplacian| of luma; `starry`: how full of stars each segment is; `bokeh`: how surely what is behind is out of focus; each 0 to 1. */
export function groundOf(lab: Lab, sharp: Plane, segments: Segments, starry: Float32Array, bokeh: number): Ground {
  const { width, height } = segments;
  const clouds = skySegments(lab, segments, starry, bokeh);
  const skies = new Set([...clouds, ...lightsIn(segments, clouds)]);
  const clear = maskOf(segments, skies);
  const skyline = skylineOf(clear, skies.size > 0);
  const waters = waterSegments(lab, segments, skies, skyline);
  const horizon = horizonOf(skyline, segments, waters);
  const planes = [lab.l, lab.a, lab.b, sharp, maskOf(segments, clouds), maskOf(segments, waters)];
  const { kernel, taken } = laid(planes, 3 * width * height);
  kernel.moving(width, height, (horizon ?? HORIZON) * height);
  return { skies, waters, horizon, clear, sky: taken(4), water: taken(5), foliage: taken(6) };
}

/** Where the horizon is taken to be for waves when there is none, 0 (top) to 1 (bottom). */
const HORIZON = 0.35;

/** Mean of a mask, 0 to 1. */
export function shareOf(mask: Plane): number {
  const { kernel } = laid([mask], 0);
  return kernel.mean(0, mask.values.length);
}

/** Largest share of the picture that a sun or a moon takes up, and how much lighter or warmer (Lab) than its sky it is. */
const LARGEST_LIGHT = 0.036;
const LIGHTER = 7;

/** Sun, moon and stars, and what else has nothing but sky around it: as far as the sky, though it does not drift. */
function lightsIn({ width, height, list }: Segments, clouds: Set<number>): Set<number> {
  const sky = meanOf([...clouds].map((k) => list[k]!));
  if (sky === null) return new Set();
  const rest = new Set([...list.keys()].filter((k) => !clouds.has(k)));
  const lights = touching(rest, list).filter((group) => {
    const members = [...group].map((k) => list[k]!);
    const size = members.reduce((sum, segment) => sum + segment.size, 0);
    if (size > LARGEST_LIGHT * width * height || members.some(({ rim }) => rim.bottom > 0)) return false;
    const { l, a, b } = meanOf(members)!;
    const warm = b > sky.b + 3 * LIGHTER || (a > sky.a + 2 * LIGHTER && b > 20);
    return l > sky.l + LIGHTER || warm || Math.hypot(l - sky.l, a - sky.a, b - sky.b) < 2 * LIGHTER;
  });
  return new Set(lights.flatMap((group) => [...group]));
}

/** Three quarters down the skyline: ridges stand above the horizon, valleys come near it. */
function skylineOf(sky: Plane, exists: boolean): number | null {
  if (!exists) return null;
  const { width, height, values } = sky;
  const lowest: number[] = [];
  for (let x = 0; x < width; x++) {
    let y = height - 1;
    while (y >= 0 && values[y * width + x] === 0) y--;
    if (y >= 0) lowest.push(y);
  }
  lowest.sort((a, b) => a - b);
  return Math.min(0.9, Math.max(0.08, lowest[Math.floor(lowest.length * 0.75)]! / height));
}

/** The line where the skyline or, below it, the farthest water lies. */
function horizonOf(skyline: number | null, segments: Segments, waters: Set<number>): number | null {
  if (waters.size === 0) return skyline;
  const shore = Math.min(...[...waters].map((k) => segments.list[k]!.top)) / segments.height;
  return Math.min(0.9, Math.max(skyline ?? 0, shore - 0.02));
}

/**
 * Width of water in shares of the picture's, and how much more it changes from row to row than along a row, at least. Measured
 * on 40 waters: 1.3 to 3; on snow, distant hills, lacquer and blue walls mostly 0.9 to 1.3.
 */
const UNDER_SKY = { wide: 0.3, streaks: 1.3 };
const UNDER_NOTHING = { wide: 0.7, streaks: 1.4 };
/** The same where it is blue and not far from the sky's colour, as a lake that mirrors its banks. */
const MIRRORING = { streaks: 1.1, unlike: 25 };
/** Its width against its height, in shares of the picture's sides. */
const LEVEL = 0.8;

/**
 * What lies under the horizon in wide horizontal streaks and is blue or mirrors the sky. Waves fall apart into many thin
 * segments, so those that touch are judged together.
 */
function waterSegments(lab: Lab, segments: Segments, skies: Set<number>, skyline: number | null): Set<number> {
  const { width, height, list } = segments;
  const sky = meanOf([...skies].map((k) => list[k]!));
  const line = Math.max(0.38, skyline ?? 0.4) * height;
  const blue = ({ a, b }: Mean) => b < -5 && a < 22 && b < -1.6 * a;
  const could = new Set<number>();
  for (const [k, segment] of list.entries()) {
    const { a, b, y, top } = segment;
    // A shore with its mirror image reaches above the line; water does not.
    if (skies.has(k) || y < line || top < line - 0.08 * height || (b > 4 && a < -3)) continue;
    if (blue(segment) || (sky !== null && unlike(segment, sky) < 14)) could.add(k);
  }
  const chosen = new Set<number>();
  for (const group of touching(could, list)) {
    const members = [...group].map((k) => list[k]!);
    const size = members.reduce((sum, segment) => sum + segment.size, 0);
    const wide =
      (Math.max(...members.map(({ right }) => right)) - Math.min(...members.map(({ left }) => left))) / width;
    const high =
      (Math.max(...members.map(({ bottom }) => bottom)) - Math.min(...members.map(({ top }) => top))) / height;
    const least = skyline === null ? UNDER_NOTHING : UNDER_SKY;
    if (wide < least.wide || wide < LEVEL * high || size < 0.015 * width * height) continue;
    const mean = meanOf(members)!;
    const mirrors = sky !== null && blue(mean) && unlike(mean, sky) < MIRRORING.unlike;
    const streaks = mirrors ? MIRRORING.streaks : least.streaks;
    if (streaksOf(lab.l, segments, group) > streaks) for (const k of group) chosen.add(k);
  }
  return chosen;
}

/** Parts a set of segments into those that hang together. */
function touching(set: Set<number>, list: Segment[]): Set<number>[] {
  const left = new Set(set);
  const groups: Set<number>[] = [];
  for (const start of set) {
    if (!left.has(start)) continue;
    const group = new Set<number>();
    const queue = [start];
    for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
      if (!left.delete(k)) continue;
      group.add(k);
      for (const next of list[k]!.beside.keys()) if (left.has(next)) queue.push(next);
    }
    groups.push(group);
  }
  return groups;
}

type Mean = { l: number; a: number; b: number };

/** Lab distance of water from its sky: it is darker. */
function unlike(water: Mean, sky: Mean): number {
  return Math.hypot((water.l - sky.l) * 0.5, water.a - sky.a, water.b - sky.b);
}

function meanOf(list: Segment[]): Mean | null {
  const size = list.reduce((sum, segment) => sum + segment.size, 0);
  if (size === 0) return null;
  const mean = (field: 'l' | 'a' | 'b') => list.reduce((sum, segment) => sum + segment[field] * segment.size, 0) / size;
  return { l: mean('l'), a: mean('a'), b: mean('b') };
}
