// What lies over a whole frame in soft patches: mist between the camera and what is far, and the light of a fire. Worked
// out at the nodes of a coarse grid and washed over the planes by a kernel of its own.
import type { Region } from '../../look/look.ts';
import type { Slot } from '../stage.ts';
import type { Paint } from './brush.ts';
import { type AirKernel, type AirRoom, CELL } from './kernel.ts';
import type { Sight } from './sight.ts';

/** The planes of a frame. Firelight is warm: where it grows, blue falls and red rises. */
const PLANES = [
  { plane: 'y', half: 1, zero: 16, warmth: 0 },
  { plane: 'u', half: 2, zero: 128, warmth: -26 },
  { plane: 'v', half: 2, zero: 128, warmth: 20 },
] as const;

/** Mist of an `amount` (0 to 1), and how uneven it is, 0 to 1. */
export type Mist = { amount: number; uneven: number };

/** The light of a fire at one instant: how much more (or less) of it there is than in the picture, about −0.3 to 0.3. */
export type Glow = { flare: number; fire: Region | null };

/** Numbers by which the noise of mist differs from film to film: the seed's, mixed a little. */
const seedOf = (seed: number) => Math.imul(seed + 1, 0x9e3779b1);

/** Stands for a horizon where none is: all ground is far below it. */
const NO_HORIZON = -1e6;

/** Lays mist and firelight over frames of one size. */
export class Veil {
  readonly #kernel: AirKernel;
  readonly #room: AirRoom;
  readonly #grid: Float32Array;
  readonly #size: { width: number; height: number };
  readonly #seed: number;
  readonly #columns: number;
  readonly #rows: number;

  /** `room`: with the view of each frame in it before it is woven. `grid`: for two floats for each node of a grid of 16 pixels. */
  constructor(
    kernel: AirKernel,
    room: AirRoom,
    grid: Float32Array,
    { width, height, seed }: { width: number; height: number; seed: number },
  ) {
    this.#kernel = kernel;
    this.#room = room;
    this.#grid = grid;
    this.#size = { width, height };
    this.#seed = seed;
    this.#columns = Math.ceil(width / CELL) + 1;
    this.#rows = Math.ceil(height / CELL) + 1;
  }

  /** Works out the frame's veil. */
  weave(
    sight: Sight,
    time: number,
    { mist, glow, wind, horizon }: { mist: Mist | null; glow: Glow | null; wind: number; horizon: number | null },
  ): void {
    const { nodes, moment, integers } = this.#room;
    const { width, height } = this.#size;
    if (mist === null || glow !== null) nodes.fill(0);
    if (glow !== null) this.#glow(sight, glow);
    if (mist === null) return;
    const far = [40 - (0.1 + 0.5 * wind) * time, 0.02 * time];
    const near = [80 - (0.22 + 0.8 * wind) * time, -0.05 * time];
    const told = [mist.amount, mist.uneven, ...far, ...near, horizon ?? NO_HORIZON];
    moment.set(told);
    integers.moment[told.length] = seedOf(this.#seed);
    this.#kernel.mist(nodes.byteOffset, this.#columns, this.#rows, CELL, width, height, moment.byteOffset);
  }

  /** How much more light there is at each node. */
  #glow(sight: Sight, { flare, fire }: Glow): void {
    const { nodes } = this.#room;
    const { width, height } = this.#size;
    const point = new Float64Array(2);
    for (let at = 0; at < this.#columns * this.#rows; at++) {
      sight.seen((at % this.#columns) * CELL, Math.floor(at / this.#columns) * CELL, point);
      nodes[2 * at + 1] = flare * reach(fire, point[0]!, point[1]!, width / height);
    }
  }

  /** Washes the planes of a slot with it. */
  lay(slot: Slot, air: Paint): void {
    const { width, height } = this.#size;
    const grid = this.#grid.byteOffset;
    for (const { plane, half, zero, warmth } of PLANES) {
      const amount = air[plane] - zero;
      this.#kernel.tint(this.#room.nodes.byteOffset, grid, this.#columns * this.#rows, amount, warmth);
      const stride = plane === 'y' ? slot.lumaStride : slot.chromaStride;
      this.#kernel.wash(slot[plane], stride, width / half, height / half, grid, this.#columns, CELL / half, zero);
    }
  }
}

/** Share of a fire's light that reaches a place; from below the picture, where no fire is seen. */
function reach(fire: Region | null, x: number, y: number, aspect: number): number {
  const [cx, cy, size] =
    fire === null
      ? [0.5, 1.1, 0.75]
      : [
          fire.x + fire.width / 2,
          fire.y + 0.6 * fire.height,
          0.22 + 0.9 * Math.hypot(fire.width * aspect, fire.height),
        ];
  const away = Math.hypot((x - cx) * aspect, y - cy) / size;
  return 1 / (1 + away * away);
}

/** How a fire's light goes up and down, about −1 to 1: gusts and tongues that share no period. */
export function flicker(time: number, seed: number): number {
  const phase = (seed % 1000) / 160;
  const wave = (rate: number, shift: number) => Math.sin(2 * Math.PI * rate * time + shift * (1 + phase));
  const gust = 0.5 * wave(0.37, 1) + 0.5 * wave(0.83, 2.2);
  return 0.5 * gust + (0.34 + 0.16 * gust) * (wave(2.3, 0.7) + 0.7 * wave(4.1, 1.9) + 0.4 * wave(7.7, 3.1)) * 0.5;
}
