// Five places as terrain: where their ground rises and what covers it.
import { between, chance } from '../plan/chance.ts';
import type { Rgb } from './canvas.ts';
import { createNoise, layered, type Noise, ridged, smooth } from './noise.ts';
import type { Grass, Wood } from './planting.ts';
import type { Scene } from './scene.ts';
import type { Season } from './scenery.ts';
import type { Terrain } from './terrain.ts';

/** A terrain, where the horizon lies in the frame (0 top to 1 bottom), and what grows on it. */
export type Landscape = { terrain: Terrain; horizon: number; wood: Wood | null; grass: Grass | null };

const GRASS: Record<Season, Rgb> = {
  spring: [0.13, 0.25, 0.05],
  summer: [0.11, 0.18, 0.045],
  autumn: [0.26, 0.17, 0.05],
  winter: [0.78, 0.82, 0.88],
};

/** A lake in a valley, ridges to both sides and one great mountain behind it. */
export function lakeAndMountains(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'mountains');
  const bend = between(seed, 'valley bend', -0.9, 0.9);
  const hand = chance(seed, 'shore') < 0.5 ? -1 : 1;
  const peak = {
    x: -hand * between(seed, 'peak x', 1.5, 5),
    z: between(seed, 'peak z', 27, 34),
    high: between(seed, 'peak', 8.5, 11),
  };
  const start = between(seed, 'terrain', 0, 200);
  const end = between(seed, 'lake end', 11, 15);
  const tall = scene.level ? 0.12 : 1;
  const heightAt = (x: number, z: number, octaves: number): number => {
    const off = Math.abs(x - bend * Math.sin(z * 0.22));
    // A river winds through meadows that a lake would cover.
    const winding = Math.abs(x - 0.4 * hand - (0.5 + 0.1 * z) * bend * Math.sin(0.55 * z + start));
    const banks = scene.river ? 0.39 * smooth(0.2 + 0.02 * z, 0.55 + 0.08 * z, winding) : 0;
    const side = smooth(1 + z * 0.13, 6.5 + z * 0.32, off);
    const beyond = smooth(end, end + 14, z);
    const slope =
      (scene.river ? 0.05 + 0.17 * smooth(3, 12, z) : 0.22) +
      tall * 3.3 * side * (0.35 + 0.65 * smooth(1, 12, z)) +
      tall * 1.5 * beyond;
    const shore = scene.river ? 0 : smooth(2.2, 0.5, z + 0.8 * x * hand + 0.7);
    // Most of the lake is too deep for any roughness to reach its surface.
    if (shore === 0 && banks === 0 && slope < 0.35 && z < end) return -0.2;
    const rough = ridged(noise, x * 0.15 + start, z * 0.15, octaves);
    let height = rough * slope + banks - 0.36;
    if (z > end) {
      const away = Math.hypot((x - peak.x) * 0.9, z - peak.z);
      height += tall * peak.high * Math.exp(-away / 6.2) * (0.5 + 0.75 * rough) * smooth(end, end + 10, z);
    }
    if (shore === 0) return height;
    const stones = 0.5 + layered(noise, x * 2.2, z * 2.2, Math.min(6, octaves));
    const foot = shore * (0.1 + 0.16 * smooth(0.1, 1.2, -x * hand)) * stones;
    return height + foot + 0.34 * smooth(0, 1.5, foot * 10);
  };
  const cold = scene.season === 'winter';
  return {
    terrain: {
      eye: scene.river ? 0.33 : 0.24,
      heightAt,
      cover: alpine(scene, noise, cold ? 0.25 : between(seed, 'snow line', 2.4, 3.6)),
      wet: true,
      nearest: 0.34,
      farthest: 60,
    },
    horizon: 0.61,
    wood: scene.bare
      ? null
      : {
          count: scene.style === 'minimal' ? 500 : 7000,
          high: [0.16, 0.34],
          from: 1.1,
          to: 34,
          dense: 1.5,
          room: (_x, z, ground) => ground > 0.03 && ground < 1.5 - 0.01 * z,
          broad: scene.season === 'autumn' ? 0.35 : 0.06,
        },
    grass: cold ? null : { high: 0.02, own: GRASS[scene.season], count: 18000, flowers: [], share: 0, spikes: false },
  };
}

const STONE: Rgb = [1.06, 1, 0.98];
const SAND: Rgb = [0.17, 0.15, 0.12];
const SNOW: Rgb = [0.86, 0.89, 0.95];
const WOODS: Rgb = [0.034, 0.052, 0.026];

