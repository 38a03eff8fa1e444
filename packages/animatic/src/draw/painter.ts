// Draws one frame: a pure function of the stage and the frame's number.
import { cameraAt, shotAt } from '../plan/camera.ts';
import { fillChromaGrid, fillGrid } from './grid.ts';
import { linkKernel } from './kernel.ts';
import type { Slot, Stage } from './stage.ts';

/** Draws that frame of the film (0 to frames − 1) into the slot. */
export type Paint = (frame: number, slot: Slot) => void;

/** A painter for the calling thread; `thread` says whose grids it uses. */
export function createPainter(stage: Stage, thread: number): Paint {
  const { plan, memory, weights, cell, columns, rows } = stage;
  const kernel = linkKernel(stage.module, memory);
  const grids = stage.grids[thread]!;
  const lumaGrid = new Float32Array(memory.buffer, grids.luma, columns * rows * 2);
  const chromaGrid = new Float32Array(memory.buffer, grids.chroma, columns * rows * 2);
  return (frame, slot) => {
    const shot = plan.shots.indexOf(shotAt(plan, frame).shot);
    const plate = stage.plates[stage.plateOfShot[shot]!]!;
    fillGrid(stage, plate, cameraAt(plan, frame), lumaGrid);
    fillChromaGrid(stage, lumaGrid, chromaGrid);
    kernel.warp_luma(
      slot.y,
      slot.lumaStride,
      plan.width,
      plan.height,
      grids.luma,
      columns,
      cell,
      plate.luma,
      plate.lumaStride,
      weights.luma,
    );
    kernel.warp_chroma(
      slot.u,
      slot.v,
      slot.chromaStride,
      plan.width / 2,
      plan.height / 2,
      grids.chroma,
      columns,
      cell / 2,
      plate.quads,
      plate.quadStride,
      weights.chroma,
    );
  };
}
