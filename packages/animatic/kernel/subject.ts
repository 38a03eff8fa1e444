// A subject that is cut out of its clip's picture: how much of each pixel is its own, and its colours without those behind it.
import { box } from './means';

/** Samples around one whose colours are taken for the subject's and for what is behind it. */
const REACH = 4;
/** Share of a sample's surroundings that is the subject's from which it surely is, and up to which it surely is not. */
const INSIDE: f64 = 0.97;
const OUTSIDE: f64 = 0.03;
/** Difference between the two colours, 0 to 255, from which a pixel's own tells anything, and from which it tells all. */
const TELLS: f64 = 14;
const TELLS_ALL: f64 = 40;

/** Share of the way between the colours up to which a pixel is none of the subject's, and the same from the other end: they vary. */
const SLACK: f64 = 0.18;

const NOT_HIS = 0;
const HIS = 1;
const EDGE = 2;

// What is known of the part of the picture around the subject: planes of f32, in samples.
let wide: i32 = 0;
let high: i32 = 0;
let share: usize = 0;
let around: usize = 0;
/** Luma, U and V of the subject and of what is behind it; U and V at every other sample. */
let own: usize = 0;
let ownBlues: usize = 0;
let ownReds: usize = 0;
let behind: usize = 0;
let blues: usize = 0;
let reds: usize = 0;
let spread: usize = 0;
/** Samples to a pixel, and by how many the part begins later. */
let acrossScale: f64 = 1;
let downScale: f64 = 1;
let leftmost: f64 = 0;
let topmost: f64 = 0;

/**
 * Learns the colours on both sides of an outline. `subject`: its share of each sample, f32, of `columns` × `rows`; `small`: the picture
 * at these samples, 4:2:0 without gaps; `back`: what is behind in it, 0 where that is not known. Only the part from `left`, `top`
 * to before `right`, `bottom` (even) is looked at. `room`: for 11 planes of f32 of that part.
 */
export function learn_sides(
  subject: usize, small: usize, back: usize, columns: i32, rows: i32,
  left: i32, top: i32, right: i32, bottom: i32, across: f64, down: f64, room: usize,
): void {
  wide = right - left;
  high = bottom - top;
  const bytes = <usize>(wide * high) << 2;
  share = room;
  around = room + bytes;
  spread = room + 2 * bytes;
  acrossScale = across;
  downScale = down;
  leftmost = <f64>left;
  topmost = <f64>top;
  for (let y = 0; y < high; y++) {
    const from = subject + (<usize>((top + y) * columns + left) << 2);
    memory.copy(share + (<usize>(y * wide) << 2), from, <usize>wide << 2);
  }
  own = room + 3 * bytes;
  ownBlues = room + 4 * bytes;
  ownReds = ownBlues + (bytes >> 2);
  blues = ownBlues + (bytes >> 1);
  reds = blues + (bytes >> 2);
  behind = room + 5 * bytes;
  const half = room + 6 * bytes;
  const spare = room + 7 * bytes;
  box(share, spare, around, wide, high, 1);
  halved(half);
  const luma = <usize>(columns * rows);
  const first = <usize>(top * columns + left);
  const second = luma + <usize>((top >> 1) * (columns >> 1) + (left >> 1));
  learn(small + first, back === 0 ? 0 : back + first, columns, around, wide, high, own, behind, spare, REACH);
  for (let plane = 0; plane < 2; plane++) {
    const at = second + (plane === 0 ? 0 : luma >> 2);
    const to = plane === 0 ? ownBlues : ownReds;
    const beyond = plane === 0 ? blues : reds;
    learn(small + at, back === 0 ? 0 : back + at, columns >> 1, half, wide >> 1, high >> 1, to, beyond, spare, REACH >> 1);
  }
  meanWhere(small + <usize>(top * columns + left), columns, around, wide, high, true, true, spread, spare, REACH);
  for (let i: usize = 0; i < bytes; i += 4) {
    const value = <f64>load<f32>(own + i);
    store<f32>(spread + i, <f32>(<f64>load<f32>(spread + i) - value * value));
  }
}

