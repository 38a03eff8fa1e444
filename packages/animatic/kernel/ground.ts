// Masks of what may move, and what stands before a sky; src/look/ground.ts says how they are told.
import { box } from './means';

/** |Laplacian| of the edge of a thin thing, beyond that of clouds. */
const THIN: f64 = 0.1;

/** Lightness (Lab) of the sun and of what it outshines; largest share of the picture that a sun or a moon takes up. */
const BURNT: f64 = 95;
const LARGEST_LIGHT: f64 = 0.036;

/** How much darker or brighter than what is around it a lattice is before a sky. */
const STANDS: f64 = 0.05;

/** A plane of what each sample's segment has: `labels` (i32), `values` (f32, one a segment). */
export function held(labels: usize, values: usize, to: usize, size: i32): void {
  for (let i: usize = 0; i < <usize>size << 2; i += 4) {
    store<f32>(to + i, load<f32>(values + (<usize>load<i32>(labels + i) << 2)));
  }
}

/** Multiplies a plane by the one behind it. */
export function times(plane: usize, size: i32): void {
  const bytes = <usize>size << 2;
  for (let i = plane; i < plane + bytes; i += 4) store<f32>(i, <f32>(<f64>load<f32>(i) * <f64>load<f32>(i + bytes)));
}

export function mean(plane: usize, size: i32): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>size << 2; i += 4) sum += <f64>load<f32>(plane + i);
  return sum / <f64>size;
}

/** The mean chroma of an a and a b plane, one after the other. */
export function chroma(planes: usize, size: i32): f64 {
  const bytes = <usize>size << 2;
  let sum: f64 = 0;
  for (let i = planes; i < planes + bytes; i += 4) {
    const a = <f64>load<f32>(i);
    const b = <f64>load<f32>(i + bytes);
    sum += <f64><f32>Math.sqrt(a * a + b * b);
  }
  return sum / <f64>size;
}

/**
 * Planes from the start: L, a, b, |Laplacian|, what is clouds and what is water. The last two become the masks of the sky that drifts and
 * of the waves, with that of foliage behind them. `horizon`: its row. Room for three planes more.
 */
export function moving(width: i32, height: i32, horizon: f64): void {
  const size = width * height;
  const bytes = <usize>size << 2;
  const sharp = bytes * 3;
  const sky = bytes * 4;
  const water = bytes * 5;
  const foliage = bytes * 6;
  const spare = bytes * 7;
  const between = bytes * 8;
  unburn(sky, spare, between, width, height);
  // Clouds must not pull at towers, nor at the moon: the mask keeps clear of everything that is not sky, and of poles too thin to be told
  // from it by their colour.
  for (let i: usize = 0; i < bytes; i += 4) if (<f64>load<f32>(sharp + i) >= THIN) store<f32>(sky + i, 0);
  erode(sky, spare, between, width, height, 3);
  box(spare, between, sky, width, height, 2);
  erode(water, spare, between, width, height, 1);
  box(spare, between, water, width, height, 2);
  for (let y = 0, i = water; y < height; y++) {
    const below = min<f64>(1, max<f64>(0, (<f64>y - horizon) / (0.06 * <f64>height)));
    for (let x = 0; x < width; x++, i += 4) store<f32>(i, <f32>(<f64>load<f32>(i) * below));
  }
  // Green or straw-coloured, and rough as leaves are.
  for (let i: usize = 0; i < bytes; i += 4) {
    const l = <f64>load<f32>(i);
    const a = load<f32>(bytes + i);
    const b = load<f32>(2 * bytes + i);
    const green = l > 6 && l < 85 && a < -5 && b > 6 && a * a + b * b > 120;
    store<f32>(foliage + i, green ? 1 : 0);
  }
  box(foliage, between, spare, width, height, 2);
  box(sharp, between, foliage, width, height, 3);
  for (let i: usize = 0; i < bytes; i += 4) {
    const green = <f64>load<f32>(spare + i);
    const leafy = min<f64>(1, green * max<f64>(0, <f64>load<f32>(foliage + i) - 0.02) * 12);
    store<f32>(foliage + i, green > 0.5 ? <f32>leafy : 0);
  }
}

/** 1 at `to` only where everything within the radius is 1. */
function erode(mask: usize, to: usize, between: usize, width: i32, height: i32, radius: i32): void {
  box(mask, between, to, width, height, radius);
  const end = to + (<usize>(width * height) << 2);
  for (let i = to; i < end; i += 4) store<f32>(i, <f64>load<f32>(i) > 0.999 ? 1 : 0);
}

