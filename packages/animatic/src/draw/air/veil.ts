// What lies over a whole frame in soft patches: mist between the camera and what is far, and the light of a fire. Worked
// out at the nodes of a coarse grid and washed over the planes by a kernel of its own.
import { createNoise, type Noise, smooth } from '../../imagine/noise.ts';
import type { Region } from '../../look/look.ts';
import type { Slot } from '../stage.ts';
import type { Paint } from './brush.ts';
import type { AirKernel } from './kernel.ts';
import type { Sight } from './sight.ts';

/** Pixels between two nodes: a multiple of 16, since chroma's are half as far apart; mist is softer than that. */
const CELL = 32;

/** Mist of an `amount` (0 to 1) in that colour, and how uneven it is, 0 to 1. */
export type Mist = { amount: number; uneven: number; air: Paint };

/** The light of a fire at one instant: how much more (or less) of it there is than in the picture, about −0.3 to 0.3. */
export type Glow = { flare: number; fire: Region | null };

/** Lays mist and firelight over frames of one size. */
export class Veil {
  readonly #grid: Float32Array;
  readonly #kernel: AirKernel;
  readonly #drifts: [Noise, Noise];
  readonly #columns: number;
  readonly #rows: number;
  readonly #factor: Float32Array;
  readonly #cover: Float32Array;
  readonly #warmth: Float32Array;

  /** `desk`: room in the kernel's memory for two floats for each node of a grid of 16 pixels. */
  constructor(kernel: AirKernel, desk: Float32Array, width: number, height: number, seed: number) {
    this.#kernel = kernel;
    this.#grid = desk;
    this.#columns = Math.ceil(width / CELL) + 1;
    this.#rows = Math.ceil(height / CELL) + 1;
    const nodes = this.#columns * this.#rows;
    this.#drifts = [createNoise(seed, 'mist'), createNoise(seed, 'mist before it')];
    this.#factor = new Float32Array(nodes);
    this.#cover = new Float32Array(nodes);
    this.#warmth = new Float32Array(nodes);
  }

  /** Works out the frame's veil. */
  weave(
    sight: Sight,
    time: number,
    {
      mist,
      glow,
      wind,
      horizon,
      aspect,
    }: { mist: Mist | null; glow: Glow | null; wind: number; horizon: number | null; aspect: number },
  ): void {
    const point = new Float64Array(2);
    for (let row = 0, at = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++, at++) {
        sight.seen(column * CELL, row * CELL, point);
        const [x, y] = [point[0]!, point[1]!];
        const lit = glow === null ? 0 : glow.flare * reach(glow.fire, x, y, aspect);
        this.#factor[at] = 1 + lit;
        this.#warmth[at] = lit;
        this.#cover[at] =
          mist === null ? 0 : this.#misty(mist, sight.nearness(x, y), x * aspect, y, time, wind, horizon);
      }
    }
  }

  /** How thick the mist is before a thing of that nearness: thicker with the distance, and low over the ground. */
  #misty(mist: Mist, near: number, x: number, y: number, time: number, wind: number, horizon: number | null): number {
    const [first, second] = this.#drifts;
    const deep = 0.1 + 0.9 * smooth(0.05, 1, 1 - near);
    const low = horizon === null ? 1 : 0.35 + 0.65 * smooth(-0.75, 0, y - horizon);
    // Banks that pass at two speeds, so that they part and close rather than slide.
    const [wide, fine] = [
      first(2.1 * x - (0.1 + 0.5 * wind) * time + 40, 4.4 * y + 0.02 * time),
      second(4.7 * x - (0.22 + 0.8 * wind) * time + 80, 9.5 * y - 0.05 * time),
    ];
    const bank = 1 + mist.uneven * (1.5 * (0.64 * wide + 0.36 * fine) - 0.75) * 2;
    return Math.min(0.88, Math.max(0, mist.amount * deep * low * bank));
  }

  /** Washes the planes of a slot with it. */
  lay(slot: Slot, width: number, height: number, air: Paint): void {
    const zeros = [16, 128, 128];
    const amounts = [air.y - 16, air.u - 128, air.v - 128];
    // Firelight is warm: where it grows, blue falls and red rises.
    const tints = [0, -26, 20];
    for (const [plane, start] of [slot.y, slot.u, slot.v].entries()) {
      for (let at = 0; at < this.#factor.length; at++) {
        this.#grid[2 * at] = this.#factor[at]! * (1 - this.#cover[at]!);
        this.#grid[2 * at + 1] = amounts[plane]! * this.#cover[at]! + tints[plane]! * this.#warmth[at]!;
      }
      const half = plane === 0 ? 1 : 2;
      const stride = plane === 0 ? slot.lumaStride : slot.chromaStride;
      this.#kernel.wash(
        start,
        stride,
        width / half,
        height / half,
        this.#grid.byteOffset,
        this.#columns,
        CELL / half,
        zeros[plane]!,
      );
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