/** The colours on both sides, of one plane of the picture; `back`: what is behind, or 0. */
function learn(
  bytes: usize, back: usize, stride: i32, shares: usize, width: i32, height: i32, mine: usize, theirs: usize, room: usize, radius: i32,
): void {
  meanWhere(bytes, stride, shares, width, height, true, false, mine, room, radius);
  if (back === 0) meanWhere(bytes, stride, shares, width, height, false, false, theirs, room, radius);
  else copied(back, stride, theirs, width, height);
}

/** The shares around every other sample: the mean of four. */
function halved(to: usize): void {
  for (let y = 0; y < high; y += 2) {
    for (let x = 0; x < wide; x += 2, to += 4) {
      const at = around + (<usize>(y * wide + x) << 2);
      const below = at + (<usize>wide << 2);
      const sum = <f64>load<f32>(at) + <f64>load<f32>(at, 4) + <f64>load<f32>(below) + <f64>load<f32>(below, 4);
      store<f32>(to, <f32>(sum / 4));
    }
  }
}

/** The mean of bytes (or their squares) around each sample of those that surely are the subject's, or are not; where there is none, its own. */
function meanWhere(
  bytes: usize, stride: i32, shares: usize, width: i32, height: i32, inside: bool, squared: bool, to: usize, room: usize, radius: i32,
): void {
  const size = <usize>(width * height) << 2;
  const weights = room;
  const sums = room + size;
  const between = room + 2 * size;
  const whole = room + 3 * size;
  let i: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const some = <f64>load<f32>(shares + i);
      const is: f64 = (inside ? some >= INSIDE : some <= OUTSIDE) ? 1 : 0;
      const value = <f64>load<u8>(bytes + <usize>(y * stride + x));
      store<f32>(weights + i, <f32>is);
      store<f32>(sums + i, <f32>(is * (squared ? value * value : value)));
    }
  }
  box(weights, between, whole, width, height, radius);
  box(sums, between, to, width, height, radius);
  i = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const known = <f64>load<f32>(whole + i);
      const value = <f64>load<u8>(bytes + <usize>(y * stride + x));
      // Where none is near both sides are the same, and nothing is told.
      store<f32>(to + i, <f32>(known > 1e-3 ? <f64>load<f32>(to + i) / known : squared ? value * value : value));
    }
  }
}

function copied(bytes: usize, stride: i32, to: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) store<f32>(to, <f32>load<u8>(bytes + <usize>(y * stride + x)));
  }
}

/**
 * Writes how much of each pixel is the subject's (`cover`) and takes what is behind from `keep`, and its colours out of the
 * pixels on its outline, from what was learned. All begin at the window's first pixel; `left` and `top` are even.
 */
export function print_subject(
  luma: usize, u: usize, v: usize, cover: usize, keep: usize, lumaStride: i32, chromaStride: i32,
  left: i32, top: i32, right: i32, bottom: i32,
): void {
  for (let y = top; y < bottom; y += 2) {
    const level = <f64>(y + 1) * downScale - 0.5 - topmost;
    for (let x = left; x < right; ) {
      const kind = kindAt(x, level);
      const start = x;
      for (x += 2; x < right && kindAt(x, level) === kind; ) x += 2;
      const end = min(x, right);
      if (kind === EDGE) {
        for (let at = start; at < end; at += 2)
          printEdge(luma, u, v, cover, keep, lumaStride, chromaStride, at, y, right, bottom);
      }
      if (kind !== HIS) continue;
      for (let row = y; row < min(y + 2, bottom); row++) {
        const at = <usize>(row * lumaStride + start);
        memory.fill(cover + at, 255, <usize>(end - start));
        memory.fill(keep + at, 0, <usize>(end - start));
      }
    }
  }
}

/** What lies between the samples around a pixel and the next. */
function kindAt(x: i32, level: f64): i32 {
  const row = min(high - 2, max(0, <i32>Math.floor(level)));
  const column = min(wide - 1, max(0, <i32>Math.floor(<f64>(x + 1) * acrossScale - 0.5 - leftmost)));
  const next = min(column + 1, wide - 1);
  const line = around + (<usize>(row * wide) << 2);
  const below = line + (<usize>wide << 2);
  const a = load<f32>(line + (<usize>column << 2));
  const b = load<f32>(line + (<usize>next << 2));
  const c = load<f32>(below + (<usize>column << 2));
  const d = load<f32>(below + (<usize>next << 2));
  if (min(min(a, b), min(c, d)) >= <f32>INSIDE) return HIS;
  return max(max(a, b), max(c, d)) <= <f32>OUTSIDE ? NOT_HIS : EDGE;
}

