// A forest that a path leads into, and a meadow: hills, what covers them and what grows there.
import { between, chance } from '../plan/chance.ts';
import type { Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import { blend, grassOf, type Landscape, sown, woodOf } from './landscape.ts';
import { createNoise, layered, ridged, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Terrain } from './terrain.ts';

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
  const grass = grassOf(scene);
  const earth = scene.season === 'winter' ? ([0.7, 0.74, 0.8] as const) : ([0.2, 0.145, 0.09] as const);
  const cover: Terrain['cover'] = (x, z, _height, _up, out) => {
    const grain = layered(noise, x * 14, z * 14, 4);
    const aside = Math.abs(x - pathAt(z) + 0.1 * (grain - 0.5));
    const path = smooth(0.17, 0.09, aside) * smooth(9, 5, z);
    const tint = 0.3 + 0.75 * grain;
    for (let c = 0; c < 3; c++)
      out[c] = blend(grass[c] * tint * (scene.season === 'winter' ? 1 : 0.62), earth[c]! * (0.6 + 0.7 * grain), path);
  };
  const eye = heightAt(pathAt(0.6), 0.6, 9) + between(seed, 'eye', 0.2, 0.32);
  // A house stands beside the path, and no tree before it.
  const far = between(seed, 'clearing', 2.6, 3.4);
  const site = { x: pathAt(far) + 0.62 * (chance(seed, 'clearing side') < 0.5 ? -1 : 1), z: far };
  const isFree = (x: number, z: number) =>
    !scene.things.has('house') || z > far + 0.5 || Math.abs(x / z - site.x / far) > 0.16;
  return {
    site,
    terrain: { eye, heightAt, cover, wet: false, nearest: 0.3, farthest: 60 },
    horizon: between(seed, 'horizon', 0.58, 0.66),
    wood: woodOf(scene, {
      count: 5600,
      sparse: 1500,
      high: [0.3, 0.72],
      from: 0.95,
      to: 40,
      dense: 1.9,
      room: (x, z) =>
        isFree(x, z) && Math.abs(x - pathAt(z)) > (0.2 + 0.17 * Math.min(6, z)) * (0.6 + noise(x * 3, z * 3)),
      broad: scene.season === 'autumn' ? 0.55 : scene.season === 'winter' ? 0 : 0.12,
    }),
    grass: sown(scene, {
      high: 0.035,
      bare: (x, z) => Math.abs(x - pathAt(z)) < 0.105,
      own: grass,
      count: 16000,
      flowers: FLOWERS,
      share: 0.03,
      spikes: false,
    }),
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
  {
    own: [0.13, 0.16, 0.085],
    flowers: [
      [0.19, 0.13, 0.5],
      [0.28, 0.2, 0.56],
      [0.14, 0.1, 0.38],
    ],
    share: 0.95,
    spikes: true,
  },
  { own: [0.42, 0.3, 0.09], flowers: [[0.6, 0.42, 0.14]], share: 0.95, spikes: true },
  { own: [0.12, 0.2, 0.05], flowers: [[0.85, 0.5, 0.03]], share: 0.55, spikes: false },
  {
    own: [0.12, 0.22, 0.05],
    flowers: [
      [0.75, 0.05, 0.06],
      [0.85, 0.6, 0.05],
      [0.75, 0.25, 0.4],
    ],
    share: 0.7,
    spikes: false,
  },
  {
    own: [0.12, 0.11, 0.05],
    flowers: [
      [0.34, 0.1, 0.3],
      [0.42, 0.16, 0.38],
      [0.26, 0.08, 0.22],
    ],
    share: 0.85,
    spikes: true,
  },
  { own: [0.36, 0.26, 0.09], flowers: [[0.56, 0.42, 0.18]], share: 0.5, spikes: true },
];

/** Where trees stand alone on a plain: how far aside, as seen, and away. */
const LONE = [
  { x: -0.33, z: 1.9 },
  { x: 0.24, z: 3 },
  { x: 0.4, z: 5.2 },
  { x: -0.12, z: 7 },
] as const;

/** Fields that are sown in rows: lavender, sunflowers, tulips. */
const ROWS: ReadonlySet<number> = new Set([2, 4, 5]);

/** The number of the field that is dry grass, on a plain. */
const SAVANNA = 7;

/** Gentle hills of grass and flowers, one behind the other, woods along their folds. */
export function hillMeadow(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'meadow');
  const start = between(seed, 'terrain', 0, 200);
  const field = FIELDS[scene.field ?? 0]!;
  const dry = scene.field === SAVANNA;
  const heightAt = (x: number, z: number, octaves: number): number => {
    const hills = layered(noise, x * 0.11 + start, z * 0.16, Math.min(5, octaves)) - 0.42;
    const far = z < 14 ? 0 : smooth(14, 40, z) * ridged(noise, x * 0.05 + start, z * 0.05, octaves);
    const bumps = z > 10 ? 0 : 0.03 * (layered(noise, x * 1.6, z * 1.6, Math.min(4, octaves)) - 0.5) * smooth(10, 6, z);
    return (dry ? 0.5 : 2.6) * hills * smooth(0.8, 9, z) + 5 * far + bumps;
  };
  const { grass: tint, flowers: blooms } = scene.tints;
  const own = ['winter', 'autumn'].includes(scene.season) ? grassOf(scene) : dyed(field.own, tint?.[0]);
  const flowers = blooms ?? field.flowers;
  const plots = dyed([0.1, 0.17, 0.045], tint?.[0]);
  // From the air a field has the colour of its flowers.
  const bloom =
    scene.lofty && field.share > 0.3 && scene.season !== 'winter' ? 0.8 * Math.min(1, field.share + 0.2) : 0;
  const cover: Terrain['cover'] = (x, z, _height, _up, out) => {
    const grain = layered(noise, x * 8, z * 8, 4);
    const stripes = 0.8 + 0.4 * layered(noise, x * 0.7 + 30, z * 0.35, 3);
    // Snow lies even, and is seen by its grain alone.
    const tone =
      scene.season === 'winter'
        ? (0.72 + 0.22 * grain + 0.1 * noise(x * 130, z * 130)) * (0.8 + 0.2 * stripes)
        : (0.5 + 0.6 * grain) * stripes;
    const plot = noise(Math.floor(x * 0.22 + 0.3 * noise(x, z)) * 7.7, Math.floor(z * 0.16) * 5.3);
    const distant = smooth(4, 9, z) * (1 - bloom);
    // It is sown in rows.
    const rows = !ROWS.has(scene.field ?? 0) || Math.sin(x * 26 + 3 * noise(x * 0.3, z * 0.3)) > -0.35;
    for (let c = 0; c < 3; c++) {
      const green = scene.season === 'winter' ? own[c]! : blend(own[c]!, plots[c]!, distant * smooth(0.3, 0.6, plot));
      const seen = bloom === 0 ? green : blend(green, flowers[0]![c]! * (rows ? 1 : 0.35), bloom * smooth(15, 9, z));
      out[c] = seen * tone;
    }
  };
  const eye = heightAt(0, 0.5, 9) + between(seed, 'eye', 0.13, 0.3);
  return {
    terrain: { eye, heightAt, cover, wet: false, nearest: 0.24, farthest: 60 },
    horizon: between(seed, 'horizon', 0.46, 0.64),
    wood: woodOf(scene, {
      count: 2600,
      sparse: 160,
      ...(dry && { rows: LONE.map(({ x, z }, nth) => ({ x: x * z + between(seed, `lone ${nth}`, -0.2, 0.2), z })) }),
      high: dry ? [0.16, 0.34] : [0.22, 0.5],
      from: dry ? 1.5 : bloom > 0 ? 8 : 3.4,
      to: 40,
      dense: dry ? 0.7 : 0.95,
      // On dry plains they stand far apart.
      room: (x, z) => (dry ? noise(x * 9, z * 9) > 0.6 : noise(x * 0.35 + 60, z * 0.35) > 0.55),
      broad: 0.8,
    }),
    grass: sown(scene, { high: dry ? 0.03 : 0.045, ...field, flowers, own, count: 52000 }),
  };
}
