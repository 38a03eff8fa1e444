// How much of what may be a sky is ruled: bounded and crossed by straight lines, as walls and ceilings are and hardly a sky.
import type { Line } from './lines.ts';
import { boxed, type Plane, planeOf, times } from './raster.ts';

/** Radians from the level up to which a border may be a sea's, and a line within a streak of clouds. */
const LEVEL = { border: 0.1, within: 0.35 };

/** How far to both sides of a line it is looked what lies there, in samples. */
const BESIDE = 3;

/** How softly what drifts begins beside one, in samples. */
const SOFT = 2;

/** Marks of samples that lie on a line. */
const [ASLANT, UPRIGHT, ALONG] = [1, 2, 4] as const;

/**
 * Of the border of a mask (1 or 0), away from the picture's edges, the shares that lie on straight lines of each way. `crossed`: samples
 * of lines within it, but for level ones, against the root of its size.
 */
export type Ruled = { aslant: number; upright: number; level: number; crossed: number };

export function ruled(mask: Plane, lines: Line[]): Ruled {
  const { width, height, values } = mask;
  const marks = new Uint8Array(values.length);
  for (const { samples, turn, upright } of lines) {
    const mark = upright ? UPRIGHT : Math.abs(turn) < LEVEL.border ? ALONG : ASLANT;
    for (const at of samples) marks[at]! |= mark;
  }
  const count = { border: 0, aslant: 0, upright: 0, level: 0, size: 0 };
  for (let y = 1; y < height - 2; y++) {
    for (let x = 1; x < width - 2; x++) {
      const at = y * width + x;
      count.size += values[at]!;
      if (values[at] === values[at + 1] && values[at] === values[at + width]) continue;
      count.border++;
      const mark = marksAround(marks, at, width);
      if (mark & ASLANT) count.aslant++;
      else if (mark & UPRIGHT) count.upright++;
      else if (mark & ALONG) count.level++;
    }
  }
  const border = Math.max(1, count.border);
  const crossed = crossedBy(lines, mask) / Math.sqrt(Math.max(1, count.size));
  return { aslant: count.aslant / border, upright: count.upright / border, level: count.level / border, crossed };
}

/** How many samples of lines run within a mask (1 or 0), but for level ones. */
export function crossedBy(lines: Line[], mask: Plane): number {
  const crossing = lines.filter(({ turn }) => Math.abs(turn) > LEVEL.within);
  return crossing.reduce((sum, line) => sum + within(line, mask), 0);
}

function marksAround(marks: Uint8Array, at: number, width: number): number {
  let found = 0;
  for (let row = at - width; row <= at + width; row += width) {
    found |= marks[row - 1]! | marks[row]! | marks[row + 1]!;
  }
  return found;
}

/** How many samples of a line have the mask on both sides. */
function within({ samples, turn }: Line, { width, height, values }: Plane): number {
  const [aside, down] = [-BESIDE * Math.sin(turn), BESIDE * Math.cos(turn)];
  const has = (x: number, y: number) => {
    const column = Math.min(width - 1, Math.max(0, Math.round(x)));
    return values[Math.min(height - 1, Math.max(0, Math.round(y))) * width + column]! > 0;
  };
  let count = 0;
  for (const at of samples) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (has(x + aside, y + down) && has(x - aside, y - down)) count++;
  }
  return count;
}

/** A mask of what drifts that keeps clear of the lines across it: cables and masts, and a wall's panels where it is no sky after all, stay straight. */
export function stilled(mask: Plane, lines: Line[]): Plane {
  const { width, height, values } = mask;
  const crossing = lines.filter((line) => Math.abs(line.turn) > LEVEL.within && within(line, mask) > 0);
  if (crossing.length === 0) return mask;
  const free = planeOf(width, height, new Float32Array(values.length).fill(1));
  for (const { samples } of crossing) {
    for (const at of samples) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const [left, right] = [Math.max(0, x - BESIDE), Math.min(width, x + BESIDE + 1)];
      for (let row = Math.max(0, y - BESIDE); row <= Math.min(height - 1, y + BESIDE); row++) {
        free.values.fill(0, row * width + left, row * width + right);
      }
    }
  }
  return times(mask, boxed(free, SOFT));
}
