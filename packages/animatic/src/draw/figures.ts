// Draws the references that stand in a frame: each moves with the camera as a thing of its own nearness does.
import type { Camera } from '../plan/camera.ts';
import type { Plan } from '../plan/plan.ts';
import type { Figure } from '../plan/staged.ts';
import type { Sheet } from './screens.ts';

/** How output pixels map to a sheet's padded luma: one pixel right or down in the frame, and where the first one lies. */
export type Placing = {
  left: number;
  top: number;
  rightX: number;
  rightY: number;
  downX: number;
  downY: number;
  /** The part of the frame that it may cover, in pixels, all even; empty when it is out of sight. */
  box: { x: number; y: number; width: number; height: number };
};

/** Where a figure lies in a frame of the film. */
export function placeFigure(plan: Plan, camera: Camera, figure: Figure, sheet: Sheet, frame: number): Placing {
  const { width, height } = plan;
  const { plate, pad } = sheet;
  const near = figure.near - 0.5;
  const size = 1 + camera.dolly * near;
  const angle = (camera.roll * Math.PI) / 180;
  const cos = Math.cos(angle) / camera.zoom / size;
  const sin = Math.sin(angle) / camera.zoom / size;
  const centreX = camera.x * width + (camera.truck * width * near) / camera.zoom;
  const centreY = camera.y * height + (camera.pedestal * height * near) / camera.zoom;
  const x0 = (figure.place.x + passed(figure, frame)) * width;
  const y0 = figure.place.y * height;
  const [fx, fy] = [
    (plate.width - 2 * pad) / (figure.place.width * width),
    (plate.height - 2 * pad) / (figure.place.height * height),
  ];
  // The frame's pixel (0, 0) lies half a pixel inside it, and so does the sheet's.
  const [across, down] = [0.5 - width / 2, 0.5 - height / 2];
  const pictureX = centreX + across * cos + down * sin;
  const pictureY = centreY + down * cos - across * sin;
  const placing = {
    left: plate.margin + pad + (pictureX - x0) * fx - 0.5,
    top: plate.margin + pad + (pictureY - y0) * fy - 0.5,
    rightX: cos * fx,
    rightY: -sin * fy,
    downX: sin * fx,
    downY: cos * fy,
  };
  return { ...placing, box: boxOf(plan, sheet, placing) };
}

/** How far a figure is beside its place on its way in or out, in shares of the picture's width. */
function passed({ enters, leaves }: Figure, frame: number): number {
  if (enters !== null && frame < enters.frame + enters.frames) {
    const left = 1 - (frame - enters.frame + 1) / (enters.frames + 1);
    return enters.by * left ** 3;
  }
  if (leaves !== null && frame >= leaves.frame) {
    const gone = (frame - leaves.frame + 1) / (leaves.frames + 1);
    return leaves.by * gone ** 3;
  }
  return 0;
}

/** The frame's pixels that the sheet's corners enclose. */
function boxOf(plan: Plan, { plate }: Sheet, at: Omit<Placing, 'box'>): Placing['box'] {
  const determinant = at.rightX * at.downY - at.downX * at.rightY;
  const xs: number[] = [];
  const ys: number[] = [];
  for (const x of [plate.margin, plate.margin + plate.width]) {
    for (const y of [plate.margin, plate.margin + plate.height]) {
      const [dx, dy] = [x - at.left, y - at.top];
      xs.push((dx * at.downY - dy * at.downX) / determinant);
      ys.push((dy * at.rightX - dx * at.rightY) / determinant);
    }
  }
  const low = (values: number[], most: number) => Math.min(most, Math.max(0, Math.floor(Math.min(...values) / 2) * 2));
  const high = (values: number[], most: number) => Math.min(most, Math.max(0, Math.ceil(Math.max(...values) / 2) * 2));
  const [x, y] = [low(xs, plan.width), low(ys, plan.height)];
  return { x, y, width: Math.max(0, high(xs, plan.width) - x), height: Math.max(0, high(ys, plan.height) - y) };
}

/** The grid of the part of the frame that a figure covers: nodes across, and its floats for luma. */
export function fillFigureGrid(
  at: Placing,
  cell: number,
  { plate }: Sheet,
  grid: Float32Array,
): { columns: number; rows: number } {
  const columns = Math.ceil(at.box.width / cell) + 1;
  const rows = Math.ceil(at.box.height / cell) + 1;
  const [right, bottom] = [plate.width + 2 * plate.margin - 4, plate.height + 2 * plate.margin - 4];
  for (let row = 0, i = 0; row < rows; row++) {
    const y = at.box.y + row * cell;
    for (let column = 0; column < columns; column++, i += 2) {
      const x = at.box.x + column * cell;
      grid[i] = Math.min(Math.max(at.left + x * at.rightX + y * at.downX, 2), right);
      grid[i + 1] = Math.min(Math.max(at.top + x * at.rightY + y * at.downY, 2), bottom);
    }
  }
  return { columns, rows };
}
