// Cuts a picture into segments of one colour (after Felzenszwalb and Huttenlocher 2004) and measures each.
import type { Lab } from './colour.ts';
import { bench } from './kernel.ts';
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

/** Room for the kernel's count of edges by their distance, bytes. */
const CLASSES = 4 * 2049;

/** `looseness`: the larger, the larger the segments (Lab units × samples); none is smaller than `smallest` samples. */
export function segmented(lab: Lab, looseness: number, smallest: number): Segments {
  const { width, height } = lab.l;
  const count = width * height;
  // Grain is no edge.
  const smooth = [lab.l, lab.a, lab.b].map((plane) => boxed(plane, 1).values);
  const { kernel, buffer } = bench(40 * count + CLASSES);
  for (const [index, values] of smooth.entries()) new Float32Array(buffer, 4 * count * index, count).set(values);
  const [a, b, roots, room] = [4 * count, 8 * count, 12 * count, 16 * count];
  kernel.segment(0, a, b, roots, room, width, height, looseness, smallest);
  return measured(lab, new Int32Array(new Int32Array(buffer, roots, count)));
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
