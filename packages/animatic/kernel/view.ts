// A picture made small: what of it covers a frame, each sample the mean of the area that it covers; its colours and its sharpness.

/** The picture's size, the frame's, and pixels of the one to a sample of the other. */
let across: i32 = 0;
let down: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let scale: f64 = 1;

/** Where the frame's planes of R, G and B end: its columns' cells, a line, the sums of lines, then rows of the picture. */
let cells: usize = 0;
let line: usize = 0;
let sums: usize = 0;
let strip: usize = 0;

/** Bytes of a cell: the first and the last source sample and how much of each it covers. */
const CELL = 24;

/** Sets up for a picture of `columns` × `rows` and a frame of that size, cut at the middle. Says where rows of the picture go. */
export function aim(columns: i32, rows: i32, wide: i32, high: i32): usize {
  across = columns;
  down = rows;
  width = wide;
  height = high;
  scale = min<f64>(<f64>columns / <f64>wide, <f64>rows / <f64>high);
  cells = (<usize>(3 * wide * high + 1) << 2) & ~7;
  line = cells + <usize>(CELL * wide);
  sums = line + <usize>(12 * wide);
  strip = sums + <usize>(12 * wide);
  const offset = (<f64>columns - <f64>wide * scale) / 2;
  for (let x = 0; x < wide; x++) cellAt(cells + <usize>(CELL * x), x, offset, columns);
  return strip;
}

function cellAt(to: usize, i: i32, offset: f64, limit: i32): void {
  const start = max<f64>(0, offset + <f64>i * scale);
  const end = min<f64>(<f64>limit, offset + <f64>(i + 1) * scale);
  const from = min(limit - 1, <i32>Math.floor(start));
  const until = max(from + 1, <i32>Math.ceil(end - 1e-9));
  store<i32>(to, 3 * from);
  store<i32>(to, 3 * until, 4);
  store<f64>(to, until - from == 1 ? scale : <f64>(from + 1) - start, 8);
  store<f64>(to, end - <f64>(until - 1), 16);
}

/** The first row of the picture that a row of the frame covers, and the one after the last. */
export function firstRow(y: i32): i32 {
  const start = max<f64>(0, (<f64>down - <f64>height * scale) / 2 + <f64>y * scale);
  return min(down - 1, <i32>Math.floor(start));
}

export function endRow(y: i32): i32 {
  const end = min<f64>(<f64>down, (<f64>down - <f64>height * scale) / 2 + <f64>(y + 1) * scale);
  return max(firstRow(y) + 1, <i32>Math.ceil(end - 1e-9));
}

/** Makes a row of the frame from the rows of the picture that it covers, which lie at what `aim` said. */
export function shrink(y: i32): void {
  // Its own cell is as long as a column's is wide.
  cellAt(line, y, (<f64>down - <f64>height * scale) / 2, down);
  const from = load<i32>(line) / 3;
  const to = load<i32>(line, 4) / 3;
  const first = load<f64>(line, 8);
  const last = load<f64>(line, 16);
  memory.fill(sums, 0, <usize>(12 * width));
  for (let row = from; row < to; row++) {
    shrinkRow(strip + <usize>(3 * (row - from) * across));
    const weight = row == from ? first : row == to - 1 ? last : 1;
    for (let i: usize = 0; i < <usize>(12 * width); i += 4) {
      store<f32>(sums + i, <f32>(<f64>load<f32>(sums + i) + weight * <f64>load<f32>(line + i)));
    }
  }
  const share = 1 / (255 * scale * scale);
  const plane = <usize>(width * height) << 2;
  let at = <usize>(y * width) << 2;
  for (let i = sums; i < sums + <usize>(12 * width); i += 12, at += 4) {
    store<f32>(at, <f32>(<f64>load<f32>(i) * share));
    store<f32>(plane + at, <f32>(<f64>load<f32>(i, 4) * share));
    store<f32>(2 * plane + at, <f32>(<f64>load<f32>(i, 8) * share));
  }
}

