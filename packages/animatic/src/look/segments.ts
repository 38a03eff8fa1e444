// Cuts a picture into segments of one colour (after Felzenszwalb and Huttenlocher 2004) and measures each.
import type { Lab } from './colour.ts';
import { boxed } from './raster.ts';

/** Samples of a segment that lie on each edge of the picture. */
type Rim = { left: number; right: number; top: number; bottom: number };

/** Means over a segment; `x`, `y` and its box (inclusive) in samples. */
export type Segment = {
  size: number;
  l: number;
  a: number;
  b: number;
  x: number;
  y: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  rim: Rim;
  /** Numbers of the segments beside it, with the length of the border that they share. */
  beside: Map<number, number>;
};

/** `labels` holds each sample's number in `list`, row by row. */
export type Segments = { width: number; height: number; labels: Int32Array; list: Segment[] };

const BUCKETS = 2048;
/** Lab distance of the last bucket. */
const FARTHEST = 64;

/** `looseness`: the larger, the larger the segments (Lab units × samples); none is smaller than `smallest` samples. */
export function segmented(lab: Lab, looseness: number, smallest: number): Segments {
  const { width, height } = lab.l;
  const count = width * height;
  const { order, weights } = sortedEdges(lab);
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const size = new Int32Array(count).fill(1);
  const inner = new Float32Array(count);
  const find = (start: number) => {
    let i = start;
    while (parent[i]! !== i) {
      parent[i] = parent[parent[i]!]!;
      i = parent[i]!;
    }
    return i;
  };
  const join = (i: number, j: number, weight: number) => {
    const [big, small] = size[i]! >= size[j]! ? [i, j] : [j, i];
    parent[small] = big;
    size[big]! += size[small]!;
    inner[big] = Math.max(inner[i]!, inner[j]!, weight);
  };
  const eachEdge = (visit: (i: number, j: number, weight: number) => void) => {
    for (const edge of order) {
      const from = edge >> 1;
      const i = find(from);
      const j = find(from + (edge & 1 ? width : 1));
      if (i !== j) visit(i, j, weights[edge]!);
    }
  };
  eachEdge((i, j, weight) => {
    const bound = Math.min(inner[i]! + looseness / size[i]!, inner[j]! + looseness / size[j]!);
    if (weight <= bound) join(i, j, weight);
  });
  eachEdge((i, j, weight) => {
    if (size[i]! < smallest || size[j]! < smallest) join(i, j, weight);
  });
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) labels[i] = find(i);
  return measured(lab, labels);
}

/**
 * Edges between neighbours (2 i: to the right of sample i, 2 i + 1: below it), nearest colours first, with their
 * distances.
 */
function sortedEdges(lab: Lab): { order: Int32Array; weights: Float32Array } {
  const { width, height } = lab.l;
  const [l, a, b] = [boxed(lab.l, 1).values, boxed(lab.a, 1).values, boxed(lab.b, 1).values];
  const weights = new Float32Array(width * height * 2).fill(-1);
  const starts = new Int32Array(BUCKETS + 1);
  const bucket = (weight: number) => Math.min(BUCKETS - 1, Math.floor((weight / FARTHEST) * BUCKETS));
  const weigh = (edge: number, i: number, j: number) => {
    const weight = Math.sqrt((l[i]! - l[j]!) ** 2 + (a[i]! - a[j]!) ** 2 + (b[i]! - b[j]!) ** 2);
    weights[edge] = weight;
    starts[bucket(weight) + 1]!++;
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) weigh(2 * i, i, i + 1);
      if (y + 1 < height) weigh(2 * i + 1, i, i + width);
    }
  }
  for (let k = 0; k < BUCKETS; k++) starts[k + 1]! += starts[k]!;
  const order = new Int32Array(starts[BUCKETS]!);
  for (let edge = 0; edge < weights.length; edge++) {
    const weight = weights[edge]!;
    if (weight >= 0) order[starts[bucket(weight)]!++] = edge;
  }
  return { order, weights };
}

function measured(lab: Lab, roots: Int32Array): Segments {
  const { width, height } = lab.l;
  const numbers = new Map<number, number>();
  const list: Segment[] = [];
  const labels = new Int32Array(roots.length);
  for (let i = 0; i < roots.length; i++) {
    let number = numbers.get(roots[i]!);
    if (number === undefined) {
      number = list.length;
      numbers.set(roots[i]!, number);
      list.push(emptySegment(width, height));
    }
    labels[i] = number;
    addSample(list[number]!, lab, i);
  }
  for (const segment of list) {
    for (const field of ['l', 'a', 'b', 'x', 'y'] as const) segment[field] /= segment.size;
  }
  connect(labels, list, width, height);
  return { width, height, labels, list };
}

function emptySegment(width: number, height: number): Segment {
  const rim = { left: 0, right: 0, top: 0, bottom: 0 };
  return {
    size: 0,
    l: 0,
    a: 0,
    b: 0,
    x: 0,
    y: 0,
    left: width,
    right: 0,
    top: height,
    bottom: 0,
    rim,
    beside: new Map(),
  };
}

function addSample(segment: Segment, lab: Lab, i: number): void {
  const { width, height } = lab.l;
  const x = i % width;
  const y = (i - x) / width;
  segment.size++;
  segment.l += lab.l.values[i]!;
  segment.a += lab.a.values[i]!;
  segment.b += lab.b.values[i]!;
  segment.x += x;
  segment.y += y;
  segment.left = Math.min(segment.left, x);
  segment.right = Math.max(segment.right, x);
  segment.top = Math.min(segment.top, y);
  segment.bottom = Math.max(segment.bottom, y);
  if (x === 0) segment.rim.left++;
  if (x === width - 1) segment.rim.right++;
  if (y === 0) segment.rim.top++;
  if (y === height - 1) segment.rim.bottom++;
}

function connect(labels: Int32Array, list: Segment[], width: number, height: number): void {
  for (let y = 0; y < height; y++) connectRow(labels, list, y * width, width, y + 1 < height);
}

/** Notes the borders of a row of samples to the right and, unless it is the last, below. */
function connectRow(labels: Int32Array, list: Segment[], start: number, width: number, more: boolean): void {
  for (let i = start, end = start + width; i < end; i++) {
    if (i + 1 < end && labels[i + 1] !== labels[i]) border(list, labels[i]!, labels[i + 1]!);
    if (more && labels[i + width] !== labels[i]) border(list, labels[i]!, labels[i + width]!);
  }
}

function border(list: Segment[], here: number, there: number): void {
  list[here]!.beside.set(there, (list[here]!.beside.get(there) ?? 0) + 1);
  list[there]!.beside.set(here, (list[there]!.beside.get(here) ?? 0) + 1);
}
