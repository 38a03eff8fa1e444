// Prints: the picture made into plates, in the sizes and with the grade that the shots ask for.

import sharp from 'sharp';
import type { Look } from '../look/look.ts';
import { standsNear } from '../look/nearness.ts';
import { planeOf } from '../look/raster.ts';
import { cameraAt, shotAt } from '../plan/camera.ts';
import { blurAt, focusAt } from '../plan/focus.ts';
import { OVERRUN } from '../plan/joints.ts';
import { type Located, seenAt } from '../plan/location.ts';
import type { Plan } from '../plan/plan.ts';
import { defocus } from './defocus.ts';
import { curvesOf, gradePlate, gradeShare, tablesAt } from './grade.ts';
import { type Backing, type Layers, printLayers } from './layers.ts';
import { layPlate, type Pixels, type Plate, type Press, planesOf, printPlate } from './plate.ts';

/** A plate, its size in shares of the frame's, whether the plan's grade is in it, and the step of the plan's focus. */
export type Print = { plate: Plate; scale: number; graded: boolean; step: number };

/** A larger plate than this many frames across would take more memory than its detail is worth. */
const LARGEST = 2;

/**
 * The scale of the plate each shot is drawn from: as large as its widest view needs and the picture has the detail for,
 * since at zoom 2 a plate of the frame's own size would show half of it. The first shot begins at zoom 1, and so from a
 * plate of the frame's size.
 */
export function scaleOfShots(plan: Plan, picture: { width: number; height: number }): number[] {
  const detail = Math.min(picture.width / plan.width, picture.height / plan.height);
  let first = 0;
  return plan.shots.map((shot) => {
    let widest = Math.min(detail, LARGEST);
    for (let frame = first; frame < first + shot.frames; frame++) widest = Math.min(widest, cameraAt(plan, frame).zoom);
    first += shot.frames;
    // In steps of a tenth, so that shots share plates.
    return Math.max(1, Math.floor(widest * 10) / 10);
  });
}

/** Lays a plate for every scale, grade and focus that some frame is drawn from; `take` hands out byte ranges. */
export function layPrints(plan: Located, scales: number[], take: (bytes: number) => number): Print[] {
  const prints: Print[] = [];
  for (let frame = 0; frame < plan.frames; frame++) {
    const { shot, index, first } = shotAt(plan, frame);
    if (plan.staging?.shots[index]?.filmed) continue;
    const graded = isGraded(plan, frame);
    // A shot that comes out of the one before is drawn with it.
    for (const shown of frame - first < shot.dissolve ? [index, index - 1] : [index]) {
      const { here, next } = seenAt(plan, plan.shots[shown]!.location, frame);
      if (here !== plan.location && next !== plan.location) continue;
      const scale = scales[shown]!;
      const focused = focusAt(plan, frame);
      // What is out of focus is made from what is sharp.
      for (const step of new Set([0, Math.floor(focused), Math.ceil(focused)])) {
        if (printOf(prints, { scale, graded, step })) continue;
        prints.push({ plate: layPrint(plan, scale, take), scale, graded, step });
      }
    }
  }
  return prints;
}

/** A plate of that scale. */
export function layPrint(plan: Plan, scale: number, take: (bytes: number) => number): Plate {
  const [width, height] = [even(plan.width * scale), even(plan.height * scale)];
  const beyond = plan.joints !== null && plan.joints.loose > 0 ? Math.ceil(OVERRUN * Math.max(width, height)) : 0;
  return layPlate(width, height, beyond, take);
}

/** The print that is such a one. */
export function printOf(prints: Print[], { scale, graded, step }: Omit<Print, 'plate'>): Print | undefined {
  return prints.find((print) => print.scale === scale && print.graded === graded && print.step === step);
}

/** Whether a frame is drawn from a plate with the grade in it: not while it fades in, nor where clips need it too. */
export function isGraded(plan: Located, frame: number): boolean {
  return plan.staging === null && gradeShare(plan, frame) === 1;
}

/** Fills the plates. Throws the signal's reason when it aborts. */
export async function makePrints(
  press: Press,
  prints: Print[],
  picture: Pixels,
  plan: Located,
  look: Look,
  layers: Layers | null,
  signal: AbortSignal,
): Promise<void> {
  const bytes = new Uint8Array(press.memory.buffer);
  const { width, height } = look.depth;
  // Where a subject is cut out that alone is near; where the focus stays nobody asks.
  const cut = layers !== null && look.subject_cut;
  const near = plan.focus === null || cut ? null : planeOf(width, height, Float32Array.from(standsNear(look)));
  const fitted = new Map<number, Pixels>();
  for (const [i, { plate, scale, graded, step }] of prints.entries()) {
    signal.throwIfAborted();
    const backing = layers && layers.backings[i]!;
    if (step > 0) {
      const sharp = prints.indexOf(printOf(prints, { scale, graded, step: 0 })!);
      copyPrint(bytes, prints[sharp]!.plate, plate, layers && layers.backings[sharp]!, backing);
      defocus(bytes, plate, backing, near, blurAt(plan.focus!, step));
      continue;
    }
    const pixels = fitted.get(scale) ?? (await coverFit(picture, plate.width, plate.height));
    fitted.set(scale, pixels);
    if (backing) printLayers(press, plate, backing, pixels, { look, plan });
    else printPlate(press, plate, pixels);
    if (!graded || !plan.grade) continue;
    const tables = tablesAt(curvesOf(plan.grade), 1);
    gradePlate(press, plate, tables);
    if (backing) gradePlate(press, backing.plate, tables);
  }
}

/** Copies a plate, and what is behind it with its masks. */
function copyPrint(bytes: Uint8Array, from: Plate, to: Plate, behind: Backing | null, backing: Backing | null): void {
  copyPlate(bytes, from, to);
  if (behind === null || backing === null) return;
  copyPlate(bytes, behind.plate, backing.plate);
  const size = from.lumaStride * (from.height + 2 * from.margin);
  for (const mask of ['cover', 'keep'] as const) bytes.copyWithin(backing[mask], behind[mask], behind[mask] + size);
}

function copyPlate(bytes: Uint8Array, from: Plate, to: Plate): void {
  for (const { plane, size } of planesOf(from)) bytes.copyWithin(to[plane], from[plane], from[plane] + size);
}

/** Scales the picture to cover that size and cuts it at the middle: what frame 0 shows. */
async function coverFit(picture: Pixels, width: number, height: number): Promise<Pixels> {
  const { width: w, height: h } = picture;
  if (w === width && h === height) return picture;
  const rgb = await sharp(picture.rgb, { raw: { width: w, height: h, channels: 3 }, limitInputPixels: false })
    .resize(width, height, { fit: 'cover', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return { width, height, rgb };
}

function even(size: number): number {
  return Math.round(size / 2) * 2;
}
