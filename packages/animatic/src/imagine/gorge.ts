// A waterfall: cliffs around a pool, a stream that leaves it towards the viewer, woods on both.
import { between, chance, pick } from '../plan/chance.ts';
import type { Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import { blend, grassOf, type Landscape, sown, woodOf } from './landscape.ts';
import { createNoise, layered, ridged, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import type { Terrain } from './terrain.ts';

/**
 * Where water falls, in the world's unit: the middle and half the breadth of its lip, how far the wall stands, from which height to which;
 * the falls that it is of, side by side, and in how many leaps each comes down.
 */
export type Fall = Fallen & { z: number; top: number; foot: number; strands: Fallen[]; leaps: number };
type Fallen = { x: number; half: number };

/** How far from the water's edge a place aside is; below 0: in it. */
function asideOf({ strands }: Fall, x: number): number {
  return Math.min(...strands.map((one) => Math.abs(x - one.x) - one.half));
}

/** Where the water falls in the picture, as one sheet, one narrow leap, several falls or in steps, as words and seed say. */
function composed(scene: Scene): Fall {
  const { seed, sheet } = scene;
  const hand = chance(seed, 'fall hand') < 0.5 ? -1 : 1;
  const many = scene.things.get('waterfall') ?? 1;
  const kind =
    many > 1 ? 'several' : sheet === 'broad' ? sheet : pick(seed, 'fall kind', sheet === 'narrow' ? NARROW : KINDS);
  const z = between(seed, 'fall z', 4.1, 5.6);
  const half = kind === 'broad' ? between(seed, 'fall breadth', 0.6, 0.95) : between(seed, 'fall breadth', 0.13, 0.3);
  // Off the middle of the frame, never near its edge.
  const x = hand * between(seed, 'fall x', kind === 'broad' ? 0.1 : 0.45, kind === 'broad' ? 0.55 : 0.23 * z);
  const strands = [{ x, half }];
  for (let nth = 1; nth < (kind === 'several' ? Math.max(2, many) : 1); nth++) {
    const last = strands.at(-1)!;
    const own = half * between(seed, `fall ${nth}`, 0.5, 1.1);
    strands.push({ x: last.x - hand * (last.half + own + between(seed, `fall gap ${nth}`, 0.3, 0.62)), half: own });
  }
  const [left, right] = [-1, 1].map((way) => Math.max(...strands.map((one) => way * one.x + one.half))) as [
    number,
    number,
  ];
  const low = kind === 'broad' || kind === 'several';
  return {
    x: (right - left) / 2,
    half: (right + left) / 2,
    z,
    top: between(seed, 'fall top', low ? 1.1 : 1.35, low ? 1.55 : 2.05),
    foot: 0,
    strands,
    leaps: kind === 'stepped' ? pick(seed, 'leaps', [2, 2, 3]) : 1,
  };
}

const NARROW = ['single', 'single', 'stepped'] as const;
const KINDS = ['single', 'single', 'broad', 'several', 'stepped'] as const;

/** A wall of rock that comes nearer on both sides, a pool before it, boulders in the stream. */
export function gorge(scene: Scene): Landscape {
  const { seed } = scene;
  const noise = createNoise(seed, 'gorge');
  const start = between(seed, 'terrain', 0, 200);
  const fall = composed(scene);
  // The cliff comes nearer on both sides, mostly more on one of them.
  const open = [between(seed, 'left wall', 0.05, 0.32), between(seed, 'right wall', 0.05, 0.32)] as const;
  // Pillars and bays of the wall; where the water falls it is even.
  const wallAt = tabled((x) => {
    const off = asideOf(fall, x);
    const even = smooth(0, 0.5, off);
    const rough = 1.1 * (layered(noise, x * 0.9 + start, 3.5, 5) - 0.5) + 0.1 * (noise(x * 9 + start, 9.5) - 0.5);
    return fall.z + even * (rough - 0.05) - Math.min(2.5, open[x < fall.x ? 0 : 1] * Math.max(0, off) ** 1.6);
  });
  const rimAt = tabled((x) => {
    const notch = smooth(0.34, -0.04, asideOf(fall, x));
    const crest = fall.top * (1.08 + 0.62 * (layered(noise, x * 0.55 + start, 40, 5) - 0.36));
    return blend(Math.max(fall.top * 1.06, crest), fall.top, notch);
  });
  const evenAt = tabled((x) => smooth(0.34, 0, asideOf(fall, x)));
  const courseAt = (z: number) => fall.x * smooth(0.6, 3.6, z) + 0.22 * Math.sin(z * 1.7 + start) * smooth(3.4, 1.4, z);
  const banks = between(seed, 'banks', 0.34, 0.52);
  const heightAt = (x: number, z: number, octaves: number): number => {
    const wall = wallAt(x);
    const rise = (z - wall) / DEEP;
    const ground = rise > 0.6 ? 0 : groundAt(x, z, octaves);
    if (rise <= 0) return ground;
    const even = evenAt(x);
    // The wall goes up in ledges that come and go, and the woods above it on.
    const up = Math.min(1, rise);
    const bent = up + 0.22 * (layered(noise, x * 1.4 + 11, z * 1.4, 3) - 0.5);
    const steps = 3.4 * bent;
    const stepped = (Math.floor(steps) + smooth(0.05, 0.95, steps - Math.floor(steps))) / 3.4;
    const share = blend(blend(up, stepped, 0.5), smooth(0, 0.45, up), even);
    const crag =
      even > 0.99 ? 0 : (0.5 * ridged(noise, x * 1.7, z * 1.7 + 30, Math.min(6, octaves)) - 0.16) * (1 - even);
    const face = Math.max(0, share) * rimAt(x) + crag * smooth(0, 0.25, rise) - even * smooth(0.25, 0.9, up) * 0.05;
    if (z < wall + 0.5) return Math.max(ground, face);
    const beyond = smooth(wall + 0.5, wall + 9, z) * 2.4 * ridged(noise, x * 0.16 + start, z * 0.16, octaves);
    return Math.max(ground, face) + beyond * (1 - 0.85 * even);
  };
  // Boulders lie along the water and some in it; none where the water falls.
  const groundAt = (x: number, z: number, octaves: number): number => {
    const wet = (banks + (fall.half + 0.42) * smooth(1.4, 3.9, z)) * (1 + 0.5 * (noise(x * 1.3 + 5, z * 1.3) - 0.5));
    const aside = Math.abs(x - courseAt(z)) - wet;
    if (aside < -0.42) return -0.11;
    const bank = smooth(-0.1, 0.75, aside);
    let ground = -0.11;
    if (bank > 0) ground += bank * (0.17 + 0.5 * layered(noise, x * 0.8, z * 0.8, Math.min(3, octaves)));
    if (aside > 0.9) return ground;
    const strewn = smooth(-0.42, 0.12, aside) * smooth(0.9, 0.2, aside);
    const clear = smooth(0.5, 1.1, Math.hypot(Math.max(0, Math.abs(x - fall.x) - 0.5 * fall.half), 0.8 * (z - fall.z)));
    const stones = layered(noise, x * 2.6 + 70, z * 2.6, Math.min(5, octaves));
    return ground + smooth(0.53, 0.66, stones) * strewn * clear * (0.09 + 0.2 * stones);
  };
  return {
    fall,
    terrain: {
      eye: between(seed, 'eye', 0.26, 0.42),
      heightAt,
      cover: wetRock(scene, fall),
      wet: true,
      nearest: 0.4,
      farthest: 24,
    },
    horizon: between(seed, 'horizon', 0.62, 0.72),
    wood: woodOf(scene, {
      count: 5200,
      sparse: 900,
      high: [0.2, 0.46],
      from: 1.5,
      to: 12,
      dense: scene.family === 'forest' ? 2 : 1.4,
      // None stands before the falling water.
      room: (x, z, ground) =>
        ground > 0.1 &&
        (Math.abs(x / z - fall.x / fall.z) > 0.09 + (fall.half + 0.1) / fall.z ? z > 1.8 : z > fall.z + 0.7) &&
        !(Math.abs(x - fall.x) < fall.half + 0.12 && z > fall.z - 0.1),
      broad: scene.season === 'winter' ? 0 : scene.season === 'autumn' ? 0.75 : scene.family === 'forest' ? 0.7 : 0.4,
    }),
    grass: sown(scene, { to: 3, high: 0.02, own: grassOf(scene), count: 15000, flowers: [], share: 0, spikes: false }),
  };
}

/** From the foot of the wall to its rim, ahead. */
const DEEP = 0.42;

/** Places of a table, and how far it goes either way. */
const STEPS = 2048;
const REACH = 16;

/** A function of what lies aside, worked out once. */
function tabled(of: (x: number) => number): (x: number) => number {
  const values = Float64Array.from({ length: STEPS + 1 }, (_, i) => of(((2 * i) / STEPS - 1) * REACH));
  return (x) => {
    const at = Math.min(STEPS - 1, Math.max(0, ((x / REACH + 1) * STEPS) / 2));
    const step = Math.floor(at);
    return values[step]! + (values[step + 1]! - values[step]!) * (at - step);
  };
}

const STONE: Rgb = [1.02, 0.99, 0.95];
const MOSS: Rgb = [0.06, 0.1, 0.022];
const SNOW: Rgb = [0.84, 0.88, 0.95];

/** Layered rock, dark and mossy where spray reaches it, grass on its ledges, gravel at the water. */
function wetRock(scene: Scene, fall: Fall): Terrain['cover'] {
  const noise = createNoise(scene.seed, 'wall');
  const grass = grassOf(scene);
  const cold = scene.season === 'winter';
  const stone = dyed(STONE, scene.tints.rock?.[0]);
  const moss = dyed(MOSS, scene.tints.grass?.[0]);
  return (x, z, height, up, out) => {
    const grain = layered(noise, x * 5 + 9, z * 5 + height * 4, 4);
    const strata = 0.68 + 0.64 * noise(x * 0.7 + 3, height * 11 + 1.6 * grain);
    const cracks = 0.72 + 0.5 * smooth(0.2, 0.5, layered(noise, x * 9, height * 3.2 + z, 3));
    const spray = smooth(1.15, 0.1, Math.hypot(Math.max(0, Math.abs(x - fall.x) - fall.half), 0.8 * (z - fall.z)));
    const damp = (1 - 0.5 * spray) * (1 - 0.5 * smooth(0.06, 0.015, height));
    const rock = (0.1 + 0.17 * grain) * strata * cracks * damp;
    const green = smooth(0.72, 0.9, up + 0.2 * (grain - 0.5)) * smooth(0.05, 0.12, height);
    const mossy =
      (0.25 + 0.6 * spray) * smooth(0.5, 0.62, layered(noise, x * 2.2 + 40, height * 2.6 + z, 3)) * (cold ? 0.4 : 1);
    const snow = cold ? smooth(0.5, 0.8, up + 0.3 * (grain - 0.5)) * smooth(0.02, 0.08, height) : 0;
    const tint = 0.34 + 0.56 * grain;
    for (let c = 0; c < 3; c++) {
      const wall = blend(rock * stone[c]!, moss[c]! * (0.5 + grain) * damp, Math.min(0.85, mossy));
      out[c] = blend(blend(wall, grass[c]! * tint, cold ? 0 : green), SNOW[c]! * (0.75 + 0.4 * grain), snow);
    }
  };
}
