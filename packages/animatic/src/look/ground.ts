// Sky, horizon, water and foliage: what may move, and where the ground begins.
import type { Lab } from './colour.ts';
import { laid } from './kernel.ts';
import type { Plane } from './raster.ts';
import { maskOf, type Segment, type Segments } from './segments.ts';

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

export function groundOf(lab: Lab, sharp: Plane, segments: Segments): Ground {
  const { width, height } = segments;
  const clouds = skySegments(segments);
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

/** The colours of a sky: blue, overcast, night, and the glow of a low sun. */
function skyColour(segment: Segment): 'blue' | 'pale' | 'dark' | 'glow' | null {
  const { l, a, b } = segment;
  const chroma = Math.hypot(a, b);
  if (b < -6 && a < 16 && l > 10) return 'blue';
  if (l > 66 && chroma < 14 && b < 4) return 'pale';
  if (l < 26 && chroma < 20) return 'dark';
  if (l > 40 && b > 5 && a > -6 && chroma > 10) return 'glow';
  // Between the blue above and the glow below it is pink.
  if (l > 50 && a > 8 && a < 30 && Math.abs(b) <= 8) return 'glow';
  return null;
}

/**
 * Smooth segments of a sky's colour that hang together from the top, and the clouds among them, when they cover enough of
 * it to be a sky rather than a wall.
 */
function skySegments(segments: Segments): Set<number> {
  const { width, height, list } = segments;
  const could = (k: number) => {
    const { y, bottom } = list[k]!;
    return skyColour(list[k]!) !== null && y < 0.65 * height && bottom < 0.97 * height;
  };
  const smooth = (k: number) => could(k) && list[k]!.bend < SMOOTH;
  const found = new Set<number>();
  const queue = list.flatMap((segment, k) => (segment.rim.top > 0 && smooth(k) ? [k] : []));
  for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
    if (found.has(k)) continue;
    found.add(k);
    for (const next of list[k]!.beside.keys()) {
      const step = Math.hypot(list[k]!.l - list[next]!.l, list[k]!.a - list[next]!.a, list[k]!.b - list[next]!.b);
      if (!found.has(next) && smooth(next) && step < SKY_STEP) queue.push(next);
    }
  }
  if (
    !isSky(
      [...found].map((k) => list[k]!),
      width,
      height,
    )
  )
    return new Set();
  for (const k of list.keys())
    if (!found.has(k) && could(k) && list[k]!.bend < CLOUDY && isAmong(list[k]!, found)) found.add(k);
  return found;
}

/** Middle |Laplacian| of a clear sky (measured 0.002 to 0.009; a painted wall 0.023) and of clouds (to 0.06). */
const SMOOTH = 0.014;
const CLOUDY = 0.07;
/** Lab distance from one part of a sky to the next. */
const SKY_STEP = 28;

/** Whether sky and the upper edge make up most of a segment's outline: so do they with clouds, not with mountains. */
function isAmong(segment: Segment, skies: Set<number>): boolean {
  let whole = segment.rim.top + segment.rim.left + segment.rim.right;
  let sky = whole;
  for (const [other, length] of segment.beside) {
    whole += length;
    if (skies.has(other)) sky += length;
  }
  return sky > 0.65 * whole;
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

function isSky(chosen: Segment[], width: number, height: number): boolean {
  const sum = (of: (segment: Segment) => number) => chosen.reduce((total, segment) => total + of(segment), 0);
  const size = sum((segment) => segment.size);
  const blue = sum((segment) => (skyColour(segment) === 'blue' ? segment.size : 0));
  const top = sum((segment) => segment.rim.top) / width;
  const sides = sum((segment) => segment.rim.left + segment.rim.right) / (2 * height);
  // No wall is blue as often as a sky is; a grey or glowing sky must reach from side to side.
  return size > 0.05 * width * height && top > 0.45 && (blue > 0.4 * size || (top > 0.75 && sides > 0.15));
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
 * What lies under the horizon in wide horizontal streaks and is blue or mirrors the sky. Waves fall apart into many thin
 * segments, so those that touch are judged together.
 */
function waterSegments(lab: Lab, segments: Segments, skies: Set<number>, skyline: number | null): Set<number> {
  const { width, height, list } = segments;
  const sky = meanOf([...skies].map((k) => list[k]!));
  const line = Math.max(0.38, skyline ?? 0.4) * height;
  const blue = ({ a, b }: Segment) => b < -5 && a < 22 && b < -1.6 * a;
  const could = new Set<number>();
  for (const [k, segment] of list.entries()) {
    const { l, a, b, y, top } = segment;
    // A shore with its mirror image reaches above the line; water does not.
    if (skies.has(k) || y < line || top < line - 0.08 * height || (b > 4 && a < -3)) continue;
    const mirror = sky !== null && Math.hypot((l - sky.l) * 0.5, a - sky.a, b - sky.b) < 14;
    if (blue(segment) || mirror) could.add(k);
  }
  const chosen = new Set<number>();
  for (const group of touching(could, list)) {
    const members = [...group].map((k) => list[k]!);
    const size = members.reduce((sum, segment) => sum + segment.size, 0);
    const blueness = members.reduce((sum, segment) => sum + (blue(segment) ? segment.size : 0), 0) / size;
    const wide =
      (Math.max(...members.map(({ right }) => right)) - Math.min(...members.map(({ left }) => left))) / width;
    const streaky = streaksOf(lab.l, segments, group) > (blueness > 0.5 ? 1.05 : 1.25);
    if (streaky && wide > (skyline === null ? 0.7 : 0.3) && size > 0.015 * width * height)
      for (const k of group) chosen.add(k);
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

function meanOf(list: Segment[]): { l: number; a: number; b: number } | null {
  const size = list.reduce((sum, segment) => sum + segment.size, 0);
  if (size === 0) return null;
  const mean = (field: 'l' | 'a' | 'b') => list.reduce((sum, segment) => sum + segment[field] * segment.size, 0) / size;
  return { l: mean('l'), a: mean('a'), b: mean('b') };
}

/** Change from row to row over change along a row: above 1 where a group of segments lies in horizontal streaks. */
function streaksOf(luma: Plane, segments: Segments, group: Set<number>): number {
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
