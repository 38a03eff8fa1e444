// What grows on a terrain and where: trees from far to near, grass and flowers in front.
import { Chance } from '../sound/chance.ts';
import { dab, stroke, toneAt, tonesOf } from './brush.ts';
import { type Canvas, inStrips, LAND, LEAVES, type Rgb, scaled, spareOf } from './canvas.ts';
import type { Light } from './light.ts';
import { createNoise } from './noise.ts';
import type { Scene } from './scene.ts';
import { airOf, type Terrain } from './terrain.ts';
import { planterOf } from './trees.ts';

/**
 * Trees of a landscape: places tried over the view, their height and distances in the world's unit, how dense they stand
 * (0 to 2), what is kept free of them, and which share has broad crowns.
 */
export type Wood = {
  count: number;
  high: readonly [number, number];
  from: number;
  to: number;
  dense: number;
  /** Whether one may stand there, on ground of that height. */
  room(x: number, z: number, ground: number): boolean;
  broad: number;
  /** Places of their own, besides: in rows along a way. */
  rows?: readonly { x: number; z: number }[];
};

/** Crowns from which on trees are a wood. */
const MANY = 1000;

export function plantTrees(canvas: Canvas, terrain: Terrain, light: Light, scene: Scene, wood: Wood): void {
  const chance = new Chance(scene.seed, 'trees');
  const groves = createNoise(scene.seed, 'groves');
  const { width, height, scale, horizon } = canvas;
  const half = (width / 2 / scale) * 1.12;
  const trees: { x: number; z: number; foot: number; high: number; tint: number; broad: boolean }[] = [];
  for (const { x, z } of wood.rows ?? []) {
    const [high, tint] = [chance.between(0.85, 1.1) * wood.high[1], chance.between(0.8, 1.2)];
    trees.push({ x, z, foot: terrain.heightAt(x, z, 7), high, tint, broad: wood.broad > 0 });
  }
  for (let i = 0; i < wood.count; i++) {
    // By the reciprocal of the distance at first, then ever denser: near and far alike in the picture.
    const z = wood.from * (wood.to / wood.from) ** (chance.next() ** 0.75);
    const x = chance.between(-half, half) * z;
    const [wanted, high, tint] = [chance.next(), chance.between(...wood.high), chance.between(0.65, 1.35)];
    const broad = chance.next() < wood.broad;
    const foot = terrain.heightAt(x, z, 7);
    if (!wood.room(x, z, foot) || terrain.heightAt(x, z + 0.2, 6) - foot > 0.3) continue;
    if (wanted > groves(x * 0.5, z * 0.5) * wood.dense - 0.12) continue;
    trees.push({ x, z, foot, high, tint, broad });
  }
  trees.sort((a, b) => b.z - a.z);
  const stands = trees.map(({ x, z, foot, high, tint, broad }) => {
    const base = horizon + (scale * (terrain.eye - foot)) / z;
    return { x: width / 2 + (scale * x) / z, base, tall: (scale * high) / z, z, tint, broad };
  });
  const seen = stands.filter(({ base, tall }) => base >= 0 && base - tall <= height && tall >= 1.5);
  // A pixel of a wood is painted thirty times: fewer leaves are not missed there.
  const full = seen.filter(({ broad }) => broad).length > MANY ? 0.7 : 1;
  // Of a crown there is more to paint than of a fir, and of either about as much as of its height.
  const work = (column: { x: number; tall: number; broad: boolean }) => column.tall * (column.broad ? 3 : 1);
  inStrips(canvas, seen, work, (strip) => {
    const planter = planterOf(strip, light, scene, full);
    for (const { broad, ...stand } of seen) {
      if (broad) planter.broad(stand);
      else planter.fir(stand);
    }
  });
}

/** Blades of that height, no farther than `to` (the world's unit), none where it is `bare`, as far as they can be told apart; `flowers`: their colours, the share of blades that bear one, and whether as ears. */
export type Grass = {
  to?: number;
  bare?: (x: number, z: number) => boolean;
  high: number;
  own: Rgb;
  count: number;
  flowers: readonly Rgb[];
  share: number;
  spikes: boolean;
};

/** A blade: its foot (pixels), how far away it stands, its height in pixels, and what chance gave it, each 0 to 1 or about 0. */
type Blade = { x: number; row: number; z: number; long: number; light: number; bend: number };

/** Distance of the nearest blades, and how many steps of half an octave they are told apart in. */
const FRONT = 0.5;
const DEPTHS = 12;

/** What is in the middle of a flower: gold, but of yellow ones. */
const GOLD: Rgb = [0.62, 0.36, 0.03];
const RUST: Rgb = [0.3, 0.13, 0.02];

