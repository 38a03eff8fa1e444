// Where every sixteenth (or eighth) output pixel takes its colour from: camera and parallax through the depth map.
import type { Camera } from '../plan/camera.ts';
import { BORDER, type Plate } from './plate.ts';
import type { Stage } from './stage.ts';

/** Rounds of solving where a moved pixel came from; depth slopes are kept gentle, so each round gains a digit or so. */
const ROUNDS = 4;

/**
 * Fills the luma grid: positions in the plate's padded luma samples for an output of plan.width × plan.height.
 * The map runs backwards, from what is seen to what is shown there.
 */
export function fillGrid(stage: Stage, plate: Plate, camera: Camera, grid: Float32Array): void {
  const { plan, look, cell, columns, rows } = stage;
  const { width, height } = plan;
  const angle = (camera.roll * Math.PI) / 180;
  const cos = Math.cos(angle) / camera.zoom;
  const sin = Math.sin(angle) / camera.zoom;
  const centreX = camera.x * width;
  const centreY = camera.y * height;
  const truck = (camera.truck * width) / camera.zoom;
  const pedestal = (camera.pedestal * height) / camera.zoom;
  const deep = truck !== 0 || pedestal !== 0 || camera.dolly !== 0;
  const scaleX = plate.width / width;
  const scaleY = plate.height / height;
  for (let row = 0, at = 0; row < rows; row++) {
    const down = row * cell + 0.5 - height / 2;
    for (let column = 0; column < columns; column++, at += 2) {
      const across = column * cell + 0.5 - width / 2;
      const offsetX = across * cos + down * sin;
      const offsetY = down * cos - across * sin;
      let x = centreX + offsetX;
      let y = centreY + offsetY;
      for (let round = 0; deep && round < ROUNDS; round++) {
        const nearer = depthAt(look.depth, x / width, y / height) - 0.5;
        const shrink = 1 / (1 + camera.dolly * nearer);
        x = centreX + offsetX * shrink + truck * nearer;
        y = centreY + offsetY * shrink + pedestal * nearer;
      }
      grid[at] = BORDER + inside(x * scaleX - 0.5, plate.width);
      grid[at + 1] = BORDER + inside(y * scaleY - 0.5, plate.height);
    }
  }
}

/**
 * The chroma grid from the luma grid. Chroma sample (i, j) sits at luma (2 i, 2 j + 0.5) in frame and plate alike, so the
 * luma position is read half a pixel further down.
 */
export function fillChromaGrid(stage: Stage, luma: Float32Array, chroma: Float32Array): void {
  const { cell, columns, rows } = stage;
  const half = 0.5 / cell;
  for (let row = 0; row < rows; row++) {
    // The last row has no row below it: it goes on as the one above did.
    const step = (row < rows - 1 ? columns : 0) * 2;
    const back = (row < rows - 1 ? 0 : columns) * 2;
    for (let at = row * columns * 2, end = at + columns * 2; at < end; at += 2) {
      const x = luma[at]! + (luma[at + step]! - luma[at - back]!) * half;
      const y = luma[at + 1]! + (luma[at + step + 1]! - luma[at - back + 1]!) * half;
      chroma[at] = (x - BORDER) / 2 + BORDER;
      chroma[at + 1] = (y - 0.5 - BORDER) / 2 + BORDER;
    }
  }
}

/** Depth at a point of the picture (0 to 1 each way), interpolated linearly between the map's samples. */
function depthAt(depth: Stage['look']['depth'], x: number, y: number): number {
  const { width, height, near } = depth;
  const u = Math.min(Math.max(x * width - 0.5, 0), width - 1.001);
  const v = Math.min(Math.max(y * height - 0.5, 0), height - 1.001);
  const i = Math.floor(u);
  const j = Math.floor(v);
  const a = u - i;
  const at = j * width + i;
  const above = near[at]! + (near[at + 1]! - near[at]!) * a;
  const below = near[at + width]! + (near[at + width + 1]! - near[at + width]!) * a;
  return above + (below - above) * (v - j);
}

/** Keeps every tap within the border: four of them, from one before to two after. */
function inside(position: number, size: number): number {
  return Math.min(Math.max(position, 2 - BORDER), size + BORDER - 4);
}
