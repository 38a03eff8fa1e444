// A plan's colour grade as tables of bytes. It fades in over the film's first second, frame by frame; after that it is
// printed into the plates and costs nothing more.
import type { Located } from '../plan/location.ts';
import type { Grade } from '../plan/plan.ts';
import { fringe, type Plate, type Press } from './plate.ts';

/**
 * Limited range in and out. `luma`: 256 bytes. `chroma`: for each eighth luma (of the picture before the grade) 256 bytes
 * for Cb and 256 for Cr, since film tints its shadows otherwise than its lights.
 */
export type GradeTables = { luma: Uint8Array; chroma: Uint8Array };

/** What all of a grade makes of each value, in levels before they are rounded; laid out as its tables. */
export type Curves = { luma: Float64Array; chroma: Float64Array };

/** Luma values that share a chroma table, as a shift; bytes of one such pair of tables. The kernel's own numbers. */
const STEP = 3;
const PAIR = 512;

/** Room for either table. */
export const TABLE_BYTES = (256 >> STEP) * PAIR;

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
export function gradeShare(plan: Located, frame: number): number {
  if (!plan.grade) return 0;
  if (plan.staging) return 1;
  const share = Math.min(1, frame / plan.fps);
  return share * share * (3 - 2 * share);
}

/** What a grade does when all of it is shown. */
export function curvesOf(grade: Grade): Curves {
  const luma = new Float64Array(256);
  const chroma = new Float64Array(TABLE_BYTES);
  for (let value = 0; value < 256; value++) luma[value] = 16 + 219 * curve(grade, lightOf(value));
  for (let level = 0; level < 256 >> STEP; level++) {
    const light = curve(grade, lightOf((level << STEP) + (1 << STEP) / 2));
    const { cb, cr } = tint(grade, light);
    for (let value = 0; value < 256; value++) {
      const colour = (value - 128) / 224;
      const blue = colour * grade.saturation * (colour > 0 ? grade.blues : 1) + cb;
      const red = colour * grade.saturation * (colour < 0 ? 1 - CYAN * (1 - grade.blues) : 1) + cr;
      chroma[level * PAIR + value] = 128 + 224 * clamp(blue, -0.5, 0.5);
      chroma[level * PAIR + 256 + value] = 128 + 224 * clamp(red, -0.5, 0.5);
    }
  }
  return { luma, chroma };
}

/** The curves mixed with leaving everything as it is. */
export function tablesAt({ luma, chroma }: Curves, share: number): GradeTables {
  return { luma: mixed(luma, share), chroma: mixed(chroma, share) };
}

function mixed(curve: Float64Array, share: number): Uint8Array {
  const table = new Uint8Array(curve.length);
  for (let start = 0; start < curve.length; start += 256) mixValues(curve, start, share, table);
  return table;
}

/** 256 of them: a longer loop V8 would compile while it runs. */
function mixValues(curve: Float64Array, start: number, share: number, table: Uint8Array): void {
  for (let value = 0; value < 256; value++) {
    table[start + value] = Math.round(value + (curve[start + value]! - value) * share);
  }
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
export function gradePlate({ kernel, memory, tables }: Press, plate: Plate, { luma, chroma }: GradeTables): void {
  const bytes = new Uint8Array(memory.buffer);
  const { margin, width, height, lumaStride, chromaStride } = plate;
  const first = plate.luma + margin * lumaStride + margin;
  const colour = margin * chromaStride + margin;
  const [u, v] = [plate.u + colour, plate.v + colour];
  bytes.set(chroma, tables);
  kernel.map_colours(u, v, chromaStride, first, lumaStride, width / 2, height / 2, tables);
  bytes.set(luma, tables);
  kernel.map_bytes(first, lumaStride * height, tables);
  fringe(bytes, plate);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
