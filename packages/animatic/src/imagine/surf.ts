// Where waves break on a painted beach, so that the film can let them roll.
import type { Surf } from '../plan/plan.ts';
import { type Canvas, WATER } from './canvas.ts';
import type { Scene } from './scene.ts';

/** Columns that are looked at, and how far before the shore waves rise, in the world's unit. */
const COLUMNS = 64;
const BREADTH = 1.9;

/** By column, from the left: between which heights of the frame waves break; null where no shore is near or nothing breaks. */
export function surfOf(canvas: Canvas, { family, sea, way }: Scene): Surf | null {
  // Under a road the sea ends at the edge of a cliff, where nothing is seen to break.
  if (family !== 'sea' || way !== null) return null;
  const shores = Array.from({ length: COLUMNS }, (_, i) => shoreAt(canvas, i));
  const even = shores.map((_, i) => middle(shores.slice(Math.max(0, i - 3), i + 4)));
  const { height, horizon, scale } = canvas;
  const lines = even.map((shore) => {
    if (shore === null) return null;
    const { row, z } = shore;
    // The eye's height over the water, by what is seen of it there.
    const eye = ((row - horizon) * z) / scale;
    const far = horizon + (scale * eye) / (z + BREADTH);
    return { rises: far / height, ends: row / height };
  });
  if (lines.every((line) => line === null)) return null;
  const strength = sea === 'calm' ? 0.35 : sea === 'rough' ? 1.5 : 1;
  return { horizon: horizon / height, strength, lines };
}

type Shore = { row: number; z: number };

/** The nearest water of a column, unless it is far out. */
function shoreAt({ width, height, kind, distance }: Canvas, i: number): Shore | null {
  const column = Math.min(width - 1, Math.floor(((i + 0.5) / COLUMNS) * width));
  for (let row = height - 1; row > 0; row--) {
    const at = row * width + column;
    if (kind[at] !== WATER) continue;
    const z = distance[at]!;
    return z < 7 ? { row, z } : null;
  }
  return null;
}

/** The middle one by its row: a boulder in the surf is no shore. */
function middle(shores: (Shore | null)[]): Shore | null {
  const known = shores.filter((shore) => shore !== null).toSorted((a, b) => a.row - b.row);
  return known.length * 2 < shores.length ? null : known[known.length >> 1]!;
}
