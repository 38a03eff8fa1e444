// Water: what stands behind it upside down, broken by waves, with the sun's glitter on it.
import { type Canvas, LAND, type Rgb, SKY, STILL, WATER } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Light } from './light.ts';
import { footOf, type Mirror, mirrorOf } from './mirror.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { clearSky } from './sky.ts';

/**
 * `eye`: the viewer's height over it. `rough`: 0 a mirror, 1 open sea. `deep`: its own colour. `floor`: height of the ground under it
 * (below 0), where it breaks on a shore; null: nowhere.
 */
type Water = { eye: number; rough: number; deep: Rgb; floor: ((x: number, z: number) => number) | null };

/** Everything else must be painted before. */
export function paintWater(canvas: Canvas, light: Light, scene: Scene, { eye, rough, deep, floor }: Water): void {
  const { width, height, scale, horizon, distance, kind, colour, hands } = canvas;
  const noise = createNoise(scene.seed, 'waves');
  const { sun, ambient, disc, glow } = light;
  const breakers = breakersOf(light, scene, noise);
  const mirror = mirrorOf(canvas, eye);
  const sky = new Float64Array(3);
  const [tint] = scene.tints.water ?? [];
  // Water of a named colour is full of it: one sees less of the sky in it, and more of what lights it.
  const body = tint === undefined ? deep : dyed([0.16, 0.2, 0.22], tint, 0.95);
  const lucid = tint === undefined ? 1 : 0.6;
  const own = body.map((value, c) => value * (ambient[c]! * 1.5 + sun[c]! * 0.35));
  const ice = iceOf(light, scene, noise);
  hands.each(Math.max(0, Math.floor(horizon)), height, (row) => {
    const down = Math.max(0.5, row + 0.5 - horizon) / scale;
    // Seen flatly, water mirrors nearly everything; seen from above one looks into it.
    const much = 0.1 + 0.9 * Math.exp(-down * (3 + 2.2 * rough));
    const sunAt = glitterAt(canvas, light);
    const breadth = scale * (0.035 + 0.13 * rough * Math.min(1, 0.3 + down * 2));
    for (let column = 0, at = row * width; column < width; column++, at++) {
      if (kind[at] !== WATER) continue;
      const z = distance[at]!;
      const x = ((column + 0.5 - width / 2) / scale) * z;
      const fine = layered(noise, x * 7, z * 13, z < 4 ? 5 : 3) - 0.5;
      const broad = layered(noise, x * 1.6 + 40, z * 3.6, z < 12 ? 4 : 3) - 0.5;
      const tilt = (0.5 * fine + 0.8 * broad) * (0.35 + rough);
      reflect({ canvas, light, eye, rough, mirror }, tilt, column, row, z, sky);
      const clear = lucid * much * (1 - 0.5 * rough * smooth(-0.1, 0.35, -tilt));
      const i = 3 * at;
      for (let c = 0; c < 3; c++) colour[i + c] = own[c]! + (sky[c]! * (1 - 0.12 * rough) - own[c]!) * clear;
      if (scene.frozen) {
        ice(colour, i, x, z);
        continue;
      }
      if (floor !== null && z < 9) breakers(floor(x, z), x, z, colour, i);
      if (sunAt === null) continue;
      // Glitter: where waves happen to mirror the sun, in a path that widens towards the viewer.
      const path = (column - sunAt) / breadth;
      if (Math.abs(path) > 2.3) continue;
      const spark = smooth(0.52, 0.74, layered(noise, x * 11 + 7, z * 24, 3)) * Math.exp(-path * path);
      const shine = spark * disc * (0.8 + glow) * (0.6 + rough) * 1.1;
      for (let c = 0; c < 3; c++) colour[i + c]! += sun[c]! * shine;
    }
  });
  if (!scene.frozen) return;
  hands.each(0, height, (row) => {
    for (let at = row * width, end = at + width; at < end; at++) if (kind[at] === WATER) kind[at] = LAND;
  });
}

/** The column that the sun's glitter lies in; null where there is none: nothing glitters in the shade of what hides the sun. */
function glitterAt({ width, scale, horizon, kind }: Canvas, { toSun, disc }: Light): number | null {
  if (toSun[2] <= 0 || disc === 0) return null;
  const [x, y] = [0, 1].map((i) => Math.round((toSun[i]! / toSun[2]) * scale));
  const [column, row] = [Math.round(width / 2) + x!, Math.round(horizon) - y!];
  if (column < 0 || column >= width || row < 0) return column;
  return kind[row * width + column] === SKY || kind[row * width + column] === STILL ? column : null;
}

type Surface = { canvas: Canvas; light: Light; eye: number; rough: number; mirror: Mirror };

