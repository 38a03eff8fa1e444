// Where every sixteenth (or eighth) output pixel takes its colour from: camera, parallax through the relief, and life.
import type { Camera } from '../plan/camera.ts';
import type { Stir } from './life.ts';
import { BORDER, type Plate } from './plate.ts';
import { CHANNELS } from './relief.ts';
import type { Stage } from './stage.ts';

/**
 * Rounds of solving where a moved pixel came from. Each starts from what its left neighbour needed and takes at least
 * half of the rest away.
 */
const ROUNDS = 3;

/**
 * Fills the luma grid: positions in the plate's padded luma samples for an output of plan.width × plan.height.
 * The map runs backwards, from what is seen to what is shown there.
 */
export function fillGrid(
  stage: Stage,
  relief: Float32Array,
  plate: Plate,
  camera: Camera,
  stir: Stir | null,
  grid: Float32Array,
): void {
  const { plan, cell, columns, rows } = stage;
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
  const here = new Float64Array(CHANNELS);
  const moved = new Float64Array(2);
  for (let row = 0, at = 0; row < rows; row++) {
    const down = row * cell + 0.5 - height / 2;
    let nearer = 0;
    for (let column = 0; column < columns; column++, at += 2) {
      const across = column * cell + 0.5 - width / 2;
      const offsetX = across * cos + down * sin;
      const offsetY = down * cos - across * sin;
      let x = centreX + offsetX;
      let y = centreY + offsetY;
      for (let round = 0; deep && round < ROUNDS; round++) {
        const shrink = 1 / (1 + camera.dolly * nearer);
        x = centreX + offsetX * shrink + truck * nearer;
        y = centreY + offsetY * shrink + pedestal * nearer;
        readRelief(relief, stage.relief, x / width, y / height, 1, here);
        nearer = here[0]! - 0.5;
      }
      if (stir) {
        readRelief(relief, stage.relief, x / width, y / height, CHANNELS, here);
        moved.fill(0);
        stir(x / height, y / height, here[1]!, here[2]!, here[3]!, moved);
        x += moved[0]! * height;
        y += moved[1]! * height;
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

/** Reads the first `channels` channels at a point of the picture (0 to 1 each way), linearly between samples. */
function readRelief(
  relief: Float32Array,
  size: Stage['relief'],
  x: number,
  y: number,
  channels: number,
  out: Float64Array,
): void {
  const u = Math.min(Math.max(x * size.width - 0.5, 0), size.width - 1.001);
  const v = Math.min(Math.max(y * size.height - 0.5, 0), size.height - 1.001);
  const i = Math.floor(u);
  const j = Math.floor(v);
  const right = u - i;
  const lower = v - j;
  const row = size.width * CHANNELS;
  const at = (j * size.width + i) * CHANNELS;
  for (let c = at; c < at + channels; c++) {
    const above = relief[c]! + (relief[c + CHANNELS]! - relief[c]!) * right;
    const below = relief[c + row]! + (relief[c + row + CHANNELS]! - relief[c + row]!) * right;
    out[c - at] = above + (below - above) * lower;
  }
}

/** Keeps every tap within the border: four of them, from one before to two after. */
function inside(position: number, size: number): number {
  return Math.min(Math.max(position, 2 - BORDER), size + BORDER - 4);
}
