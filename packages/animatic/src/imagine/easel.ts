// What a thing is painted with: where there is room for it, and what its colours look like there.
import { Chance } from '../sound/chance.ts';
import { type Canvas, type Rgb, WATER } from './canvas.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';
import type { Thing } from './scenery.ts';
import { airOf, type Terrain } from './terrain.ts';

/** `site`: where on the ground a house stands that the landscape has left room for, in the world's unit. */
export type Easel = {
  canvas: Canvas;
  light: Light;
  scene: Scene;
  terrain: Terrain | null;
  site?: { x: number; z: number } | null;
  /** Columns where something stands already. */
  taken: number[];
};

/** Where something may stand: on what, not nearer than `from` nor farther than `to`, at most how high over the water, and how much of that is left and right of it. */
type Stand = { kind: number; from: number; to: number; high?: number; room?: number };

/** Where in the frame's breadth the second and further of a kind stand. */
const ASIDE = [0.5, 0.16, 0.85, 0.4, 0.68] as const;

/** The same of those that the words want on the right. */
const BESIDE = [0.74, 0.86, 0.64, 0.93, 0.57] as const;

/** A pixel for the nth of a kind (from 0), the first on a third of the frame; null: there is none. `room`: in shares of the frame. */
export function spot(easel: Easel, name: string, nth: number, stand: Stand, thing = name as Thing): Spot | null {
  const side = easel.scene.sides.get(thing);
  const aim = side === undefined ? ASIDE[nth - 1] : 0.5 + side * (BESIDE[nth % BESIDE.length]! - 0.5);
  const own = nth === 0 ? name : `${name} ${nth}`;
  const aside = aim === undefined ? null : seek(easel, own, stand, [aim - 0.07, aim + 0.07]);
  const half =
    aside !== null || side === undefined ? null : seek(easel, own, stand, side < 0 ? [0.04, 0.47] : [0.53, 0.96]);
  const found = aside ?? half ?? seek(easel, own, stand, nth === 0 ? [0.14, 0.86] : [0.04, 0.96]);
  if (found !== null) easel.taken.push(found.column);
  return found;
}

/** Things stand at least so far apart, in shares of the frame. */
const APART = 0.07;

export type Spot = { column: number; row: number; z: number };

function seek(
  { canvas, scene, terrain, taken }: Easel,
  name: string,
  stand: Stand,
  [left, right]: [number, number],
): Spot | null {
  const { width, height, distance } = canvas;
  const chance = new Chance(scene.seed, name);
  const reach = Math.round((stand.room ?? 0) * width);
  const isFree = (at: number) => canvas.kind[at] === stand.kind;
  let best: Spot | null = null;
  for (let round = 0; round < 900; round++) {
    const column = Math.floor(width * chance.between(left, right));
    const row = Math.floor(height * chance.between(0.3, 0.98));
    const at = row * width + column;
    const z = distance[at]!;
    if (!isFree(at) || z < stand.from || z > stand.to) continue;
    const level = (terrain?.eye ?? 0) - ((row - canvas.horizon) * z) / canvas.scale;
    if (stand.high !== undefined && level > stand.high) continue;
    if (!isFree(Math.max(0, at - reach)) || !isFree(at + reach)) continue;
    // Right behind a rock a boat would seem to stand on it.
    if (reach > 0 && stand.kind === WATER && !isFree(at + Math.round(0.025 * height) * width)) continue;
    if (taken.some((other) => Math.abs(other - column) < APART * width)) continue;
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