/** Sets `out` to what water mirrors at a pixel, so far away, where it is tilted so. */
function reflect(
  { canvas, light, eye, rough, mirror }: Surface,
  tilt: number,
  column: number,
  row: number,
  z: number,
  out: Float64Array,
): void {
  const { width, scale, horizon, distance, colour } = canvas;
  const still = mirror(column, row);
  const foot = still < 0 ? horizon : footOf(canvas, eye, distance[still]!);
  // Waves bend an image the more, the farther it is from its foot.
  const over = Math.max(0, row + 0.5 - foot);
  const sway = tilt * 0.05 * scale * Math.min(1, over / (0.1 * scale));
  const aside = Math.min(width - 1, Math.max(0, Math.round(column + sway)));
  const lift = tilt * (0.22 + 0.5 * rough) * (over + 0.03 * scale);
  const seen = Math.max(Math.ceil(foot), Math.round(row + lift));
  const bent = mirror(aside, seen);
  // Beyond the near shore it would be of what stands on this side of the water.
  const source = bent >= 0 && distance[bent]! < z ? still : bent;
  if (source < 0) clearSky(light, (column + 0.5 - width / 2) / scale, Math.max(0, seen - horizon) / scale, 1, out);
  else for (let c = 0; c < 3; c++) out[c] = colour[3 * source + c]!;
}

const ICE: Rgb = [0.2, 0.34, 0.4];
const DRIFT: Rgb = [0.76, 0.81, 0.88];

/** Lays ice over a pixel of water, which still mirrors in it: dark and clear here, white with cracks and drifts of snow there. */
function iceOf({ ambient, sun, toSun }: Light, { tints }: Scene, noise: Noise) {
  const lit = [0, 1, 2].map((c) => ambient[c]! * 1.2 + sun[c]! * (0.12 + 0.6 * toSun[1]));
  const own = dyed(ICE, tints.water?.[0]);
  return (colour: Float32Array, i: number, x: number, z: number): void => {
    const [u, v] = [x + 0.25 * noise(x * 2, z * 2), z + 0.25 * noise(x * 2 + 30, z * 2)];
    let crack = 0;
    for (const [scale, wide] of [
      [1.5, 0.014],
      [4.2, 0.02],
    ] as const)
      crack = Math.max(crack, smooth(wide, 0.2 * wide, Math.abs(noise(u * scale, v * scale) - 0.5)));
    const cloudy = 0.34 + 0.36 * smooth(0.35, 0.65, layered(noise, x * 1.1 + 9, z * 1.4, 4));
    const drift = smooth(0.5, 0.66, layered(noise, x * 0.8 + 50, z * 1.7, 5));
    for (let c = 0; c < 3; c++) {
      const sheet = colour[i + c]! + (own[c]! * lit[c]! - colour[i + c]!) * cloudy;
      const cracked = sheet + (0.62 * lit[c]! - sheet) * 0.7 * crack;
      colour[i + c] = cracked + (DRIFT[c]! * lit[c]! - cracked) * 0.9 * drift;
    }
  };
}

const WET: Rgb = [0.26, 0.21, 0.15];
const SHALLOW: Rgb = [0.24, 0.42, 0.36];

/** Lays surf over a pixel of water, over ground of that height at that place. */
type Breakers = (ground: number, x: number, z: number, colour: Float32Array, i: number) => void;

/** Shallow water is clear and green over the sand; waves break in it in lines along the shore, and their foam runs up it. */
function breakersOf({ ambient, sun }: Light, { tints }: Scene, noise: Noise): Breakers {
  const lit = [0, 1, 2].map((c) => ambient[c]! + 0.42 * sun[c]!);
  const wet = dyed(WET, tints.sand?.[0]);
  return (ground, x, z, colour, i) => {
    const depth = Math.max(0, -ground);
    if (depth > 0.26) return;
    const clear = 0.55 * smooth(0.14, 0, depth);
    const lace = layered(noise, x * 16 + 30, z * 20, 4);
    const run = depth * 21 + 1.1 * layered(noise, x * 0.7 + 9, z * 0.7, 3);
    const along = run - Math.floor(run);
    // Steep on the shore's side, a trail of foam behind.
    const crest =
      smooth(0, 0.06, along) *
      smooth(0.5, 0.05, along) *
      smooth(0.26, 0.17, depth) *
      smooth(0.44, 0.56, lace + 0.3 * noise(x * 2.2, z * 2.2) - 0.12);
    const edge = smooth(0.02, 0.004, depth) * smooth(0.34, 0.5, lace);
    // The film lays rolling crests over these.
    const foam = Math.min(0.92, 0.4 * crest + 0.9 * edge);
    const film = 0.92 * smooth(0.011, 0.001, depth);
    for (let c = 0; c < 3; c++) {
      const water = colour[i + c]! + (SHALLOW[c]! * lit[c]! - colour[i + c]!) * clear;
      const washed = water + (0.86 * lit[c]! - water) * foam;
      // Where it ends it is but a film on wet sand.
      colour[i + c] = washed + (wet[c]! * lit[c]! - washed) * film;
    }
  };
}
