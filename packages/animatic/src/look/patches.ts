// Where each place of one picture is in another: patches looked for from coarse to fine (after Kroeger and others 2016).
import { mapped, type Plane, planeOf, sampled } from './raster.ts';

const PATCH = 8;
const STEP = 4;
/** The shorter side of the coarsest picture, and the samples around its place in which a patch is looked for there. */
const COARSEST = 18;
const REACH = { x: 6, y: 3 };
const ROUNDS = 10;
/** In a picture of that width or up to twice as wide, how far around a patch is looked for, in widths. */
const WIDE = { from: 90, x: 0.24, y: 0.1 };
/** Mean squared difference, in levels, from which a patch is not what it was taken for. */
const STRANGE = 300;

/** How far each sample goes, across and down, in samples. */
export type Field = { x: Plane; y: Plane };

/** Where each sample of a plane of levels (0 to 255) is in another of the same size, wherever that may be. */
export function search(from: Plane, to: Plane): Field {
  const levels: [Plane, Plane][] = [[from, to]];
  for (let [a, b] = levels[0]!; Math.min(a.width, a.height) >= 2 * COARSEST; ) {
    [a, b] = [halved(a), halved(b)];
    levels.unshift([a, b]);
  }
  let field: Field | null = null;
  for (const [a, b] of levels) field = refined(a, b, field);
  return field!;
}

/** One level: each patch takes the best of where the level above and its neighbours went, and walks downhill from there. */
function refined(a: Plane, b: Plane, above: Field | null): Field {
  const columns = Math.floor((a.width - PATCH) / STEP) + 1;
  const rows = Math.floor((a.height - PATCH) / STEP) + 1;
  const [px, py] = [planeOf(columns, rows), planeOf(columns, rows)];
  const patch = new Patch(a, b);
  for (const pass of [0, 1]) {
    for (let k = 0; k < columns * rows; k++) {
      const at = pass === 0 ? k : columns * rows - 1 - k;
      const [column, row] = [at % columns, Math.floor(at / columns)];
      patch.take(column * STEP, row * STEP);
      if (pass === 1) patch.try(px.values[at]!, py.values[at]!);
      else if (above === null) patch.tryAround(REACH.x, REACH.y);
      else patch.try(...doubled(above, column * STEP + PATCH / 2, row * STEP + PATCH / 2));
      // A thing that is gone from its place and too small to be seen coarsely is looked for far around.
      if (pass === 0 && a.width >= WIDE.from && a.width < 2 * WIDE.from && patch.strange) {
        patch.tryAround(Math.round(WIDE.x * a.width), Math.round(WIDE.y * a.width));
      }
      const step = pass === 0 ? -1 : 1;
      for (const [near, inside] of [
        [at + step, column + step >= 0 && column + step < columns],
        [at + step * columns, row + step >= 0 && row + step < rows],
      ] as const) {
        if (inside) patch.try(px.values[near]!, py.values[near]!);
      }
      patch.descend(pass === 0 ? ROUNDS : 4);
      px.values[at] = patch.dx;
      py.values[at] = patch.dy;
    }
  }
  return spread(a, b, middle(px), middle(py));
}

function doubled({ x, y }: Field, column: number, row: number): [number, number] {
  return [2 * sampled(x, column / 2, row / 2), 2 * sampled(y, column / 2, row / 2)];
}

/** A patch of `a` that is looked for in `b`: light that has changed evenly makes no difference. */
class Patch {
  dx = 0;
  dy = 0;
  #error = Number.POSITIVE_INFINITY;
  #x = 0;
  #y = 0;
  readonly #a: Plane;
  readonly #b: Plane;
  readonly #own = new Float32Array(PATCH * PATCH);
  readonly #across = new Float32Array(PATCH * PATCH);
  readonly #down = new Float32Array(PATCH * PATCH);
  readonly #gap = new Float32Array(PATCH * PATCH);
  #xx = 0;
  #xy = 0;
  #yy = 0;

  constructor(a: Plane, b: Plane) {
    this.#a = a;
    this.#b = b;
  }

