// The open sea from a beach, headlands on one side.
import { between, chance } from '../plan/chance.ts';
import type { Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import { blend, grassOf, type Landscape } from './landscape.ts';
import { createNoise, layered, ridged, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Terrain } from './terrain.ts';

const SNOW: Rgb = [0.8, 0.84, 0.9];

/** The open sea, headlands on one side, a beach in front. */
export function seaCoast(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'coast');
  const hand = scene.side ?? (chance(seed, 'headland') < 0.5 ? -1 : 1);
  const reach = between(seed, 'reach', 0.1, 0.32);
  const high = between(seed, 'cliff', 1, 1.7);
  const start = between(seed, 'terrain', 0, 200);
  const stony = chance(seed, 'stony') < 0.7 ? 0.58 : 0.64;
  // Boulders lie in the surf, some on the sand.
  const rocks = (x: number, z: number) =>
    z > 1 && z < 7 ? smooth(stony, stony + 0.11, layered(noise, x * 1.5 + 70, z * 1.5, 4)) * smooth(1, 1.5, z) : 0;
  // Where the beach goes under water; from the air it is seen farther out.
  const edgeAt = (x: number) =>
    (scene.lofty ? 3.9 : 1.35) +
    0.35 * Math.sin(x * 1.3 + start) +
    0.5 * (noise(x * 0.9, start) - 0.5) +
    0.55 * x * hand;
  const heightAt = (x: number, z: number, octaves: number): number => {
    const lateral = x * hand;
    const wander = 1.6 * (noise(z * 0.32 + start, 3.3) - 0.5) + 0.5 * (noise(z * 1.1 + start, 8.8) - 0.5);
    const inland = smooth(0, 0.9 + 0.06 * z, lateral - reach * z + wander - 1.3 + 0.05 * z);
    let ground = Math.max(-0.3, (edgeAt(x) - z) * 0.11);
    if (ground > -0.3) ground += 0.004 * layered(noise, x * 9, z * 9, Math.min(4, octaves));
    if (inland > 0) {
      const rough = ridged(noise, x * 0.3 + start, z * 0.3, octaves);
      const cliff = inland * (high * (0.55 + 0.7 * rough)) * smooth(1.6, 6, z);
      ground = Math.max(ground, cliff - 0.1 - 0.2 * (1 - inland));
    }
    const rock = rocks(x, z);
    return rock === 0 ? ground : ground + rock * (0.02 + 0.24 * ridged(noise, x * 2.1, z * 2.1, Math.min(7, octaves)));
  };
  const grass = grassOf(scene);
  const sand = dyed([0.46, 0.37, 0.26], scene.tints.sand?.[0]);
  const stone = dyed([1.12, 1, 0.86], scene.tints.rock?.[0]);
  const snowy = scene.season === 'winter';
  const cover: Terrain['cover'] = (x, z, height, up, out) => {
    const grain = layered(noise, x * 6 + 5, z * 6, 4);
    const green = smooth(0.7, 0.9, up) * smooth(0.25, 0.5, height);
    const beach =
      smooth(0.2, 0.14, height) *
      smooth(0.5, 0.8, up) *
      (1 - smooth(0, 0.3, rocks(x, z))) *
      smooth(0.12, -0.1, z - edgeAt(x));
    const damp = 1 - 0.55 * smooth(0.035, 0.012, height + 0.02 * (noise(x * 2, z * 2) - 0.5));
    const speck = z < 3 ? 0.86 + 0.28 * noise(x * 210, z * 210) : 1;
    const strata = 0.7 + 0.6 * noise(x * 0.8, height * 14 + 2 * grain);
    const rock = (0.14 + 0.17 * grain) * strata;
    const tint = 0.6 + 0.8 * grain;
    const grit = speck * (0.84 + 0.32 * grain);
    // Snow lies down to where the waves come.
    const snowed = snowy
      ? 0.94 * smooth(0.03, 0.055, height + 0.03 * (grain - 0.5)) * smooth(0.6, 0.85, up + 0.2 * (grain - 0.5))
      : 0;
    for (let c = 0; c < 3; c++) {
      const land = blend(rock * stone[c]!, grass[c]! * tint, green);
      out[c] = blend(blend(land, sand[c]! * grit, beach) * damp, SNOW[c]! * (0.8 + 0.3 * grain), snowed);
    }
  };
  return {
    terrain: { eye: between(seed, 'eye', 0.24, 0.46), heightAt, cover, wet: true, nearest: 0.35, farthest: 60 },
    horizon: between(seed, 'horizon', 0.44, 0.57),
    wood: null,
    grass: null,
  };
}
