// Film grain: noise that is coarser than a pixel, strongest in the greys, another in every frame.
import type { Slot } from './stage.ts';

/** Samples across a tile of noise, a power of two; it is laid over the frame from another corner each time. */
const TILE = 512;

/** Levels of luma that grain at 1 moves a grey by, about (root of the mean square). */
const COARSE = 11;

/** Share of its own that each neighbour across and down adds to a grain. */
const SPREAD = 0.55;

/** Grain for a film: same seed, same grain. */
export class Grain {
  readonly #tile: Int8Array;
  readonly #shares: Uint8Array;
  readonly #seed: number;

  /** `amount`: 0 to 1. */
  constructor(seed: number, amount: number) {
    this.#seed = seed;
    this.#tile = tileOf(seed);
    // Black and white paper show little of it.
    this.#shares = Uint8Array.from({ length: 256 }, (_, luma) => {
      const light = Math.min(1, Math.max(0, (luma - 16) / 219));
      return Math.round(255 * amount * Math.sqrt(Math.max(0, 4 * light * (1 - light))) ** 1.2);
    });
  }

  /** Lays it over a frame's luma; `share` 0 to 1. */
  lay(
    bytes: Uint8Array,
    slot: Slot,
    { width, height }: { width: number; height: number },
    frame: number,
    share: number,
  ): void {
    const corner = hash(this.#seed ^ Math.imul(frame + 1, 0x9e3779b1));
    const [left, top] = [corner % TILE, (corner >>> 9) % TILE];
    const scale = Math.round(256 * share);
    for (let y = 0; y < height; y++) {
      const row = ((y + top) & (TILE - 1)) * TILE;
      for (let x = 0, at = slot.y + y * slot.lumaStride; x < width; x++, at++) {
        const luma = bytes[at]!;
        const noise = this.#tile[row + ((x + left) & (TILE - 1))]! * this.#shares[luma]! * scale;
        const grained = luma + ((noise + 32768) >> 16);
        bytes[at] = grained < 16 ? Math.min(luma, 16) : grained > 235 ? Math.max(luma, 235) : grained;
      }
    }
  }
}

/** Near enough normal noise, spread over its neighbours, as signed bytes. */
function tileOf(seed: number): Int8Array {
  const white = Float32Array.from({ length: TILE * TILE }, (_, i) => {
    const bits = hash(seed + Math.imul(i, 0x85ebca6b));
    return ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24)) / 147.8 - 3.45;
  });
  const at = (x: number, y: number) => white[(y & (TILE - 1)) * TILE + (x & (TILE - 1))]!;
  const norm = Math.sqrt(1 + 4 * SPREAD ** 2);
  return Int8Array.from({ length: TILE * TILE }, (_, i) => {
    const [x, y] = [i % TILE, Math.floor(i / TILE)];
    const around = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
    return Math.max(-127, Math.min(127, (COARSE * (at(x, y) + SPREAD * around)) / norm));
  });
}

function hash(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
