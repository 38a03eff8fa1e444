// Segments of one colour, over planes of f32 samples.
import { box } from './means';

/** Classes of distance that edges are sorted by, and the distance (Lab) of the last. */
const BUCKETS = 2048;
const FARTHEST: f64 = 64;

/** A |Laplacian| below this is grain. */
const GRAIN: f64 = 0.02;

/** The planes of one segmentation. */
let parents: usize = 0;
let sizes: usize = 0;
let inners: usize = 0;
let weights: usize = 0;

/** Planes that `segment` is given, and where it puts its own. */
const BEND: usize = 3;
const SLOPE: usize = 4;
const LABELS: usize = 5;
const SMOOTH: usize = 6;
const ROOM: usize = 9;

/** Numbers (f64) of a segment: `measure` and `middles` say which. Numbers (i32) of a border: two segments' numbers, and its length. */
const RECORD = 17;
const BORDER = 3;

/** Classes of |Laplacian| by which the middle one is found. */
const BINS = 512;

/** How many borders the last segmentation has. */
let borders: i32 = 0;

export function bordersFound(): i32 {
  return borders;
}

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
  middles(records, count, bytes, width * height);
  connect(records + (<usize>(count * RECORD) << 3), count, LABELS * bytes, width, height);
  return count;
}

/** Where the records of a picture of that many samples lie. */
export function recordsAt(samples: i32): usize {
  return ((<usize>samples << 2) * 15 + (<usize>(BUCKETS + 1) << 2) + 7) & ~7;
}

/** Gives roots numbers in the order in which they are met; says how many there are. */
function numbered(labels: usize, numbers: usize, size: i32): i32 {
  memory.fill(numbers, 0, <usize>size << 2);
  let count = 0;
  for (let i: usize = 0; i < <usize>size << 2; i += 4) {
    const root = numbers + (<usize>load<i32>(labels + i) << 2);
    let number = load<i32>(root);
    if (number == 0) {
      number = ++count;
      store<i32>(root, number);
    }
    store<i32>(labels + i, number - 1);
  }
  return count;
}

/**
 * Sums and bounds of each segment: its size, sums of L, a, b, x and y, its box (left, right, top, bottom), samples on the left,
 * right, upper and lower edge of the picture, sums of |Laplacian| × |gradient| and of |gradient|².
 */
function measure(records: usize, count: i32, bytes: usize, width: i32, height: i32): void {
  for (let k = 0; k < count; k++) {
    const record = records + (<usize>(k * RECORD) << 3);
    store<f64>(record, <f64>width, 48);
    store<f64>(record, <f64>height, 64);
  }
  let i: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const record = records + (<usize>(load<i32>(LABELS * bytes + i) * RECORD) << 3);
      add(record, 1);
      add(record + 8, <f64>load<f32>(i));
      add(record + 16, <f64>load<f32>(bytes + i));
      add(record + 24, <f64>load<f32>(2 * bytes + i));
      add(record + 32, <f64>x);
      add(record + 40, <f64>y);
      store<f64>(record, min<f64>(load<f64>(record, 48), <f64>x), 48);
      store<f64>(record, max<f64>(load<f64>(record, 56), <f64>x), 56);
      store<f64>(record, min<f64>(load<f64>(record, 64), <f64>y), 64);
      store<f64>(record, max<f64>(load<f64>(record, 72), <f64>y), 72);
      if (x == 0) add(record + 80, 1);
      if (x == width - 1) add(record + 88, 1);
      if (y == 0) add(record + 96, 1);
      if (y == height - 1) add(record + 104, 1);
      const gradient = <f64>load<f32>(SLOPE * bytes + i);
      add(record + 112, max<f64>(0, <f64>load<f32>(BEND * bytes + i) - GRAIN) * gradient);
      add(record + 120, gradient * gradient);
    }
  }
}

@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** Notes the middle |Laplacian| of each segment, last in its record. */
function middles(records: usize, count: i32, bytes: usize, size: i32): void {
  let largest: f64 = 1e-6;
  for (let i = BEND * bytes; i < (BEND + 1) * bytes; i += 4) largest = max<f64>(largest, <f64>load<f32>(i));
  // The samples' classes, segment by segment.
  const starts = SMOOTH * bytes;
  const sorted = ROOM * bytes;
  const bins = (ROOM + 1) * bytes;
  let start = 0;
  for (let k = 0; k < count; k++) {
    store<i32>(starts + (<usize>k << 2), start);
    start += <i32>load<f64>(records + (<usize>(k * RECORD) << 3));
  }
  for (let i: usize = 0; i < <usize>size << 2; i += 4) {
    const bin = min(BINS - 1, <i32>((<f64>load<f32>(BEND * bytes + i) / largest) * BINS));
    const next = starts + (<usize>load<i32>(LABELS * bytes + i) << 2);
    const place = load<i32>(next);
    store<i32>(next, place + 1);
    store<u16>(sorted + (<usize>place << 1), <u16>bin);
  }
  for (let k = 0, from = 0; k < count; k++) {
    const record = records + (<usize>(k * RECORD) << 3);
    const members = load<f64>(record);
    memory.fill(bins, 0, BINS << 2);
    const end = from + <i32>members;
    for (; from < end; from++) {
      const at = bins + (<usize>load<u16>(sorted + (<usize>from << 1)) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
    let bin = 0;
    for (let below = load<i32>(bins); <f64>below < members / 2; ) below += load<i32>(bins + (<usize>++bin << 2));
    store<f64>(record, <f64><f32>(((<f64>bin + 0.5) / BINS) * largest), 128);
  }
}

/** Lists which segments lie beside which, and how long. A table by both numbers leads to their place in the list. */
function connect(list: usize, count: i32, labels: usize, width: i32, height: i32): void {
  let slots = 16;
  while (slots < 8 * count) slots <<= 1;
  const table = list + (<usize>(3 * count * BORDER + BORDER) << 2);
  memory.fill(table, 0, <usize>slots << 2);
  borders = 0;
  let i = labels;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const here = load<i32>(i);
      if (x + 1 < width) meet(list, table, slots, here, load<i32>(i + 4));
      if (y + 1 < height) meet(list, table, slots, here, load<i32>(i + (<usize>width << 2)));
    }
  }
}

@inline
function meet(list: usize, table: usize, slots: i32, here: i32, there: i32): void {
  if (here != there) note(list, table, slots, min(here, there), max(here, there));
}

function note(list: usize, table: usize, slots: i32, low: i32, high: i32): void {
  let slot = (low * 73856093 + high * 19349663) & (slots - 1);
  for (;;) {
    const found = load<i32>(table + (<usize>slot << 2));
    if (found == 0) break;
    const border = list + (<usize>((found - 1) * BORDER) << 2);
    if (load<i32>(border) == low && load<i32>(border, 4) == high) {
      store<i32>(border, load<i32>(border, 8) + 1, 8);
      return;
    }
    slot = (slot + 1) & (slots - 1);
  }
  const border = list + (<usize>(borders * BORDER) << 2);
  store<i32>(border, low);
  store<i32>(border, high, 4);
  store<i32>(border, 1, 8);
  borders++;
  store<i32>(table + (<usize>slot << 2), borders);
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
