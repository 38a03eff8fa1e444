// A road, a path or a railway that leads into the depth of a landscape: even ground, what it is laid with, and its edges.
import { between, chance } from '../plan/chance.ts';
import { type Canvas, LAND, type Rgb } from './canvas.ts';
import { blend, type Landscape } from './landscape.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { clearSky } from './sky.ts';
import type { Terrain } from './terrain.ts';

export type Way = 'road' | 'highway' | 'path' | 'rails';

/** Half its breadth, in the world's unit: the asphalt, the trodden earth, the ballast. */
const HALF: Record<Way, number> = { road: 0.115, highway: 0.21, path: 0.055, rails: 0.1 };

/** Where it ends, and how far apart the places are at which its level is worked out. */
const FAR = 30;
const STEP = 0.1;

/** Between two rails, between two sleepers, from one dash of a line to the next. */
const GAUGE = 0.062;
const SLEEPERS = 0.034;
const DASHES = 0.42;

/** The share of a line's pixel that it covers; `pixel`: how much of the world that is. */
function line(off: number, wide: number, pixel: number): number {
  const seen = Math.max(wide, pixel);
  return Math.min(1, wide / pixel) * Math.min(1, Math.max(0, 0.5 + (seen / 2 - Math.abs(off)) / pixel));
}

/** Where the middle of a way lies aside, at each distance. */
export function courseOf(scene: Scene, way: Way): (z: number) => number {
  const { seed } = scene;
  const half = HALF[way];
  const hand = chance(seed, 'way hand') < 0.5 ? -1 : 1;
  const aside = way === 'rails' ? between(seed, 'way aside', 0, 0.08) : between(seed, 'way aside', -0.4, 1.1) * half;
  const lean = hand * between(seed, 'way lean', 0.02, 0.13);
  // Now straight to the horizon, now in bends; a railway's are wide.
  const bends = hand * (scene.bends === 'straight' ? 0.03 : way === 'rails' ? 0.35 : isStraight(scene) ? 0.1 : 1);
  const turn = between(seed, 'way turn', 0.3, 0.46);
  return (z) =>
    lean * z -
    aside * hand +
    bends * (0.55 * (1 - Math.cos(turn * z)) * smooth(0.5, 5, z) + 0.16 * Math.sin(1.1 * z) * smooth(1, 4, z));
}

/** The landscape with a way through it, on which the viewer stands, or beside it. */
export function withWay({ terrain, wood, grass, ...land }: Landscape, scene: Scene, way: Way): Landscape {
  const { seed } = scene;
  const half = HALF[way];
  // It does not climb a volcano.
  const end = land.volcano ? Math.min(FAR, land.volcano.z - 0.72 * land.volcano.wide) : FAR;
  const noise = createNoise(seed, 'way');
  const courseAt = courseOf(scene, way);
  const levels = levelsOf((z) => terrain.heightAt(courseAt(z), z, 3));
  const heightAt = (x: number, z: number, octaves: number): number => {
    const off = Math.abs(x - courseAt(z));
    const reach = half * 1.5 + 0.5 + 0.05 * z;
    if (off > reach || z > end) return terrain.heightAt(x, z, octaves);
    const even = smooth(reach, half * 1.25, off) * smooth(end, 0.73 * end, z);
    // It lies a little over its ditch; a path is trodden in.
    const own = levels(z) + (way === 'path' ? -0.006 * smooth(half, 0, off) : 0.012 * smooth(half * 1.35, half, off));
    return even > 0.999 ? own : blend(terrain.heightAt(x, z, octaves), own, even);
  };
  const laid = SURFACES[way](scene, noise, half);
  const cover: Terrain['cover'] = (x, z, height, up, out) => {
    terrain.cover(x, z, height, up, out);
    if (z > end) return;
    const off = x - courseAt(z);
    if (Math.abs(off) < 2 * half) laid(off, z, x, out);
  };
  // By the sea one stands higher, or the land's edge would hide it.
  const eye = levels(0.5) + between(seed, 'way eye', 0.1, way === 'rails' ? 0.15 : 0.19) + (terrain.wet ? 0.12 : 0);
  return {
    ...land,
    way: (x, z) => z < end && Math.abs(x - courseAt(z)) < half,
    terrain: { ...terrain, eye, heightAt, cover, nearest: 0.15 },
    wood: wood && {
      ...wood,
      ...(scene.lined && { rows: rowsAlong(courseAt, half * 1.5 + 0.12, end), broad: wood.broad || 1 }),
      room: (x, z, ground) => Math.abs(x - courseAt(z)) > half * 1.5 + 0.1 + 0.02 * z && wood.room(x, z, ground),
    },
    grass: grass && { ...grass, bare: (x, z) => Math.abs(x - courseAt(z)) < half * (way === 'path' ? 0.95 : 1.12) },
  };
}

