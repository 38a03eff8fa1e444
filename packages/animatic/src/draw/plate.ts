// Plates: the picture as the kernel reads it, in Y'CbCr 4:2:0, limited range, BT.709, chroma sited left (as H.264 takes it
// by default), with a border of repeated edges so that no tap falls outside.

import type { Kernel } from './kernel.ts';

/** A picture in rows of R, G, B bytes (sRGB), without gaps. */
export type Pixels = { width: number; height: number; rgb: Uint8Array };

/**
 * Where a plate lies in the kernel's memory: byte offsets of its planes' first *padded* samples, strides in bytes, width and
 * height without the margin. U and V are half the size each way, under the same border.
 */
export type Plate = {
  width: number;
  height: number;
  /** Samples around it on every side, luma and chroma alike: the edge repeated, or the picture mirrored in a wide one. */
  margin: number;
  luma: number;
  lumaStride: number;
  u: number;
  v: number;
  chromaStride: number;
};

/**
 * Samples around a plate on every side, luma and chroma alike: the grid's last nodes stand up to one cell beyond the
 * frame, and a tap reaches two samples further.
 */
export const BORDER = 24;

/**
 * A plate of that size (both even) placed by `take`, which hands out byte ranges of the kernel's memory. `beyond`: samples
 * by which views may overrun it.
 */
export function layPlate(width: number, height: number, beyond: number, take: (bytes: number) => number): Plate {
  const margin = BORDER + beyond;
  const lumaStride = width + 2 * margin;
  const chromaStride = width / 2 + 2 * margin;
  const luma = take(lumaStride * (height + 2 * margin));
  const chroma = chromaStride * (height / 2 + 2 * margin);
  return { width, height, margin, luma, lumaStride, u: take(chroma), v: take(chroma), chromaStride };
}

/** A plate's planes with their margins, in bytes. */
export function planesOf({ height, margin, lumaStride, chromaStride }: Plate) {
  const [luma, chroma] = [lumaStride * (height + 2 * margin), chromaStride * (height / 2 + 2 * margin)];
  return [
    { plane: 'luma', size: luma },
    { plane: 'u', size: chroma },
    { plane: 'v', size: chroma },
  ] as const;
}

/** What plates are printed with; `tables`: the offset of some room in the memory for the tables of a grade. */
export type Press = { kernel: Kernel; memory: WebAssembly.Memory; tables: number };

/** Fills a plate with a picture of its size, converted. */
export function printPlate({ kernel, memory }: Press, plate: Plate, { rgb }: Pixels): void {
  const bytes = new Uint8Array(memory.buffer);
  const { width, height, margin, luma, lumaStride, u, v, chromaStride } = plate;
  // The border below, which is filled last, has room for two rows of the picture.
  const rows = luma + (height + margin) * lumaStride;
  for (let y = 0; y < height; y += 2) {
    bytes.set(rgb.subarray(y * width * 3, (y + 2) * width * 3), rows);
    const at = (y / 2 + margin) * chromaStride + margin;
    kernel.print_rows(rows, width, luma + (y + margin) * lumaStride + margin, lumaStride, u + at, v + at);
  }
  fringe(bytes, plate);
}

/** Fills the borders of a plate's planes from what is inside. */
export function fringe(bytes: Uint8Array, plate: Plate): void {
  const { width, height, luma, lumaStride, u, v, chromaStride } = plate;
  fringePlane(bytes, plate, luma, lumaStride, width, height);
  for (const plane of [u, v]) fringePlane(bytes, plate, plane, chromaStride, width / 2, height / 2);
}

/** The same for one plane, which begins there with its margin and is so large without it. */
export function fringePlane(
  bytes: Uint8Array,
  plate: Plate,
  start: number,
  stride: number,
  width: number,
  height: number,
): void {
  const first = start + plate.margin * stride + plate.margin;
  for (let y = 0; y < height; y++) widen(bytes, plate, first + y * stride, width);
  fillRows(bytes, plate, start, stride, height);
}

