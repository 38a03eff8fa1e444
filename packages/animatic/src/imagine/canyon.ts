// Red rock: a canyon seen along its floor, one so narrow that both walls can be touched, or table mountains on a plain.
import { between, chance } from '../plan/chance.ts';
import { added, type Rgb, scaled } from './canvas.ts';
import { dyed } from './colours.ts';
import { blend, type Landscape, sown } from './landscape.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Canyon } from './scenery.ts';
import type { Terrain } from './terrain.ts';
import { courseOf } from './way.ts';

/** Light among walls of red rock: what the sun shines on lights what lies in the shade across. */
export function thrownBack(light: Light): Light {
  const [red, green, blue] = light.sun;
  return { ...light, ambient: added(scaled(light.ambient, 1.2), [0.11 * red, 0.055 * green, 0.03 * blue]) };
}

/** Bare rock in layers, and where the viewer stands before it. */
export function canyonLand(scene: Scene, kind: Canyon): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'canyon');
  const start = between(seed, 'terrain', 0, 200);
  const walls = kind === 'buttes' ? buttes(scene, noise, start) : gulch(scene, kind, noise, start);
  const heightAt = (x: number, z: number, octaves: number): number => {
    // Far away the ground rises up to the horizon.
    const ground =
      (scene.lofty ? 3.4 : 1.3) * smooth(24, 62, z) +
      0.1 * (layered(noise, x * 0.6 + 30, z * 0.6 + start, Math.min(6, octaves)) - 0.4);
    const rise = walls(x, z, octaves);
    return rise > 0 ? Math.max(ground, 0) * smooth(0.3, 0, rise) + rise : ground + rise;
  };
  const eye = Math.max(0, heightAt(0, 0.5, 5)) + between(seed, 'eye', 0.2, kind === 'slot' ? 0.3 : 0.5);
  return {
    terrain: {
      eye,
      heightAt,
      cover: layers(scene, noise, heightAt),
      wet: scene.river,
      nearest: 0.3,
      farthest: 64,
    },
    horizon: kind === 'buttes' ? between(seed, 'horizon', 0.55, 0.68) : between(seed, 'horizon', 0.62, 0.74),
    wood: null,
    grass: sown(scene, {
      to: 7,
      high: kind === 'slot' ? 0.012 : 0.026,
      own: DRY,
      count: 9000,
      flowers: [],
      share: 0,
      spikes: false,
      // In tufts where it is level.
      bare: (x, z) => walls(x, z, 4) > 0.12 || layered(noise, x * 2.6 + 80, z * 2.6, 3) < 0.6,
    }),
  };
}

/** How high rock stands over the floor there; below 0: where a river has cut into it. */
type Walls = (x: number, z: number, octaves: number) => number;

/** Two walls along a bed that winds, each with ledges and bays of its own. */
function gulch(scene: Scene, kind: 'broad' | 'slot', noise: Noise, start: number): Walls {
  const { seed } = scene;
  const slot = kind === 'slot';
  const half = slot ? between(seed, 'canyon half', 0.24, 0.34) : between(seed, 'canyon half', 0.8, 1.7);
  const high = slot ? between(seed, 'canyon high', 2.4, 3.4) : between(seed, 'canyon high', 1.5, 2.8);
  const hand = chance(seed, 'canyon hand') < 0.5 ? -1 : 1;
  const turns = between(seed, 'canyon turns', 0.3, 0.55) / Math.sqrt(half);
  const bends = half * between(seed, 'canyon bends', 0.3, 0.8);
  // One does not stand in the middle, and one wall is higher than the other.
  const aside = hand * half * between(seed, 'canyon aside', 0.1, slot ? 0.3 : 0.55);
  const uneven = hand * between(seed, 'canyon uneven', 0.08, 0.4);
  const wide = slot ? 0.3 : between(seed, 'canyon slope', 0.5, 1.1);
  const ledges = slot ? 2 : 2 + Math.floor(3 * chance(seed, 'canyon ledges'));
  const own = (z: number) => aside + hand * bends * (1 - Math.cos(turns * z)) * smooth(0.3, 3, z);
  const courseAt = scene.way === null ? own : courseOf(scene, scene.way);
  return (x, z, octaves) => {
    const off = x - courseAt(z);
    const side = off < 0 ? -1 : 1;
    const bays = layered(
      noise,
      x * (slot ? 1.6 : 0.55) + start,
      z * (slot ? 1.6 : 0.55) + 90 * side,
      Math.min(6, octaves),
    );
    const gap = Math.abs(off) - half * (1 + 1.3 * (bays - 0.45));
    if (gap <= 0) {
      // What has fallen off the walls lies at their feet.
      const scree = slot ? 0 : 0.2 * half * smooth(-0.6 * half, 0, gap) ** 2;
      return scene.river ? Math.min(scree, -0.16 + 0.5 * smooth(-0.75 * half, -0.35 * half, gap)) : scree;
    }
    const foot = slot ? 0 : 0.2 * half;
    const steps = Math.min(ledges, (ledges * gap) / wide);
    const step = Math.floor(steps);
    const share = (step + 0.84 * smooth(0, 0.3, steps - step) + 0.16 * (steps - step)) / ledges;
    const rim = high * (1 + side * uneven) * (0.8 + 0.5 * noise(x * 0.22 + 8, z * 0.22 + start));
    const flutes = slot ? 0 : 0.09 * (layered(noise, x * 2.4, z * 2.4 + 40, Math.min(5, octaves)) - 0.5);
    return foot + share * rim + flutes * smooth(0, 0.2, share);
  };
}