/** Places on both sides of a course, so far from its middle. */
function rowsAlong(courseAt: (z: number) => number, off: number, end: number): { x: number; z: number }[] {
  const rows: { x: number; z: number }[] = [];
  for (let z = 0.8; z < 0.8 * end; z += 0.32) for (const side of [-1, 1]) rows.push({ x: courseAt(z) + side * off, z });
  return rows;
}

function isStraight({ bends, seed, family }: Scene): boolean {
  if (bends !== null) return bends === 'straight';
  return chance(seed, 'way bends') < (family === 'desert' ? 0.7 : 0.4);
}

/** The ground's height along the way without its roughness, worked out once. */
function levelsOf(groundAt: (z: number) => number): (z: number) => number {
  const raw = Float64Array.from({ length: FAR / STEP + 30 }, (_, i) => groundAt(i * STEP));
  const levels = raw.map((_, i) => {
    const reach = Math.min(i, Math.round(5 + 0.12 * i));
    const span = raw.subarray(i - reach, i + reach + 1);
    return span.reduce((sum, level) => sum + level, 0) / span.length;
  });
  return (z) => {
    const at = Math.min(levels.length - 1.001, Math.max(0, z / STEP));
    const step = Math.floor(at);
    return levels[step]! + (levels[step + 1]! - levels[step]!) * (at - step);
  };
}

/** Lays a way over the colour of the ground: `off` its middle, `x` and `z` in the world. */
type Surface = (off: number, z: number, x: number, out: Float64Array) => void;

const SNOW: Rgb = [0.78, 0.82, 0.88];
const PAINT: Rgb = [0.66, 0.64, 0.6];
const YELLOW: Rgb = [0.66, 0.44, 0.07];

function lay(out: Float64Array, own: Rgb | Float64Array, tone: number, share: number): void {
  for (let c = 0; c < 3; c++) out[c]! += (own[c]! * tone - out[c]!) * share;
}

/** Asphalt with lines; gravel at its edges. */
function asphalt(scene: Scene, noise: Noise, half: number): Surface {
  const snowy = scene.season === 'winter' || scene.weather === 'snow';
  const middle = chance(scene.seed, 'line') < 0.5 ? YELLOW : PAINT;
  const wide = half > 0.2;
  const tone: Rgb = scene.weather === 'storm' ? [0.03, 0.031, 0.033] : [0.062, 0.062, 0.064];
  return (off, z, x, out) => {
    const pixel = z / 900;
    const [far, along] = [Math.abs(off), (z * z) / 120];
    const grain = 0.8 + 0.4 * layered(noise, x * 22, z * 22, 3) + (z < 1.6 ? 0.3 * (noise(x * 260, z * 260) - 0.5) : 0);
    const gravel = smooth(half * 1.3, half * 1.12, far + 0.05 * half * (noise(x * 40, z * 40) - 0.5));
    lay(out, [0.2, 0.18, 0.15], 0.6 + 0.5 * grain, 0.8 * gravel * (snowy ? 0.2 : 1));
    const road = Math.min(1, Math.max(0, 0.5 + (half - far) / Math.max(pixel, 0.004)));
    // Wheels have polished it, and here and there it was mended.
    const worn =
      1 + 0.16 * Math.cos((off / half) * (wide ? 4 : 2) * Math.PI) + 0.5 * (noise(x * 3 + 40, z * 0.8) - 0.5);
    lay(out, tone, grain * worn, road);
    if (snowy) {
      const drift = smooth(0.34, 0.62, layered(noise, x * 5, z * 1.6, 3) + 0.3 * Math.cos((off / half) * 2 * Math.PI));
      lay(out, SNOW, 0.85, 0.75 * drift * road);
    }
    // Dashes; far away their mean.
    const dash =
      along > DASHES / 2
        ? 0.42
        : smooth(0.26 + along, 0.26 - along, Math.abs(((((z / DASHES) % 1) + 1) % 1) - 0.5) * 1.2);
    const edges = line(far - half * 0.9, 0.009, pixel);
    const fade = 0.85 * (0.75 + 0.35 * noise(x * 30, z * 30)) * (snowy ? 0.35 : 1);
    lay(out, PAINT, 1, edges * fade);
    if (wide) {
      lay(out, PAINT, 1, line(far - half * 0.45, 0.009, pixel) * dash * fade);
      lay(out, middle, 1, line(far - 0.011, 0.008, pixel) * fade);
    } else lay(out, middle, 1, line(off, 0.011, pixel) * dash * fade);
  };
}