function shrinkRow(row: usize): void {
  for (let x = 0; x < width; x++) {
    const cell = cells + <usize>(CELL * x);
    const end = row + <usize>load<i32>(cell, 4);
    const first = load<f64>(cell, 8);
    let at = row + <usize>load<i32>(cell);
    let red = <f64>load<u8>(at) * first;
    let green = <f64>load<u8>(at, 1) * first;
    let blue = <f64>load<u8>(at, 2) * first;
    at += 3;
    for (; at + 3 < end; at += 3) {
      red += <f64>load<u8>(at);
      green += <f64>load<u8>(at, 1);
      blue += <f64>load<u8>(at, 2);
    }
    if (at < end) {
      const last = load<f64>(cell, 16);
      red += <f64>load<u8>(at) * last;
      green += <f64>load<u8>(at, 1) * last;
      blue += <f64>load<u8>(at, 2) * last;
    }
    const to = line + <usize>(12 * x);
    store<f32>(to, <f32>red);
    store<f32>(to, <f32>green, 4);
    store<f32>(to, <f32>blue, 8);
  }
}

/** Steps of the table of linear light from 0 to 1; that of roots has four times as many. */
const STEPS = 1024;

/** R, G and B planes (0 to 1) of that many samples, one after the other, become L, a and b. `tables`: linear light, then roots. */
export function lab(planes: usize, size: i32, tables: usize): void {
  const bytes = <usize>size << 2;
  for (let at = planes; at < planes + bytes; at += 4) {
    const r = linear(tables, load<f32>(at));
    const g = linear(tables, load<f32>(at + bytes));
    const b = linear(tables, load<f32>(at + 2 * bytes));
    const x = root(tables, (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    const y = root(tables, 0.2126 * r + 0.7152 * g + 0.0722 * b);
    const z = root(tables, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    store<f32>(at, <f32>(116 * y - 16));
    store<f32>(at + bytes, <f32>(500 * (x - y)));
    store<f32>(at + 2 * bytes, <f32>(200 * (y - z)));
  }
}

@inline
function linear(tables: usize, value: f32): f64 {
  return <f64>load<f32>(tables + (<usize><i32>(<f64>value * STEPS + 0.5) << 2));
}

@inline
function root(tables: usize, value: f64): f64 {
  const step = min(4 * STEPS, <i32>(value * (4 * STEPS) + 0.5));
  return <f64>load<f32>(tables + (<usize>(STEPS + 1 + step) << 2));
}

/** Luma (Rec. 601 weights) of R, G and B planes, behind them. */
export function luma(planes: usize, size: i32): void {
  const bytes = <usize>size << 2;
  for (let at = planes; at < planes + bytes; at += 4) {
    const red = 0.299 * <f64>load<f32>(at);
    const green = 0.587 * <f64>load<f32>(at + bytes);
    store<f32>(at + 3 * bytes, <f32>(red + green + 0.114 * <f64>load<f32>(at + 2 * bytes)));
  }
}

/**
 * The largest |Laplacian| within each sample of a frame, and behind it the largest |gradient|, at `to`: of luma that is up to twice
 * as fine, `wide` × `high`.
 */
export function sharpen(fine: usize, wide: i32, high: i32, to: usize, columns: i32, rows: i32): void {
  const plane = <usize>(columns * rows) << 2;
  memory.fill(to, 0, 2 * plane);
  const row = <usize>wide << 2;
  for (let y = 1; y < high - 1; y++) {
    const bends = to + (<usize>(min(rows - 1, (y * rows) / high) * columns) << 2);
    let from = fine + <usize>y * row + 4;
    for (let x = 1; x < wide - 1; x++, from += 4) {
      const left = <f64>load<f32>(from - 4);
      const right = <f64>load<f32>(from + 4);
      const above = <f64>load<f32>(from - row);
      const below = <f64>load<f32>(from + row);
      const at = bends + (<usize>min(columns - 1, (x * columns) / wide) << 2);
      const bend = <f32>Math.abs(4 * <f64>load<f32>(from) - left - right - above - below);
      const slope = <f32>((Math.abs(right - left) + Math.abs(below - above)) / 2);
      if (bend > load<f32>(at)) store<f32>(at, bend);
      if (slope > load<f32>(at + plane)) store<f32>(at + plane, slope);
    }
  }
}

/** Three planes, one after the other, in half their size: each sample the mean of four. Sizes are those of what they become. */
export function halve(from: usize, to: usize, wide: i32, high: i32): void {
  const line = <usize>wide << 3;
  for (let row = 0; row < 3 * high; row++, from += line) {
    for (const end = from + line; from < end; from += 8, to += 4) {
      const upper = <f64>load<f32>(from) + <f64>load<f32>(from, 4);
      store<f32>(to, <f32>((upper + <f64>load<f32>(from + line) + <f64>load<f32>(from + line, 4)) / 4));
    }
  }
}
