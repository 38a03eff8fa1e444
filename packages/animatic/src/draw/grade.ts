// A plan's colour grade as tables of bytes. It fades in over the film's first second, frame by frame; after that it is
// printed into the plates and costs nothing more.
import type { Grade, Plan } from '../plan/plan.ts';
import type { Plate } from './plate.ts';

/** Three tables of 256 bytes one after the other: for Y, Cb and Cr, limited range in and out. */
export type GradeTables = Uint8Array;

/** Share of the grade that a frame shows, 0 to 1: none in frame 0, all of it after a second; of clips, all from the start. */
export function gradeShare(plan: Plan, frame: number): number {
  if (!plan.grade) return 0;
  if (plan.staging) return 1;
  const share = Math.min(1, frame / plan.fps);
  return share * share * (3 - 2 * share);
}

/** The tables of a grade mixed with leaving everything as it is. */
export function gradeTables(grade: Grade, share: number): GradeTables {
  const tables = new Uint8Array(3 * 256);
  for (let value = 0; value < 256; value++) {
    const light = clamp((value - 16) / 219, 0, 1);
    const graded = 16 + 219 * clamp(grade.lift + grade.gain * light ** grade.gamma, 0, 1);
    tables[value] = Math.round(value + (graded - value) * share);
    for (const [plane, shift] of [grade.cb, grade.cr].entries()) {
      const colour = 128 + 224 * clamp(((value - 128) / 224) * grade.saturation + shift, -0.5, 0.5);
      tables[(plane + 1) * 256 + value] = Math.round(value + (colour - value) * share);
    }
  }
  return tables;
}

/** Grades a plate in place. */
export function gradePlate(memory: WebAssembly.Memory, plate: Plate, tables: GradeTables): void {
  const bytes = new Uint8Array(memory.buffer);
  const luma = plate.lumaStride * (plate.height + 2 * plate.margin);
  const chroma = plate.chromaStride * (plate.height / 2 + 2 * plate.margin);
  for (const [table, start, count] of [
    [0, plate.luma, luma],
    [256, plate.u, chroma],
    [512, plate.v, chroma],
  ] as const) {
    for (let at = start; at < start + count; at++) bytes[at] = tables[table + bytes[at]!]!;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
