// Falling water over a wall of rock: a sheet that leaves the lip in an arc, torn into strands, with spray where it lands.
import type { FallingWater } from '../plan/plan.ts';
import { Chance } from '../sound/chance.ts';
import { type Canvas, FALL, noteEye, WATER } from './canvas.ts';
import type { Fall } from './gorge.ts';
import type { Light } from './light.ts';
import { createNoise, layered, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { airOf, type Terrain } from './terrain.ts';

/** How far before the wall the water lands, in the world's unit. */
const LEAP = 0.16;

/** Pixels of a place in the world, through the canvas's camera. */
function placed({ width, scale, horizon }: Canvas, { eye }: Terrain) {
  return (x: number, level: number, z: number) => ({
    column: width / 2 + (scale * x) / z,
    row: horizon + (scale * (eye - level)) / z,
  });
}

/** Where the water falls in the frame. */
function fallingWater(canvas: Canvas, terrain: Terrain, fall: Fall): FallingWater {
  const { width, height } = canvas;
  const at = placed(canvas, terrain);
  const [lip, foot] = [at(fall.x, fall.top, fall.z), at(fall.x, fall.foot, fall.z - LEAP)];
  const half = (canvas.scale * fall.half) / fall.z / width;
  return { x: lip.column / width, half, top: lip.row / height, foot: foot.row / height };
}

/** Rocks that stick out of the wall under the water: where, how far down, and half their breadth; in the world's unit. */
function rocksIn({ seed }: Scene, { half, top, foot }: Fall): { x: number; drop: number; half: number }[] {
  const chance = new Chance(seed, 'rocks in the fall');
  // In a narrow fall they would be but holes.
  const many = half > 0.5 ? chance.pick([4, 5, 6]) : 0;
  return Array.from({ length: many }, () => ({
    x: half * chance.between(-0.85, 0.85),
    drop: (top - foot) * chance.between(0.22, 0.72),
    half: chance.between(0.028, 0.055) * Math.min(1.5, 0.7 + half),
  }));
}

/** Paints the water that falls, and notes where; what stands before it is painted after it. */
export function paintFall(canvas: Canvas, terrain: Terrain, light: Light, scene: Scene, fall: Fall): void {
  const { width, height, scale, horizon, colour, distance, kind, hands } = canvas;
  canvas.falling = fallingWater(canvas, terrain, fall);
  const { x, half, top, foot: end } = canvas.falling;
  noteEye(canvas, (x - half) * width, top * height, (x + half) * width, end * height);
  const noise = createNoise(scene.seed, 'strands');
  const air = airOf(light);
  const { sun, ambient, toSun } = light;
  // A sun behind the wall leaves it in the shade.
  const lit = 0.14 + 0.6 * Math.max(0, -toSun[2]) + 0.34 * smooth(0.2, 0.6, toSun[1]);
  const at = placed(canvas, terrain);
  const [lip, foot] = [at(fall.x, fall.top, fall.z), at(fall.x, fall.foot, fall.z - LEAP)];
  const reach = (scale * (fall.half + 1.2 * Math.max(...fall.strands.map(({ half }) => half)))) / fall.z;
  const rocks = rocksIn(scene, fall);
  const pixel = new Float32Array(3);
  const broadness = smooth(0.35, 0.7, Math.max(...fall.strands.map(({ half }) => half)));
  const leaps = leapsOf(scene, fall);
  hands.each(Math.max(0, Math.floor(lip.row - 2)), Math.min(height, foot.row + 2), (row) => {
    // An arc: how far it has fallen, and how far it is from the wall there.
    const gone = Math.min(1, Math.max(0, (row - lip.row) / (foot.row - lip.row)));
    const nth = leaps.findLastIndex(({ from }) => gone >= from);
    const { from, to } = leaps[nth]!;
    const down = (gone - from) / (to - from);
    // Off a ledge it spreads from where it came down.
    const spread = Math.min(1, 5 * down) ** 0.6;
    const [before, own] = [leaps[Math.max(0, nth - 1)]!, leaps[nth]!];
    const aside = before.aside + (own.aside - before.aside) * spread;
    const narrow = (nth > 0 ? 1.28 : 1) * before.wide;
    const wide = narrow + (own.wide - narrow) * spread;
    const z = fall.z - (LEAP * (nth + Math.sqrt(down))) / leaps.length;
    // Where it lands on a ledge it is thrown up, and spreads.
    const splash = nth > 0 ? smooth(0.3, 0, down) : 0;
    const across = z / scale;
    for (
      let column = Math.max(0, Math.floor(lip.column - reach));
      column < Math.min(width, lip.column + reach);
      column++
    ) {
      const i = row * width + column;
      if (distance[i]! < z * 0.97) continue;
      const place = (column + 0.5 - width / 2) * across;
      const x = place - fall.x;
      // The lip is worn lower where more water goes over it.
      const lower = 0.012 * fall.top + 0.05 * fall.top * (noise(x * 5 + 31, 2.5) - 0.35);
      const drop = gone * (fall.top - fall.foot);
      // Strands part as they fall, and are drawn out ever longer.
      const bend = 0.05 * (noise(x * 3 + 7, drop * 1.2) - 0.5) * down;
      const strand = fall.strands.reduce((near, one) => (asideFrom(one, place) < asideFrom(near, place) ? one : near));
      const u = (place - strand.x - aside * strand.half + bend) / (wide * strand.half * (1 + 0.28 * down * down));
      const torn = 0.16 * (noise(u * 2.4 + 3, drop * 2.2) - 0.5) + 0.1 * (noise(u * 9, drop * 5) - 0.5);
      const within = smooth(1.02, 0.8, Math.abs(u) + torn * (0.5 + down));
      if (within <= 0.01) continue;
      const broad = layered(noise, u * strand.half * 16 + 20 + 9 * strand.x, drop * 0.9 + 3, 3);
      const fine = layered(noise, u * strand.half * 60 + 60 + 9 * strand.x, Math.sqrt(down) * 5.5, 3);
      const clots = layered(noise, u * strand.half * 12 + 90 + 9 * strand.x, Math.sqrt(down) * 9 + 2 * broad, 3);
      const thick = smooth(0.24, 0.5, broad + 0.25 * (fine - 0.5) + 0.1) * (0.72 + 0.28 * smooth(0.3, 0.6, clots));
      // A broad sheet hangs in curtains; rocks part what falls over them, and throw it up.
      const curtain =
        1 -
        0.78 * broadness * smooth(0.46, 0.36, layered(noise, x * 2.6 + 5, 0.35 * drop, 3)) * smooth(0.05, 0.3, down);
      let [parted, thrown] = [1, 0];
      for (const { x: middle, drop: height, half } of rocks) {
        // Round above, where the water meets it; below it the strands close again.
        const v = (drop - height) / half;
        const off = (Math.abs(x + 0.6 * bend - middle) / half) * (1 + 0.3 * Math.max(0, v)) + 0.6 * (fine - 0.5);
        if (off > 1.7 || v < -3 || v > 5) continue;
        const dome = v + Math.sqrt(Math.max(0, 1 - off * off));
        parted = Math.min(parted, 1 - 0.6 * smooth(1, 0.3, off) * smooth(0, 0.9, dome) * smooth(6, 0.5, v));
        thrown = Math.max(thrown, smooth(1.6, 0.5, off) * smooth(-1.5, -0.1, dome) * smooth(0.7, 0.05, dome));
      }
      const cover =
        within * (0.3 + 0.7 * thick) * curtain * parted * (nth > 0 ? 1 : smooth(lower - 0.006, lower + 0.012, drop));
      const tone =
        0.3 * Math.max(thrown, splash * (0.4 + fine)) +
        0.24 +
        0.42 * thick * (0.4 + 1.2 * (fine - 0.2)) +
        0.12 * smooth(0.62, 1, down);
      const shade = 0.85 + 0.15 * smooth(0, 0.2, down);
      for (let c = 0; c < 3; c++) pixel[c] = tone * shade * (sun[c]! * lit + ambient[c]! * 1.25) * [0.94, 0.985, 1][c]!;
      air(pixel, 0, z, (column - width / 2) / scale, Math.max(0.01, (horizon - row) / scale));
      for (let c = 0; c < 3; c++) colour[3 * i + c]! += (pixel[c]! - colour[3 * i + c]!) * cover;
      if (cover < 0.4) continue;
      distance[i] = z;
      kind[i] = FALL;
    }
  });
}

/** How far a place aside is from the middle of a fall, in its breadth. */
function asideFrom({ x, half }: { x: number; half: number }, place: number): number {
  return Math.abs(place - x) - half;
}

/** The leaps in which it comes down: from which share of its height to which, how far aside of the lip (halves of its breadth) and how much broader. */
function leapsOf({ seed }: Scene, { leaps }: Fall): { from: number; to: number; aside: number; wide: number }[] {
  const chance = new Chance(seed, 'leaps');
  const ends = Array.from({ length: leaps }, (_, i) =>
    i + 1 < leaps ? (i + 1) / leaps + chance.between(-0.12, 0.08) : 1,
  );
  return ends.map((to, i) => ({
    from: ends[i - 1] ?? 0,
    to,
    aside: i === 0 ? 0 : chance.between(-0.35, 0.35),
    wide: 1 + 0.3 * i,
  }));
}

/** Where the veil of mist ends: it is to come to nothing there. */
const RIM = 0.01;

/** Foam on the pool where the water lands, and the mist that stands over it; after the water is painted. */
export function paintSpray(canvas: Canvas, terrain: Terrain, light: Light, scene: Scene, fall: Fall): void {
  const { width, height, scale, colour, distance, kind, hands } = canvas;
  const noise = createNoise(scene.seed, 'spray');
  const { sun, ambient, toSun } = light;
  const lit = 0.1 + 0.5 * Math.max(0, -toSun[2]) + 0.42 * smooth(0.2, 0.6, toSun[1]);
  const white = [0, 1, 2].map((c) => (sun[c]! * lit * 0.75 + ambient[c]! * 1.35) * [0.95, 0.985, 1][c]!);
  const foot = placed(canvas, terrain)(fall.x, fall.foot, fall.z - LEAP);
  const wide = (scale * (fall.half + 0.5)) / fall.z;
  const tall = (scale * 0.36 * fall.top) / fall.z;
  const near = fall.z - 2.1;
  hands.each(Math.max(0, Math.floor(foot.row - 2.1 * tall)), height, (row) => {
    const over = (row - foot.row) / tall;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const z = distance[at]!;
      if (z < near) continue;
      const off = (column - foot.column) / wide;
      if (kind[at] === WATER) {
        const x = ((column + 0.5 - width / 2) / scale) * z;
        const away = Math.hypot(Math.max(0, Math.abs(x - fall.x) - 0.8 * fall.half), 1.2 * (fall.z - LEAP - z));
        const lace = layered(noise, x * 11, z * 15, 4);
        const foam = smooth(1.25, 0, away) ** 1.4 * smooth(0.36, 0.58, lace + 0.34 * smooth(0.5, 0, away));
        for (let c = 0; c < 3; c++) colour[3 * at + c]! += (0.92 * white[c]! - colour[3 * at + c]!) * 0.85 * foam;
      }
      // Only what stands behind the spray, or in it, is veiled.
      const behind = smooth(near, fall.z - 0.4, z);
      const veil = Math.exp(-off * off * 1.5 - (over < 0 ? over * over * 1.1 : over * over * 9)) - RIM;
      if (veil <= 0) continue;
      const billow = 0.55 + 0.9 * (layered(noise, (column / scale) * 9 + 40, (row / scale) * 9, 4) - 0.1);
      const share = Math.min(0.7, 0.6 * veil * behind * billow);
      for (let c = 0; c < 3; c++) colour[3 * at + c]! += (white[c]! - colour[3 * at + c]!) * share;
    }
  });
}
