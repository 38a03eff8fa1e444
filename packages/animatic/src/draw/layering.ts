// Draws a frame in two layers, cell by cell: where only one of them is seen only that one is drawn.
import type { Camera } from '../plan/camera.ts';
import { fillChromaGrid, fillGrid } from './grid.ts';
import type { Kernel } from './kernel.ts';
import type { Backing, Layers } from './layers.ts';
import type { Stir } from './life.ts';
import { layOver } from './overlay.ts';
import type { Plate } from './plate.ts';
import { CHANNELS } from './relief.ts';
import type { Slot, Stage } from './stage.ts';

/** What is seen in a cell. */
const [BEHIND, BOTH, FRONT] = [0, 1, 2] as const;

/** A run of cells of one row: from that column to before that one. */
type Run = { row: number; from: number; to: number };

export class Layering {
  readonly #stage: Stage;
  readonly #layers: Layers;
  readonly #kernel: Kernel;
  readonly #desk: Stage['desks'][number];
  readonly #own: Layers['desks'][number];
  readonly #front: Float32Array;
  readonly #back: Float32Array;
  readonly #seen: Uint8Array;
  readonly #needed: Uint8Array;
  readonly #frontGrids: [luma: Float32Array, chroma: Float32Array];
  readonly #backGrids: [luma: Float32Array, chroma: Float32Array];

  constructor(stage: Stage, layers: Layers, kernel: Kernel, thread: number) {
    const { buffer } = stage.memory;
    this.#stage = stage;
    this.#layers = layers;
    this.#kernel = kernel;
    this.#desk = stage.desks[thread]!;
    this.#own = layers.desks[thread]!;
    const floats = stage.relief.width * stage.relief.height * CHANNELS;
    this.#front = new Float32Array(buffer, layers.front, floats);
    this.#back = new Float32Array(buffer, layers.back, floats);
    this.#seen = new Uint8Array((stage.columns - 1) * (stage.rows - 1));
    this.#needed = new Uint8Array(stage.columns * stage.rows);
    const grid = (at: number) => new Float32Array(buffer, at, stage.columns * stage.rows * 2);
    this.#frontGrids = [grid(this.#desk.luma), grid(this.#desk.chroma)];
    this.#backGrids = [grid(this.#own.luma), grid(this.#own.chroma)];
  }

