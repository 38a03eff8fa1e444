// The stage: one block of memory shared by all drawing threads, and where everything lies in it. It can be posted to a
// thread as it stands.
import type { Look } from '../look/look.ts';
import { cameraAt, shotAt } from '../plan/camera.ts';
import type { Plan } from '../plan/plan.ts';
import { compileKernel, kernelMemory, WEIGHT_BYTES, writeWeights } from './kernel.ts';
import { coverFit, layPlate, type Pixels, type Plate, printPlate } from './plate.ts';

/** One frame being passed on: byte offsets of its Y, U and V planes, strides in bytes; yuv420p, limited range. */
export type Slot = { y: number; u: number; v: number; lumaStride: number; chromaStride: number };

/** A frame's coarse map from output to plate: two f32 per node, for luma and for chroma. Byte offsets, one per thread. */
export type Grids = { luma: number; chroma: number };

export type Stage = {
  plan: Plan;
  look: Look;
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  weights: { luma: number; chroma: number };
  /** Output pixels between two grid nodes, and nodes across and down. */
  cell: number;
  columns: number;
  rows: number;
  grids: Grids[];
  slots: Slot[];
  /** Byte offset of the ring's counters, i32: the next frame to draw, frames taken, then per slot the frame in it plus 1. */
  ring: number;
  plates: Plate[];
  /** Which of the plates each shot is drawn from. */
  plateOfShot: number[];
};

/** Builds the stage: a plate for each size that the shots need, weights, grids and slots. */
export async function buildStage(
  plan: Plan,
  look: Look,
  picture: Pixels,
  threads: number,
  signal: AbortSignal,
): Promise<Stage> {
  const { width, height } = plan;
  let end = 0;
  const take = (bytes: number) => {
    const start = end;
    // A cache line apart, with room for what the kernel writes past a row's end.
    end = (end + bytes + 16 + 63) & ~63;
    return start;
  };
  const cell = finestMotion(plan) ? 8 : 16;
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(height / cell) + 1;
  const ring = take(4 * (2 + threads + 2));
  const weights = { luma: take(WEIGHT_BYTES.luma), chroma: take(WEIGHT_BYTES.chroma) };
  const nodes = columns * rows * 8;
  const grids = Array.from({ length: threads }, () => ({ luma: take(nodes), chroma: take(nodes) }));
  const slots = Array.from({ length: threads + 2 }, () => laySlot(width, height, take));
  const { scales, plateOfShot } = plateScales(plan, picture);
  const plates = scales.map((scale) => layPlate(even(width * scale), even(height * scale), take));
  const memory = kernelMemory(end);
  writeWeights(memory, weights.luma, weights.chroma);
  for (const plate of plates) {
    printPlate(memory, plate, await coverFit(picture, plate.width, plate.height));
    signal.throwIfAborted();
  }
  const module = compileKernel();
  return { plan, look, module, memory, weights, cell, columns, rows, grids, slots, ring, plates, plateOfShot };
}

function laySlot(width: number, height: number, take: (bytes: number) => number): Slot {
  // Strides as libav lays its own frames out, so that a plane is one copy.
  const lumaStride = Math.ceil(width / 64) * 64;
  const chromaStride = lumaStride / 2;
  return {
    y: take(lumaStride * height),
    u: take((chromaStride * height) / 2),
    v: take((chromaStride * height) / 2),
    lumaStride,
    chromaStride,
  };
}

function finestMotion(plan: Plan): boolean {
  return plan.shots.some(({ life }) => life.wind > 0 || life.water > 0);
}

/**
 * A shot is drawn from a plate as large as its widest view needs, as far as the picture has the detail: at zoom 2 a plate
 * of the frame's own size would show half the detail. The first shot begins at zoom 1 and so from the frame's own size.
 */
function plateScales(plan: Plan, picture: Pixels): { scales: number[]; plateOfShot: number[] } {
  const detail = Math.min(picture.width / plan.width, picture.height / plan.height);
  const widest = plan.shots.map(() => Number.POSITIVE_INFINITY);
  for (let frame = 0; frame < plan.frames; frame++) {
    const shot = plan.shots.indexOf(shotAt(plan, frame).shot);
    widest[shot] = Math.min(widest[shot]!, cameraAt(plan, frame).zoom);
  }
  const scales = [1];
  const plateOfShot = widest.map((zoom) => {
    // In steps of a tenth, so that shots share plates; at most 2, so that memory stays bounded.
    const scale = Math.max(1, Math.floor(Math.min(zoom, detail, 2) * 10) / 10);
    if (!scales.includes(scale)) scales.push(scale);
    return scales.indexOf(scale);
  });
  return { scales, plateOfShot };
}

function even(size: number): number {
  return Math.round(size / 2) * 2;
}