/** Table mountains and towers, each on the slope of what has fallen off it. */
function buttes(scene: Scene, noise: Noise, start: number): Walls {
  const { seed, way } = scene;
  const courseAt = way === null ? null : courseOf(scene, way);
  const high = between(seed, 'butte high', 2.2, 3.4);
  const lone = between(seed, 'buttes', 0.555, 0.6);
  return (x, z, octaves) => {
    if (z < 5) return 0;
    // No road leads through one.
    const kept = courseAt === null ? 0 : 0.3 * smooth(4.5, 2, Math.abs(x - courseAt(z)));
    const mass = layered(noise, x * 0.13 + start, z * 0.13, Math.min(6, octaves)) - kept;
    const slope = 0.42 * smooth(lone - 0.12, lone, mass);
    const wall = smooth(lone, lone + 0.018, mass);
    const top =
      high * (0.75 + 0.5 * noise(x * 0.09 + 60, z * 0.09)) * (0.86 * wall + 0.14 * smooth(lone, lone + 0.1, mass));
    return smooth(5, 8, z) * (slope * high * 0.5 + top);
  };
}

const RED: Rgb = [0.44, 0.155, 0.07];
const PALE: Rgb = [0.66, 0.42, 0.27];
const DUST: Rgb = [0.5, 0.265, 0.14];
const DRY: Rgb = [0.13, 0.105, 0.045];

/** Layers of red and pale rock, darkened where water has run down them; dust and scrub where it is level. */
function layers(scene: Scene, noise: Noise, heightAt: Terrain['heightAt']): Terrain['cover'] {
  const { tints, season, river } = scene;
  const [red, pale] = [RED, PALE].map((own) => dyed(own, tints.rock?.[0] ?? tints.sand?.[0], 0.5)) as [Rgb, Rgb];
  const dust = dyed(DUST, tints.sand?.[0]);
  const snowy = season === 'winter';
  return (x, z, height, up, out) => {
    const grain = layered(noise, x * 5 + 9, z * 5 + 4 * height, 4);
    const warp = height + 0.12 * (layered(noise, x * 0.5 + 3, z * 0.5, 3) - 0.5);
    const thick = smooth(0.35, 0.65, noise(3.5, warp * 3.4));
    const fine = 0.72 + 0.56 * noise(7.5, warp * 17 + grain);
    const stains = 0.68 + 0.32 * smooth(0.3, 0.5, layered(noise, x * 4.5 + 50, z * 4.5 + 0.35 * height, 3));
    const level = smooth(0.6, 0.86, up + 0.16 * (grain - 0.5));
    const [across, along] = level > 0.5 ? [x, z] : [x + 0.7 * z, height];
    const grit = z < 12 ? 0.62 + 0.76 * layered(noise, across * 40, along * 40, z < 3 ? 4 : 3) : 1;
    const wet = river ? 1 - 0.5 * smooth(0.05, 0, heightAt(x, z, 4)) : 1;
    for (let c = 0; c < 3; c++) {
      const wall = blend(red[c]!, pale[c]!, thick) * fine * stains * grit * (0.7 + 0.6 * grain);
      const ground = dust[c]! * grit * (0.7 + 0.6 * grain) * wet;
      out[c] = blend(wall, ground, level);
      if (snowy) out[c] = blend(out[c]!, 0.82, smooth(0.7, 0.92, up) * 0.85);
    }
  };
}
