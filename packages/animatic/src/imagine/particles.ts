// Points of light on waves that run into the dark; the nearest ones are out of focus.
import { between, pick } from '../plan/chance.ts';
import { Chance } from '../sound/chance.ts';
import { type Canvas, LAND, mixed, newCanvas, type Rgb, type Sheet } from './canvas.ts';
import { createNoise, layered, smooth } from './noise.ts';
import type { Scene } from './scene.ts';

const LIGHTS: readonly (readonly Rgb[])[] = [
  [
    [0.05, 0.3, 1],
    [0.2, 0.9, 1],
    [0.7, 0.3, 1],
  ],
  [
    [1, 0.45, 0.1],
    [1, 0.8, 0.4],
    [0.9, 0.15, 0.3],
  ],
  [
    [0.5, 0.15, 1],
    [1, 0.3, 0.7],
    [0.2, 0.6, 1],
  ],
];

/** Rows of points, and points in a row; how far away the nearest and the farthest row is. */
const ROWS = 96;
const POINTS = 210;
const NEAR = 1.1;
const FAR = 11;

export function paintParticles(scene: Scene, sheet: Sheet): Canvas {
  const canvas = newCanvas(sheet, 1.35);
  const { width, height, colour, distance, kind, hands } = canvas;
  const { seed, tints } = scene;
  const hues = tints.silk ?? pick(seed, 'lights', LIGHTS);
  const ground: Rgb = tints.wall?.[0] ?? [0.006, 0.008, 0.016];
  const level = height * between(seed, 'level', 0.34, 0.46);
  hands.each(0, height, (row) => {
    const haze = Math.exp(-(((row - level) / (0.22 * height)) ** 2));
    for (let at = row * width, end = at + width; at < end; at++) {
      for (let c = 0; c < 3; c++) colour[3 * at + c] = ground[c]! + 0.035 * haze * hues[0]![c]!;
      distance[at] = FAR;
      kind[at] = LAND;
    }
  });
  hands.alone(() => scatter(canvas, scene, hues, level));
  return canvas;
}

/** Draws the points, from far to near. */
function scatter(canvas: Canvas, { seed }: Scene, hues: readonly Rgb[], level: number): void {
  const { width, scale } = canvas;
  const noise = createNoise(seed, 'waves');
  const chance = new Chance(seed, 'points');
  const turn = between(seed, 'turn', -0.5, 0.5);
  for (let row = ROWS - 1; row >= 0; row--) {
    const z = NEAR * (FAR / NEAR) ** (row / (ROWS - 1));
    const reach = (0.62 * width * z) / scale;
    for (let nth = 0; nth < POINTS; nth++) {
      const x = reach * (2 * ((nth + 0.5 + 0.3 * chance.between(-1, 1)) / POINTS) - 1);
      const wave = layered(noise, x * 0.55 + turn * z + 20, z * 0.5 + turn * x, 2);
      const y = 0.62 - 1.5 * (wave - 0.42);
      // The crests shine, the troughs are nearly dark.
      const crest = smooth(0.3, 0.68, wave);
      const bright = (0.05 + 1.5 * crest ** 2) * chance.between(0.5, 1.3) * smooth(FAR * 1.1, 2, z);
      const tone = Math.min(hues.length - 1.001, wave * 1.6 * (hues.length - 1));
      const own =
        hues.length === 1
          ? hues[0]!
          : mixed(
              hues[Math.floor(Math.max(0, tone))]!,
              hues[Math.floor(Math.max(0, tone)) + 1]!,
              Math.max(0, tone) % 1,
            );
      const blur = 0.0016 + 0.007 * Math.max(0, 1.9 - z) ** 1.5;
      shine(
        canvas,
        width / 2 + (scale * x) / z,
        level + (scale * y) / z,
        scale * (blur + 0.0016 / z),
        bright,
        own,
        blur,
      );
    }
  }
}

/** Adds a disc of light; what is out of focus spreads what it has. */
function shine(
  { width, height, colour }: Canvas,
  x: number,
  y: number,
  radius: number,
  bright: number,
  own: Rgb,
  blur: number,
): void {
  const r = Math.max(0.8, radius);
  const much = bright * Math.min(1, (0.0026 / blur) ** 1.2);
  for (let row = Math.max(0, Math.floor(y - r)); row < Math.min(height, y + r + 1); row++) {
    for (let column = Math.max(0, Math.floor(x - r)); column < Math.min(width, x + r + 1); column++) {
      const cover = Math.min(1, Math.max(0, r + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
      if (cover === 0) continue;
      const i = 3 * (row * width + column);
      for (let c = 0; c < 3; c++) colour[i + c]! += much * cover * own[c]!;
    }
  }
}
