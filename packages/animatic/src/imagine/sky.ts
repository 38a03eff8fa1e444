// The sky: its colours, the glow about the sun, clouds, stars, and the band of the Milky Way.
import { Chance } from '../sound/chance.ts';
import { type Canvas, type Rgb, scaled } from './canvas.ts';
import { paintClouds } from './clouds.ts';
import { paintDiscs } from './discs.ts';
import type { Light } from './light.ts';
import { createNoise, layered, type Noise, smooth } from './noise.ts';
import type { Scene } from './scene.ts';

/** Steps of a sky's colours from the horizon to the zenith. */
const STEPS = 1024;
const skies = new WeakMap<Light, Float32Array>();

/** The colours of a sky away from its sun, R G B from the horizon up. */
function gradientOf(light: Light): Float32Array {
  const known = skies.get(light);
  if (known) return known;
  const { zenith, horizon } = light;
  const gradient = new Float32Array(3 * (STEPS + 1));
  for (let step = 0; step <= STEPS; step++) {
    const share = Math.min(1, (2.1 * step) / STEPS) ** 0.55;
    // Red gives way before blue comes: between orange and blue a sky is pale, not purple.
    for (const [c, bend] of [0.8, 1, 1.25].entries())
      gradient[3 * step + c] = horizon[c] + (zenith[c] - horizon[c]) * share ** bend;
  }
  skies.set(light, gradient);
  return gradient;
}

/** Sets `out` to the colour of the clear sky that way: right, up, ahead. */
export function clearSky(light: Light, x: number, y: number, z: number, out: Float64Array): void {
  const gradient = gradientOf(light);
  const { sun, toSun, glow } = light;
  const length = Math.sqrt(x * x + y * y + z * z);
  const up = Math.max(0, y / length);
  const facing = Math.max(0, (x * toSun[0] + y * toSun[1] + z * toSun[2]) / length);
  const f2 = facing * facing;
  const f8 = f2 * f2 * f2 * f2;
  const f32 = f8 * f8 * f8 * f8;
  const f128 = f32 * f32 * f32 * f32;
  const low = Math.max(0, 1 - 1.6 * up);
  const near = glow * (0.09 * f8 * (0.3 + 0.7 * low) + 0.2 * f32 * f2 * f2 + 0.75 * f128 * f128 * f128 * f128);
  const step = up * STEPS;
  const at = 3 * Math.min(STEPS - 1, Math.floor(step));
  const share = step - Math.floor(step);
  for (let c = 0; c < 3; c++) {
    const from = gradient[at + c];
    out[c] = from + (gradient[at + 3 + c] - from) * share + sun[c] * near;
  }
}

/** Paints the whole sky, down to the horizon and a little below. */
export function paintSky(canvas: Canvas, light: Light, scene: Scene): void {
  const { width, height, scale, horizon, colour, hands } = canvas;
  const out = new Float64Array(3);
  const rows = Math.min(height, Math.ceil(horizon) + 2);
  hands.each(0, rows, (row) => {
    const up = Math.max(0.0005, (horizon - row - 0.5) / scale);
    for (let column = 0, i = 3 * row * width; column < width; column++, i += 3) {
      const across = (column + 0.5 - width / 2) / scale;
      clearSky(light, across, up, 1, out);
      for (let c = 0; c < 3; c++) colour[i + c] = out[c];
    }
  });
  if (light.stars > 0) paintStars(canvas, light, scene);
  if (scene.things.has('aurora')) paintAurora(canvas, scene);
  hands.alone(() => paintDiscs(canvas, light, scene));
  if (light.clouds > 0.02) paintClouds(canvas, light, scene);
  if (scene.weather === 'fog') veil(canvas, light);
}

/** Fog lies before the sky as well, the more the lower one looks. */
function veil({ width, height, scale, horizon, colour, hands }: Canvas, { fog, haze, deep }: Light): void {
  hands.each(0, Math.min(height, Math.ceil(horizon) + 2), (row) => {
    const share = 1 - Math.exp((-haze * deep) / Math.max(0.004, (horizon - row) / scale));
    for (let i = 3 * row * width, end = i + 3 * width; i < end; i += 3) {
      for (let c = 0; c < 3; c++) colour[i + c] += (fog[c] - colour[i + c]) * share;
    }
  });
}

const GREEN: Rgb = [0.1, 1, 0.38];
const RED: Rgb = [0.75, 0.28, 0.73];