/** Rock, above it snow, below it woods and grass, sand at the water. */
function alpine(scene: Scene, noise: Noise, snowLine: number): Terrain['cover'] {
  const grass = GRASS[scene.season];
  const cold = scene.season === 'winter';
  return (x, z, height, up, out) => {
    const grain = layered(noise, x * 5 + 9, z * 5, 4);
    const strata = 0.85 + 0.3 * noise(x * 0.6, height * 9 + grain * 1.5);
    const rock = (0.13 + 0.16 * grain) * strata;
    const meadow = smooth(0.66, 0.86, up + 0.14 * (grain - 0.5)) * smooth(2.6, 1.2, height + 1.2 * (grain - 0.5));
    const snow =
      smooth(0.5, 0.74, up + 0.25 * (grain - 0.5)) * smooth(snowLine, snowLine + 1.1, height + 2 * (grain - 0.5));
    const sand = smooth(0.03, 0.008, height);
    const tint = 0.6 + 0.8 * grain;
    // From afar woods are a dark nap on the slopes.
    const nap = noise(x * 23, z * 23 + height * 40);
    const stand = layered(noise, x * 0.5 + 70, z * 0.5, 3) + 0.2 * (nap - 0.5);
    const woods = scene.bare
      ? 0
      : smooth(0.4, 0.52, stand) * smooth(1.9, 1.1, height) * smooth(0.4, 0.6, up) * smooth(2, 5, z);
    const dark = (0.4 + 0.9 * nap) * (cold ? 1.5 : 1);
    for (let c = 0; c < 3; c++) {
      const ground = blend(blend(rock * STONE[c]!, grass[c] * tint, meadow), SAND[c]! * tint, sand);
      out[c] = blend(blend(ground, SNOW[c]!, snow), WOODS[c]! * dark, woods);
    }
  };
}

/** The open sea, headlands on one side, a beach in front. */
export function seaCoast(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'coast');
  const hand = chance(seed, 'headland') < 0.5 ? -1 : 1;
  const reach = between(seed, 'reach', 0.1, 0.32);
  const high = between(seed, 'cliff', 1, 1.7);
  const start = between(seed, 'terrain', 0, 200);
  const stony = chance(seed, 'stony') < 0.7 ? 0.58 : 0.64;
  // Boulders lie in the surf, some on the sand.
  const rocks = (x: number, z: number) =>
    z > 1 && z < 7 ? smooth(stony, stony + 0.11, layered(noise, x * 1.5 + 70, z * 1.5, 4)) * smooth(1, 1.5, z) : 0;
  const heightAt = (x: number, z: number, octaves: number): number => {
    const lateral = x * hand;
    const wander = 1.6 * (noise(z * 0.32 + start, 3.3) - 0.5) + 0.5 * (noise(z * 1.1 + start, 8.8) - 0.5);
    const inland = smooth(0, 0.9 + 0.06 * z, lateral - reach * z + wander - 1.3 + 0.05 * z);
    const edge = 1.35 + 0.35 * Math.sin(x * 1.3 + start) + 0.5 * (noise(x * 0.9, start) - 0.5) + 0.55 * lateral;
    let ground = Math.max(-0.3, (edge - z) * 0.11);
    if (ground > -0.3) ground += 0.004 * layered(noise, x * 9, z * 9, Math.min(4, octaves));
    if (inland > 0) {
      const rough = ridged(noise, x * 0.3 + start, z * 0.3, octaves);
      const cliff = inland * (high * (0.55 + 0.7 * rough)) * smooth(1.6, 6, z);
      ground = Math.max(ground, cliff - 0.1 - 0.2 * (1 - inland));
    }
    const rock = rocks(x, z);
    return rock === 0 ? ground : ground + rock * (0.02 + 0.24 * ridged(noise, x * 2.1, z * 2.1, Math.min(7, octaves)));
  };
  const grass = GRASS[scene.season];
  const cover: Terrain['cover'] = (x, z, height, up, out) => {
    const grain = layered(noise, x * 6 + 5, z * 6, 4);
    const green = smooth(0.7, 0.9, up) * smooth(0.25, 0.5, height);
    const beach = smooth(0.2, 0.14, height) * smooth(0.5, 0.8, up) * (1 - smooth(0, 0.3, rocks(x, z)));
    const damp = 1 - 0.55 * smooth(0.035, 0.012, height + 0.02 * (noise(x * 2, z * 2) - 0.5));
    const speck = z < 3 ? 0.86 + 0.28 * noise(x * 210, z * 210) : 1;
    const strata = 0.7 + 0.6 * noise(x * 0.8, height * 14 + 2 * grain);
    const rock = (0.14 + 0.17 * grain) * strata;
    const tint = 0.6 + 0.8 * grain;
    out[0] = blend(blend(rock * 1.12, grass[0] * tint, green), 0.46 * speck * (0.84 + 0.32 * grain), beach) * damp;
    out[1] = blend(blend(rock, grass[1] * tint, green), 0.37 * speck * (0.84 + 0.32 * grain), beach) * damp;
    out[2] = blend(blend(rock * 0.86, grass[2] * tint, green), 0.26 * speck * (0.84 + 0.32 * grain), beach) * damp;
  };
  return {
    terrain: { eye: 0.3, heightAt, cover, wet: true, nearest: 0.35, farthest: 60 },
    horizon: 0.5,
    wood: null,
    grass: null,
  };
}

