// Where every sixteenth (or eighth) output pixel takes its colour from: camera, parallax through the relief, and life.
import type { Camera } from '../plan/camera.ts';
import type { Kernel } from './kernel.ts';
import type { Stir } from './life.ts';
import type { Plate } from './plate.ts';
import { CHANNELS } from './relief.ts';
import type { Stage } from './stage.ts';

/**
 * Fills the luma grid: positions in the plate's padded luma samples for an output of plan.width × plan.height.
 * The map runs backwards, from what is seen to what is shown there. Relief and grid lie in the kernel's memory. `needed`: 0 for
 * each node that nothing stirs.
 */
export function fillGrid(
  kernel: Kernel,
  stage: Stage,
  relief: Float32Array,
  plate: Plate,
  { x, y, zoom, roll, truck, pedestal, dolly }: Camera,
  stir: Stir | null,
  grid: Float32Array,
  needed: Uint8Array | null = null,
): void {
  const { plan, cell, columns, rows } = stage;
  const { width, height } = plan;
  const angle = (roll * Math.PI) / 180;
  kernel.see_grid(
    grid.byteOffset,
    columns,
    rows,
    cell,
    width,
    height,
    relief.byteOffset,
    stage.relief.width,
    stage.relief.height,
    x * width,
    y * height,
    Math.cos(angle) / zoom,
    Math.sin(angle) / zoom,
    (truck * width) / zoom,
    (pedestal * height) / zoom,
    dolly,
  );
  if (stir) stirGrid(stage, relief, stir, grid, needed);
  const [across, down] = [plate.width / width, plate.height / height];
  kernel.place_grid(grid.byteOffset, columns * rows, across, down, plate.width, plate.height, plate.margin);
}

/** Moves the nodes of a grid of positions in the picture as what is there moves. */
function stirGrid(
  { plan, relief: samples, columns, rows }: Stage,
  relief: Float32Array,
  stir: Stir,
  grid: Float32Array,
  needed: Uint8Array | null,
): void {
  const { width, height } = plan;
  const moved = new Float64Array(2);
  for (let node = 0; node < columns * rows; node++) {
    if (needed?.[node] === 0) continue;
    const [x, y] = [grid[2 * node]!, grid[2 * node + 1]!];
    const share = (channel: number) => reliefAt(relief, samples, x / width, y / height, channel);
    moved.fill(0);
    stir(x / height, y / height, share(1), share(2), share(3), moved);
    grid[2 * node] = x + moved[0]! * height;
    grid[2 * node + 1] = y + moved[1]! * height;
  }
}

/** Fills the chroma grid from the luma grid, both in the kernel's memory. */
export function fillChromaGrid(
  kernel: Kernel,
  { cell, columns, rows }: Pick<Stage, 'cell' | 'columns' | 'rows'>,
  { margin }: Plate,
  luma: Float32Array,
  chroma: Float32Array,
): void {
  kernel.halve_grid(luma.byteOffset, chroma.byteOffset, columns, rows, cell, margin);
}

/** A channel of the relief at a point of the picture (0 to 1 each way), linearly between samples. */
function reliefAt(relief: Float32Array, size: Stage['relief'], x: number, y: number, channel: number): number {
  const u = Math.min(Math.max(x * size.width - 0.5, 0), size.width - 1.001);
  const v = Math.min(Math.max(y * size.height - 0.5, 0), size.height - 1.001);
  const i = Math.floor(u);
  const j = Math.floor(v);
  const at = (j * size.width + i) * CHANNELS + channel;
  const below = at + size.width * CHANNELS;
  const upper = relief[at]! + (relief[at + CHANNELS]! - relief[at]!) * (u - i);
  const lower = relief[below]! + (relief[below + CHANNELS]! - relief[below]!) * (u - i);
  return upper + (lower - upper) * (v - j);
}
