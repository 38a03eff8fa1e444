// The ring of a planet: thin sheets of ice and dust, before it and behind it, in its shadow where the sun is hidden.
import { between } from '../plan/chance.ts';
import { type Canvas, LAND, type Rgb } from './canvas.ts';
import { dyed } from './colours.ts';
import { createNoise, layered, smooth } from './noise.ts';
import type { Scene } from './scene.ts';

/** A planet in the picture: its middle and radius (pixels), and the unit vector to its sun: right, up, away. */
export type Globe = { x: number; y: number; radius: number; toSun: Rgb };

/** From the planet's middle, in its radii. */
const INNER = 1.28;
const OUTER = 2.25;

export function paintRing(canvas: Canvas, { seed, tints }: Scene, globe: Globe): void {
  const { width, height, colour, distance, kind, hands } = canvas;
  const noise = createNoise(seed, 'ring');
  const lean = between(seed, 'ring lean', -0.5, 0.5);
  const squash = between(seed, 'ring tilt', 0.14, 0.34);
  const deep = Math.sqrt(1 - squash * squash);
  const [cos, sin] = [Math.cos(lean), Math.sin(lean)];
  const own = dyed([0.62, 0.52, 0.4], tints.planet?.[1] ?? tints.planet?.[0], 0.7);
  const [lx, ly, lz] = globe.toSun;
  const reach = globe.radius * OUTER;
  hands.each(Math.max(0, Math.floor(globe.y - reach)), Math.min(height, globe.y + reach), (row) => {
    for (let column = Math.max(0, Math.floor(globe.x - reach)); column < Math.min(width, globe.x + reach); column++) {
      const x = (column + 0.5 - globe.x) / globe.radius;
      const y = (globe.y - row - 0.5) / globe.radius;
      // In the ring's own plane.
      const [u, v] = [x * cos + y * sin, (y * cos - x * sin) / squash];
      const out = Math.sqrt(u * u + v * v);
      if (out < INNER || out > OUTER || (v > 0 && x * x + y * y < 1)) continue;
      const bands = layered(noise, out * 26, 3.3, 5);
      const gap = smooth(0.02, 0.045, Math.abs(out - 1.92));
      const cover =
        smooth(INNER, 1.36, out) * smooth(OUTER, 2.2, out) * gap * Math.min(1, 0.12 + 1.35 * (bands - 0.14));
      if (cover <= 0.01) continue;
      const z = v * deep;
      const sunward = x * lx + y * ly + z * lz;
      const aside = Math.sqrt(Math.max(0, x * x + y * y + z * z - sunward * sunward));
      const lit = sunward < 0 ? 0.03 + 0.97 * smooth(0.96, 1.04, aside) : 1;
      const at = row * width + column;
      for (let c = 0; c < 3; c++) {
        const tone = own[c]! * (0.55 + 0.75 * bands) * lit;
        colour[3 * at + c]! += (tone - colour[3 * at + c]!) * Math.min(0.94, cover);
      }
      if (cover < 0.5) continue;
      distance[at] = 3 + 0.5 * z;
      kind[at] = LAND;
    }
  });
}
