// Draws one frame: a pure function of the stage and the frame's number.
import { cameraAt, shotAt } from '../plan/camera.ts';
import { beatAt, dissolvedAt } from '../plan/joints.ts';
import { dissolve } from './dissolve.ts';
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
  readonly #thread: number;
  readonly #desk: Stage['desks'][number];
  readonly #kernel: Kernel;
  readonly #bytes: Uint8Array;
  readonly #relief: Float32Array;
  readonly #lumaGrid: Float32Array;
  readonly #chromaGrid: Float32Array;
  readonly #ending: Painter | null;

  /** `thread` says at which of the stage's desks; no two painters may share one at a time. */
  constructor(stage: Stage, thread: number) {
    const { buffer } = stage.memory;
    const floats = stage.columns * stage.rows * 2;
    this.#stage = stage;
    this.#thread = thread;
    this.#desk = stage.desks[thread]!;
    this.#kernel = linkKernel(stage.module, stage.memory);
    this.#bytes = new Uint8Array(buffer);
    this.#relief = new Float32Array(buffer, stage.relief.at, stage.relief.width * stage.relief.height * CHANNELS);
    this.#lumaGrid = new Float32Array(buffer, this.#desk.luma, floats);
    this.#chromaGrid = new Float32Array(buffer, this.#desk.chroma, floats);
    this.#ending = stage.ending && new Painter(stage.ending, thread);
  }

  /** Draws that frame of the film (0 to frames − 1) into the slot. */
  paint(frame: number, slot: Slot): void {
    const { plan, mark } = this.#stage;
    const dissolved = dissolvedAt(plan, frame);
    if (dissolved < 1) this.#draw(frame, slot);
    if (dissolved > 0) this.#dissolve(frame, dissolved, slot);
    const { light } = beatAt(plan, frame);
    if (light > 0) this.#brighten(light, slot);
    if (mark) stamp(mark, this.#bytes, slot);
  }

  #draw(frame: number, slot: Slot): void {
    const { plan, horizon, prints, scales } = this.#stage;
    const scale = scales[shotAt(plan, frame).index]!;
    const grade = gradeShare(plan, frame);
    const { plate } = prints.find((print) => print.scale === scale && print.graded === (grade === 1))!;
    fillGrid(this.#stage, this.#relief, plate, cameraAt(plan, frame), lifeAt(plan, horizon, frame), this.#lumaGrid);
    fillChromaGrid(this.#stage, plate, this.#lumaGrid, this.#chromaGrid);
    this.#warp(plate, slot);
    if (grade > 0 && grade < 1) this.#grade(grade, slot);
  }

  /** Lays the last picture over the slot, to that share. */
  #dissolve(frame: number, share: number, slot: Slot): void {
    const ending = this.#stage.ending!;
    const own = ending.slots[this.#thread]!;
    this.#ending!.paint(frame - (this.#stage.plan.frames - ending.plan.frames), own);
    dissolve(this.#bytes, slot, new Uint8Array(ending.memory.buffer), own, this.#stage.plan, share);
  }

  #brighten(light: number, slot: Slot): void {
    const { tables } = this.#desk;
    for (let value = 0; value < 256; value++) {
      this.#bytes[tables + value] = Math.min(Math.max(value, 235), Math.round(16 + (value - 16) * (1 + light)));
    }
    this.#kernel.map_bytes(slot.y, slot.lumaStride * this.#stage.plan.height, tables);
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