/** Fills a plane laid out as a plate's luma with a mask of the plate's size, 0 to 255. */
export function printMask(memory: WebAssembly.Memory, plate: Plate, start: number, mask: Uint8Array): void {
  const bytes = new Uint8Array(memory.buffer);
  const { width, height, margin, lumaStride } = plate;
  for (let y = 0; y < height; y++) {
    bytes.set(mask.subarray(y * width, (y + 1) * width), start + (y + margin) * lumaStride + margin);
  }
  fringePlane(bytes, plate, start, lumaStride, width, height);
}

/** Fills the margin at both ends of a row, which begins at that byte and is so wide. */
function widen(bytes: Uint8Array, plate: Plate, start: number, width: number): void {
  if (plate.margin === BORDER) {
    bytes.fill(bytes[start]!, start - BORDER, start);
    bytes.fill(bytes[start + width - 1]!, start + width, start + width + BORDER);
    return;
  }
  for (let x = 1; x <= plate.margin; x++) {
    bytes[start - x] = bytes[start + within(plate, -x, width)]!;
    bytes[start + width - 1 + x] = bytes[start + within(plate, width - 1 + x, width)]!;
  }
}

/** Which sample of a line (0 to size − 1) stands at a place that may lie in the margin. */
function within({ margin }: Plate, at: number, size: number): number {
  const mirrored = at < 0 ? -1 - at : at >= size ? 2 * size - 1 - at : at;
  return Math.min(Math.max(margin > BORDER ? mirrored : at, 0), size - 1);
}

/** Fills the rows of the margin above and below; `height` is without it. */
function fillRows(bytes: Uint8Array, plate: Plate, start: number, stride: number, height: number): void {
  const first = start + plate.margin * stride;
  const copy = (row: number) => {
    const from = first + within(plate, row, height) * stride;
    bytes.copyWithin(first + row * stride, from, from + stride);
  };
  for (let row = 1; row <= plate.margin; row++) {
    copy(-row);
    copy(height - 1 + row);
  }
}

/** Planes of one picture in Y'CbCr 4:2:0 without gaps, one after the other, of that size (even). */
export type Planes = { width: number; height: number; bytes: Uint8Array };

/** Prints planes into a plate, `pad` samples (even) from its edge on every side; around them their edges go on. */
export function printPlanes(memory: Uint8Array, plate: Plate, { width, height, bytes }: Planes, pad: number): void {
  const luma = width * height;
  printPlane(memory, plate.luma, plate.lumaStride, plate.margin + pad, { width, height, bytes });
  for (const [plane, from] of [
    [plate.u, luma],
    [plate.v, luma * 1.25],
  ] as const) {
    const half = { width: width / 2, height: height / 2, bytes: bytes.subarray(from) };
    printPlane(memory, plane, plate.chromaStride, plate.margin + pad / 2, half);
  }
}

/** Samples by which printed planes go on beyond their edges: as far as any tap. */
const EDGE = BORDER;

function printPlane(
  memory: Uint8Array,
  to: number,
  stride: number,
  pad: number,
  { width, height, bytes }: Planes,
): void {
  const start = to + pad * stride + pad;
  for (let y = 0; y < height; y++) {
    const at = start + y * stride;
    memory.set(bytes.subarray(y * width, (y + 1) * width), at);
    memory.fill(memory[at]!, at - EDGE, at);
    memory.fill(memory[at + width - 1]!, at + width, at + width + EDGE);
  }
  edgeRows(memory, start - EDGE, stride, width + 2 * EDGE, height);
}

/** Repeats the first and the last row beyond them. */
function edgeRows(memory: Uint8Array, start: number, stride: number, length: number, rows: number): void {
  const last = start + (rows - 1) * stride;
  for (let row = 1; row <= EDGE; row++) {
    memory.copyWithin(start - row * stride, start, start + length);
    memory.copyWithin(last + row * stride, last, last + length);
  }
}
