// What looking at a picture takes most of its time for, over planes of f32 samples: means, the guided filter, segments.

/** Mean over a square of 2 · radius + 1 samples; at the edges, over what lies inside. `between` is room for a plane. */
export function box(from: usize, between: usize, to: usize, width: i32, height: i32, radius: i32): void {
  for (let y = 0; y < height; y++) {
    const line = <usize>(y * width) << 2;
    meanAlong(from + line, between + line, width, radius);
  }
  // Down two columns at a time.
  let x = 0;
  for (; x + 2 <= width; x += 2) meanDown(between + (<usize>x << 2), to + (<usize>x << 2), width, height, radius);
  if (x < width) meanDownOne(between + (<usize>x << 2), to + (<usize>x << 2), width, height, radius);
}

function meanAlong(from: usize, to: usize, count: i32, radius: i32): void {
  let sum: f64 = 0;
  let held = min(radius, count);
  for (let i = 0; i < held; i++) sum += <f64>load<f32>(from + (<usize>i << 2));
  for (let i = 0; i < count; i++) {
    if (i + radius < count) {
      sum += <f64>load<f32>(from + (<usize>(i + radius) << 2));
      held++;
    }
    if (i > radius) {
      sum -= <f64>load<f32>(from + (<usize>(i - radius - 1) << 2));
      held--;
    }
    store<f32>(to + (<usize>i << 2), <f32>(sum / <f64>held));
  }
}

@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

function meanDown(from: usize, to: usize, width: i32, height: i32, radius: i32): void {
  const line = <usize>width << 2;
  let sum = f64x2.splat(0);
  let held = min(radius, height);
  for (let i = 0; i < held; i++) sum = f64x2.add(sum, pair(from + <usize>i * line));
  for (let i = 0; i < height; i++) {
    if (i + radius < height) {
      sum = f64x2.add(sum, pair(from + <usize>(i + radius) * line));
      held++;
    }
    if (i > radius) {
      sum = f64x2.sub(sum, pair(from + <usize>(i - radius - 1) * line));
      held--;
    }
    v128.store64_lane(to + <usize>i * line, f32x4.demote_f64x2_zero(f64x2.div(sum, f64x2.splat(<f64>held))), 0);
  }
}

function meanDownOne(from: usize, to: usize, width: i32, height: i32, radius: i32): void {
  const line = <usize>width << 2;
  let sum: f64 = 0;
  let held = min(radius, height);
  for (let i = 0; i < held; i++) sum += <f64>load<f32>(from + <usize>i * line);
  for (let i = 0; i < height; i++) {
    if (i + radius < height) {
      sum += <f64>load<f32>(from + <usize>(i + radius) * line);
      held++;
    }
    if (i > radius) {
      sum -= <f64>load<f32>(from + <usize>(i - radius - 1) * line);
      held--;
    }
    store<f32>(to + <usize>i * line, <f32>(sum / <f64>held));
  }
}

/**
 * How a guide makes a plane around each sample: guide × slope + offset (the guided filter of He, Sun and Tang 2010). `evenness`:
 * variance of the guide below which it counts as flat. `room` is for five planes.
 */
export function guide(
  plane: usize, by: usize, slopes: usize, offsets: usize, room: usize, width: i32, height: i32, radius: i32, evenness: f64,
): void {
  const bytes = <usize>(width * height) << 2;
  const between = room;
  const guides = room + bytes;
  const means = room + 2 * bytes;
  const products = room + 3 * bytes;
  const squares = room + 4 * bytes;
  for (let i: usize = 0; i < bytes; i += 4) {
    const value = <f64>load<f32>(by + i);
    store<f32>(slopes + i, <f32>(value * <f64>load<f32>(plane + i)));
    store<f32>(offsets + i, <f32>(value * value));
  }
  box(by, between, guides, width, height, radius);
  box(plane, between, means, width, height, radius);
  box(slopes, between, products, width, height, radius);
  box(offsets, between, squares, width, height, radius);
  for (let i: usize = 0; i < bytes; i += 4) {
    const middle = <f64>load<f32>(guides + i);
    const mean = <f64>load<f32>(means + i);
    const slope = <f32>((<f64>load<f32>(products + i) - middle * mean) / (<f64>load<f32>(squares + i) - middle * middle + evenness));
    store<f32>(products + i, slope);
    store<f32>(means + i, <f32>(mean - <f64>slope * middle));
  }
  box(products, between, slopes, width, height, radius);
  box(means, between, offsets, width, height, radius);
}