/** Earth that feet and wheels have laid bare, with a strip of grass in its middle. */
function earth(scene: Scene, noise: Noise, half: number): Surface {
  const snowy = scene.season === 'winter' || scene.weather === 'snow';
  const sandy = scene.family === 'desert';
  const own: Rgb = snowy ? [0.6, 0.64, 0.7] : sandy ? [0.62, 0.42, 0.25] : [0.24, 0.17, 0.105];
  return (off, z, x, out) => {
    const grain = layered(noise, x * 20, z * 20, 4);
    const far = Math.abs(off) + 0.35 * half * (grain - 0.5);
    const strip = scene.family === 'meadow' && !snowy ? 0.7 * smooth(0.28, 0.1, far / half) * smooth(5, 3, z) : 0;
    const speck = z < 1.4 ? 0.86 + 0.28 * noise(x * 240, z * 240) : 1;
    lay(out, own, (0.55 + 0.8 * grain) * speck, smooth(half, half * 0.74, far) * (1 - strip) * 0.95);
  };
}

/** Ballast, sleepers and two rails. */
function rails(scene: Scene, noise: Noise, half: number): Surface {
  const snowy = scene.season === 'winter' || scene.weather === 'snow';
  return (off, z, x, out) => {
    const pixel = z / 900;
    const [far, along] = [Math.abs(off), (z * z) / 120];
    const stones = 0.5 + layered(noise, x * 60, z * 60, 3) + (z < 2 ? 0.5 * (noise(x * 190, z * 190) - 0.5) : 0);
    const bed = smooth(half, half * 0.86, far + 0.1 * half * (noise(x * 40, z * 40) - 0.5));
    lay(out, snowy ? [0.5, 0.53, 0.58] : [0.165, 0.15, 0.135], stones, bed);
    const beat = Math.abs(((z / SLEEPERS) % 1) - 0.5);
    const sleeper =
      along > SLEEPERS / 2 ? 0.45 : smooth(0.29 + along / SLEEPERS / 2, 0.29 - along / SLEEPERS / 2, beat);
    lay(
      out,
      snowy ? [0.3, 0.29, 0.28] : [0.085, 0.062, 0.045],
      0.6 + 0.8 * noise(x * 50, z * 400),
      sleeper * line(far, GAUGE * 1.75, pixel) * 0.92,
    );
    for (const side of [-1, 1]) {
      lay(out, [0.05, 0.04, 0.035], 1, 0.9 * line(off - side * GAUGE * 0.5, 0.0068, pixel));
      lay(out, [0.52, 0.5, 0.48], 1, line(off - side * GAUGE * 0.5, 0.0036, pixel));
    }
  };
}

const SURFACES: Record<Way, (scene: Scene, noise: Noise, half: number) => Surface> = {
  road: asphalt,
  highway: asphalt,
  path: earth,
  rails,
};

/** What of the sky a way throws back where it is seen flatly, and, wet, everywhere. */
export function paintSheen(canvas: Canvas, light: Light, scene: Scene, isWay: (x: number, z: number) => boolean): void {
  const { width, height, scale, horizon, colour, distance, kind, hands } = canvas;
  const noise = createNoise(scene.seed, 'puddles');
  const wet = scene.weather === 'storm' ? 1 : 0;
  const sky = new Float64Array(3);
  hands.each(Math.max(0, Math.floor(horizon)), height, (row) => {
    const down = Math.max(0.004, (row + 0.5 - horizon) / scale);
    // Where it goes uphill against the sky it throws nothing back.
    const flat = smooth(0, 0.07, down) * (0.14 + 0.4 * wet) * Math.exp(-down * (wet > 0 ? 3 : 9));
    for (let column = 0, at = row * width; column < width; column++, at++) {
      if (kind[at] !== LAND) continue;
      const z = distance[at]!;
      const across = (column + 0.5 - width / 2) / scale;
      if (!isWay(across * z, z)) continue;
      const puddle = wet === 0 ? 1 : 0.45 + 0.9 * smooth(0.4, 0.6, layered(noise, across * z * 5, z * 3, 3));
      clearSky(light, across, down, 1, sky);
      for (let c = 0; c < 3; c++) colour[3 * at + c]! += sky[c]! * flat * puddle;
    }
  });
}
