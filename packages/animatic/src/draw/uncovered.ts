// What is behind a cut: the picture with what is cut out filled in from around it, as far as it can come to be seen. Near
// the outline the surroundings go on mirrored, texture and all; farther in, and where there is nothing to mirror, smoothly.
import { filledIn } from '../look/cut.ts';
import { boxed, type Plane, planeOf, sampled } from '../look/raster.ts';
import type { Pixels } from './plate.ts';

/** Side of the blocks in which holes are filled, in pixels. */
const BLOCK = 8;
/** How far behind its edge what is cut out may come to show what is hidden, in widths; half of that is mirrored. */
const REVEALED = 0.07;

/**
 * The picture where `cover` (0 to 255 for each pixel) says that something else stands before it, made up. `textured`: whether
 * anything is mirrored; in a sky a star would become a streak.
 */
export function uncovered({ width, height, rgb }: Pixels, cover: Uint8Array, textured: boolean): Pixels {
  const [w, h] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
  const colours = [planeOf(w, h), planeOf(w, h), planeOf(w, h)];
  const open = planeOf(w, h);
  for (let block = 0; block < w * h; block++) {
    const [left, top] = [(block % w) * BLOCK, Math.floor(block / w) * BLOCK];
    open.values[block] = meanOf({ width, height, rgb }, cover, left, top, colours, block);
  }
  // The block beside the outline has the outline's own blur in it.
  const sure = boxed(open, 1).values.map((share) => (share > 0.999 ? 1 : 0));
  const fills = colours.map((plane) => planeOf(w, h, Float32Array.from(filledIn(plane, sure))));
  const holes = planeOf(
    w,
    h,
    sure.map((one) => 1 - one),
  );
  const hidden = boxed(holes, 1);
  const reach = boxed(hidden, Math.round(REVEALED * w)).values;
  const mirror = textured ? new Mirror(holes, Math.round((REVEALED * w) / 2)) : null;
  const out = new Uint8Array(rgb);
  for (let block = 0; block < w * h; block++) {
    if (hidden.values[block] === 0 || reach[block]! > 0.9999) continue;
    const [left, top] = [(block % w) * BLOCK, Math.floor(block / w) * BLOCK];
    for (let y = top; y < Math.min(height, top + BLOCK); y++) {
      for (let x = left, at = y * width + left; x < Math.min(width, left + BLOCK); x++, at++) {
        const [u, v] = [(x + 0.5) / BLOCK - 0.5, (y + 0.5) / BLOCK - 0.5];
        const share = cover[at] === 255 ? 1 : Math.min(1, Math.max(cover[at]! / 64, 2 * sampled(hidden, u, v) - 0.6));
        if (share <= 0) continue;
        const from = mirror && mirror.pixel(u, v, width, height);
        for (let c = 0; c < 3; c++) {
          const own = rgb[3 * at + c]!;
          const smooth = sampled(fills[c]!, u, v);
          const fill = from === null ? smooth : smooth + (rgb[3 * from + c]! - smooth) * mirror!.share;
          out[3 * at + c] = own + (fill - own) * share + 0.5;
        }
      }
    }
  }
  return { width, height, rgb: out };
}

/** Where the pixels of a hole find their mirror image, on the other side of its nearest edge. */
class Mirror {
  readonly #holes: Plane;
  readonly #across: Plane;
  readonly #down: Plane;
  readonly #farthest: number;
  /** How much the pixel found last counts beside a smooth fill, 0 to 1. */
  share = 0;

  /** `holes`: 1 for each block that is to be filled. `farthest`: blocks from the edge to which it is mirrored. */
  constructor(holes: Plane, farthest: number) {
    const { width, height } = holes;
    const { across, down } = nearest(holes);
    this.#holes = holes;
    // Where two edges are as near, one side would break off and the other begin.
    this.#across = boxed(planeOf(width, height, across), 2);
    this.#down = boxed(planeOf(width, height, down), 2);
    this.#farthest = Math.max(1, farthest);
  }

  /** The pixel that mirrors the one at a place of the blocks; null where there is none. Sets `share`. */
  pixel(u: number, v: number, width: number, height: number): number | null {
    const [dx, dy] = [sampled(this.#across, u, v), sampled(this.#down, u, v)];
    const [x, y] = [u + 2 * dx, v + 2 * dy];
    const { width: w, height: h } = this.#holes;
    if (x < 0 || y < 0 || x > w - 1 || y > h - 1) return null;
    this.share =
      Math.min(1, 2 - (2 * Math.hypot(dx, dy)) / this.#farthest) * (1 - Math.min(1, 2 * sampled(this.#holes, x, y)));
    if (this.share <= 0) return null;
    const column = Math.min(width - 1, Math.round((x + 0.5) * BLOCK - 0.5));
    const row = Math.min(height - 1, Math.round((y + 0.5) * BLOCK - 0.5));
    return row * width + column;
  }
}

/** For each block of a hole the way to the nearest one outside, in blocks; nothing elsewhere (after Danielsson 1980). */
function nearest({ width, height, values }: Plane) {
  const far = width + height;
  const across = Float32Array.from(values, (hole) => (hole === 0 ? 0 : far));
  const down = across.slice();
  const look = (at: number, x: number, y: number, right: number, below: number) => {
    if (x + right < 0 || x + right >= width || y + below < 0 || y + below >= height) return;
    const from = at + below * width + right;
    const [dx, dy] = [across[from]! + right, down[from]! + below];
    if (dx * dx + dy * dy >= across[at]! ** 2 + down[at]! ** 2) return;
    across[at] = dx;
    down[at] = dy;
  };
  const sweep = (side: 1 | -1) => {
    for (let k = 0; k < values.length; k++) {
      const at = side === 1 ? k : values.length - 1 - k;
      if (values[at] === 0) continue;
      const [x, y] = [at % width, Math.floor(at / width)];
      for (const right of [-1, 0, 1]) look(at, x, y, right, -side);
      look(at, x, y, -side, 0);
      look(at, x, y, side, 0);
    }
  };
  for (const side of [1, -1, 1] as const) sweep(side);
  return { across, down };
}

/** Puts the mean colour of every other pixel of a block into the planes; 1 when nothing of it is cut out, else 0. */
function meanOf(
  { width, height, rgb }: Pixels,
  cover: Uint8Array,
  left: number,
  top: number,
  colours: Plane[],
  block: number,
): number {
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (let y = top; y < Math.min(height, top + BLOCK); y += 2) {
    for (let x = left, at = y * width + left; x < Math.min(width, left + BLOCK); x += 2, at += 2) {
      if (cover[at]! > 0) return 0;
      red += rgb[3 * at]!;
      green += rgb[3 * at + 1]!;
      blue += rgb[3 * at + 2]!;
      count++;
    }
  }
  for (const [c, sum] of [red, green, blue].entries()) colours[c]!.values[block] = sum / count;
  return 1;
}
