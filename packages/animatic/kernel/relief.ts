// The relief's maps, made so even that no camera move folds them over themselves; src/draw/relief.ts says what they are.

/** How much steeper than this the product of depth and camera may not get: at 1 the picture would fold over itself. */
const STEEPEST: f64 = 0.45;

/** Width and height of the planes, and where what is worked at lies: planes, then a row with room on both sides. */
let width: i32 = 0;
let height: i32 = 0;
let bytes: usize = 0;
let work: usize = 0;
let spare: usize = 0;
let line: usize = 0;

/**
 * Makes a relief, four floats a sample, at `to`: `planes` holds nearness, sky, water and foliage one after the other. `sweep`: the
 * widest parallax, `drift`: how far clouds go, in samples; `horizon`: its row. `room` is for two planes and three rows.
 */
export function relief(
  planes: usize, to: usize, room: usize, across: i32, down: i32, sweep: f64, drift: f64, horizon: f64,
): void {
  width = across;
  height = down;
  bytes = <usize>(width * height) << 2;
  work = room;
  spare = room + bytes;
  line = room + 2 * bytes;
  if (sweep > 0) soften(planes, sweep);
  if (drift > 0 && !isEmpty(planes + bytes)) recede(planes + bytes, drift);
  let at: usize = 0;
  for (let y = 0; y < height; y++) {
    const above = max<f64>(0, 1 - (<f64>y + 0.5) / horizon);
    for (let x = 0; x < width; x++, at += 4) {
      const side = min<f64>(<f64>x + 0.5, <f64>(width - x) - 0.5) / <f64>width;
      const edge = min<f64>(side, min<f64>((<f64>y + 0.5) / <f64>height, (<f64>(height - y) - 0.5) / <f64>height));
      const rim = smooth(edge / 0.04);
      const out = to + 4 * at;
      store<f32>(out, load<f32>(planes + at));
      // Clouds go fastest overhead and stand still at the horizon; they drift far, so that they need a wide rim.
      const clouds = <f64>load<f32>(planes + bytes + at) * min<f64>(1, 1.5 * above) * smooth(side / 0.2);
      store<f32>(out, <f32>clouds, 4);
      store<f32>(out, <f32>(<f64>load<f32>(planes + 2 * bytes + at) * rim), 8);
      store<f32>(out, <f32>(<f64>load<f32>(planes + 3 * bytes + at) * rim), 12);
    }
  }
}

/** 0 up to 0, 1 from 1, without a corner between. */
@inline
function smooth(t: f64): f64 {
  const share = min<f64>(max<f64>(t, 0), 1);
  return share * share * (3 - 2 * share);
}

/** Grows what is near by about a third of the sweep, then blurs until no slope is too steep for it. */
function soften(near: usize, sweep: f64): void {
  const radius = <i32>(0.35 * sweep + 0.5);
  grow(near, radius);
  for (let reach = max(1, radius); ; reach++) {
    blur(near, reach);
    blur(near, reach);
    if (steepest(near) * sweep <= STEEPEST) return;
  }
}

function isEmpty(mask: usize): bool {
  for (let i: usize = 0; i < bytes; i += 4) if (load<f32>(mask + i) != 0) return false;
  return true;
}

/** Draws a mask back from its edge, with a slope that a shift of that many samples can be spread over. */
function recede(mask: usize, shift: f64): void {
  // Twice a box of 2 b + 1 samples turns a hard edge into a slope of 1 / (2 b + 1) and spreads it over 2 b samples.
  const reach = <i32>Math.ceil((shift / STEEPEST - 1) / 2);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(mask + i, 1 - load<f32>(mask + i));
  grow(mask, 2 * reach);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(mask + i, 1 - load<f32>(mask + i));
  blur(mask, reach);
  blur(mask, reach);
}

