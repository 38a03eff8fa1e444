// What a landscape is made of, and what grows alike in several: grass by its season, woods by their kind.
import type { Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Fall } from './gorge.ts';
import { createNoise } from './noise.ts';
import type { Grass, Wood } from './planting.ts';
import type { Scene } from './scene.ts';
import type { Grove, Season } from './scenery.ts';
import type { Terrain } from './terrain.ts';
import type { Volcano } from './volcano.ts';

/** A terrain, where the horizon lies in the frame (0 top to 1 bottom), and what grows on it. */
export type Landscape = {
  terrain: Terrain;
  horizon: number;
  wood: Wood | null;
  grass: Grass | null;
  /** Where a house has room that trees would else take; in the world's unit. */
  site?: { x: number; z: number };
  /** Where water falls. */
  fall?: Fall;
  volcano?: Volcano;
  /** Whether a way lies there. */
  way?: (x: number, z: number) => boolean;
};

const GRASS: Record<Season, Rgb> = {
  spring: [0.13, 0.25, 0.05],
  summer: [0.11, 0.18, 0.045],
  autumn: [0.26, 0.17, 0.05],
  winter: [0.78, 0.82, 0.88],
};

/** The colour of the ground where grass grows; snow in winter. */
export function grassOf({ season, tints }: Scene): Rgb {
  return season === 'winter' ? GRASS.winter : dyed(GRASS[season], tints.grass?.[0]);
}

const BROAD: Record<Grove, number> = {
  fir: 0,
  broad: 0.9,
  birch: 0.92,
  cypress: 1,
  cherry: 1,
  acacia: 1,
  bamboo: 1,
  palm: 1,
  jungle: 1,
};

/** Trees as they are planted, unless the words want none; `sparse`: how many when little is to be in the picture. */
export function woodOf(scene: Scene, { sparse, ...wood }: Wood & { sparse: number }): Wood | null {
  if (scene.bare) return null;
  return {
    ...wood,
    count: scene.style === 'minimal' ? sparse : wood.count,
    broad: scene.grove === null ? wood.broad : BROAD[scene.grove],
  };
}

/** What of the grass stands out of the snow: straw, in tufts here and there. */
const STRAW: Rgb = [0.2, 0.15, 0.09];
const TUFTED = 0.14;

/** Grass as it is sown; under snow but straw. */
export function sown({ season, seed }: Scene, grass: Grass): Grass {
  if (season !== 'winter') return grass;
  const tufts = createNoise(seed, 'tufts');
  const bare = (x: number, z: number) =>
    tufts(x * 2.5, z * 2.5) < 0.45 || tufts(x * 21 + 7, z * 21) < 0.6 || grass.bare?.(x, z) === true;
  return { ...grass, bare, own: STRAW, high: 0.75 * grass.high, count: Math.round(TUFTED * grass.count), flowers: [] };
}

export function blend(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
