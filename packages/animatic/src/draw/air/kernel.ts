// The air's kernel from the host's side, and the room that a thread has in its memory; kernel/air.ts says what each function does.
import { readFileSync } from 'node:fs';

/** Byte offsets into the kernel's memory, strides in bytes, sizes in samples. */
export type AirKernel = {
  wash(
    plane: number,
    stride: number,
    width: number,
    height: number,
    grid: number,
    columns: number,
    cell: number,
    zero: number,
  ): void;
  mist(nodes: number, columns: number, rows: number, cell: number, width: number, height: number, moment: number): void;
  tint(nodes: number, grid: number, count: number, amount: number, warmth: number): void;
  strokes(plane: number, stride: number, width: number, height: number, list: number, count: number): void;
  fall(plane: number, stride: number, width: number, height: number, list: number, count: number, moment: number): void;
};

/** Places across and down of a map of light, the kernel's own numbers. */
export const LIGHT = { columns: 48, rows: 27 };

/** Pixels between two nodes of what lies over a whole frame: a multiple of 16, since chroma's are half as far apart. */
export const CELL = 32;

/** Words of four bytes of a moment and of the view that comes after it. */
const MOMENT = 16;
const VIEW = 16;

/**
 * What a kernel function is told of an instant and of the camera, each as floats and, the same words, as integers; a map of
 * light; two floats a node.
 */
export type AirRoom = {
  moment: Float32Array;
  view: Float32Array;
  integers: { moment: Int32Array; view: Int32Array };
  light: Float32Array;
  nodes: Float32Array;
};

const nodesOf = (width: number, height: number) => (Math.ceil(width / CELL) + 1) * (Math.ceil(height / CELL) + 1);

/** Bytes that one thread needs for frames of that size. */
export function roomForAir(width: number, height: number): number {
  return 4 * (MOMENT + VIEW + LIGHT.columns * LIGHT.rows + 2 * nodesOf(width, height));
}

/** The room that begins at that byte. */
export function airRoomAt({ buffer }: WebAssembly.Memory, at: number, width: number, height: number): AirRoom {
  const places = LIGHT.columns * LIGHT.rows;
  const words = (first: number, count: number) => new Float32Array(buffer, at + 4 * first, count);
  return {
    moment: words(0, MOMENT),
    view: words(MOMENT, VIEW),
    integers: { moment: new Int32Array(buffer, at, MOMENT), view: new Int32Array(buffer, at + 4 * MOMENT, VIEW) },
    light: words(MOMENT + VIEW, places),
    nodes: words(MOMENT + VIEW + places, 2 * nodesOf(width, height)),
  };
}

/** The kernel's functions over that memory, for the calling thread. */
export function linkAir(memory: WebAssembly.Memory): AirKernel {
  const module = new WebAssembly.Module(readFileSync(new URL('../../../kernel/air.wasm', import.meta.url)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as AirKernel;
}