/** Makes each sample the most of those within a square of 2 · radius + 1. */
function grow(map: usize, radius: i32): void {
  if (radius == 0) return;
  for (let y = 0; y < height; y++) {
    const row = <usize>(y * width) << 2;
    pad(map + row, radius);
    most(line, 4, 2 * radius, work + row);
  }
  for (let y = 0; y < height; y++) {
    const first = max(0, y - radius);
    const last = min(height - 1, y + radius);
    most(work + (<usize>(first * width) << 2), <usize>width << 2, last - first, map + (<usize>(y * width) << 2));
  }
}

/** A row into `line`, its ends repeated that many times on both sides. */
function pad(row: usize, radius: i32): void {
  const before = load<f32>(row);
  const after = load<f32>(row + (<usize>(width - 1) << 2));
  const end = line + (<usize>(radius + width) << 2);
  for (let i: usize = 0; i < <usize>radius << 2; i += 4) {
    store<f32>(line + i, before);
    store<f32>(end + i, after);
  }
  memory.copy(line + (<usize>radius << 2), row, <usize>width << 2);
}

/** A row of the most of rows that begin `step` bytes apart, that many after the first. */
function most(from: usize, step: usize, more: i32, to: usize): void {
  let x: usize = 0;
  const end = <usize>width << 2;
  for (; x + 16 <= end; x += 16) {
    let best = v128.load(from + x);
    for (let k = 1, at = from + x; k <= more; k++) {
      at += step;
      best = f32x4.max(best, v128.load(at));
    }
    v128.store(to + x, best);
  }
  for (; x < end; x += 4) {
    let best = load<f32>(from + x);
    for (let k = 1, at = from + x; k <= more; k++) {
      at += step;
      best = max(best, load<f32>(at));
    }
    store<f32>(to + x, best);
  }
}

/** Makes each sample the mean of a square of 2 · radius + 1, the picture's edges repeated beyond it. */
function blur(map: usize, radius: i32): void {
  const count = <f64>(2 * radius + 1);
  for (let y = 0; y < height; y++) {
    const row = <usize>(y * width) << 2;
    pad(map + row, radius + 1);
    let sum: f64 = 0;
    for (let i = 1; i <= 2 * radius + 1; i++) sum += <f64>load<f32>(line + (<usize>i << 2));
    let at = line + 4;
    for (let x = 0; x < width; x++, at += 4) {
      store<f32>(work + row + (<usize>x << 2), <f32>(sum / count));
      sum += <f64>load<f32>(at + (<usize>(2 * radius + 1) << 2)) - <f64>load<f32>(at);
    }
  }
  // The sums of all columns side by side.
  memory.fill(spare, 0, <usize>width << 3);
  for (let i = -radius; i <= radius; i++) gather(rowOf(i), 0, false);
  for (let y = 0; y < height; y++) {
    let to = map + (<usize>(y * width) << 2);
    for (let x: usize = 0; x < <usize>width << 3; x += 8, to += 4) store<f32>(to, <f32>(load<f64>(spare + x) / count));
    gather(rowOf(y + radius + 1), rowOf(y - radius), true);
  }
}

@inline
function rowOf(y: i32): usize {
  return work + (<usize>(min(height - 1, max(0, y)) * width) << 2);
}

/** Adds a row to the sums, less another one. */
function gather(row: usize, less: usize, both: bool): void {
  for (let x: usize = 0, sum = spare; x < <usize>width << 2; x += 4, sum += 8) {
    const value = <f64>load<f32>(row + x);
    store<f64>(sum, load<f64>(sum) + (both ? value - <f64>load<f32>(less + x) : value));
  }
}

/** The greatest step between neighbours, either way. */
function steepest(map: usize): f64 {
  let greatest: f64 = 0;
  const row = <usize>width << 2;
  for (let y = 0, at = map; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const value = <f64>load<f32>(at);
      if (x > 0) greatest = max<f64>(greatest, Math.abs(value - <f64>load<f32>(at - 4)));
      if (y > 0) greatest = max<f64>(greatest, Math.abs(value - <f64>load<f32>(at - row)));
    }
  }
  return greatest;
}
