// What segments of a picture measure, and which lie beside which, over planes of f32 samples.

/** A |Laplacian| below this is grain. */
const GRAIN: f64 = 0.02;

/**
 * Numbers (f64) of a segment: `measure` and `middles` say which. Words of a border: two segments' numbers, its length, and
 * the sum (f32) and count of Lab distances over it. */
export const RECORD = 17;
const BORDER = 5;

/** Planes that are measured behind L, a and b, and the one with the number of each sample's segment. */
const BEND: usize = 3;
const SLOPE: usize = 4;
export const LABELS: usize = 5;

/** Classes of |Laplacian| by which the middle one is found. */
const BINS = 512;

/** How many borders the last segmentation has. */
let borders: i32 = 0;

export function bordersFound(): i32 {
  return borders;
}

/** Gives roots numbers in the order in which they are met; says how many there are. */
export function numbered(labels: usize, numbers: usize, size: i32): i32 {
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
export function measure(records: usize, count: i32, bytes: usize, width: i32, height: i32): void {
  const labels = LABELS * bytes;
  for (let k = 0; k < count; k++) {
    const record = records + (<usize>(k * RECORD) << 3);
    store<f64>(record, <f64>width, 48);
    store<f64>(record, <f64>height, 64);
  }
  let i: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const record = records + (<usize>(load<i32>(labels + i) * RECORD) << 3);
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

/** Notes the middle |Laplacian| of each segment, last in its record. `starts`: room for two planes and 512 counts. */
export function middles(records: usize, count: i32, bytes: usize, size: i32, starts: usize): void {
  const labels = LABELS * bytes;
  let largest: f64 = 1e-6;
  for (let i = BEND * bytes; i < (BEND + 1) * bytes; i += 4) largest = max<f64>(largest, <f64>load<f32>(i));
  // The samples' classes, segment by segment.
  const sorted = starts + bytes;
  const bins = starts + 2 * bytes;
  let start = 0;
  for (let k = 0; k < count; k++) {
    store<i32>(starts + (<usize>k << 2), start);
    start += <i32>load<f64>(records + (<usize>(k * RECORD) << 3));
  }
  for (let i: usize = 0; i < <usize>size << 2; i += 4) {
    const bin = min(BINS - 1, <i32>((<f64>load<f32>(BEND * bytes + i) / largest) * BINS));
    const next = starts + (<usize>load<i32>(labels + i) << 2);
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

/**
 * Lists which segments lie beside which, how long, and what the colour changes by from a sample before their border to one beyond it, but
 * at the picture's own edge. A table by both numbers leads to their place in the list.
 */
export function connect(list: usize, count: i32, bytes: usize, width: i32, height: i32): void {
  let slots = 16;
  while (slots < 8 * count) slots <<= 1;
  const table = list + (<usize>(3 * count * BORDER + BORDER) << 2);
  memory.fill(table, 0, <usize>slots << 2);
  borders = 0;
  const row = <usize>width << 2;
  let i: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const inside = x > 0 && x < width - 2 && y > 0 && y < height - 2;
      if (x + 1 < width) meet(list, table, slots, bytes, i, 4, inside);
      if (y + 1 < height) meet(list, table, slots, bytes, i, row, inside);
    }
  }
}

@inline
function meet(list: usize, table: usize, slots: i32, bytes: usize, i: usize, way: usize, inside: bool): void {
  const here = load<i32>(LABELS * bytes + i);
  const there = load<i32>(LABELS * bytes + i + way);
  if (here == there) return;
  const border = borderOf(list, table, slots, min(here, there), max(here, there));
  store<i32>(border, load<i32>(border, 8) + 1, 8);
  if (!inside) return;
  store<f32>(border, <f32>(<f64>load<f32>(border, 12) + change(bytes, i - way, i + 2 * way)), 12);
  store<i32>(border, load<i32>(border, 16) + 1, 16);
}

/** The Lab distance of two samples. */
function change(bytes: usize, one: usize, other: usize): f64 {
  const l = <f64>load<f32>(one) - <f64>load<f32>(other);
  const a = <f64>load<f32>(bytes + one) - <f64>load<f32>(bytes + other);
  const b = <f64>load<f32>(2 * bytes + one) - <f64>load<f32>(2 * bytes + other);
  return Math.sqrt(l * l + a * a + b * b);
}

/** The border of two segments in the list, a new one where they have not met. */
function borderOf(list: usize, table: usize, slots: i32, low: i32, high: i32): usize {
  let slot = (low * 73856093 + high * 19349663) & (slots - 1);
  for (;;) {
    const found = load<i32>(table + (<usize>slot << 2));
    if (found == 0) break;
    const border = list + (<usize>((found - 1) * BORDER) << 2);
    if (load<i32>(border) == low && load<i32>(border, 4) == high) return border;
    slot = (slot + 1) & (slots - 1);
  }
  const border = list + (<usize>(borders * BORDER) << 2);
  memory.fill(border, 0, BORDER << 2);
  store<i32>(border, low);
  store<i32>(border, high, 4);
  borders++;
  store<i32>(table + (<usize>slot << 2), borders);
  return border;
}
