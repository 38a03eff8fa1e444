// Draws one frame: a pure function of the stage and the frame's number.
import { cameraAt, shotAt } from '../plan/camera.ts';
import { gradeShare, gradeTables } from './grade.ts';
import { fillChromaGrid, fillGrid } from './grid.ts';
import { type Kernel, linkKernel } from './kernel.ts';
import { lifeAt } from './life.ts';
import type { Plate } from './plate.ts';
import { CHANNELS } from './relief.ts';
import type { Slot, Stage } from './stage.ts';
import { stamp } from './watermark.ts';

/** Draws a stage's frames for one thread. */
export class Painter {
  readonly #stage: Stage;
  readonly #desk: Stage['desks'][number];
  readonly #kernel: Kernel;
  readonly #bytes: Uint8Array;
  readonly #relief: Float32Array;
  readonly #lumaGrid: Float32Array;
  readonly #chromaGrid: Float32Array;

  /** `thread` says at which of the stage's desks; no two painters may share one at a time. */
  constructor(stage: Stage, thread: number) {
    const { buffer } = stage.memory;
    const floats = stage.columns * stage.rows * 2;
    this.#stage = stage;
    this.#desk = stage.desks[thread]!;
    this.#kernel = linkKernel(stage.module, stage.memory);
    this.#bytes = new Uint8Array(buffer);
    this.#relief = new Float32Array(buffer, stage.relief.at, stage.relief.width * stage.relief.height * CHANNELS);
    this.#lumaGrid = new Float32Array(buffer, this.#desk.luma, floats);
    this.#chromaGrid = new Float32Array(buffer, this.#desk.chroma, floats);
  }

  /** Draws that frame of the film (0 to frames − 1) into the slot. */
  paint(frame: number, slot: Slot): void {
    const { plan, horizon, prints, scales, mark } = this.#stage;
    const scale = scales[shotAt(plan, frame).index]!;
    const grade = gradeShare(plan, frame);
    const { plate } = prints.find((print) => print.scale === scale && print.graded === (grade === 1))!;
    fillGrid(this.#stage, this.#relief, plate, cameraAt(plan, frame), lifeAt(plan, horizon, frame), this.#lumaGrid);
    fillChromaGrid(this.#stage, this.#lumaGrid, this.#chromaGrid);
    this.#warp(plate, slot);
    if (grade > 0 && grade < 1) this.#grade(grade, slot);
    if (mark) stamp(mark, this.#bytes, slot);
  }

  #warp(plate: Plate, slot: Slot): void {
    const { plan, weights, cell, columns } = this.#stage;
    const { luma, chroma, words } = this.#desk;
    this.#kernel.warp_luma(
      slot.y,
      slot.lumaStride,
      plan.width,
      plan.height,
      luma,
      columns,
      cell,
      plate.luma,
      plate.lumaStride,
      weights.luma,
      words,
    );
    this.#kernel.warp_chroma(
      slot.u,
      slot.v,
      slot.chromaStride,
      plan.width / 2,
      plan.height / 2,
      chroma,
      columns,
      cell / 2,
      plate.quads,
      plate.quadStride,
      weights.chroma,
    );
  }

  /** While the grade fades in it is laid over each frame; afterwards it is in the plate. */
  #grade(share: number, slot: Slot): void {
    const { plan } = this.#stage;
    const { tables } = this.#desk;
    this.#bytes.set(gradeTables(plan.grade!, share), tables);
    this.#kernel.map_bytes(slot.y, slot.lumaStride * plan.height, tables);
    this.#kernel.map_bytes(slot.u, (slot.chromaStride * plan.height) / 2, tables + 256);
    this.#kernel.map_bytes(slot.v, (slot.chromaStride * plan.height) / 2, tables + 512);
  }
}
