// How the camera moved between two pictures: blocks of the one looked for in the other, and the move most agree on.

/** Luma samples without gaps, row-major. */
export type Luma = { width: number; height: number; samples: Float32Array };

/**
 * What the view does from a picture to the next: its centre's way in widths and heights of the picture (positive right and
 * down, while what is seen goes left and up), and how much larger things become (0.01: by 1 %).
 */
export type Motion = { x: number; y: number; zoom: number };

/** Samples across that are enough to see a move by. */
const WIDTH = 160;
const BLOCK = 16;
/** Samples a block is looked for around its place. */
const REACH = 13;
/** Sum of squared differences from the mean below which a block has nothing to be found by. */
const LEAST_TEXTURE = BLOCK * BLOCK * 6;
/** Rounds of leaving out what does not agree. */
const ROUNDS = 5;

type Place = { x: number; y: number };
type Match = { x: number; y: number; dx: number; dy: number };

/** Shrinks a plane of bytes to about 160 across by averaging whole squares; a smaller one stays as it is. */
export function shrunk(bytes: Uint8Array, start: number, stride: number, width: number, height: number): Luma {
  const side = Math.max(1, Math.floor(width / WIDTH));
  const [w, h] = [Math.floor(width / side), Math.floor(height / side)];
  const samples = new Float32Array(w * h);
  for (let y = 0, at = 0; y < h; y++) {
    for (let x = 0; x < w; x++, at++) {
      let sum = 0;
      for (let row = 0; row < side; row++) {
        const from = start + (y * side + row) * stride + x * side;
        for (let i = from; i < from + side; i++) sum += bytes[i]!;
      }
      samples[at] = sum / (side * side);
    }
  }
  return { width: w, height: h, samples };
}

/**
 * The camera's motion from one picture to a later one of the same size; none where nothing tells. `roughly`: what it is looked
 * for around, when that is known to be fast.
 */
export function motionBetween(from: Luma, to: Luma, roughly: Motion | null = null): Motion {
  let matches = matchesOf(from, to, {
    x: -Math.round((roughly?.x ?? 0) * from.width),
    y: -Math.round((roughly?.y ?? 0) * from.height),
  });
  let fit = { x: 0, y: 0, zoom: 0 };
  for (let round = 0; round < ROUNDS && matches.length >= 4; round++) {
    fit = fitted(matches);
    const errors = matches.map((match) => errorOf(match, fit));
    const limit = Math.max(0.25, 1.5 * errors.toSorted((a, b) => a - b)[errors.length >> 1]!);
    matches = matches.filter((_, i) => errors[i]! <= limit);
  }
  return { x: -fit.x / from.width, y: -fit.y / from.height, zoom: fit.zoom };
}

function errorOf({ x, y, dx, dy }: Match, fit: Motion): number {
  return Math.hypot(dx - fit.x - fit.zoom * x, dy - fit.y - fit.zoom * y);
}

/** Least squares of dx = x₀ + zoom · x, dy = y₀ + zoom · y, with places from the middle of the picture. */
function fitted(matches: Match[]): Motion {
  const mean = (of: (match: Match) => number) => matches.reduce((sum, match) => sum + of(match), 0) / matches.length;
  const [mx, my, mdx, mdy] = [mean(({ x }) => x), mean(({ y }) => y), mean(({ dx }) => dx), mean(({ dy }) => dy)];
  const spread = mean(({ x, y }) => (x - mx) ** 2 + (y - my) ** 2);
  const along = mean(({ x, y, dx, dy }) => (x - mx) * (dx - mdx) + (y - my) * (dy - mdy));
  const zoom = spread > 0 ? along / spread : 0;
  return { x: mdx - zoom * mx, y: mdy - zoom * my, zoom };
}

function matchesOf(from: Luma, to: Luma, around: Place): Match[] {
  const { width, height } = from;
  const matches: Match[] = [];
  for (let y = 0; y + BLOCK <= height; y += BLOCK) {
    for (let x = 0; x + BLOCK <= width; x += BLOCK) {
      if (textureOf(from, x, y) < LEAST_TEXTURE) continue;
      const match = find(from, to, x, y, around);
      const centre = { x: x + BLOCK / 2 - width / 2, y: y + BLOCK / 2 - height / 2 };
      if (match) matches.push({ ...centre, ...match });
    }
  }
  return matches;
}

function textureOf({ width, samples }: Luma, x: number, y: number): number {
  let [sum, squares] = [0, 0];
  for (let row = 0; row < BLOCK; row++) {
    for (let at = (y + row) * width + x, end = at + BLOCK; at < end; at++) {
      sum += samples[at]!;
      squares += samples[at]! ** 2;
    }
  }
  return squares - sum ** 2 / BLOCK ** 2;
}

/** Where a block went, to a fraction of a sample; null where that is at the edge of what was searched. */
function find(from: Luma, to: Luma, x: number, y: number, around: Place): { dx: number; dy: number } | null {
  const left = Math.max(around.x - REACH, -x);
  const right = Math.min(around.x + REACH, to.width - BLOCK - x);
  const top = Math.max(around.y - REACH, -y);
  const bottom = Math.min(around.y + REACH, to.height - BLOCK - y);
  if (left >= right || top >= bottom) return null;
  let best = { dx: 0, dy: 0, error: Number.POSITIVE_INFINITY };
  for (let dy = top; dy <= bottom; dy++) {
    for (let dx = left; dx <= right; dx++) {
      const error = difference(from, to, x, y, dx, dy, best.error);
      if (error < best.error) best = { dx, dy, error };
    }
  }
  const { dx, dy } = best;
  if (dx === left || dx === right || dy === top || dy === bottom) return null;
  const at = (i: number, j: number) => difference(from, to, x, y, dx + i, dy + j, Number.POSITIVE_INFINITY);
  return { dx: dx + valley(at(-1, 0), best.error, at(1, 0)), dy: dy + valley(at(0, -1), best.error, at(0, 1)) };
}

/** Where a parabola through three values, the middle one the least, has its lowest point: −0.5 to 0.5. */
function valley(before: number, least: number, after: number): number {
  const bend = before - 2 * least + after;
  return bend > 0 ? (before - after) / (2 * bend) : 0;
}

function difference(from: Luma, to: Luma, x: number, y: number, dx: number, dy: number, enough: number): number {
  let sum = 0;
  for (let row = 0; row < BLOCK && sum < enough; row++) {
    let a = (y + row) * from.width + x;
    let b = (y + row + dy) * to.width + x + dx;
    for (let i = 0; i < BLOCK; i++, a++, b++) sum += (from.samples[a]! - to.samples[b]!) ** 2;
  }
  return sum;
}
