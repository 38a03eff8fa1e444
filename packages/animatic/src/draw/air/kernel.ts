// The air's kernel from the host's side; kernel/air.ts says what each function does.
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
  strokes(plane: number, stride: number, width: number, height: number, list: number, count: number): void;
};

/** The kernel's functions over that memory, for the calling thread. */
export function linkAir(memory: WebAssembly.Memory): AirKernel {
  const module = new WebAssembly.Module(readFileSync(new URL('../../../kernel/air.wasm', import.meta.url)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as AirKernel;
}