/** Dunes with sharp crests, rippled in front, table mountains on the horizon. */
export function sandDesert(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'dunes');
  const turn = between(seed, 'wind', 0.35, 0.75) * (chance(seed, 'wind hand') < 0.5 ? -1 : 1);
  const start = between(seed, 'terrain', 0, 200);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // A crest is sharp, a trough is not.
  const ridge = (phase: number) => Math.max(0, 1.0003 - Math.sqrt(Math.sin(phase) ** 2 + 0.0006));
  const heightAt = (x: number, z: number, octaves: number): number => {
    const along = x * cos + z * sin;
    const across = z * cos - x * sin;
    const bend = layered(noise, along * 0.13 + start, across * 0.13, 3);
    const mass = noise(along * 0.11 + start, across * 0.16 + 50);
    const great = ridge(across * 0.34 + 4.6 * bend + start) ** 1.25 * (0.25 + 1.5 * mass);
    const small = ridge(across * 0.95 + 0.5 * along + 5 * bend) ** 1.2 * smooth(0.35, 0.75, mass) * 0.22;
    const ripples =
      octaves > 6
        ? 0.0013 *
          smooth(0.3, 0.62, noise(x * 0.9 + 7, z * 0.9)) *
          Math.sin(across * 95 + 7 * noise(along * 2, across * 2)) *
          smooth(5.5, 1.2, z)
        : 0;
    const table =
      z < 30
        ? 0
        : smooth(0.53, 0.6, layered(noise, x * 0.06 + start, z * 0.06, Math.min(6, octaves))) * smooth(30, 38, z);
    return (
      (great + small) * (0.16 + 1.05 * smooth(0.8, 11, z)) +
      ripples +
      (table === 0 ? 0 : table * (2.4 + 0.5 * noise(x * 1.2, z * 1.2)))
    );
  };
  const cover: Terrain['cover'] = (x, z, height, up, out) => {
    const grain = layered(noise, x * 4, z * 4, 3);
    const rock = smooth(0.75, 0.5, up) * smooth(28, 32, z);
    const band = 0.75 + 0.5 * noise(2, height * 5 + grain);
    const sand = (0.9 + 0.2 * grain) * (0.94 + 0.12 * noise(x * 130, z * 130));
    out[0] = blend(0.5 * sand, 0.34 * band, rock);
    out[1] = blend(0.3 * sand, 0.17 * band, rock);
    out[2] = blend(0.145 * sand, 0.1 * band, rock);
    if (scene.season === 'winter')
      for (let c = 0; c < 3; c++) out[c] = blend(out[c]!, 0.85, smooth(0.75, 0.95, up) * 0.85);
  };
  const eye = heightAt(0, 0.6, 9) + 0.55;
  return {
    terrain: { eye, heightAt, cover, wet: false, nearest: 0.4, farthest: 70 },
    horizon: 0.46,
    wood: null,
    grass: null,
  };
}

/** A path into a valley of firs, with hills that hide each other behind it. */
export function firForest(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'hills');
  const start = between(seed, 'terrain', 0, 200);
  const bend = between(seed, 'path bend', 0.5, 1.1) * (chance(seed, 'path hand') < 0.5 ? -1 : 1);
  const pathAt = (z: number) => bend * (Math.sin(z * 0.42 + start) - Math.sin(start + 0.3));
  const heightAt = (x: number, z: number, octaves: number): number => {
    const hills = layered(noise, x * 0.13 + start, z * 0.2, Math.min(4, octaves));
    const far = smooth(9, 34, z);
    const aside = Math.abs(x - pathAt(z));
    const clearing = smooth(0.5, 6, z) * (0.12 + 0.88 * smooth(0.3, 5, aside));
    const ridge = far === 0 ? 0 : far * 4.2 * ridged(noise, x * 0.06 + start, z * 0.06, octaves);
    const bumps =
      z > 8
        ? 0
        : 0.05 *
          (layered(noise, x * 2.3, z * 2.3, Math.min(3, octaves)) - 0.5) *
          smooth(0.04, 0.3, aside) *
          smooth(8, 5, z);
    return hills * 1.7 * clearing + ridge + bumps - 0.02 * smooth(0.2, 0.1, aside);
  };
  const grass = GRASS[scene.season];
  const earth = scene.season === 'winter' ? ([0.7, 0.74, 0.8] as const) : ([0.2, 0.145, 0.09] as const);
  const cover: Terrain['cover'] = (x, z, _height, _up, out) => {
    const grain = layered(noise, x * 14, z * 14, 4);
    const aside = Math.abs(x - pathAt(z) + 0.1 * (grain - 0.5));
    const path = smooth(0.17, 0.09, aside) * smooth(9, 5, z);
    const tint = 0.3 + 0.75 * grain;
    for (let c = 0; c < 3; c++)
      out[c] = blend(grass[c] * tint * (scene.season === 'winter' ? 1 : 0.62), earth[c]! * (0.6 + 0.7 * grain), path);
  };
  const eye = heightAt(pathAt(0.6), 0.6, 9) + 0.2;
  return {
    terrain: { eye, heightAt, cover, wet: false, nearest: 0.3, farthest: 60 },
    horizon: 0.6,
    wood: scene.bare
      ? null
      : {
          count: scene.style === 'minimal' ? 1500 : 5600,
          high: [0.3, 0.72],
          from: 0.95,
          to: 40,
          dense: 1.9,
          room: (x, z) => Math.abs(x - pathAt(z)) > (0.2 + 0.17 * Math.min(6, z)) * (0.6 + noise(x * 3, z * 3)),
          broad: scene.season === 'autumn' ? 0.55 : scene.season === 'winter' ? 0 : 0.12,
        },
    grass:
      scene.season === 'winter'
        ? null
        : { high: 0.035, own: grass, count: 16000, flowers: FLOWERS, share: 0.03, spikes: false },
  };
}

