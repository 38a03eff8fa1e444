// Four places as terrain: where their ground rises and what covers it.
import { between, chance } from '../plan/chance.ts';
import type { Rgb } from './canvas.ts';
import { createNoise, layered, type Noise, ridged, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Season } from './scenery.ts';
import type { Terrain } from './terrain.ts';

/** A terrain, where the horizon lies in the frame (0 top to 1 bottom), and how many trees stand on it. */
export type Landscape = { terrain: Terrain; horizon: number; trees: number };

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
    const rough = ridged(noise, x * 0.15 + start, z * 0.15, octaves);
    const off = Math.abs(x - bend * Math.sin(z * 0.22));
    const side = smooth(1 + z * 0.13, 6.5 + z * 0.32, off);
    const beyond = smooth(end, end + 14, z);
    const away = Math.hypot((x - peak.x) * 0.9, z - peak.z);
    const mount = peak.high * Math.exp(-away / 6.2) * (0.5 + 0.75 * rough);
    const foot =
      smooth(2.4, 0.7, z + 0.9 * x * hand + 0.5) *
      0.32 *
      (0.4 + layered(noise, x * 2.2, z * 2.2, Math.min(6, octaves)));
    return (
      rough * (0.22 + tall * 3.3 * side * (0.35 + 0.65 * smooth(1, 12, z)) + tall * 1.5 * beyond) +
      tall * mount * smooth(end, end + 10, z) +
      foot -
      0.34
    );
  };
  const cold = scene.season === 'winter';
  return {
    terrain: {
      eye: 0.42,
      heightAt,
      cover: alpine(scene, noise, cold ? 0.25 : between(seed, 'snow line', 2.4, 3.6)),
      wet: true,
      nearest: 0.5,
      farthest: 60,
    },
    horizon: 0.62,
    trees: scene.bare ? 0 : 1500,
  };
}

