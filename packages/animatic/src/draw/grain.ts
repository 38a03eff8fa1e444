// Film grain: noise that is coarser than a pixel, strongest in the greys, another in every frame. kernel/grain.ts lays it.
import type { Plan } from '../plan/plan.ts';
import type { Kernel } from './kernel.ts';
import type { Slot } from './stage.ts';

/** Samples across the tile of noise, the kernel's own number. It is laid over each frame from another corner. */
const TILE = 512;

/** Levels of brightness that the kernel has a share for each; between them it goes evenly. */
const LEVELS = 16;

/** Bytes that `writeGrain` fills. */
export const GRAIN_BYTES = 2 * LEVELS + TILE * (TILE + LEVELS);

/** Writes a film's grain into the kernel's memory: same seed, same grain. */
export function writeGrain(kernel: Kernel, { buffer }: WebAssembly.Memory, { seed, grain }: Plan, at: number): void {
  // Black and white paper show little of it.
  const share = (luma: number) => {
    const light = Math.min(1, Math.max(0, (luma - 16) / 219));
    return Math.round(255 * grain * Math.sqrt(Math.max(0, 4 * light * (1 - light))) ** 1.2);
  };
  const shares = Array.from({ length: LEVELS + 1 }, (_, level) => share((256 / LEVELS) * level));
  new Uint8Array(buffer, at, 2 * LEVELS).set([...shares.slice(0, LEVELS), ...shares.slice(1)]);
  kernel.write_grain(at, seed);
}

/** Lays it over a frame's luma; `share` 0 to 1. */
export function layGrain(
  kernel: Kernel,
  at: number,
  { y, lumaStride }: Slot,
  { width, height, seed }: Plan,
  frame: number,
  share: number,
): void {
  const corner = hash(seed ^ Math.imul(frame + 1, 0x9e3779b1));
  const [left, top] = [corner % TILE, (corner >>> 9) % TILE];
  kernel.lay_grain(y, lumaStride, width, height, at, left, top, Math.round(128 * share));
}

function hash(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
