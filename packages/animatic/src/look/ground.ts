// Sky, horizon, water and foliage: what may move, and where the ground begins.
import { laid } from './kernel.ts';
import type { Plane } from './raster.ts';
import { maskOf, meanOf, type Segments, touching } from './segments.ts';
import { skySegments } from './sky.ts';
import type { Clues } from './sky-evidence.ts';
import { stilled } from './straight.ts';
import { waterSegments } from './water.ts';

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

/** `sharp`: |Laplacian| of luma, 0 to 1. */
export function groundOf(clues: Clues, sharp: Plane): Ground {
  const { lab, segments, lines } = clues;
  const { width, height } = segments;
  const clouds = skySegments(clues);
  const skies = new Set([...clouds, ...lightsIn(segments, clouds)]);
  const clear = maskOf(segments, skies);
  const skyline = skylineOf(clear, skies.size > 0);
  const waters = waterSegments(clues, skies, skyline);
  const horizon = horizonOf(skyline, segments, waters);
  const planes = [lab.l, lab.a, lab.b, sharp, maskOf(segments, clouds), maskOf(segments, waters)];
  const { kernel, taken } = laid(planes, 3 * width * height);
  kernel.moving(width, height, (horizon ?? HORIZON) * height);
  const [sky, water, foliage] = [taken(4), taken(5), taken(6)];
  return { skies, waters, horizon, clear, sky: skies.size > 0 ? stilled(sky, lines()) : sky, water, foliage };
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
