// The sound's kernel from the host's side: blocks of samples are copied into its memory, worked on, and copied out.
import { readFileSync } from 'node:fs';

/** Byte offsets into the kernel's memory, sizes in samples; kernel/sound.ts says what each function does. */
type Kernel = {
  filter(
    target: number,
    source: number,
    count: number,
    steps: number,
    state: number,
    direct: number,
    band: number,
    low: number,
  ): void;
  energy(samples: number, count: number, state: number): number;
  reverberate(send: number, left: number, right: number, count: number, delays: number): void;
  need(gains: number, samples: number, count: number, phases: number, from: number, to: number, ceiling: number): void;
};

/** Samples that are worked on at once. */
export const BLOCK = 16_384;

/** Bytes of memory: three blocks with some room around each, and the rest for whatever goes with them. */
const ROOM = 65_536 * 5;

/** Where the blocks lie, with room for a few samples before and behind them, and the rest. */
const APART = 4 * BLOCK + 1024;
export const BLOCKS = [512, 512 + APART, 512 + 2 * APART] as const;
export const REST = 3 * APART + 512;

type Studio = { kernel: Kernel; blocks: [Float32Array, Float32Array, Float32Array]; rest: Float64Array };

let held: Studio | null = null;

/** The kernel, its blocks, and the rest of its memory, which hold what the last one who asked left there. */
export function studio(): Studio {
  if (held !== null) return held;
  const memory = new WebAssembly.Memory({ initial: ROOM / 65_536, maximum: 16_384, shared: true });
  const module = new WebAssembly.Module(readFileSync(new URL('../../kernel/sound.wasm', import.meta.url)));
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernel;
  const blocks = BLOCKS.map((at) => new Float32Array(memory.buffer, at, BLOCK)) as Studio['blocks'];
  held = { kernel, blocks, rest: new Float64Array(memory.buffer, REST) };
  return held;
}
