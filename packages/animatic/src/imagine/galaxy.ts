// A spiral galaxy seen from outside: arms of young blue stars, lanes of dust, an old warm core.
import { between, chance } from '../plan/chance.ts';
import { type Canvas, LAND, newCanvas, noteEye, type Sheet } from './canvas.ts';
import { dyed } from './colours.ts';
import type { Light } from './light.ts';
import { createNoise, layered, smooth } from './noise.ts';
import type { Scene } from './scene.ts';
import { paintStars } from './sky.ts';

export function paintGalaxy(scene: Scene, light: Light, sheet: Sheet): Canvas {
  const canvas = newCanvas(sheet, 1.35);
  paintDisc(canvas, scene);
  paintStars(canvas, { ...light, stars: 0.9 }, { ...scene, starry: false });
  return canvas;
}

function paintDisc(canvas: Canvas, { seed, tints }: Scene): void {
  const { width, height, scale, colour, distance, kind, hands } = canvas;
  const kernel = dyed([1.1, 0.86, 0.56], tints.gas?.[1], 0.75);
  const young = dyed([0.34, 0.44, 0.86], tints.gas?.[0]);
  const noise = createNoise(seed, 'galaxy');
  const turn = between(seed, 'galaxy turn', -0.7, 0.7);
  const squash = between(seed, 'galaxy tilt', 0.32, 0.62);
  const hand = chance(seed, 'galaxy hand') < 0.5 ? -1 : 1;
  const wind = between(seed, 'galaxy wind', 2.2, 3.2);
  const middleX = width * (0.5 + between(seed, 'galaxy x', -0.08, 0.08));
  const middleY = height * (0.5 + between(seed, 'galaxy y', -0.05, 0.05));
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const size = 0.62 * scale;
  const half = 0.3 * size;
  noteEye(canvas, middleX - half, middleY - half, middleX + half, middleY + half);
  hands.each(0, height, (row) => {
    for (let column = 0, at = row * width; column < width; column++, at++) {
      const [px, py] = [(column - middleX) / size, (row - middleY) / size];
      const x = px * cos + py * sin;
      const y = (py * cos - px * sin) / squash;
      const r = Math.sqrt(x * x + y * y) + 1e-4;
      const bulge = Math.sqrt(x * x + (y * squash * 1.3) ** 2);
      const core = 1.5 * Math.exp(-((bulge / 0.07) ** 1.1)) + 0.36 * Math.exp(-bulge * 5.2);
      const fine = layered(noise, x * 5 + 20, y * 5 + 20, 6);
      const broad = layered(noise, x * 1.7 + 60, y * 1.7 + 60, 4);
      const angle = Math.atan2(y, x) * hand - wind * Math.log(r) + 2.6 * (broad - 0.5);
      // Two great arms, two lesser ones, each with dust along its inner side.
      const arm = 0.5 + 0.5 * Math.cos(2 * angle);
      const lesser = 0.5 + 0.5 * Math.cos(4 * angle + 1.3);
      const disc = Math.exp(-r * 2.3) * smooth(1.5, 0.7, r) * smooth(0.02, 0.16, r);
      const stars = disc * (0.16 + 1.5 * arm ** 2.2 * fine * 1.6 + 0.35 * lesser * fine);
      const lane =
        (0.5 + 0.5 * Math.cos(2 * angle + 1.1)) ** 5 * smooth(0.36, 0.62, fine + 0.15 * broad) * smooth(0.08, 0.25, r);
      const dust = 1 - 0.82 * lane * smooth(1.1, 0.5, r);
      const knots = smooth(0.62, 0.74, fine) * arm * disc * 1.7;
      const old = smooth(0.55, 0.05, r);
      const veil = 0.004 + 0.012 * broad * broad;
      const i = 3 * at;
      colour[i] = veil * 0.8 + (stars * (young[0] + (1 - young[0]) * old) + knots * 0.85) * dust + core * kernel[0];
      colour[i + 1] =
        veil * 0.8 + (stars * (young[1] + (0.78 - young[1]) * old) + knots * 0.3) * dust + core * kernel[1];
      colour[i + 2] =
        veil * 1.5 + (stars * (young[2] + (0.56 - young[2]) * old) + knots * 0.5) * dust + core * kernel[2];
      distance[at] = 6 - 1.6 * y * squash * smooth(1.2, 0.3, r);
      kind[at] = LAND;
    }
  });
}
