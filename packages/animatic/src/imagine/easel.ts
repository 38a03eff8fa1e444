// What a thing is painted with: where there is room for it, and what its colours look like there.
import { Chance } from '../sound/chance.ts';
import type { Canvas, Rgb } from './canvas.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';
import { airOf, type Terrain } from './terrain.ts';

export type Easel = { canvas: Canvas; light: Light; scene: Scene; terrain: Terrain | null };

/** A pixel of that kind about there (shares of the frame), not nearer than `from` nor farther than `to`; null: there is none. */
export function spot(
  { canvas, scene }: Easel,
  name: string,
  kind: number,
  [from, to]: readonly [number, number],
  [left, right]: readonly [number, number] = [0.12, 0.88],
): { column: number; row: number; z: number } | null {
  const { width, height, distance } = canvas;
  const seek = new Chance(scene.seed, name);
  let best: { column: number; row: number; z: number } | null = null;
  for (let round = 0; round < 900; round++) {
    const column = Math.floor(width * seek.between(left, right));
    const row = Math.floor(height * seek.between(0.3, 0.98));
    const at = row * width + column;
    const z = distance[at]!;
    if (canvas.kind[at] !== kind || z < from || z > to) continue;
    // On a third of the frame it stands best.
    const off = Math.abs(Math.abs(column / width - 0.5) - 0.17);
    if (best === null || off < Math.abs(Math.abs(best.column / width - 0.5) - 0.17)) best = { column, row, z };
    if (off < 0.03) break;
  }
  return best;
}

/** A colour there, in so much sun and sky, with the air before it. */
export function toneOf(
  { canvas, light }: Easel,
  own: Rgb,
  lit: number,
  column: number,
  row: number,
  z: number,
): Float32Array {
  const pixel = Float32Array.from(
    [0, 1, 2],
    (c) => own[c]! * (light.sun[c]! * lit + light.ambient[c]! * (0.8 + 0.4 * lit)),
  );
  airOf(light)(
    pixel,
    0,
    z,
    (column - canvas.width / 2) / canvas.scale,
    Math.max(0.01, (canvas.horizon - row) / canvas.scale),
  );
  return pixel;
}

/** How bright a wall is that faces right (1) or left (−1). */
export function facing({ light }: Easel, way: number): number {
  return Math.max(0.03, 0.25 + 0.75 * way * light.toSun[0] - 0.3 * light.toSun[2]);
}