/** Classes of distance that edges are sorted by, and the distance (Lab) of the last. */
const BUCKETS = 2048;
const FARTHEST: f64 = 64;

/** The planes of one segmentation. */
let parents: usize = 0;
let sizes: usize = 0;
let inners: usize = 0;
let weights: usize = 0;

/**
 * Parts a picture in Lab into segments of one colour (after Felzenszwalb and Huttenlocher 2004): at `roots` each sample's root,
 * i32. The larger `looseness` (Lab units × samples), the larger the segments; none is smaller than `smallest` samples. `room` is
 * for six planes and a little more.
 */
export function segment(
  l: usize, a: usize, b: usize, roots: usize, room: usize, width: i32, height: i32, looseness: f64, smallest: f64,
): void {
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

/** Change of a sample from one sweep to the next below which it is at rest. */
const REST: f64 = 0.001;

/**
 * Draws samples to their neighbours, up to `sweeps` times one after the other, until all are at rest: each of the `count` whose
 * numbers (i32) lie at `open` goes `beyond` times as far as to where its neighbours' pulls and its own (towards `colour`) are
 * even. `right` and `below`: the pull between a sample and the next, 0 beyond the picture of `all` samples, `width` a row.
 * Values are 0 to 1. `room` is for five planes.
 */
export function settle(
  values: usize, open: usize, count: i32, own: usize, colour: usize, right: usize, below: usize, room: usize,
  width: i32, all: i32, sweeps: i32, beyond: f64,
): void {
  const line = <usize>width << 2;
  const last = <usize>(all - 1) << 2;
  // Its neighbours' shares of each, and what it has of itself, one after the other as they are needed.
  for (let k = 0; k < count; k++) {
    const i = <usize>load<i32>(open + (<usize>k << 2)) << 2;
    const e = <f64>load<f32>(right + i);
    const s = <f64>load<f32>(below + i);
    const w: f64 = i > 0 ? <f64>load<f32>(right + i - 4) : 0;
    const n: f64 = i >= line ? <f64>load<f32>(below + i - line) : 0;
    const self = <f64>load<f32>(own + i);
    const share = 1 / (w + n + e + s + self + 1e-9);
    const to = room + <usize>(20 * k);
    store<f32>(to, <f32>(w * share));
    store<f32>(to, <f32>(n * share), 4);
    store<f32>(to, <f32>(e * share), 8);
    store<f32>(to, <f32>(s * share), 12);
    store<f32>(to, <f32>(self * <f64>load<f32>(colour + i) * share), 16);
  }
  for (let round = 0, most: f64 = 1; round < sweeps && most > REST; round++) {
    most = 0;
    for (let k = 0; k < count; k++) {
      const i = <usize>load<i32>(open + (<usize>k << 2)) << 2;
      const from = room + <usize>(20 * k);
      const at = values + i;
      let rest = <f64>load<f32>(from, 16) + <f64>load<f32>(from, 8) * <f64>load<f32>(values + min(last, i + 4));
      rest += <f64>load<f32>(from, 12) * <f64>load<f32>(values + min(last, i + line));
      if (i >= line) rest += <f64>load<f32>(from, 4) * <f64>load<f32>(at - line);
      if (i > 0) rest += <f64>load<f32>(from) * <f64>load<f32>(at - 4);
      const before = <f64>load<f32>(at);
      const after = min(1, max(0, before + beyond * (rest - before)));
      store<f32>(at, <f32>after);
      most = max(most, Math.abs(after - before));
    }
  }
}
