// The warp kernel from the host's side: loading it, and the tables of weights it reads.
import { readFileSync } from 'node:fs';

/** Byte offsets into the kernel's memory, strides in bytes, sizes in samples; kernel/luma.ts, chroma.ts and laying.ts say what each function does. */
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
  map_bytes(bytes: number, count: number, table: number): void;
  lay_luma(to: number, from: number, cover: number, keep: number, count: number): void;
  lay_chroma(to: number, from: number, cover: number, keep: number, stride: number, count: number): void;
};

/** Steps of sub-pixel position per pixel; the kernel's own number. */
const PHASES = 64;
/** What the weights of one position sum to: 14 bits, so that 1 fits in an i16. */
const UNIT = 16384;

/** Bytes of the two luma tables, which lie one after the other, and of the one for chroma. */
const SQUARES = PHASES * PHASES * 16 * 2;
const COLUMNS = PHASES * 4 * 8 * 2;
const QUADS = PHASES * PHASES * 8 * 2;

/** Room for the kernel's words, its own number: one a thread. */
export const WORD_BYTES = 1024;

/** Bytes that `writeWeights` fills: Catmull-Rom for luma, bilinear for chroma. */
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

/** Writes the tables of weights at the two byte offsets (multiples of 16), as kernel/luma.ts and kernel/chroma.ts read them. */
export function writeWeights(memory: WebAssembly.Memory, luma: number, chroma: number): void {
  const squares = new Int16Array(memory.buffer, luma, SQUARES / 2);
  const columns = new Int16Array(memory.buffer, luma + SQUARES, COLUMNS / 2);
  const quads = new Int16Array(memory.buffer, chroma, QUADS / 2);
  const cubic = Array.from({ length: PHASES }, (_, phase) => catmullRom(phase / PHASES));
  const linear = Array.from({ length: PHASES }, (_, phase) => Float64Array.of(1 - phase / PHASES, phase / PHASES));
  const column = new Int32Array(4);
  const square = new Int32Array(16);
  const quad = new Int32Array(4);
  const one = Float64Array.of(1);
  for (let y = 0; y < PHASES; y++) {
    exactly(cubic[y]!, one, 2 * UNIT, column);
    // A weight of 1 is one more than an i16 holds; a 32768th less does not show.
    for (let i = 0; i < 32; i++) columns[y * 32 + i] = Math.min(column[i >> 3]!, 32767);
    for (let x = 0; x < PHASES; x++) {
      const phase = y * PHASES + x;
      exactly(cubic[y]!, cubic[x]!, UNIT, square);
      squares.set(square, phase * 16);
      exactly(linear[y]!, linear[x]!, UNIT, quad);
      for (let i = 0; i < 8; i++) quads[phase * 8 + i] = quad[(i & 1) | ((i >> 2) << 1)]!;
    }
  }
}

/** Weights of the samples at −1, 0, 1 and 2 for a position `t` (0 to 1) past sample 0. */
function catmullRom(t: number): Float64Array {
  return Float64Array.of(
    ((-0.5 * t + 1) * t - 0.5) * t,
    (1.5 * t - 2.5) * t * t + 1,
    ((-1.5 * t + 2) * t + 0.5) * t,
    (0.5 * t - 0.5) * t * t,
  );
}

/**
 * Each weight down times each across, in units of 1/unit; the rounding's remainder goes to the greatest, so that flat areas
 * stay exactly flat.
 */
function exactly(down: Float64Array, across: Float64Array, unit: number, out: Int32Array): void {
  let rest = unit;
  let greatest = 0;
  for (let i = 0; i < out.length; i++) {
    const weight = Math.round(down[Math.floor(i / across.length)]! * across[i % across.length]! * unit);
    out[i] = weight;
    rest -= weight;
    if (weight > out[greatest]!) greatest = i;
  }
  out[greatest]! += rest;
}
