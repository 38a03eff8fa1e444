// The look's kernel from the host's side: planes are copied into its memory, worked on, and copied out.
import { readFileSync } from 'node:fs';
import type { Plane } from './raster.ts';

/** Byte offsets into the kernel's memory, sizes in samples; kernel/look.ts says what each function does. */
type Kernel = {
  box(from: number, between: number, to: number, width: number, height: number, radius: number): void;
  guided(plane: number, width: number, height: number, radius: number, evenness: number): void;
  aim(columns: number, rows: number, width: number, height: number): number;
  firstRow(y: number): number;
  endRow(y: number): number;
  shrink(y: number): void;
  lessen(from: number, width: number, height: number, to: number, across: number, down: number): void;
  soften(mask: number, luma: number, width: number, height: number): void;
  halve(from: number, to: number, width: number, height: number): void;
  lab(planes: number, size: number, tables: number): void;
  luma(planes: number, size: number): void;
  sharpen(fine: number, wide: number, high: number, to: number, width: number, height: number): void;
  specks(fine: number, wide: number, high: number, to: number, width: number, height: number): number;
  segment(width: number, height: number, looseness: number, smallest: number): number;
  recordsAt(samples: number): number;
  bordersFound(): number;
  held(labels: number, values: number, to: number, size: number): void;
  times(plane: number, size: number): void;
  mean(plane: number, size: number): number;
  chroma(planes: number, size: number): number;
  moving(width: number, height: number, horizon: number): void;
  stand(width: number, height: number, line: number): void;
  burn(width: number, height: number): void;
  guess(
    to: number,
    light: number,
    labels: number,
    places: number,
    clues: number,
    width: number,
    height: number,
    haze: number,
  ): void;
  even(guess: number, width: number, height: number): void;
  stretch(plane: number, room: number, size: number, low: number, high: number): void;
  upperOf(plane: number, numbers: number, number: number, size: number, room: number): number;
  flatten(depth: number, width: number, height: number, subjects: number, room: number): void;
  spread(depth: number, width: number, height: number): void;
  gather(width: number, height: number, least: number): number;
  groupsAt(size: number): number;
  straighten(
    lines: number,
    count: number,
    samples: number,
    along: number,
    width: number,
    height: number,
    radius: number,
    whole: number,
    make: boolean,
  ): void;
  contrast(count: number, starts: number, beside: number, ways: number, diagonal: number): void;
  part(planes: number, width: number, height: number, core: number, near: number, rounds: number): number;
  familiar(planes: number, size: number): void;
  streaks(plane: number, width: number, height: number): number;
  powers(
    plane: number,
    width: number,
    height: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    least: number,
  ): number;
  changes(planes: number, width: number, height: number, first: number, to: number): void;
  outline(planes: number, width: number, height: number, l: number, a: number, b: number, to: number): void;
  common(masks: number, size: number): number;
  esteem(
    planes: number,
    width: number,
    height: number,
    rows: number,
    l: number,
    a: number,
    b: number,
    worth: number,
    rough: number,
  ): void;
  fill(plane: number, known: number, room: number, width: number, height: number): void;
  relief(
    planes: number,
    to: number,
    room: number,
    across: number,
    down: number,
    sweep: number,
    drift: number,
    horizon: number,
  ): void;
  cover(across: number, down: number, columns: number, rows: number, sky: boolean): void;
  uncover(across: number, down: number, columns: number, rows: number, textured: boolean): void;
  clear(across: number, down: number, columns: number, rows: number): void;
};

let compiled: WebAssembly.Module | null = null;
let held: { kernel: Kernel; memory: WebAssembly.Memory } | null = null;

/** Bytes of a page of memory. */
const PAGE = 65536;

function linked(pages: number, maximum: number): { kernel: Kernel; memory: WebAssembly.Memory } {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../kernel/look.wasm', import.meta.url)));
  const memory = new WebAssembly.Memory({ initial: pages, maximum, shared: true });
  return { memory, kernel: new WebAssembly.Instance(compiled, { env: { memory } }).exports as Kernel };
}

/** A kernel with a memory of its own of that many bytes: a whole picture would make the common one large for good. */
export function ownBench(bytes: number): { kernel: Kernel; buffer: ArrayBufferLike } {
  const pages = Math.ceil(bytes / PAGE);
  const { kernel, memory } = linked(pages, pages);
  return { kernel, buffer: memory.buffer };
}

/** The kernel, and room for that many bytes in its memory, which hold what the last one who asked left there. */
export function bench(bytes: number): { kernel: Kernel; buffer: ArrayBufferLike } {
  held ??= linked(1, 16384);
  const { kernel, memory } = held;
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return { kernel, buffer: memory.buffer };
}

/**
 * The kernel with planes of one size in its memory, one after the other from its start, and room for so many floats behind them.
 * `taken`: a copy of the plane that lies there.
 */
export function laid(planes: readonly Plane[], room: number) {
  const { width, height } = planes[0]!;
  const size = width * height;
  const { kernel, buffer } = bench(4 * Math.ceil(planes.length * size + room));
  for (const [index, { values }] of planes.entries()) new Float32Array(buffer, 4 * index * size, size).set(values);
  const taken = (index: number) => takenFrom(buffer, width, height, index);
  return { kernel, buffer, taken };
}

/** A copy of the plane of that size that lies there, as many such planes after that byte. */
export function takenFrom(buffer: ArrayBufferLike, width: number, height: number, index: number, start = 0): Plane {
  const size = width * height;
  return { width, height, values: new Float32Array(new Float32Array(buffer, start + 4 * index * size, size)) };
}
