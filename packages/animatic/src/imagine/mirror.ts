// What flat water shows upside down: for every place on it, the pixel that is mirrored there.
import { type Canvas, SKY, STILL, spareOf, WATER } from './canvas.ts';

/** Columns that are worked out together, since memory is read by rows. */
const STRIPE = 64;

/** Asks for what is mirrored at a column and a row at or below the horizon, up to a frame's height below it: its pixel; −1: sky over the frame. */
export type Mirror = (column: number, row: number) => number;

/**
 * Everything but water is mirrored about its own foot, which lies as far down as water that is as far away as it is; of two that would
 * be seen at one place the nearer is. What a nearer thing hides, and the water would show, goes on as what is seen over and under it.
 * `eye`: the viewer's height over the water. It lies in the spare memory; all hands are to call this.
 */
export function mirrorOf(canvas: Canvas, eye: number): Mirror {
  const { width, height, horizon, hands } = canvas;
  const first = Math.max(0, Math.floor(horizon));
  // Rows of what is mirrored, plus one; 0: none.
  const rows = spareOf(canvas).words(width * height);
  hands.each(
    0,
    Math.ceil(width / STRIPE),
    (stripe) => {
      const [left, right] = [stripe * STRIPE, Math.min(width, (stripe + 1) * STRIPE)];
      for (let slot = 0; slot < height; slot++) rows.fill(0, slot * width + left, slot * width + right);
      for (let column = left; column < right; column++) {
        turnOver(canvas, eye, rows, first, column);
        close(canvas, rows, column);
      }
    },
    1,
  );
  return (column, row) => {
    const slot = row - first;
    if (slot < 0 || slot >= height) return -1;
    const from = rows[slot * width + column]!;
    return from === 0 ? -1 : (from - 1) * width + column;
  };
}

/** The row, which may lie between two, where water is as far away. */
export function footOf({ scale, horizon }: Canvas, eye: number, distance: number): number {
  return horizon + (scale * eye) / distance;
}

/** Distances that differ by less may be one thing's. */
const ALIKE = 1.4;

/** Notes every pixel of a column where it is mirrored, from the lowest up, and what may be hidden behind nearer ones. */
function turnOver(canvas: Canvas, eye: number, rows: Uint16Array, first: number, column: number): void {
  const { width, height, distance, kind } = canvas;
  const far = (row: number) => distance[row * width + column]!;
  const slotOf = (row: number, z: number) => Math.floor(2 * footOf(canvas, eye, z) - row - 0.5) - first;
  const note = (row: number, z: number, source: number) => {
    if (row + 0.5 < footOf(canvas, eye, z)) fill(slotOf(row, z), z, source);
  };
  const fill = (slot: number, z: number, source: number) => {
    if (slot < 0 || slot >= height) return;
    const there = slot * width + column;
    const before = rows[there]!;
    if (before === 0 || far(before - 1) > z) rows[there] = source + 1;
  };
  // The highest rows yet of things that may go on behind those that follow them here.
  const begun: number[] = [];
  for (let row = height - 1; row >= 0; row--) {
    const z = far(row);
    if (kind[row * width + column] === WATER) {
      // Where it is seen nothing nearer goes on.
      while (begun.length > 0 && far(begun.at(-1)!) < z) begun.pop();
      continue;
    }
    note(row, z, row);
    const before = begun.length;
    while (begun.length > 0 && far(begun.at(-1)!) * ALIKE < z) begun.pop();
    const under = begun.at(-1) ?? row;
    if (far(under) > z * ALIKE || under === row) {
      // What comes out from behind something nearer stands on the ground there.
      if (begun.length < before)
        for (let hidden = row + 1; hidden < height && far(hidden) < z; hidden++) note(hidden, z, row);
      begun.push(row);
    } else {
      begun[begun.length - 1] = row;
      // What hangs over is mirrored lower: what it hangs over is seen up to there.
      for (let slot = slotOf(under, far(under)) + 1, end = slotOf(row, z); under === row + 1 && slot < end; slot++)
        fill(slot, far(under), under);
      for (let hidden = row + 1; hidden < under; hidden++) {
        const share = (hidden - row) / (under - row);
        note(hidden, 1 / ((1 - share) / z + share / far(under)), share < 0.5 ? row : under);
      }
    }
  }
}

/** Closes a column's gaps with the farther of what they lie between; what the frame's upper edge cuts goes on, but its sky is left open. */
function close({ width, height, distance, kind }: Canvas, rows: Uint16Array, column: number): void {
  const fill = (from: number, to: number, row: number) => {
    const source = kind[(row - 1) * width + column];
    if (row === 1 && (source === SKY || source === STILL)) return;
    for (let slot = from; slot < to; slot++) rows[slot * width + column] = row;
  };
  const far = (row: number) => distance[(row - 1) * width + column]!;
  let [before, end] = [0, 0];
  for (let slot = 0; slot < height; slot++) {
    const row = rows[slot * width + column]!;
    if (row === 0) continue;
    if (slot > end) fill(end, slot, before === 0 || far(row) > far(before) ? row : before);
    [before, end] = [row, slot + 1];
  }
  if (before === 1) fill(end, height, before);
}
