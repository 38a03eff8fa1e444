// A lake or a river in a valley before mountains.
import { between, chance } from '../plan/chance.ts';
import type { Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import { blend, grassOf, type Landscape, sown, woodOf } from './landscape.ts';
import { createNoise, layered, type Noise, ridged, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Terrain } from './terrain.ts';

/** A lake in a valley, ridges to both sides and one great mountain behind it. */
export function lakeAndMountains(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'mountains');
  const bend = between(seed, 'valley bend', -0.9, 0.9);
  const hand = chance(seed, 'shore') < 0.5 ? -1 : 1;
  // How far the near bank comes into the frame.
  const housed = scene.things.has('house');
  const bank = housed ? between(seed, 'near bank', -0.05, 0.3) : between(seed, 'near bank', 0.3, 1.15);
  const peak = {
    x: -hand * between(seed, 'peak x', 1.5, 5),
    z: between(seed, 'peak z', 27, 34),
    high: between(seed, 'peak', 8.5, 11),
  };
  const start = between(seed, 'terrain', 0, 200);
  const end = between(seed, 'lake end', 11, 15);
  // A river through woods or fields has hills behind it.
  const tall = scene.level ? 0.12 : scene.family === 'lake' ? 1 : 0.28;
  const deep = scene.family === 'forest';
  const heightAt = (x: number, z: number, octaves: number): number => {
    const off = Math.abs(x - bend * Math.sin(z * 0.22));
    // A river winds through meadows that a lake would cover.
    const course = 0.4 * hand + (0.5 + 0.1 * z) * bend * Math.sin(0.55 * z + start);
    // Its banks have bays and spits.
    const bays = scene.river ? 0.34 * (noise(x * 0.5 + 9, z * 1.5) - 0.5) + 0.14 * (noise(x * 2.1, z * 4.3) - 0.5) : 0;
    const winding = Math.abs(x - course) + bays;
    const banks = scene.river ? 0.39 * smooth(0.2 + 0.02 * z, 0.55 + 0.08 * z, winding) : 0;
    const side = smooth(1 + z * 0.13, 6.5 + z * 0.32, off);
    const beyond = smooth(end, end + 14, z);
    const slope =
      (scene.river ? 0.05 + 0.17 * smooth(3, 12, z) : 0.22) +
      tall * 3.3 * side * (0.35 + 0.65 * smooth(1, 12, z)) +
      tall * 1.5 * beyond;
    const shore = scene.river ? 0 : smooth(2.2, 0.5, z + 0.8 * x * hand + bank);
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
  const site = housed ? siteOn(hand, heightAt) : null;
  return {
    ...(site && { site }),
    terrain: {
      eye: scene.river ? 0.33 : between(seed, 'eye', 0.2, 0.4),
      heightAt,
      cover: alpine(scene, noise, cold ? 0.25 : between(seed, 'snow line', 2.4, 3.6)),
      wet: true,
      nearest: 0.34,
      farthest: 60,
    },
    horizon: between(seed, 'horizon', 0.53, 0.66),
    wood: woodOf(scene, {
      count: scene.family === 'meadow' ? 2600 : 7000,
      sparse: 500,
      high: deep ? [0.26, 0.56] : [0.16, 0.34],
      // On a river's bank they would stand before everything.
      from: deep ? 1.7 : scene.river ? 2.6 : 1.1,
      to: 34,
      dense: deep ? 2.1 : 1.5,
      room: (x, z, ground) =>
        ground > 0.03 &&
        ground < 1.5 - 0.01 * z &&
        (site === null || z > site.z + 0.45 || Math.abs(x / z - site.x / site.z) > 0.13),
      broad: scene.family === 'meadow' ? 0.85 : scene.season === 'autumn' ? 0.35 : deep ? 0.3 : 0.06,
    }),
    grass: sown(scene, { high: 0.02, own: grassOf(scene), count: 18000, flowers: [], share: 0, spikes: false }),
  };
}

/** A place for a house on the near bank: the nearest to the middle of the view where the ground stands clear of the water. */
function siteOn(hand: number, heightAt: Terrain['heightAt']): { x: number; z: number } | null {
  for (const z of [2, 1.75, 1.5, 2.6]) {
    for (let aside = 0.1; aside < 0.62 * z; aside += 0.03) {
      for (const way of [-hand, hand]) {
        if (heightAt(way * aside, z, 7) > 0.045 && heightAt(way * (aside + 0.12), z, 7) > 0.045)
          return { x: way * (aside + 0.08), z };
      }
    }
  }
  return null;
}

const STONE: Rgb = [1.06, 1, 0.98];
const SAND: Rgb = [0.17, 0.15, 0.12];
const SNOW: Rgb = [0.86, 0.89, 0.95];
const WOODS: Rgb = [0.034, 0.052, 0.026];

/** Rock, above it snow, below it woods and grass, sand at the water. */
function alpine(scene: Scene, noise: Noise, snowLine: number): Terrain['cover'] {
  const grass = grassOf(scene);
  const stone = dyed(STONE, scene.tints.rock?.[0]);
  const needles = dyed(WOODS, scene.tints.leaves?.[0]);
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
      const ground = blend(blend(rock * stone[c]!, grass[c] * tint, meadow), SAND[c]! * tint, sand);
      out[c] = blend(blend(ground, SNOW[c]!, snow), needles[c]! * dark, woods);
    }
  };
}
