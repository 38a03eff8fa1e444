// The warp kernel from the host's side: loading it, and the tables of weights it reads.
import { readFileSync } from 'node:fs';

/** Byte offsets into the kernel's memory, strides in bytes, sizes in samples; kernel/warp.ts says what each function does. */
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
    source: number,
    stride: number,
    weights: number,
  ): void;
  map_bytes(bytes: number, count: number, table: number): void;
};

/** Steps of sub-pixel position per pixel; the kernel's own number. */
const PHASES = 64;
/** What the weights of one position sum to: 14 bits, so that 1 fits in an i16. */
const UNIT = 16384;

/** Bytes that `writeWeights` fills: Catmull-Rom 4 × 4 for luma, bilinear 2 × 2 (each twice) for chroma. */
export const WEIGHT_BYTES = { luma: PHASES * PHASES * 16 * 2, chroma: PHASES * PHASES * 8 * 2 };

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

/** Writes the tables of weights at the two byte offsets (multiples of 16). */
export function writeWeights(memory: WebAssembly.Memory, luma: number, chroma: number): void {
  const cubic = new Int16Array(memory.buffer, luma, WEIGHT_BYTES.luma / 2);
  const linear = new Int16Array(memory.buffer, chroma, WEIGHT_BYTES.chroma / 2);
  for (let y = 0; y < PHASES; y++) {
    for (let x = 0; x < PHASES; x++) {
      const phase = y * PHASES + x;
      cubic.set(exactly(outer(catmullRom(y / PHASES), catmullRom(x / PHASES))), phase * 16);
      const [a, b, c, d] = exactly(outer([1 - y / PHASES, y / PHASES], [1 - x / PHASES, x / PHASES])) as Quad;
      linear.set([a, b, a, b, c, d, c, d], phase * 8);
    }
  }
}

type Quad = [number, number, number, number];

/** Weights of the samples at −1, 0, 1 and 2 for a position `t` (0 to 1) past sample 0. */
function catmullRom(t: number): number[] {
  return [
    ((-0.5 * t + 1) * t - 0.5) * t,
    (1.5 * t - 2.5) * t * t + 1,
    ((-1.5 * t + 2) * t + 0.5) * t,
    (0.5 * t - 0.5) * t * t,
  ];
}

function outer(down: number[], across: number[]): number[] {
  return down.flatMap((a) => across.map((b) => a * b));
}

/** In units of 1/UNIT; the rounding's remainder goes to the greatest, so that flat areas stay exactly flat. */
function exactly(weights: number[]): number[] {
  const whole = weights.map((weight) => Math.round(weight * UNIT));
  const sum = whole.reduce((total, weight) => total + weight, 0);
  const greatest = whole.indexOf(Math.max(...whole));
  whole[greatest]! += UNIT - sum;
  return whole;
}
