// Plumes: ink that spreads in water before a pale ground, smoke that rises before a dark one.
import { between, pick } from '../plan/chance.ts';
import { type Canvas, LAND, mixed, newCanvas, type Rgb, type Sheet, scaled } from './canvas.ts';
import { createNoise, layered, smooth } from './noise.ts';
import type { Scene } from './scene.ts';

const INKS: readonly (readonly Rgb[])[] = [
  [
    [0.02, 0.05, 0.3],
    [0.05, 0.3, 0.6],
    [0.5, 0.08, 0.4],
  ],
  [
    [0.35, 0.02, 0.05],
    [0.7, 0.16, 0.04],
    [0.12, 0.02, 0.2],
  ],
  [
    [0.02, 0.2, 0.2],
    [0.05, 0.45, 0.4],
    [0.03, 0.06, 0.3],
  ],
];
const SMOKES: readonly (readonly Rgb[])[] = [
  [[0.55, 0.58, 0.62]],
  [
    [0.25, 0.35, 0.6],
    [0.6, 0.35, 0.5],
  ],
];

export function paintPlumes(scene: Scene, sheet: Sheet): Canvas {
  const canvas = newCanvas(sheet, 1.35);
  const { width, height, colour, distance, kind, scale, hands } = canvas;
  const { seed, tints, play } = scene;
  const ink = play === 'ink';
  const hues = tints.silk ?? pick(seed, 'plumes', ink ? INKS : SMOKES);
  const ground: Rgb = tints.wall?.[0] ?? (ink ? [0.82, 0.84, 0.86] : [0.012, 0.013, 0.017]);
  const [noise, bends] = [createNoise(seed, 'plumes'), createNoise(seed, 'bends')];
  const source = between(seed, 'source', -0.25, 0.25);
  // Ink sinks from above, smoke rises from below.
  const [way, bent] = ink ? [1, 3.4] : [-1, 2.1];
  const density = (x: number, y: number): number => {
    const [p, q] = [layered(bends, x * 1.5, y * 1.5, 4) - 0.5, layered(bends, x * 1.5 + 40, y * 1.5 + 9, 4) - 0.5];
    const folded = layered(noise, x * 1.7 + bent * p, y * 1.2 + bent * q, 5);
    const wisps = 1 - 2.2 * Math.abs(layered(noise, x * 2.6 + 1.5 * bent * q + 70, y * 1.6 + 1.5 * bent * p, 4) - 0.5);
    // Narrow where it begins, broad where it ends.
    const along = 0.5 + way * y * 0.9;
    const spread = 0.2 + 0.5 * Math.max(0, along);
    const column = Math.exp(-(((x - source + 0.55 * p) / spread) ** 2)) * smooth(1.25, 0.7, along);
    const thick = (0.55 * folded + 0.5 * wisps) * (0.28 + 0.95 * column);
    return ink ? smooth(0.34, 0.86, thick) : 0.85 * smooth(0.3, 1.15, thick);
  };
  const step = 0.008;
  hands.each(0, height, (row) => {
    for (let column = 0, at = row * width; column < width; column++, at++) {
      const [x, y] = [(column - width / 2) / scale, (row - height / 2) / scale];
      const dense = density(x, y);
      const glow = 1 - 0.35 * Math.min(1, Math.hypot(x, y * 1.3));
      distance[at] = 3 - 1.1 * dense;
      kind[at] = LAND;
      // Thick parts lie in their own shade on the side away from the light.
      const shade =
        dense > 0.01 ? Math.min(0.45, Math.max(-0.45, (density(x - step, y - step) - dense) * (ink ? 9 : 3))) : 0;
      const tone = Math.min(
        hues.length - 1.001,
        Math.max(0, ((layered(bends, x * 1.2 + 90, y * 1.2, 2) - 0.3) / 0.4) * (hues.length - 1)),
      );
      const own = hues.length === 1 ? hues[0]! : mixed(hues[Math.floor(tone)]!, hues[Math.floor(tone) + 1]!, tone % 1);
      const body = scaled(own, ink ? 0.75 - 0.5 * shade : 0.7 - 1.3 * shade);
      const cover = ink ? Math.min(1, 1.5 * dense) : dense;
      for (let c = 0; c < 3; c++) colour[3 * at + c] = ground[c]! * glow + (body[c]! - ground[c]! * glow) * cover;
    }
  });
  return canvas;
}
