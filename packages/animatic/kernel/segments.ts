// Segments of one colour, over planes of f32 samples.
import { box } from './means';
import { connect, LABELS, measure, middles, numbered, RECORD } from './measures';

/** Classes of distance that edges are sorted by, and the distance (Lab) of the last. */
const BUCKETS = 2048;
const FARTHEST: f64 = 64;

/** The planes of one segmentation. */
let parents: usize = 0;
let sizes: usize = 0;
let inners: usize = 0;
let weights: usize = 0;

/** Where `segment` puts its own planes. */
const SMOOTH: usize = 6;
const ROOM: usize = 9;

/**
 * Parts a picture in Lab into segments of one colour (after Felzenszwalb and Huttenlocher 2004) and measures them; says how many
 * they are. The larger `looseness` (Lab units × samples), the larger the segments; none is smaller than `smallest` samples.
 * Planes from the start: L, a, b, |Laplacian|, |gradient|; then the number of each sample's segment, i32. After room for nine planes
 * and the classes of edges lie the records and behind them the borders, in the order in which they are met.
 */
export function segment(width: i32, height: i32, looseness: f64, smallest: f64): i32 {
  const bytes = <usize>(width * height) << 2;
  // Grain is no edge.
  for (let plane: usize = 0; plane < 3; plane++) {
    box(plane * bytes, ROOM * bytes, (SMOOTH + plane) * bytes, width, height, 1);
  }
  part(SMOOTH * bytes, bytes, LABELS * bytes, ROOM * bytes, width, height, looseness, smallest);
  const records = recordsAt(width * height);
  const count = numbered(LABELS * bytes, SMOOTH * bytes, width * height);
  memory.fill(records, 0, <usize>(count * RECORD) << 3);
  measure(records, count, bytes, width, height);
  middles(records, count, bytes, width * height, SMOOTH * bytes);
  connect(records + (<usize>(count * RECORD) << 3), count, bytes, width, height);
  return count;
}

/** Where the records of a picture of that many samples lie. */
export function recordsAt(samples: i32): usize {
  return ((<usize>samples << 2) * 15 + (<usize>(BUCKETS + 1) << 2) + 7) & ~7;
}

/** Gives each sample of the smooth planes at `smooth` the number of one that stands for its segment, at `roots`. */
function part(
  smooth: usize, plane: usize, roots: usize, room: usize, width: i32, height: i32, looseness: f64, smallest: f64,
): void {
  const l = smooth;
  const a = smooth + plane;
  const b = smooth + 2 * plane;
  const count = width * height;
  const bytes = <usize>count << 2;
  parents = roots;
  sizes = room;
  inners = room + bytes;
  // Two edges a sample: 2 i to its right, 2 i + 1 below it.
  weights = room + 2 * bytes;
  const order = room + 4 * bytes;
  const edges = sortEdges(l, a, b, order, room + 6 * bytes, width, height);
  for (let i = 0; i < count; i++) {
    store<i32>(parents + (<usize>i << 2), i);
    store<i32>(sizes + (<usize>i << 2), 1);
    store<f32>(inners + (<usize>i << 2), 0);
  }
  for (let k = 0; k < edges; k++) {
    const edge = load<i32>(order + (<usize>k << 2));
    const i = find(edge >> 1);
    const j = find((edge >> 1) + (edge & 1 ? width : 1));
    if (i == j) continue;
    const weight = <f64>load<f32>(weights + (<usize>edge << 2));
    const bound = min(inner(i) + looseness / <f64>size(i), inner(j) + looseness / <f64>size(j));
    if (weight <= bound) join(i, j, weight);
  }
  for (let k = 0; k < edges; k++) {
    const edge = load<i32>(order + (<usize>k << 2));
    const i = find(edge >> 1);
    const j = find((edge >> 1) + (edge & 1 ? width : 1));
    if (i == j) continue;
    if (<f64>size(i) < smallest || <f64>size(j) < smallest) join(i, j, <f64>load<f32>(weights + (<usize>edge << 2)));
  }
  for (let i = 0; i < count; i++) store<i32>(roots + (<usize>i << 2), find(i));
}

/** Sorts the edges by their distance, nearest first, as far as their classes tell; says how many there are. */
function sortEdges(l: usize, a: usize, b: usize, order: usize, starts: usize, width: i32, height: i32): i32 {
  memory.fill(starts, 0, (BUCKETS + 1) << 2);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) weigh(l, a, b, 2 * i, i, i + 1, starts);
      if (y + 1 < height) weigh(l, a, b, 2 * i + 1, i, i + width, starts);
    }
  }
  for (let k = 0; k < BUCKETS; k++) {
    const at = starts + (<usize>k << 2);
    store<i32>(at + 4, load<i32>(at + 4) + load<i32>(at));
  }
  const edges = load<i32>(starts + (BUCKETS << 2));
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) put(2 * i, order, starts);
      if (y + 1 < height) put(2 * i + 1, order, starts);
    }
  }
  return edges;
}

@inline
function weigh(l: usize, a: usize, b: usize, edge: i32, i: i32, j: i32, starts: usize): void {
  const from = <usize>i << 2;
  const to = <usize>j << 2;
  const light = <f64>load<f32>(l + from) - <f64>load<f32>(l + to);
  const red = <f64>load<f32>(a + from) - <f64>load<f32>(a + to);
  const blue = <f64>load<f32>(b + from) - <f64>load<f32>(b + to);
  const weight = <f32>Math.sqrt(light * light + red * red + blue * blue);
  store<f32>(weights + (<usize>edge << 2), weight);
  const at = starts + (<usize>(bucket(weight) + 1) << 2);
  store<i32>(at, load<i32>(at) + 1);
}

@inline
function put(edge: i32, order: usize, starts: usize): void {
  const at = starts + (<usize>bucket(load<f32>(weights + (<usize>edge << 2))) << 2);
  const place = load<i32>(at);
  store<i32>(at, place + 1);
  store<i32>(order + (<usize>place << 2), edge);
}

@inline
function bucket(weight: f32): i32 {
  return min(BUCKETS - 1, <i32>((<f64>weight / FARTHEST) * <f64>BUCKETS));
}

@inline
function parent(i: i32): i32 {
  return load<i32>(parents + (<usize>i << 2));
}

@inline
function size(i: i32): i32 {
  return load<i32>(sizes + (<usize>i << 2));
}

@inline
function inner(i: i32): f64 {
  return <f64>load<f32>(inners + (<usize>i << 2));
}

function find(start: i32): i32 {
  let i = start;
  while (parent(i) != i) {
    const next = parent(parent(i));
    store<i32>(parents + (<usize>i << 2), next);
    i = next;
  }
  return i;
}

@inline
function join(i: i32, j: i32, weight: f64): void {
  const big = size(i) >= size(j) ? i : j;
  const small = big == i ? j : i;
  store<i32>(parents + (<usize>small << 2), big);
  store<i32>(sizes + (<usize>big << 2), size(big) + size(small));
  store<f32>(inners + (<usize>big << 2), <f32>max(max(inner(i), inner(j)), weight));
}
