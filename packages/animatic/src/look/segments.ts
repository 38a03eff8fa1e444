// Cuts a picture into segments of one colour (after Felzenszwalb and Huttenlocher 2004) and measures each.
import type { Lab } from './colour.ts';
import type { Sharpness } from './focus.ts';
import { bench, laid, takenFrom } from './kernel.ts';
import type { Plane } from './raster.ts';

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
  /** Sums of |Laplacian| beyond grain times |gradient|, and of |gradient|²: their ratio says how sharp its edges are. */
  edges: number;
  slopes: number;
  /** Its middle |Laplacian|, which ignores stars and specks. */
  bend: number;
  /** Numbers of the segments beside it, with the length of the border that they share. */
  beside: Map<number, number>;
  /** Of each of those, the mean Lab distance from a sample before the border to one beyond it; 0 where that runs along the picture's edge. */
  steps: Map<number, number>;
};

/** `labels` holds each sample's number in `list`, row by row. */
export type Segments = { width: number; height: number; labels: Int32Array; list: Segment[] };

/** Numbers of a record (f64) and words of a border in the kernel. */
const RECORD = 17;
const BORDER = 5;

/** Room for the kernel, floats: planes, its count of edges by their distance, and what each segment takes. */
const ROOM = { planes: 10, classes: 2052, segment: 72 };

/** `looseness`: the larger, the larger the segments (Lab units × samples); none is smaller than `smallest` samples. */
export function segmented({ l, a, b }: Lab, sharp: Sharpness, looseness: number, smallest: number): Segments {
  const { width, height } = l;
  const size = width * height;
  const most = Math.min(size, Math.floor(size / smallest) + 1);
  const room = ROOM.planes * size + ROOM.classes + ROOM.segment * (most + 1);
  const { kernel, buffer } = laid([l, a, b, sharp.bend, sharp.slope], room);
  const count = kernel.segment(width, height, looseness, smallest);
  const start = kernel.recordsAt(size);
  const records = new Float64Array(buffer, start, count * RECORD);
  const list = Array.from({ length: count }, (_, k) => segmentOf(records.subarray(k * RECORD, (k + 1) * RECORD)));
  const borders = new Int32Array(buffer, start + 8 * count * RECORD, BORDER * kernel.bordersFound());
  const steps = new Float32Array(buffer, borders.byteOffset, borders.length);
  for (let k = 0; k < borders.length; k += BORDER) {
    const [here, there, length] = [borders[k]!, borders[k + 1]!, borders[k + 2]!];
    list[here]!.beside.set(there, length);
    list[there]!.beside.set(here, length);
    const step = steps[k + 3]! / Math.max(1, borders[k + 4]!);
    list[here]!.steps.set(there, step);
    list[there]!.steps.set(here, step);
  }
  return { width, height, labels: new Int32Array(new Int32Array(buffer, 20 * size, size)), list };
}

function segmentOf(record: Float64Array): Segment {
  const size = record[0]!;
  return {
    size,
    l: record[1]! / size,
    a: record[2]! / size,
    b: record[3]! / size,
    x: record[4]! / size,
    y: record[5]! / size,
    left: record[6]!,
    right: record[7]!,
    top: record[8]!,
    bottom: record[9]!,
    rim: { left: record[10]!, right: record[11]!, top: record[12]!, bottom: record[13]! },
    edges: record[14]!,
    slopes: record[15]!,
    bend: record[16]!,
    beside: new Map(),
    steps: new Map(),
  };
}

/** A plane of what each sample's segment has: one value for each of the list. */
export function spreadOver({ width, height, labels, list }: Segments, values: Float32Array): Plane {
  const size = labels.length;
  const [from, to] = [4 * size, 4 * (size + list.length)];
  const { kernel, buffer } = bench(to + 4 * size);
  new Int32Array(buffer, 0, size).set(labels);
  new Float32Array(buffer, from, list.length).set(values);
  kernel.held(0, from, to, size);
  return takenFrom(buffer, width, height, 0, to);
}

/** 1 for each sample of the chosen segments, else 0. */
export function maskOf(segments: Segments, chosen: ReadonlySet<number>): Plane {
  return spreadOver(
    segments,
    Float32Array.from(segments.list, (_, k) => (chosen.has(k) ? 1 : 0)),
  );
}

/** Parts a set of segments into those that hang together. */
export function touching(set: Set<number>, list: Segment[]): Set<number>[] {
  const left = new Set(set);
  const groups: Set<number>[] = [];
  for (const start of set) {
    if (!left.has(start)) continue;
    const group = new Set<number>();
    const queue = [start];
    for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
      if (!left.delete(k)) continue;
      group.add(k);
      for (const next of list[k]!.beside.keys()) if (left.has(next)) queue.push(next);
    }
    groups.push(group);
  }
  return groups;
}

/** A colour in Lab. */
export type Mean = { l: number; a: number; b: number };

/** The mean colour of segments; null of none. */
export function meanOf(list: Segment[]): Mean | null {
  const size = list.reduce((sum, segment) => sum + segment.size, 0);
  if (size === 0) return null;
  const mean = (field: 'l' | 'a' | 'b') => list.reduce((sum, segment) => sum + segment[field] * segment.size, 0) / size;
  return { l: mean('l'), a: mean('a'), b: mean('b') };
}