/** Grows grass wherever land is near: from far to near, blade by blade. All hands are to call this. */
export function growGrass(canvas: Canvas, light: Light, scene: Scene, grass: Grass): void {
  const patches = createNoise(scene.seed, 'patches');
  const { sun, ambient, toSun } = light;
  const air = airOf(light);
  const behind = 0.55 + 0.75 * Math.max(0, toSun[2]);
  // The farther, the more air lies before them.
  const hues = Array.from({ length: DEPTHS }, (_, depth) => {
    const mix = (own: Rgb, lit: number, much: number) => {
      const pixel = Float32Array.from([0, 1, 2], (c) => own[c]! * (sun[c]! * lit + ambient[c]! * much));
      air(pixel, 0, FRONT * 2 ** (depth / 2), 0, 0.01);
      return pixel;
    };
    const blossom = (own: Rgb) => tonesOf(mix(own, 0.25, 0.7), mix(own, 0.9, 1.3));
    return {
      tones: tonesOf(mix(scaled(grass.own, 0.5), 0.05, 0.5), mix(grass.own, behind, 1.6)),
      blossoms: grass.flowers.map((own) => ({
        petals: blossom(own),
        heart: blossom(own[2] > 0.3 * own[1] ? GOLD : RUST),
      })),
    };
  });
  const { width, scale } = canvas;
  const blades = bladesOf(canvas, scene, grass);
  const lean = new Chance(scene.seed, 'lean').between(-0.4, 0.4);
  const grow = (strip: Canvas) => {
    const chance = new Chance(scene.seed, 'flowers');
    for (const { x, row, z, long, light, bend } of blades) {
      const thick = Math.max(0.8, Math.min(long * 0.05, 0.0036 * scale));
      const patch = patches((((x - width / 2) / scale) * z) / (4 * grass.high), z / (4 * grass.high));
      const load = { z: z * 0.99, kind: LEAVES };
      const { tones, blossoms } = hues[Math.min(DEPTHS - 1, Math.max(0, Math.round(2 * Math.log2(z / FRONT))))]!;
      const own = 0.1 + 0.5 * light + 0.5 * (patch - 0.3);
      const tip = x + (lean + bend) * long * 0.6;
      const [kneeX, kneeY] = [x + (lean + bend) * long * 0.18, row - 0.6 * long];
      stroke(strip, load, x, row, kneeX, kneeY, thick, 0.8 * thick, toneAt(tones, own * 0.7));
      stroke(strip, load, kneeX, kneeY, tip, row - long, 0.8 * thick, 0.4, toneAt(tones, own));
      if (blossoms.length === 0 || chance.next() > grass.share * smoothPatch(patch)) continue;
      const petals = Math.max(0.9, Math.min(long * 0.07, 0.0042 * scale));
      const blossom = chance.pick(blossoms);
      if (grass.spikes) {
        const ear = toneAt(blossom.petals, 0.2 + 0.8 * light);
        const [lowX, lowY] = [0.6 * tip + 0.4 * kneeX, row - 0.72 * long];
        stroke(strip, load, lowX, lowY, tip, row - 1.06 * long, petals, 0.7 * petals, ear);
      } else {
        dab(strip, load, tip, row - long, petals, petals * 0.8, toneAt(blossom.petals, 0.3 + 0.7 * light));
        if (petals > 3)
          dab(strip, load, tip, row - long, 0.4 * petals, 0.3 * petals, toneAt(blossom.heart, 0.2 + 0.6 * light));
      }
    }
  };
  inStrips(canvas, blades, ({ long }) => long, grow);
}

/** Where blades stand, from far to near: they hide the ground that the next would be looked for on, so that all are found before one is painted. */
function bladesOf(canvas: Canvas, scene: Scene, { to = Number.POSITIVE_INFINITY, bare, high, count }: Grass): Blade[] {
  const { width, height, scale, horizon, distance, kind, hands } = canvas;
  const chance = new Chance(scene.seed, 'grass');
  const rows = Float32Array.from({ length: count }, () => chance.next() ** 0.7)
    .sort()
    .map((share) => Math.floor(horizon + (height * 1.06 - horizon) * share));
  const columns = Uint16Array.from({ length: count }, () => Math.floor(chance.next() * width));
  const ground = spareOf(canvas).floats(count);
  const find = (blade: number) => {
    const at = Math.min(height - 1, rows[blade]!) * width + columns[blade]!;
    const grows = rows[blade]! >= 0 && (kind[at] === LAND || kind[at] === LEAVES);
    ground[blade] = grows ? distance[at]! * (rows[blade]! >= height ? 0.94 : 1) : 0;
  };
  hands.each(0, count, find, Math.ceil(count / 8));
  const blades: Blade[] = [];
  for (let blade = 0; blade < count; blade++) {
    const [row, x, z] = [rows[blade]!, columns[blade]!, ground[blade]!];
    const [light, bend, size] = [chance.next(), chance.between(-0.5, 0.5), chance.between(0.5, 1.15)];
    if (z === 0 || z > to || bare?.(((x - width / 2) / scale) * z, z)) continue;
    const long = Math.min(0.13 * height, (scale * high) / z) * size;
    if (long >= 2) blades.push({ x, row, z, long, light, bend });
  }
  return blades;
}

/** Flowers stand in drifts. */
function smoothPatch(patch: number): number {
  return Math.min(1, Math.max(0, (patch - 0.3) * 3));
}
