// The warp kernel from the host's side: loading it, and the memory that it works in.
import { readFileSync } from 'node:fs';

/** Byte offsets into the kernel's memory, strides in bytes, sizes in samples; kernel/warp.ts says where each function is explained. */
export type Kernel = {
  warp_luma(
    out: number,
    outStride: number,
    width: number,
    height: number,
    grid: number,
    gridWidth: number,
    cell: number,
    source: number,
    stride: number,
    weights: number,
    words: number,
  ): void;
  warp_chroma(
    outU: number,
    outV: number,
    outStride: number,
    width: number,
    height: number,
    grid: number,
    gridWidth: number,
    cell: number,
    sourceU: number,
    sourceV: number,
    stride: number,
    weights: number,
    words: number,
  ): void;
  see_grid(
    grid: number,
    columns: number,
    rows: number,
    cell: number,
    width: number,
    height: number,
    relief: number,
    across: number,
    down: number,
    x: number,
    y: number,
    cos: number,
    sin: number,
    aside: number,
    up: number,
    inwards: number,
  ): void;
  place_grid(
    grid: number,
    count: number,
    across: number,
    down: number,
    width: number,
    height: number,
    margin: number,
  ): void;
  halve_grid(luma: number, chroma: number, columns: number, rows: number, cell: number, margin: number): void;
  print_rows(rgb: number, width: number, luma: number, stride: number, u: number, v: number): void;
  learn_sides(
    subject: number,
    small: number,
    back: number,
    columns: number,
    rows: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    across: number,
    down: number,
    room: number,
  ): void;
  print_subject(
    luma: number,
    u: number,
    v: number,
    cover: number,
    keep: number,
    lumaStride: number,
    chromaStride: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
  ): void;
  write_weights(luma: number, chroma: number, words: number): void;
  map_bytes(bytes: number, count: number, table: number): void;
  map_colours(
    u: number,
    v: number,
    stride: number,
    luma: number,
    lumaStride: number,
    width: number,
    height: number,
    tables: number,
  ): void;
  mix_bytes(to: number, first: number, second: number, share: number, count: number): void;
  lay_luma(to: number, from: number, cover: number, keep: number, stride: number, width: number, height: number): void;
  lay_chroma(
    to: number,
    from: number,
    stride: number,
    cover: number,
    keep: number,
    maskStride: number,
    width: number,
    height: number,
  ): void;
  write_grain(grain: number, seed: number): void;
  lay_grain(
    plane: number,
    stride: number,
    width: number,
    height: number,
    grain: number,
    left: number,
    top: number,
    scale: number,
  ): void;
};

/** Steps of sub-pixel position per pixel; the kernel's own number. */
const PHASES = 64;

/** Bytes of the two luma tables, which lie one after the other, and of the one for chroma. */
const SQUARES = PHASES * PHASES * 16 * 2;
const COLUMNS = PHASES * 4 * 8 * 2;
const QUADS = PHASES * PHASES * 8 * 2;

/** Room for the kernel's words, its own number: one a thread. */
export const WORD_BYTES = 1280;

/** Bytes that the kernel's `write_weights` fills. */
export const WEIGHT_BYTES = { luma: SQUARES + COLUMNS, chroma: QUADS };

/** Pages of 64 KiB that the kernel's import allows. */
const MAXIMUM_PAGES = 16384;

/** The compiled kernel; it can be posted to other threads. */
export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL('../../kernel/warp.wasm', import.meta.url)));
}

/** Shared memory of at least that many bytes, zeroed; pages that are never touched cost nothing. */
export function kernelMemory(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536), maximum: MAXIMUM_PAGES, shared: true });
}

/** The kernel's functions over that memory, for the calling thread. */
export function linkKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Kernel;
}
