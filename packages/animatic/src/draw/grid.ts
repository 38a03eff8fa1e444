// Where every sixteenth (or eighth) output pixel takes its colour from: camera, parallax through the relief, and life.
import type { Camera } from '../plan/camera.ts';
import type { Stir } from './life.ts';
import type { Plate } from './plate.ts';
import { CHANNELS } from './relief.ts';
import type { Stage } from './stage.ts';

/** Depth slopes are kept under this for a camera's parallax (relief.ts), so that looking again and again converges. */
const STEEPEST = 0.6;

/** A frame's camera in pixels of the picture at the frame's own size, and the node that is being looked through. */
type View = {
  width: number;
  height: number;
  centreX: number;
  centreY: number;
  truck: number;
  pedestal: number;
  dolly: number;
  offsetX: number;
  offsetY: number;
};

/**
 * Fills the luma grid: positions in the plate's padded luma samples for an output of plan.width × plan.height.
 * The map runs backwards, from what is seen to what is shown there. `needed`: 0 for each node that may be left out.
 */
export function fillGrid(
  stage: Stage,
  relief: Float32Array,
  plate: Plate,
  camera: Camera,
  stir: Stir | null,
  grid: Float32Array,
  needed: Uint8Array | null = null,
): void {
  const { plan, cell, columns, rows } = stage;
  const { width, height } = plan;
  const view = viewOf(camera, width, height);
  const deep = view.truck !== 0 || view.pedestal !== 0 || view.dolly !== 0;
  const angle = (camera.roll * Math.PI) / 180;
  const cos = Math.cos(angle) / camera.zoom;
  const sin = Math.sin(angle) / camera.zoom;
  const moved = new Float64Array(2);
  for (let row = 0, at = 0; row < rows; row++) {
    const down = row * cell + 0.5 - height / 2;
    let near = 0;
    for (let column = 0; column < columns; column++, at += 2) {
      if (needed?.[at >> 1] === 0) continue;
      const across = column * cell + 0.5 - width / 2;
      view.offsetX = across * cos + down * sin;
      view.offsetY = down * cos - across * sin;
      if (deep) near = solve(relief, stage.relief, view, near, column === 0 ? 3 : 1);
      let x = shownX(view, near);
      let y = shownY(view, near);
      if (stir) {
        const share = (channel: number) => reliefAt(relief, stage.relief, x / width, y / height, channel);
        moved.fill(0);
        stir(x / height, y / height, share(1), share(2), share(3), moved);
        x += moved[0]! * height;
        y += moved[1]! * height;
      }
      grid[at] = plate.margin + inside((x * plate.width) / width - 0.5, plate.width, plate.margin);
      grid[at + 1] = plate.margin + inside((y * plate.height) / height - 0.5, plate.height, plate.margin);
    }
  }
}

function viewOf({ x, y, zoom, truck, pedestal, dolly }: Camera, width: number, height: number): View {
  return {
    width,
    height,
    centreX: x * width,
    centreY: y * height,
    truck: (truck * width) / zoom,
    pedestal: (pedestal * height) / zoom,
    dolly,
    offsetX: 0,
    offsetY: 0,
  };
}

/** Where the picture is seen through the node, if what is there is that near (about depth 0.5). */
function shownX(view: View, near: number): number {
  return view.centreX + view.offsetX / (1 + view.dolly * near) + view.truck * near;
}

function shownY(view: View, near: number): number {
  return view.centreY + view.offsetY / (1 + view.dolly * near) + view.pedestal * near;
}

/**
 * How near the thing is that is seen through the node. Starts from a guess, what its neighbour found, looks twice, and
 * steps to where the straight line through both looks meets itself: after one round within a thirtieth of a pixel.
 */
function solve(relief: Float32Array, size: Stage['relief'], view: View, guess: number, rounds: number): number {
  let near = guess;
  for (let round = 0; round < rounds; round++) {
    const first = nearAt(relief, size, view, near);
    const second = nearAt(relief, size, view, first);
    const step = first - near;
    const slope = Math.abs(step) > 1e-6 ? Math.min(Math.max((second - first) / step, -STEEPEST), STEEPEST) : 0;
    near = first + (second - first) / (1 - slope);
  }
  return near;
}

/** How near the thing is that stands where a thing of that nearness would be seen. */
function nearAt(relief: Float32Array, size: Stage['relief'], view: View, near: number): number {
  return reliefAt(relief, size, shownX(view, near) / view.width, shownY(view, near) / view.height, 0) - 0.5;
}

/**
 * The chroma grid from the luma grid. Chroma sample (i, j) sits at luma (2 i, 2 j + 0.5) in frame and plate alike, so the
 * luma position is read half a pixel further down.
 */
export function fillChromaGrid(
  { cell, columns, rows }: Pick<Stage, 'cell' | 'columns' | 'rows'>,
  { margin }: Plate,
  luma: Float32Array,
  chroma: Float32Array,
): void {
  const half = 0.5 / cell;
  for (let row = 0; row < rows; row++) {
    // The last row has no row below it: it goes on as the one above did.
    const step = (row < rows - 1 ? columns : 0) * 2;
    const back = (row < rows - 1 ? 0 : columns) * 2;
    for (let at = row * columns * 2, end = at + columns * 2; at < end; at += 2) {
      const x = luma[at]! + (luma[at + step]! - luma[at - back]!) * half;
      const y = luma[at + 1]! + (luma[at + step + 1]! - luma[at - back + 1]!) * half;
      chroma[at] = (x - margin) / 2 + margin;
      chroma[at + 1] = (y - 0.5 - margin) / 2 + margin;
    }
  }
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

/** Keeps every tap within the margin: four of them, from one before to two after. */
function inside(position: number, size: number, margin: number): number {
  return Math.min(Math.max(position, 2 - margin), size + margin - 4);
}