/** Curtains of light in three folds: sharp and green at their lower rim, fading upwards into red. */
function paintAurora({ width, height, horizon, scale, colour, hands }: Canvas, { seed, tints }: Scene): void {
  const noise = createNoise(seed, 'aurora');
  const [own = GREEN, over = own === GREEN ? RED : own] = tints.aurora ?? [];
  const [low, high] = [own, over].map((hue) => scaled(hue, 1 / Math.max(...hue))) as [Rgb, Rgb];
  const rows = Math.min(height, Math.ceil(horizon));
  for (let fold = 0; fold < 3; fold++) {
    const strength = [0.42, 0.26, 0.18][fold]!;
    hands.each(0, width, (column) => {
      const x = (column - width / 2) / scale;
      const bend = layered(noise, x * 1.3 + 30 * fold, 3.5, 3) - 0.5;
      const foot = horizon - scale * (0.2 + 0.11 * fold + 0.42 * bend);
      const rays = 0.35 + 0.9 * noise(x * 24 + 9 * bend + 50 * fold, 8.5) * noise(x * 7 + 50 * fold, 2.5) * 2;
      const tall = scale * (0.11 + 0.16 * noise(x * 5 + 11 * fold, 6.5));
      const shine = strength * rays * smooth(0.24, 0.5, layered(noise, x * 0.9 + 70 * fold, 1.5, 2));
      for (let row = 0; row < rows; row++) {
        const up = (foot - row) / tall;
        const light = shine * (up < 0 ? Math.exp(up * 9) : Math.exp(-up * 1.5));
        if (light < 0.003) continue;
        const red = smooth(0.5, 2.2, up);
        const i = 3 * (row * width + column);
        for (let c = 0; c < 3; c++) colour[i + c] += light * (low[c] + (high[c] - low[c]) * red);
      }
    });
  }
}

/** Stars as light falls on film: many faint, few bright, some bluish and some reddish, thicker in the Milky Way. */
export function paintStars(canvas: Canvas, light: Light, scene: Scene): void {
  const { width, height, colour, scale } = canvas;
  const rows = Math.min(height, Math.ceil(canvas.horizon));
  const chance = new Chance(scene.seed, 'stars');
  const lean = chance.between(0.5, 1.1) * (chance.next() < 0.5 ? -1 : 1);
  const dust = createNoise(scene.seed, 'dust');
  const band = (x: number, y: number) => {
    const across = ((x - width / 2) * lean * 0.8 + (y - rows * 0.45)) / (scale * 0.34);
    return Math.exp(-across * across);
  };
  if (scene.starry) paintMilkyWay(canvas, rows, band, dust);
  canvas.hands.alone(() => {
    const count = Math.round((scene.starry ? 5200 : 2200) * light.stars * (rows / height));
    const size = scale / 660;
    for (let star = 0; star < count; star++) {
      const x = chance.next() * width;
      const y = chance.next() * rows;
      const chosen = chance.next() < (scene.starry ? 0.25 + band(x, y) : 1);
      const bright = 0.035 / (chance.next() + 0.012) ** 0.95;
      const tint = chance.between(-0.25, 0.25);
      if (!chosen) continue;
      const low = smooth(0, 0.25 * rows, rows - y);
      const radius = size * (0.75 + 0.22 * Math.min(3, bright));
      for (let row = Math.max(0, Math.floor(y - 3 * radius)); row < Math.min(rows, y + 3 * radius); row++) {
        for (let column = Math.max(0, Math.floor(x - 3 * radius)); column < Math.min(width, x + 3 * radius); column++) {
          const away = ((column - x) ** 2 + (row - y) ** 2) / (radius * radius);
          const shine = bright * low * Math.exp(-away * 1.6);
          const i = 3 * (row * width + column);
          colour[i] += shine * (1 + tint);
          colour[i + 1] += shine;
          colour[i + 2] += shine * (1.08 - tint);
        }
      }
    }
  });
}

function paintMilkyWay(canvas: Canvas, rows: number, band: (x: number, y: number) => number, dust: Noise): void {
  const { width, colour, scale, hands } = canvas;
  hands.each(0, rows, (row) => {
    for (let column = 0, at = row * width; column < width; column++, at++) {
      const core = band(column, row);
      if (core < 0.01) continue;
      const x = (column / scale) * 3.2;
      const y = (row / scale) * 3.2;
      const cloud = layered(dust, x, y, 6);
      const lane = smooth(0.62, 0.42, layered(dust, x * 1.3 + 31, y * 1.3, 5) + 0.12 * core);
      const shine = core * cloud * cloud * (0.12 + 0.5 * lane) * smooth(0, rows * 0.3, rows - row);
      const i = 3 * at;
      colour[i] += shine * (0.34 + 0.3 * core * cloud);
      colour[i + 1] += shine * 0.36;
      colour[i + 2] += shine * 0.56;
    }
  });
}