  take(x: number, y: number): void {
    const { width, height, values } = this.#a;
    [this.#x, this.#y, this.#error] = [x, y, Number.POSITIVE_INFINITY];
    [this.#xx, this.#xy, this.#yy] = [4, 0, 4];
    for (let j = 0, k = 0; j < PATCH; j++) {
      for (let i = 0; i < PATCH; i++, k++) {
        const [column, row] = [x + i, y + j];
        const at = row * width + column;
        const gx = (values[column < width - 1 ? at + 1 : at]! - values[column > 0 ? at - 1 : at]!) / 2;
        const gy = (values[row < height - 1 ? at + width : at]! - values[row > 0 ? at - width : at]!) / 2;
        this.#own[k] = values[at]!;
        this.#across[k] = gx;
        this.#down[k] = gy;
        this.#xx += gx * gx;
        this.#xy += gx * gy;
        this.#yy += gy * gy;
      }
    }
  }

  /** Keeps a way when it is better than the best so far. */
  try(dx: number, dy: number): void {
    const error = this.#differ(dx, dy, 2);
    if (error >= this.#error - 1e-3) return;
    [this.dx, this.dy, this.#error] = [dx, dy, error];
  }

  /** Whether the best way so far leads to something else. */
  get strange(): boolean {
    return this.#error > STRANGE * PATCH * PATCH;
  }

  tryAround(reachX: number, reachY: number): void {
    this.try(0, 0);
    for (let dy = -reachY; dy <= reachY; dy++) for (let dx = -reachX; dx <= reachX; dx++) this.try(dx, dy);
  }

  /** Gauss and Newton's steps from the best way, kept when they lead to a better one. */
  descend(rounds: number): void {
    const determinant = this.#xx * this.#yy - this.#xy * this.#xy;
    let [dx, dy] = [this.dx, this.dy];
    for (let round = 0; round < rounds; round++) {
      this.#differ(dx, dy, 1);
      let [sx, sy] = [0, 0];
      for (let k = 0; k < PATCH * PATCH; k++) {
        sx += this.#across[k]! * this.#gap[k]!;
        sy += this.#down[k]! * this.#gap[k]!;
      }
      const stepX = (this.#yy * sx - this.#xy * sy) / determinant;
      const stepY = (this.#xx * sy - this.#xy * sx) / determinant;
      dx -= stepX;
      dy -= stepY;
      if (Math.hypot(dx - this.dx, dy - this.dy) > PATCH) return;
      if (stepX * stepX + stepY * stepY < 1e-3) break;
    }
    this.try(dx, dy);
  }

  /** Sum of squared differences from the mean difference, over every `step`th sample; leaves them in `#gap`. */
  #differ(dx: number, dy: number, step: 1 | 2): number {
    const { width, height, values } = this.#b;
    let [sum, squares, count] = [0, 0, 0];
    for (let j = 0; j < PATCH; j += step) {
      const y = Math.min(Math.max(this.#y + j + dy, 0), height - 1.001);
      const row = Math.floor(y);
      const v = y - row;
      for (let i = 0; i < PATCH; i += step) {
        const x = Math.min(Math.max(this.#x + i + dx, 0), width - 1.001);
        const column = Math.floor(x);
        const u = x - column;
        const at = row * width + column;
        const upper = values[at]! + (values[at + 1]! - values[at]!) * u;
        const lower = values[at + width]! + (values[at + width + 1]! - values[at + width]!) * u;
        const gap = upper + (lower - upper) * v - this.#own[j * PATCH + i]!;
        this.#gap[j * PATCH + i] = gap;
        sum += gap;
        squares += gap * gap;
        count++;
      }
    }
    const mean = sum / count;
    if (step === 1) for (let k = 0; k < this.#gap.length; k++) this.#gap[k]! -= mean;
    return (squares - mean * sum) * step * step;
  }
}

/** Every sample's way from those of the patches that hold it, those first that look alike there. */
function spread(a: Plane, b: Plane, px: Plane, py: Plane): Field {
  const { width, height } = a;
  const [x, y, weights] = [planeOf(width, height), planeOf(width, height), planeOf(width, height)];
  for (let k = 0; k < px.values.length; k++) {
    const [left, top] = [(k % px.width) * STEP, Math.floor(k / px.width) * STEP];
    const [dx, dy] = [px.values[k]!, py.values[k]!];
    // The last patches go on to the picture's edges.
    const right = left + PATCH + STEP > width ? width : left + PATCH;
    const bottom = top + PATCH + STEP > height ? height : top + PATCH;
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const at = row * width + column;
        const weight = 1 / Math.max(3, Math.abs(sampled(b, column + dx, row + dy) - a.values[at]!));
        x.values[at]! += weight * dx;
        y.values[at]! += weight * dy;
        weights.values[at]! += weight;
      }
    }
  }
  const mean = (plane: Plane) => mapped(plane, (value, i) => value / weights.values[i]!);
  return { x: mean(x), y: mean(y) };
}

function halved(plane: Plane): Plane {
  const { width, values } = plane;
  return mapped(planeOf(width >> 1, plane.height >> 1), (_, i) => {
    const at = 2 * (i % (width >> 1)) + 2 * Math.floor(i / (width >> 1)) * width;
    return (values[at]! + values[at + 1]! + values[at + width]! + values[at + width + 1]!) / 4;
  });
}

/** Each value replaced by the middle one of the nine around it. */
function middle(plane: Plane): Plane {
  const { width, height, values } = plane;
  const nine = new Float32Array(9);
  return mapped(plane, (_, at) => {
    const [column, row] = [at % width, Math.floor(at / width)];
    for (let k = 0; k < 9; k++) {
      const x = Math.min(width - 1, Math.max(0, column + (k % 3) - 1));
      const y = Math.min(height - 1, Math.max(0, row + Math.floor(k / 3) - 1));
      nine[k] = values[y * width + x]!;
    }
    return nine.sort()[4]!;
  });
}