/** Leaves of a sky what drifts: not where it is burnt out, when that is no more than the sun's own disc and glow. */
function unburn(sky: usize, burnt: usize, between: usize, width: i32, height: i32): void {
  const bytes = <usize>(width * height) << 2;
  let count = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    const is = <f64>load<f32>(i) > BURNT && load<f32>(sky + i) > 0;
    if (is) count++;
    store<f32>(burnt + i, is ? 1 : 0);
  }
  if (count == 0 || <f64>count / <f64>(width * height) > LARGEST_LIGHT) return;
  box(burnt, between, burnt, width, height, 2);
  for (let i: usize = 0; i < bytes; i += 4) if (load<f32>(burnt + i) > 0) store<f32>(sky + i, 0);
}

/**
 * 1 for each sample that is not sky, or hangs together with what is not and differs from the sky around it. `line`: the horizon's row.
 * Planes from the start: the clear sky (0 or 1), luma; what stands becomes the first. Room for two planes and a row.
 */
export function stand(width: i32, height: i32, line: i32): void {
  const size = width * height;
  const bytes = <usize>size << 2;
  const around = bytes * 2;
  const queue = bytes * 3;
  box(bytes, queue, around, width, height, <i32>(<f64>width / 30 + 0.5));
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(i, 1 - load<f32>(i));
  let end = 0;
  // Only from beside a sky is there anywhere to go.
  for (let i = 0; i < size; i++) {
    if (load<f32>(<usize>i << 2) != 1) continue;
    let reaches = false;
    for (let way = 0; way < WAYS && !reaches; way++) {
      const next = i + wayOf(way, width);
      reaches = next >= 0 && next < size && load<f32>(<usize>next << 2) == 0;
    }
    if (reaches) end = queued(queue, end, i);
  }
  // What stands on the horizon, or comes in from below, though it is nowhere wide enough to be seen there.
  for (let i = line * width; i < min(size, (line + 1) * width); i++) end = queued(queue, end, i);
  for (let i = size - width; i < size; i++) end = queued(queue, end, i);
  for (let k = 0; k < end; k++) {
    const at = load<i32>(queue + (<usize>k << 2));
    for (let way = 0; way < WAYS; way++) {
      const next = at + wayOf(way, width);
      if (next < 0 || next >= size) continue;
      const i = <usize>next << 2;
      if (load<f32>(i) != 0 || Math.abs(<f64>load<f32>(bytes + i) - <f64>load<f32>(around + i)) <= STANDS) continue;
      store<f32>(i, 1);
      // Over a gap, where something dark goes over into something bright.
      for (let over = next + width; over < at; over += width) store<f32>(<usize>over << 2, 1);
      end = queued(queue, end, next);
    }
  }
}

@inline
function queued(queue: usize, end: i32, sample: i32): i32 {
  store<i32>(queue + (<usize>end << 2), sample);
  return end + 1;
}

const WAYS = 10;

/** Samples from one to where what stands there may go on: its neighbours, and two higher up. */
function wayOf(way: i32, width: i32): i32 {
  if (way < 3) return way - 1 - width;
  if (way < 5) return way == 3 ? -1 : 1;
  if (way < 7) return way == 5 ? -2 * width : -3 * width;
  return way - 8 + width;
}

/**
 * Where a fire burns in a picture's L, a and b, which lie at the start: count of samples, left, right, top and bottom (i32) behind room
 * for three planes.
 */
export function burn(width: i32, height: i32): void {
  const bytes = <usize>(width * height) << 2;
  const dense = bytes * 3;
  const around = bytes * 4;
  const between = bytes * 5;
  for (let i: usize = 0; i < bytes; i += 4) {
    const l = <f64>load<f32>(i);
    const a = <f64>load<f32>(bytes + i);
    const b = <f64>load<f32>(2 * bytes + i);
    store<f32>(dense + i, l > 58 && b > 42 && a > 4 && b > 1.2 * a ? 1 : 0);
  }
  // The glow of a flame falls off around a core: a painted wall is even, and a sunset as wide as the picture.
  box(dense, between, dense, width, height, 2);
  box(0, between, around, width, height, <i32>(<f64>width / 8 + 0.5));
  let count = 0;
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  let i: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      if (<f64>load<f32>(dense + i) < 0.6 || <f64>load<f32>(i) < <f64>load<f32>(around + i) + 18) continue;
      count++;
      left = min(left, x);
      right = max(right, x);
      top = min(top, y);
      bottom = max(bottom, y);
    }
  }
  const to = bytes * 6;
  store<i32>(to, count);
  store<i32>(to, left, 4);
  store<i32>(to, right, 8);
  store<i32>(to, top, 12);
  store<i32>(to, bottom, 16);
}
