// A play of colours: folds of silk, lit from the side; plumes and points of light have files of their own.
import { between, pick } from '../plan/chance.ts';
import { type Canvas, LAND, mixed, newCanvas, type Rgb, type Sheet, scaled } from './canvas.ts';
import type { Light } from './light.ts';
import { createNoise, layered } from './noise.ts';
import { paintParticles } from './particles.ts';
import { paintPlumes } from './plumes.ts';
import type { Scene } from './scene.ts';

/** From the hollows to the crests. */
const SILKS: Record<'morning' | 'day' | 'sunset' | 'night', readonly (readonly Rgb[])[]> = {
  morning: [
    [
      [0.1, 0.2, 0.45],
      [0.75, 0.45, 0.5],
      [1, 0.86, 0.66],
      [0.45, 0.7, 0.8],
    ],
    [
      [0.05, 0.28, 0.3],
      [0.35, 0.65, 0.5],
      [0.98, 0.9, 0.65],
      [0.95, 0.6, 0.4],
    ],
  ],
  day: [
    [
      [0.02, 0.12, 0.42],
      [0.05, 0.5, 0.75],
      [0.95, 0.95, 0.9],
      [0.98, 0.45, 0.12],
    ],
    [
      [0.3, 0.02, 0.2],
      [0.9, 0.2, 0.3],
      [0.98, 0.75, 0.25],
      [0.05, 0.55, 0.6],
    ],
  ],
  sunset: [
    [
      [0.1, 0.01, 0.18],
      [0.7, 0.05, 0.25],
      [1, 0.4, 0.08],
      [1, 0.85, 0.45],
    ],
    [
      [0.03, 0.03, 0.22],
      [0.45, 0.06, 0.5],
      [0.95, 0.25, 0.3],
      [1, 0.7, 0.3],
    ],
  ],
  night: [
    [
      [0.004, 0.006, 0.03],
      [0.02, 0.06, 0.3],
      [0.05, 0.4, 0.6],
      [0.5, 0.2, 0.8],
    ],
    [
      [0.01, 0.004, 0.02],
      [0.16, 0.01, 0.25],
      [0.6, 0.04, 0.4],
      [0.1, 0.5, 0.7],
    ],
  ],
};

const PALETTE: Record<Scene['hour'], keyof typeof SILKS> = {
  dawn: 'morning',
  sunrise: 'morning',
  morning: 'morning',
  day: 'day',
  golden: 'sunset',
  sunset: 'sunset',
  dusk: 'night',
  night: 'night',
};

export function paintAbstract(scene: Scene, _light: Light, sheet: Sheet): Canvas {
  if (scene.play === 'particles') return paintParticles(scene, sheet);
  return scene.play === 'silk' ? paintSilk(scene, sheet) : paintPlumes(scene, sheet);
}

function paintSilk(scene: Scene, sheet: Sheet): Canvas {
  const canvas = newCanvas(sheet, 1.35);
  const { width, height, colour, distance, kind, scale, hands } = canvas;
  const noise = createNoise(scene.seed, 'silk');
  const silk = silkOf(scene);
  const fold = between(scene.seed, 'fold', 1.5, 2.6);
  const fall = (x: number, y: number) => {
    const bendX = layered(noise, x, y, 3) - 0.5;
    const bendY = layered(noise, x + 40, y + 9, 3) - 0.5;
    const over = layered(noise, x + fold * bendX + 80, y + fold * bendY, 3);
    return { over, ply: over * 2.6 + bendX * 1.6 };
  };
  const heightOf = (ply: number) => 0.5 + 0.46 * Math.sin(ply * 4.6) + 0.04 * Math.sin(ply * 46);
  hands.each(0, height, (row) => {
    for (let column = 0, at = row * width; column < width; column++, at++) {
      const x = ((column - width / 2) / scale) * 1.9;
      const y = ((row - height / 2) / scale) * 1.9;
      const { over, ply } = fall(x, y);
      const high = heightOf(ply);
      const step = 0.012;
      const dx = (heightOf(fall(x + step, y).ply) - high) / step;
      const dy = (heightOf(fall(x, y + step).ply) - high) / step;
      const up = 1 / Math.sqrt(1 + 0.05 * (dx * dx + dy * dy));
      const light = Math.max(0.12, 0.3 + up * 0.5 - 0.085 * dx * up - 0.08 * dy * up);
      const gloss = Math.min(1, light) ** 14 * 0.32;
      const tone = Math.min(2.999, Math.max(0, (over - 0.22) * 4.9 + 0.45 * high));
      const from = silk[Math.floor(tone)];
      const to = silk[Math.floor(tone) + 1];
      const share = tone - Math.floor(tone);
      for (let c = 0; c < 3; c++) {
        colour[3 * at + c] =
          (from[c] + (to[c] - from[c]) * share * share * (3 - 2 * share)) * (0.1 + 0.92 * light) +
          gloss * (0.25 + tone / 4);
      }
      distance[at] = 3 - 1.2 * high;
      kind[at] = LAND;
    }
  });
  return canvas;
}

/** Four colours from the hollows to the crests: the named ones, from their shade to their light, or some that suit the hour. */
function silkOf({ seed, hour, tints }: Scene): readonly Rgb[] {
  const [first, ...more] = tints.silk ?? [];
  if (first === undefined) return pick(seed, 'silk', SILKS[PALETTE[hour]]);
  const last = more.at(-1) ?? first;
  return [scaled(first, 0.16), first, more.length > 1 ? more[0]! : mixed(first, last, more.length), pale(last)];
}

/** A colour where the light falls full on it. */
function pale(colour: Rgb): Rgb {
  return mixed(colour, [1, 0.97, 0.92], 0.35);
}