  /** Draws what the camera sees of a plate and of what is behind it into a slot. */
  draw(plate: Plate, backing: Backing, camera: Camera, stir: Stir | null, slot: Slot): void {
    const [luma, chroma] = this.#frontGrids;
    fillGrid(this.#kernel, this.#stage, this.#front, plate, camera, stir, luma);
    fillChromaGrid(this.#kernel, this.#stage, plate, luma, chroma);
    const { columns, rows } = this.#stage;
    this.#needed.fill(0);
    for (let row = 0, at = 0; row < rows - 1; row++) {
      for (let column = 0; column < columns - 1; column++, at++) {
        this.#seen[at] = this.#seenIn(row, column, plate);
        if (this.#seen[at] !== FRONT) this.#need(row, column);
      }
    }
    const [backLuma, backChroma] = this.#backGrids;
    fillGrid(this.#kernel, this.#stage, this.#back, backing.plate, camera, stir, backLuma, this.#needed);
    fillChromaGrid(this.#kernel, this.#stage, backing.plate, backLuma, backChroma);
    for (let row = 0; row < rows - 1; row++) {
      eachRun(this.#seen.subarray(row * (columns - 1), (row + 1) * (columns - 1)), row, (run, what) => {
        if (what !== FRONT) this.#warp(backing.plate, this.#own, run, slot, true);
        if (what === FRONT) this.#warp(plate, this.#desk, run, slot, true);
        if (what === BOTH) this.#layOver(plate, backing, run, slot);
      });
    }
  }

  /** A cell's nodes, and those below that its chroma is read from. */
  #need(row: number, column: number): void {
    const { columns, rows } = this.#stage;
    for (let below = row; below < Math.min(rows, row + 3); below++) {
      this.#needed[below * columns + column] = 1;
      this.#needed[below * columns + column + 1] = 1;
    }
    // The last rows' chroma is read from the row above.
    if (row > 0) this.#needed.fill(1, (row - 1) * columns + column, (row - 1) * columns + column + 2);
  }

  #seenIn(row: number, column: number, plate: Plate): number {
    const { columns, relief } = this.#stage;
    const grid = this.#frontGrids[0];
    const at = 2 * (row * columns + column);
    const across = 2 * (row + 1) * columns + 2 * (column + 1);
    // The middle of the cell, in samples of the look.
    const x = ((grid[at]! + grid[across]!) / 2 - plate.margin) * (relief.width / plate.width);
    const y = ((grid[at + 1]! + grid[across + 1]!) / 2 - plate.margin) * (relief.height / plate.height);
    const i =
      Math.min(relief.height - 1, Math.max(0, Math.floor(y))) * relief.width +
      Math.min(relief.width - 1, Math.max(0, Math.floor(x)));
    if (this.#layers.most[i] === 0) return BEHIND;
    return this.#layers.least[i] === 1 ? FRONT : BOTH;
  }

  /** Warps a run of a plate by a desk's grids, into its place in the frame or to the beginning of the easel. */
  #warp(plate: Plate, grids: { luma: number; chroma: number }, run: Run, slot: Slot, inPlace: boolean): void {
    const { cell, columns, weights } = this.#stage;
    const { words } = this.#desk;
    const box = this.#boxOf(run);
    const node = 8 * (run.row * columns + run.from);
    const { lumaStride, chromaStride } = slot;
    const to = inPlace ? box.y * lumaStride + box.x : 0;
    const half = inPlace ? (box.y / 2) * chromaStride + box.x / 2 : 0;
    this.#kernel.warp_luma(
      slot.y + to,
      lumaStride,
      box.width,
      box.height,
      grids.luma + node,
      columns,
      cell,
      plate.luma,
      plate.lumaStride,
      weights.luma,
      words,
    );
    this.#kernel.warp_chroma(
      slot.u + half,
      slot.v + half,
      chromaStride,
      box.width / 2,
      box.height / 2,
      grids.chroma + node,
      columns,
      cell / 2,
      plate.u,
      plate.v,
      plate.chromaStride,
      weights.chroma,
      words,
    );
  }

  /** Lays what is cut out over what is behind it, in a run of cells where both are seen. */
  #layOver(plate: Plate, backing: Backing, run: Run, slot: Slot): void {
    const { cell, columns, weights } = this.#stage;
    const { easel } = this.#own;
    const { lumaStride, chromaStride } = slot;
    const box = this.#boxOf(run);
    this.#warp(plate, this.#desk, run, { ...easel, lumaStride, chromaStride }, false);
    const node = 8 * (run.row * columns + run.from);
    for (const [to, from] of [
      [easel.cover, backing.cover],
      [easel.keep, backing.keep],
    ] as const) {
      this.#kernel.warp_luma(
        to,
        lumaStride,
        box.width,
        box.height,
        this.#desk.luma + node,
        columns,
        cell,
        from,
        plate.lumaStride,
        weights.luma,
        this.#desk.words,
      );
    }
    layOver(this.#kernel, slot, easel, box);
  }

  #boxOf({ row, from, to }: Run): { x: number; y: number; width: number; height: number } {
    const { cell, plan } = this.#stage;
    const [x, y] = [from * cell, row * cell];
    return { x, y, width: Math.min(to * cell, plan.width) - x, height: Math.min(cell, plan.height - y) };
  }
}

function eachRun(seen: Uint8Array, row: number, visit: (run: Run, what: number) => void): void {
  for (let from = 0; from < seen.length; ) {
    let to = from + 1;
    while (to < seen.length && seen[to] === seen[from]) to++;
    visit({ row, from, to }, seen[from]!);
    from = to;
  }
}