const FLOWERS: readonly Rgb[] = [
  [0.8, 0.78, 0.7],
  [0.7, 0.5, 0.06],
  [0.4, 0.16, 0.5],
];

/** What a field is of, by the colours of its flowers. */
const FIELDS: readonly { own: Rgb; flowers: readonly Rgb[]; share: number; spikes: boolean }[] = [
  { own: [0.13, 0.22, 0.05], flowers: FLOWERS, share: 0.12, spikes: false },
  { own: [0.15, 0.21, 0.05], flowers: [[0.75, 0.06, 0.03]], share: 0.4, spikes: false },
  { own: [0.12, 0.17, 0.08], flowers: [[0.17, 0.1, 0.68]], share: 0.95, spikes: true },
  { own: [0.42, 0.3, 0.09], flowers: [[0.6, 0.42, 0.14]], share: 0.95, spikes: true },
];

/** Gentle hills of grass and flowers, one behind the other, woods along their folds. */
export function hillMeadow(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'meadow');
  const start = between(seed, 'terrain', 0, 200);
  const field = FIELDS[scene.field ?? (chance(seed, 'field') < 0.75 ? 0 : 1)]!;
  const heightAt = (x: number, z: number, octaves: number): number => {
    const hills = layered(noise, x * 0.11 + start, z * 0.16, Math.min(5, octaves)) - 0.42;
    const far = z < 14 ? 0 : smooth(14, 40, z) * ridged(noise, x * 0.05 + start, z * 0.05, octaves);
    const bumps = z > 10 ? 0 : 0.03 * (layered(noise, x * 1.6, z * 1.6, Math.min(4, octaves)) - 0.5) * smooth(10, 6, z);
    return 2.6 * hills * smooth(0.8, 9, z) + 5 * far + bumps;
  };
  const own = scene.season === 'winter' ? GRASS.winter : scene.season === 'autumn' ? GRASS.autumn : field.own;
  const cover: Terrain['cover'] = (x, z, _height, _up, out) => {
    const grain = layered(noise, x * 8, z * 8, 4);
    const stripes = 0.8 + 0.4 * layered(noise, x * 0.7 + 30, z * 0.35, 3);
    const plot = noise(Math.floor(x * 0.22 + 0.3 * noise(x, z)) * 7.7, Math.floor(z * 0.16) * 5.3);
    const distant = smooth(4, 9, z);
    for (let c = 0; c < 3; c++) {
      const green =
        scene.season === 'winter' ? own[c]! : blend(own[c]!, [0.1, 0.17, 0.045][c]!, distant * smooth(0.3, 0.6, plot));
      out[c] = green * (0.5 + 0.6 * grain) * stripes;
    }
  };
  const eye = heightAt(0, 0.5, 9) + 0.17;
  return {
    terrain: { eye, heightAt, cover, wet: false, nearest: 0.24, farthest: 60 },
    horizon: 0.58,
    wood: scene.bare
      ? null
      : {
          count: scene.style === 'minimal' ? 160 : 2600,
          high: [0.22, 0.5],
          from: 3.4,
          to: 40,
          dense: 0.95,
          room: (x, z) => noise(x * 0.35 + 60, z * 0.35) > 0.55,
          broad: 0.8,
        },
    grass: scene.season === 'winter' ? null : { high: 0.045, ...field, own, count: 52000 },
  };
}

function blend(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