/** Two by two pixels of luma on an outline, and the chroma that goes with them. */
function printEdge(
  luma: usize, u: usize, v: usize, cover: usize, keep: usize, lumaStride: i32, chromaStride: i32,
  x: i32, y: i32, right: i32, bottom: i32,
): void {
  const at = <usize>((y >> 1) * chromaStride + (x >> 1));
  const middle = <f64>(x + 1) * acrossScale - 0.5 - leftmost;
  const level = <f64>(y + 1) * downScale - 0.5 - topmost;
  const near = between(around, wide, high, middle, level);
  const halfway = middle / 2 - 0.25;
  const half = level / 2 - 0.25;
  const w = wide >> 1;
  const h = high >> 1;
  const ownBlue = between(ownBlues, w, h, halfway, half);
  const ownRed = between(ownReds, w, h, halfway, half);
  const blue = ownBlue - between(blues, w, h, halfway, half);
  const red = ownRed - between(reds, w, h, halfway, half);
  const mine = between(own, wide, high, middle, level);
  const light = mine - between(behind, wide, high, middle, level);
  const apart = 4 * (blue * blue + red * red) + light * light;
  const unsure = Math.sqrt(Math.max(0, between(spread, wide, high, middle, level)));
  const told = clamp((Math.sqrt(apart) - unsure - TELLS) / (TELLS_ALL - TELLS));
  // How far along the way from the one colour to the other.
  const coloured = 4 * ((<f64>load<u8>(u + at) - ownBlue) * blue + (<f64>load<u8>(v + at) - ownRed) * red);
  const least = clamp((near - 0.75) / 0.25);
  const most = clamp(near / 0.25);
  let taken: f64 = 0;
  for (let k = 0; k < 4; k++) {
    const column = x + (k & 1);
    const row = y + (k >> 1);
    if (column >= right || row >= bottom) continue;
    const i = <usize>(row * lumaStride + column);
    const across = (<f64>column + 0.5) * acrossScale - 0.5 - leftmost;
    const down = (<f64>row + 0.5) * downScale - 0.5 - topmost;
    let seen = between(share, wide, high, across, down);
    if (told > 0) {
      const value = <f64>load<u8>(luma + i);
      const along = clamp((1 + ((value - mine) * light + coloured) / apart - SLACK) / (1 - 2 * SLACK));
      seen += (Math.min(most, Math.max(least, along)) - seen) * told;
      store<u8>(luma + i, byte(value + (1 - seen) * told * light));
      taken += ((1 - seen) * told) / 4;
    }
    const whole = Math.floor(255 * seen + 0.5);
    store<u8>(cover + i, <u8>whole);
    store<u8>(keep + i, <u8>(((255 - whole) * <f64>load<u8>(keep + i)) / 255));
  }
  if (taken === 0) return;
  store<u8>(u + at, byte(<f64>load<u8>(u + at) + taken * blue));
  store<u8>(v + at, byte(<f64>load<u8>(v + at) + taken * red));
}

/** A plane between its samples; its edges go on beyond it. */
@inline
function between(plane: usize, width: i32, height: i32, x: f64, y: f64): f64 {
  const u = Math.max(0, Math.min(x, <f64>width - 1.001));
  const v = Math.max(0, Math.min(y, <f64>height - 1.001));
  const column = <i32>u;
  const row = <i32>v;
  const at = plane + (<usize>(row * width + column) << 2);
  const below = at + (<usize>width << 2);
  const a = <f64>load<f32>(at);
  const b = <f64>load<f32>(below);
  const upper = a + (<f64>load<f32>(at, 4) - a) * (u - <f64>column);
  const lower = b + (<f64>load<f32>(below, 4) - b) * (u - <f64>column);
  return upper + (lower - upper) * (v - <f64>row);
}

@inline
function byte(value: f64): u8 {
  return <u8>Math.floor(Math.max(0, Math.min(255, value)) + 0.5);
}

@inline
function clamp(value: f64): f64 {
  return Math.min(1, Math.max(0, value));
}