/** Rock, above it snow, below it grass, sand at the water. */
function alpine(scene: Scene, noise: Noise, snowLine: number): Terrain['cover'] {
  const grass = GRASS[scene.season];
  return (x, z, height, up, out) => {
    const grain = layered(noise, x * 5 + 9, z * 5, 4);
    const strata = 0.85 + 0.3 * noise(x * 0.6, height * 9 + grain * 1.5);
    const rock = (0.13 + 0.16 * grain) * strata;
    const meadow = smooth(0.66, 0.86, up + 0.14 * (grain - 0.5)) * smooth(2.6, 1.2, height + 1.2 * (grain - 0.5));
    const snow =
      smooth(0.5, 0.74, up + 0.25 * (grain - 0.5)) * smooth(snowLine, snowLine + 1.1, height + 2 * (grain - 0.5));
    const sand = smooth(0.055, 0.015, height);
    const tint = 0.6 + 0.8 * grain;
    out[0] = blend(blend(blend(rock * 1.06, grass[0] * tint, meadow), 0.2, sand), 0.86, snow);
    out[1] = blend(blend(blend(rock, grass[1] * tint, meadow), 0.17, sand), 0.89, snow);
    out[2] = blend(blend(blend(rock * 0.98, grass[2] * tint, meadow), 0.13, sand), 0.95, snow);
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
  const heightAt = (x: number, z: number, octaves: number): number => {
    const rough = ridged(noise, x * 0.3 + start, z * 0.3, octaves);
    const lateral = x * hand;
    const wander = 1.6 * (noise(z * 0.32 + start, 3.3) - 0.5) + 0.5 * (noise(z * 1.1 + start, 8.8) - 0.5);
    const inland = smooth(0, 0.9 + 0.06 * z, lateral - reach * z + wander - 1.3 + 0.05 * z);
    const cliff = inland * (high * (0.55 + 0.7 * rough)) * smooth(1.6, 6, z);
    const edge = 1.35 + 0.35 * Math.sin(x * 1.3 + start) + 0.5 * (noise(x * 0.9, start) - 0.5) + 0.55 * lateral;
    const beach = (edge - z) * 0.11 + 0.004 * layered(noise, x * 9, z * 9, Math.min(4, octaves));
    return Math.max(beach, cliff - 0.1 - 0.2 * (1 - inland), -0.3);
  };
  const grass = GRASS[scene.season];
  const cover: Terrain['cover'] = (x, z, height, up, out) => {
    const grain = layered(noise, x * 6 + 5, z * 6, 4);
    const green = smooth(0.7, 0.9, up) * smooth(0.25, 0.5, height);
    const beach = smooth(0.16, 0.1, height) * smooth(0.55, 0.8, up);
    const damp = 1 - 0.45 * smooth(0.045, 0.012, height);
    const strata = 0.7 + 0.6 * noise(x * 0.8, height * 14 + 2 * grain);
    const rock = (0.14 + 0.17 * grain) * strata;
    const tint = 0.6 + 0.8 * grain;
    out[0] = blend(blend(rock * 1.12, grass[0] * tint, green), 0.56 * (0.9 + 0.2 * grain), beach) * damp;
    out[1] = blend(blend(rock, grass[1] * tint, green), 0.46 * (0.9 + 0.2 * grain), beach) * damp;
    out[2] = blend(blend(rock * 0.86, grass[2] * tint, green), 0.34 * (0.9 + 0.2 * grain), beach) * damp;
  };
  return { terrain: { eye: 0.3, heightAt, cover, wet: true, nearest: 0.35, farthest: 60 }, horizon: 0.5, trees: 0 };
}

/** Dunes with sharp crests, rippled in front, table mountains on the horizon. */
export function sandDesert(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'dunes');
  const turn = between(seed, 'wind', 0.35, 0.75) * (chance(seed, 'wind hand') < 0.5 ? -1 : 1);
  const start = between(seed, 'terrain', 0, 200);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const heightAt = (x: number, z: number, octaves: number): number => {
    const along = x * cos + z * sin;
    const across = z * cos - x * sin;
    const bend = 2.4 * layered(noise, along * 0.16 + start, across * 0.16, 3);
    const phase = across * 0.27 + bend + start;
    const wave = phase - Math.floor(phase);
    // Gentle to the wind, steep behind the crest.
    const dune = wave < 0.74 ? smooth(0, 1, wave / 0.74) ** 1.3 : (1 - (wave - 0.74) / 0.26) ** 1.25;
    const mass = 0.35 + 1.1 * noise(along * 0.14 + start, across * 0.14 + 50);
    const ripples =
      octaves > 6 ? 0.0035 * Math.sin(across * 70 + 9 * noise(along * 3, across * 3)) * smooth(7, 1.5, z) : 0;
    const table =
      smooth(0.53, 0.6, layered(noise, x * 0.06 + start, z * 0.06, Math.min(6, octaves))) * smooth(26, 34, z);
    const rise = 0.9 * smooth(3, 16, z);
    return 0.72 * dune * mass + ripples + rise * dune * mass + table * (2.6 + 0.5 * noise(x * 1.2, z * 1.2));
  };
  const cover: Terrain['cover'] = (x, z, height, up, out) => {
    const grain = layered(noise, x * 4, z * 4, 3);
    const rock = smooth(0.75, 0.5, up) * smooth(24, 28, z);
    const band = 0.75 + 0.5 * noise(2, height * 5 + grain);
    const sand = 0.92 + 0.16 * grain;
    out[0] = blend(0.62 * sand, 0.4 * band, rock);
    out[1] = blend(0.4 * sand, 0.2 * band, rock);
    out[2] = blend(0.21 * sand, 0.12 * band, rock);
    if (scene.season === 'winter')
      for (let c = 0; c < 3; c++) out[c] = blend(out[c], 0.85, smooth(0.75, 0.95, up) * 0.85);
  };
  const eye = heightAt(0, 0.6, 9) + 0.75;
  return { terrain: { eye, heightAt, cover, wet: false, nearest: 0.4, farthest: 70 }, horizon: 0.46, trees: 0 };
}

/** Hills that hide each other, covered with firs. */
export function firForest(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'hills');
  const start = between(seed, 'terrain', 0, 200);
  const heightAt = (x: number, z: number, octaves: number): number => {
    const hills = layered(noise, x * 0.13 + start, z * 0.2, Math.min(7, octaves));
    const far = smooth(12, 40, z);
    const clearing = smooth(1, 5, z) * (0.4 + 0.6 * smooth(0.4, 4, Math.abs(x - 1.6 * Math.sin(z * 0.3 + start))));
    return (
      hills * 2.6 * clearing * (1 + 1.5 * far) + far * 2.2 * ridged(noise, x * 0.07 + start, z * 0.07, octaves) - 0.6
    );
  };
  const grass = GRASS[scene.season];
  const cover: Terrain['cover'] = (x, z, _height, _up, out) => {
    const grain = layered(noise, x * 9, z * 9, 4);
    const tint = 0.35 + 0.8 * grain;
    for (let c = 0; c < 3; c++) out[c] = grass[c] * tint * (scene.season === 'winter' ? 1 : 0.8);
  };
  const eye = heightAt(0, 0.7, 9) + 0.6;
  return { terrain: { eye, heightAt, cover, wet: false, nearest: 0.45, farthest: 60 }, horizon: 0.44, trees: 5200 };
}

function blend(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
