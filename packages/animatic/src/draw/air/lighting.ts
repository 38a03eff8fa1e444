// The light that what floats in the air is seen by: the picture's own, coarsely.
import type { Plate } from '../plate.ts';
import type { Paint } from './brush.ts';
import { LIGHT } from './kernel.ts';

const { columns: COLUMNS, rows: ROWS } = LIGHT;
/** Places that each field of the map looks at, each way. */
const LOOKS = 4;

/** Luma that mist has at least. */
const NIGHT_MIST = 92;

/** A map of a plate's light, 16 to 235, and colour. */
export class Lighting {
  /** Mean luma, and the luma that a fifth of the picture reaches. */
  readonly ambient: number;
  readonly bright: number;
  /** The colour of what is far and light, which mist takes on. */
  readonly air: Paint;
  readonly #luma = new Float32Array(COLUMNS * ROWS);
  readonly #night: number;

  constructor(bytes: Uint8Array, plate: Plate) {
    const quads: { y: number; u: number; v: number }[] = [];
    for (let row = 0, at = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++, at++) {
        const mean = meanIn(bytes, plate, column / COLUMNS, row / ROWS);
        this.#luma[at] = mean.y;
        quads.push(mean);
      }
    }
    quads.sort((a, b) => a.y - b.y);
    const high = quads.slice(Math.floor(quads.length * 0.6), Math.floor(quads.length * 0.95));
    const mean = (field: 'y' | 'u' | 'v', of: typeof quads) => of.reduce((sum, one) => sum + one[field], 0) / of.length;
    this.ambient = mean('y', quads);
    this.#night = Math.min(1, Math.max(0, (80 - this.ambient) / 50));
    this.bright = quads[Math.floor(quads.length * 0.8)]!.y;
    this.air = {
      // Mist by night has some light of its own place at least, or nobody would see it.
      y: Math.min(216, Math.max(NIGHT_MIST, 26 + 0.98 * mean('y', high))),
      u: 128 + 0.55 * (mean('u', high) - 128),
      v: 128 + 0.55 * (mean('v', high) - 128),
    };
  }

  /** Luma around a place of the picture (shares of its sides), without steps: what drifts on would flash, what is wide show them. */
  around(x: number, y: number): number {
    const across = Math.min(COLUMNS - 1, Math.max(0, x * COLUMNS - 0.5));
    const down = Math.min(ROWS - 1, Math.max(0, y * ROWS - 0.5));
    const column = Math.min(COLUMNS - 2, Math.floor(across));
    const row = Math.min(ROWS - 2, Math.floor(down));
    const at = row * COLUMNS + column;
    const upper = this.#luma[at]! + (this.#luma[at + 1]! - this.#luma[at]!) * (across - column);
    const below = at + COLUMNS;
    const lower = this.#luma[below]! + (this.#luma[below + 1]! - this.#luma[below]!) * (across - column);
    return upper + (lower - upper) * (down - row);
  }

  /** Luma of something white in the air there. By night only lamps light it. */
  white(x: number, y: number): number {
    return this.#whiteBy(this.around(x, y));
  }

  /** Fills a map with that, row by row. */
  mapWhite(map: Float32Array): void {
    map.set(this.#luma.map((luma) => this.#whiteBy(luma)));
  }

  #whiteBy(luma: number): number {
    return Math.min(228, 46 + 1.15 * this.ambient + 0.55 * this.#night * Math.max(0, luma - this.ambient));
  }
}

function meanIn(bytes: Uint8Array, plate: Plate, left: number, top: number): Paint {
  const { width, height, margin, luma, lumaStride, u, v, chromaStride } = plate;
  const sum = { y: 0, u: 0, v: 0 };
  for (let j = 0; j < LOOKS; j++) {
    for (let i = 0; i < LOOKS; i++) {
      const x = Math.floor((left + (i + 0.5) / LOOKS / COLUMNS) * width);
      const y = Math.floor((top + (j + 0.5) / LOOKS / ROWS) * height);
      const chroma = ((y >> 1) + margin) * chromaStride + (x >> 1) + margin;
      sum.y += bytes[luma + (y + margin) * lumaStride + x + margin]!;
      sum.u += bytes[u + chroma]!;
      sum.v += bytes[v + chroma]!;
    }
  }
  const count = LOOKS * LOOKS;
  return { y: sum.y / count, u: sum.u / count, v: sum.v / count };
}
