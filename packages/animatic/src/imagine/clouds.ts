// Clouds: heaps on a level above the viewer that shade each other, and thin veils far above them.
import { type Canvas, type Rgb, spareOf } from './canvas.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';

/** Clouds have no edge that needs every pixel: they are worked out at every second one. */
const STEP = 2;

/** How far towards the sun other clouds are looked for, in steps that widen. */
const REACH = [0.07, 0.17, 0.34];

/** Lays the clouds over a sky that is painted already. */
export function paintClouds(canvas: Canvas, light: Light, scene: Scene): void {
  const { width, height, scale, horizon, colour, hands } = canvas;
  const rows = Math.min(height, Math.ceil(horizon));
  const wide = Math.ceil(width / STEP) + 2;
  const high = Math.ceil(rows / STEP) + 2;
  const heap = heapOf(light, createNoise(scene.seed, 'clouds'));
  // Cover, light from the sun and how thick, for every sample.
  const map = spareOf(canvas).floats(wide * high * 3);
  hands.each(0, high, (j) => {
    const up = Math.max(0, (horizon - j * STEP) / scale);
    for (let k = 0, i = 3 * j * wide; k < wide; k++, i += 3) heap((k * STEP - width / 2) / scale, up, map, i);
  });
  const shades = shadesOf(light);
  hands.each(0, rows, (row) => {
    const y = row / STEP;
    const v = y - Math.floor(y);
    const up = (horizon - row) / scale;
    for (let column = 0; column < width; column++) {
      const x = column / STEP;
      const at = 3 * (Math.floor(y) * wide + Math.floor(x));
      const u = x - Math.floor(x);
      const [a, b, c, d] = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v];
      const below = at + 3 * wide;
      const cover = a * map[at]! + b * map[at + 3]! + c * map[below]! + d * map[below + 3]!;
      if (cover < 0.004) continue;
      const lit = a * map[at + 1]! + b * map[at + 4]! + c * map[below + 1]! + d * map[below + 4]!;
      const thick = a * map[at + 2]! + b * map[at + 5]! + c * map[below + 2]! + d * map[below + 5]!;
      shades((column - width / 2) / scale, up, lit, thick, cover, colour, 3 * (row * width + column));
    }
  });
}

/** What stands in a direction (tangents to the right and up): cover, light, thickness, into `out` at `i`. */
function heapOf({ clouds, toSun, stars }: Light, noise: Noise) {
  const low = 0.64 - 0.34 * clouds;
  const soft = 0.16 + 0.1 * clouds;
  const sideways = toSun[0];
  // A low sun lights clouds from the side, one that is in view from behind them.
  const ahead = Math.max(-0.9, Math.min(0.9, toSun[2]));
  const mass = (x: number, y: number, octaves: number) => {
    const bend = noise(x * 0.55 + 40, y * 0.55) - 0.5;
    return layered(noise, x * 0.95 + 1.1 * bend, y * 1.15 + 0.8 * bend, octaves);
  };
  return (across: number, up: number, out: Float32Array, i: number): void => {
    const away = 1 / (up + 0.085);
    const x = across * away;
    const thin = smooth(0.004, 0.09, up);
    const here = mass(x, away, 7);
    const heap = smooth(low, low + soft, here);
    let shadow = 0;
    if (heap > 0.01) {
      for (const far of REACH) shadow += Math.max(0, mass(x + far * sideways, away + far * ahead + 0.5 * far, 4) - low);
    }
    const veil =
      0.3 * smooth(0.5, 0.85, layered(noise, x * 0.35 + 90 + 0.3 * away, away * 1.6, 5)) * (stars > 0.5 ? 0.3 : 1);
    const thinner = veil * (1 - heap);
    out[i] = (heap + thinner) * thin;
    // A veil is lit through and through.
    out[i + 1] = (heap * Math.exp(-5.2 * shadow) + 0.8 * thinner) / (heap + thinner + 1e-6);
    out[i + 2] = smooth(low, low + 0.5, here);
  };
}

function shadesOf({ sun, ambient, toSun, clouds, fog, horizon, zenith, stars, glow, cloud: tint }: Light) {
  const dim = stars > 0.5 ? 0.4 : 1;
  const much = (0.7 + 0.28 * clouds) * (stars > 0.5 ? 0.75 : 1);
  const belly: Rgb = [0, 1, 2].map((c) => 0.75 * ambient[c]! + 0.16 * fog[c]! + 0.12 * zenith[c]!) as unknown as Rgb;
  const warm = 0.16 * glow;
  return (x: number, up: number, lit: number, thick: number, cover: number, colour: Float32Array, i: number): void => {
    const length = Math.sqrt(x * x + up * up + 1);
    const facing = Math.max(0, (x * toSun[0] + up * toSun[1] + toSun[2]) / length);
    // Thin rims before the sun let its light through.
    const rim = facing ** 10 * (1 - thick) * 1.3;
    const shine = (0.5 * lit * (1 - 0.35 * thick) + rim) * dim;
    // Near the horizon, and towards a low sun, their bellies have its colour.
    const low = Math.exp(-up * 5) * 0.35 + warm * facing * facing;
    const share = Math.min(1, cover * much);
    for (let c = 0; c < 3; c++) {
      const cloud = tint[c]! * (belly[c]! * (1.05 - 0.4 * thick) + horizon[c]! * low + sun[c]! * shine);
      colour[i + c]! += (cloud - colour[i + c]!) * share;
    }
  };
}
