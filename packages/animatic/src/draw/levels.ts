// What is done to all of a frame by tables of 256 levels: more light or less, a fade, a grade that comes in.
import { fadedAt } from '../plan/fades.ts';
import { type Curves, curvesOf, gradeShare, tablesAt } from './grade.ts';
import type { Kernel } from './kernel.ts';
import type { Slot, Stage } from './stage.ts';

/** Changes the levels of a stage's frames for one thread. */
export class Levels {
  readonly #stage: Stage;
  readonly #kernel: Kernel;
  readonly #tables: number;
  readonly #bytes: Uint8Array;
  #curves: Curves | null = null;

  /** `tables`: where a desk has room for them. */
  constructor(stage: Stage, kernel: Kernel, tables: number) {
    this.#stage = stage;
    this.#kernel = kernel;
    this.#tables = tables;
    this.#bytes = new Uint8Array(stage.memory.buffer);
  }

  /** Multiplies luma and colour, as more light or less would. */
  expose(light: number, colour: number, slot: Slot): void {
    this.#map((value) => Math.min(Math.max(value, 235), Math.round(16 + (value - 16) * light)), colour, slot);
  }

  /** Leaves as little of a frame as a fade does. */
  fade(frame: number, slot: Slot): void {
    const { share, to } = fadedAt(this.#stage.plan, frame);
    if (share === 0) return;
    const light = to === 'black' ? 16 : 235;
    this.#map((value) => Math.round(value + (light - value) * share), 1 - share, slot);
  }

  /** While the grade fades in it is laid over each frame; afterwards it is in the plate. */
  grade(frame: number, slot: Slot): void {
    const { plan } = this.#stage;
    const share = gradeShare(plan, frame);
    if (share === 0) return;
    this.#curves ??= curvesOf(plan.grade!);
    const { luma, chroma } = tablesAt(this.#curves, share);
    const { y, u, v, lumaStride, chromaStride } = slot;
    // Colours go by the luma before the grade.
    this.#bytes.set(chroma, this.#tables);
    this.#kernel.map_colours(u, v, chromaStride, y, lumaStride, plan.width / 2, plan.height / 2, this.#tables);
    this.#bytes.set(luma, this.#tables);
    this.#kernel.map_bytes(y, lumaStride * plan.height, this.#tables);
  }

  /** Replaces luma, and leaves that share of the colours. */
  #map(luma: (value: number) => number, colour: number, slot: Slot): void {
    const { height } = this.#stage.plan;
    const colours = this.#tables + 256;
    for (let value = 0; value < 256; value++) {
      this.#bytes[this.#tables + value] = luma(value);
      this.#bytes[colours + value] = Math.min(240, Math.max(16, Math.round(128 + (value - 128) * colour)));
    }
    this.#kernel.map_bytes(slot.y, slot.lumaStride * height, this.#tables);
    if (colour === 1) return;
    for (const plane of [slot.u, slot.v]) this.#kernel.map_bytes(plane, (slot.chromaStride * height) / 2, colours);
  }
}
