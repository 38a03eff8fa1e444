// A picture on its way to another that shows the same things: every place goes where it is found there, what moves passes
// before what does not, and what is seen in only one of the two is taken from that one.
import type { Flow, Relation } from '../look/flow.ts';
import { boxed, planeOf } from '../look/raster.ts';
import type { Plan } from '../plan/plan.ts';
import type { Plate } from './plate.ts';
import type { Slot } from './stage.ts';

/**
 * One picture's part in it: the film whose camera both are seen through, the frame of it in which this picture's stage
 * begins, and whether the film leaves this picture or comes to it.
 */
export type Part = { relation: Relation; film: Plan; begins: number; leaves: boolean };

/** Samples over which what only one picture shows goes over into what both show. */
const SEAM = 5;

/** Differences of motion, in samples, below which two pictures mean the same by a place. */
const SAME = 2.5;

/** Where everything is at one share of the way, as far as a coarse raster tells. */
export class Between {
  readonly #relation: Relation;
  readonly #sides: Side[];
  /** For each sample the whole way, from the one picture to the other, of what is seen there, and the other's share in it. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  come: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly #crossed: boolean;
  #share = -1;

  constructor(relation: Relation) {
    const { width, height } = relation.there;
    this.#relation = relation;
    this.#crossed = [relation.there, relation.back].some(({ front }) => front.some((one) => one > 0));
    [this.width, this.height] = [width, height];
    this.#sides = [new Side(width * height), new Side(width * height)];
    this.x = new Float32Array(width * height);
    this.y = new Float32Array(width * height);
    this.come = new Float32Array(width * height);
  }

  /** Finds where everything is after that share of the way. */
  look(share: number): void {
    if (share === this.#share) return;
    this.#share = share;
    const [from, to] = this.#sides as [Side, Side];
    from.land(this.#relation.there, share, 1);
    to.land(this.#relation.back, 1 - share, -1);
    for (let i = 0; i < this.x.length; i++) {
      const [rankFrom, rankTo] = [from.rank[i]!, to.rank[i]!];
      const first = rankFrom >= rankTo ? from : to;
      this.x[i] = first.x[i]!;
      this.y[i] = first.y[i]!;
      this.come[i] = shareOf(from, to, i, share);
    }
    this.#mend();
    // Where a picture ends, its light fades into the other's; where things pass before others, edges stay.
    if (!this.#crossed) this.come = boxed(planeOf(this.width, this.height, this.come.slice()), SEAM).values;
  }

  /** Gives the places that nothing came to the way of what is beside them. */
  #mend(): void {
    const { width, height, x, y, come } = this;
    const [from, to] = this.#sides as [Side, Side];
    for (const step of [1, -1]) {
      for (let k = 0; k < x.length; k++) {
        const i = step === 1 ? k : x.length - 1 - k;
        if (from.rank[i]! >= 0 || to.rank[i]! >= 0) continue;
        const column = i % width;
        const beside = [column - step >= 0 && column - step < width ? i - step : -1, i - step * width];
        for (const other of beside) {
          if (other < 0 || other >= width * height || (from.rank[other]! < 0 && to.rank[other]! < 0)) continue;
          x[i] = x[other]!;
          y[i] = y[other]!;
          come[i] = this.#share;
          from.rank[i] = 0;
          break;
        }
      }
    }
  }
}

/** The share of the picture that is come to in a place: of what only one of them shows, all is taken from that one. */
function shareOf(from: Side, to: Side, i: number, share: number): number {
  const [rankFrom, rankTo] = [from.rank[i]!, to.rank[i]!];
  if (rankFrom < 0) return rankTo < 0 ? share : 1;
  if (rankTo < 0) return 0;
  const apart = Math.hypot(from.x[i]! - to.x[i]!, from.y[i]! - to.y[i]!) > SAME;
  const [sureFrom, sureTo] = [from.sure[i]!, to.sure[i]!];
  // What passes in front is known in both pictures, even where the other shows something else behind it.
  if (apart && Math.max(sureFrom, sureTo) > 0.5) return share;
  const sure = Math.max(sureFrom, sureTo);
  // What is found in neither changes quickly, half way: two ghosts side by side are seen least that way.
  const haste = 1 + 4 * (1 - sure);
  const [stay, come] = [(1 - share) ** haste, share ** haste];
  return come / (stay + come);
}

/** What one picture brings to each place: its way, how sure it is, and the rank by which one thing hides another; −1: nothing. */
class Side {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly sure: Float32Array;
  readonly rank: Float32Array;

  constructor(samples: number) {
    this.x = new Float32Array(samples);
    this.y = new Float32Array(samples);
    this.sure = new Float32Array(samples);
    this.rank = new Float32Array(samples);
  }

  /** Sends every sample of a flow that share of its way. `sign`: 1 when the flow goes the film's way, −1 when back. */
  land({ width, height, x, y, trust, front }: Flow, share: number, sign: 1 | -1): void {
    this.rank.fill(-1);
    for (let i = 0; i < x.length; i++) {
      if (trust[i]! < 0) continue;
      const column = (i % width) + share * x[i]!;
      const row = Math.floor(i / width) + share * y[i]!;
      const rank = trust[i]! + 2 * front[i]!;
      const [left, top] = [Math.floor(column), Math.floor(row)];
      for (let at = 0; at < 4; at++) {
        const [cx, cy] = [left + (at & 1), top + (at >> 1)];
        if (cx < 0 || cy < 0 || cx >= width || cy >= height) continue;
        // The farther of two samples only fills what would stay empty.
        const own = rank - (Math.abs(cx - column) + Math.abs(cy - row)) * 0.01;
        const to = cy * width + cx;
        if (own <= this.rank[to]!) continue;
        this.rank[to] = Math.max(0, own);
        this.x[to] = sign * x[i]!;
        this.y[to] = sign * y[i]!;
        this.sure[to] = trust[i]!;
      }
    }
  }
}

/**
 * Moves a luma grid's positions in a plate to where what is seen there stood in that picture. `back`: the share of its way
 * that it has come since (of the picture that is come to: what it still has to go, negative). With `weights`, per node, the
 * share of the picture that is come to goes there.
 */
export function bend(
  grid: Float32Array,
  plate: Plate,
  between: Between,
  back: number,
  nodes: number,
  weights: Float32Array | null,
): void {
  const { width, height, x, y, come } = between;
  const [across, down] = [width / plate.width, height / plate.height];
  for (let node = 0, at = 0; node < nodes; node++, at += 2) {
    const column = Math.round((grid[at]! - plate.margin + 0.5) * across - 0.5);
    const row = Math.round((grid[at + 1]! - plate.margin + 0.5) * down - 0.5);
    const i = Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column));
    if (weights) weights[node] = come[i]!;
    grid[at] = kept(grid[at]! - (back * x[i]!) / across, plate.width, plate.margin);
    grid[at + 1] = kept(grid[at + 1]! - (back * y[i]!) / down, plate.height, plate.margin);
  }
}

/** Lays a slot of `from` over one of `into`, to the share that each node has. */
export function blend(
  into: Uint8Array,
  to: Slot,
  from: Uint8Array,
  own: Slot,
  { width, height, cell, columns }: { width: number; height: number; cell: number; columns: number },
  weights: Float32Array,
): void {
  for (const plane of ['y', 'u', 'v'] as const) {
    const half = plane === 'y' ? 1 : 2;
    const stride = plane === 'y' ? to.lumaStride : to.chromaStride;
    const side = cell / half;
    for (let row = 0; row < height / half; row++) {
      const line = Math.floor(row / side);
      const down = row / side - line;
      const node = line * columns;
      const read = (at: number) =>
        256 * (weights[at]! + ((weights[at + columns] ?? weights[at]!) - weights[at]!) * down);
      let left = read(node);
      for (let start = 0, i = 1; start < width / half; start += side, i++) {
        const right = read(node + i);
        const step = (right - left) / side;
        const end = Math.min(start + side, width / half);
        let a = to[plane] + row * stride + start;
        let b = own[plane] + row * stride + start;
        for (let x = start, weight = left; x < end; x++, a++, b++, weight += step) {
          const before = into[a]!;
          into[a] = before + (((from[b]! - before) * weight + 128) >> 8);
        }
        left = right;
      }
    }
  }
}

function kept(position: number, size: number, margin: number): number {
  return Math.min(Math.max(position, 2 - margin), size + margin - 4);
}
