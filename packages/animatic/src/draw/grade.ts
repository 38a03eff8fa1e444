// A plan's colour grade as tables of bytes. It fades in over the film's first second, frame by frame; after that it is
// printed into the plates and costs nothing more.
import type { Grade, Plan } from '../plan/plan.ts';
import type { Plate } from './plate.ts';
import type { Slot } from './stage.ts';

/**
 * Limited range in and out. `luma`: 256 bytes. `chroma`: for each eighth luma (of the picture before the grade) 256 bytes
 * for Cb and 256 for Cr, since film tints its shadows otherwise than its lights.
 */
export type GradeTables = { luma: Uint8Array; chroma: Uint8Array };

/** Luma values that share a chroma table, as a shift; bytes of one such pair of tables. */
const STEP = 3;
const PAIR = 512;

/** Where the S of a filmic curve is steepest, in light from 0 to 1, and how steep it gets at full contrast. */
const PIVOT = 0.42;
const STEEP = 7;

/** Light from which a curve that would go beyond white bends towards it. */
const SHOULDER = 0.78;

/** Of the blue that a grade takes away, how much of the cyan and green beside it goes too. */
const CYAN = 0.65;

/** Light up to which black stays without a tint, and from which white loses its. */
const BLACK = 0.06;
const WHITE = 0.9;

/** Share of the grade that a frame shows, 0 to 1: none in frame 0, all of it after a second; of clips, all from the start. */
export function gradeShare(plan: Plan, frame: number): number {
  if (!plan.grade) return 0;
  if (plan.staging) return 1;
  const share = Math.min(1, frame / plan.fps);
  return share * share * (3 - 2 * share);
}

/** The tables of a grade mixed with leaving everything as it is. */
export function gradeTables(grade: Grade, share: number): GradeTables {
  const luma = new Uint8Array(256);
  const chroma = new Uint8Array((256 >> STEP) * PAIR);
  for (let value = 0; value < 256; value++) {
    luma[value] = Math.round(value + (16 + 219 * curve(grade, lightOf(value)) - value) * share);
  }
  for (let level = 0; level < 256 >> STEP; level++) {
    const light = curve(grade, lightOf((level << STEP) + (1 << STEP) / 2));
    const { cb, cr } = tint(grade, light);
    for (let value = 0; value < 256; value++) {
      const colour = (value - 128) / 224;
      const blue = colour * grade.saturation * (colour > 0 ? grade.blues : 1) + cb;
      const red = colour * grade.saturation * (colour < 0 ? 1 - CYAN * (1 - grade.blues) : 1) + cr;
      chroma[level * PAIR + value] = mixed(value, blue, share);
      chroma[level * PAIR + 256 + value] = mixed(value, red, share);
    }
  }
  return { luma, chroma };
}

/** A byte of chroma on its way to a colour difference of −0.5 to 0.5. */
function mixed(value: number, graded: number, share: number): number {
  return Math.round(value + (128 + 224 * clamp(graded, -0.5, 0.5) - value) * share);
}

function lightOf(luma: number): number {
  return clamp((luma - 16) / 219, 0, 1);
}

/** The light that the grade makes of a light, 0 to 1: rises all the way, with a toe and a shoulder where it has contrast. */
function curve({ lift, gain, gamma, contrast }: Grade, light: number): number {
  const x = light ** gamma;
  const sigmoid = (at: number) => 1 / (1 + Math.exp(-STEEP * (at - PIVOT)));
  const [black, white] = [sigmoid(0), sigmoid(1)];
  const curved =
    contrast > 0 ? x + ((sigmoid(x) - black) / (white - black) - x) * contrast : 0.5 + (x - 0.5) * (1 + contrast / 2);
  const bright = gain * curved;
  const room = 1 - SHOULDER;
  const bend = (value: number) => 1 - Math.exp((SHOULDER - value) / room);
  const rolled = gain > 1 && bright > SHOULDER ? SHOULDER + (room * bend(bright)) / bend(gain) : bright;
  return clamp(lift + (1 - Math.max(0, lift)) * rolled, 0, 1);
}

/** The shift of Cb and Cr at a light. */
function tint({ shadows, highlights }: Grade, light: number): { cb: number; cr: number } {
  const high = light * light * (3 - 2 * light);
  const paper = light > WHITE ? 1 - 0.6 * ((light - WHITE) / (1 - WHITE)) : 1;
  const ends = Math.min(1, light / BLACK) * paper;
  const shift = (name: 'cb' | 'cr') => ends * (shadows[name] * (1 - high) + highlights[name] * high);
  return { cb: shift('cb'), cr: shift('cr') };
}

/** Grades a plate in place. */
export function gradePlate(memory: WebAssembly.Memory, plate: Plate, { luma, chroma }: GradeTables): void {
  const bytes = new Uint8Array(memory.buffer);
  const { margin, width, height, lumaStride, chromaStride } = plate;
  const last = { x: width / 2 - 1, y: height / 2 - 1 };
  for (let row = 0; row < height / 2 + 2 * margin; row++) {
    // Chroma stands in as wide a border as luma does, and so over twice as much of the picture.
    const above = plate.luma + (2 * clamp(row - margin, 0, last.y) + margin) * lumaStride + margin;
    for (let column = 0; column < width / 2 + 2 * margin; column++) {
      const pair = (bytes[above + 2 * clamp(column - margin, 0, last.x)]! >> STEP) * PAIR;
      const at = row * chromaStride + column;
      bytes[plate.u + at] = chroma[pair + bytes[plate.u + at]!]!;
      bytes[plate.v + at] = chroma[pair + 256 + bytes[plate.v + at]!]!;
    }
  }
  const end = plate.luma + lumaStride * (height + 2 * margin);
  for (let at = plate.luma; at < end; at++) bytes[at] = luma[bytes[at]!]!;
}

/** Grades the colours of a frame in place, by its luma, which must not be graded yet. */
export function gradeColours(
  bytes: Uint8Array,
  slot: Slot,
  size: { width: number; height: number },
  { chroma }: GradeTables,
): void {
  for (let row = 0; row < size.height / 2; row++) {
    let above = slot.y + 2 * row * slot.lumaStride;
    let [u, v] = [slot.u + row * slot.chromaStride, slot.v + row * slot.chromaStride];
    for (const end = u + size.width / 2; u < end; u++, v++, above += 2) {
      const pair = (bytes[above]! >> STEP) * PAIR;
      bytes[u] = chroma[pair + bytes[u]!]!;
      bytes[v] = chroma[pair + 256 + bytes[v]!]!;
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
