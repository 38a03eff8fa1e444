// The steps of a guessed depth on its way to one that is fit for warping; src/look/depth.ts says why.
import { box, guided } from './means';

/** Depth of what is below a subject, at least, as a share of the subject's. */
const BELOW: f64 = 0.85;

/** Steepest slope of depth, per sample of the longer side. */
const STEEPEST: f64 = 8;

/** Numbers (f64) of a segment: what its sharpness and what its salience add; below 0 for a sky, which is far. */
const CLUES = 2;

/**
 * A guess for each sample, at `to`: by its row (`places`, f64), by its segment (`clues`, f64, two each: what its sharpness, below 0 for a
 * sky, and its salience add; `labels`, i32), and less where it is paler than the middle, times `haze`.
 */
export function guess(
  to: usize, light: usize, labels: usize, places: usize, clues: usize, width: i32, height: i32, haze: f64,
): void {
  let i: usize = 0;
  for (let y: usize = 0; y < <usize>height; y++) {
    const place = load<f64>(places + (y << 3));
    for (let x = 0; x < width; x++, i += 4) {
      const clue = clues + (<usize>(CLUES * load<i32>(labels + i)) << 3);
      const focus = load<f64>(clue);
      const pale = max<f64>(0, <f64>load<f32>(light + i) / 100 - 0.5);
      const near = place + focus + load<f64>(clue, 8) - haze * pale;
      store<f32>(to + i, focus < 0 ? 0 : <f32>near);
    }
  }
}

/**
 * Evens a guess out along the edges of luma, which lies behind it. Room for seven planes behind that.
 */
export function even(guess: usize, width: i32, height: i32): void {
  const bytes = <usize>(width * height) << 2;
  const spare = guess + 2 * bytes;
  stretch(guess, spare, width * height, 0.004, 0.996);
  box(guess, spare, guess, width, height, 3);
  guided(guess, width, height, <i32>(<f64>width / 24 + 0.5), 2e-3);
  guided(guess, width, height, <i32>(<f64>width / 48 + 0.5), 1e-3);
  for (let i = guess; i < guess + bytes; i += 4) store<f32>(i, min<f32>(1, max<f32>(0, load<f32>(i))));
}

/** Stretches so that the given quantiles become 0 and 1; what lies beyond is cut. `room` is for 65,536 counts. */
export function stretch(plane: usize, room: usize, size: i32, low: f64, high: f64): void {
  const bottom = <f64>ranked(plane, size, <i32>(<f64>(size - 1) * low), room);
  const range = <f64>ranked(plane, size, <i32>(<f64>(size - 1) * high), room) - bottom;
  const end = plane + (<usize>size << 2);
  for (let i = plane; i < end; i += 4) {
    const share = (<f64>load<f32>(i) - bottom) / range;
    store<f32>(i, range < 1e-6 ? 0 : <f32>min<f64>(1, max<f64>(0, share)));
  }
}

/** The value that so many of a plane's samples lie before: by the upper half of its bits, then by the lower. */
function ranked(plane: usize, size: i32, rank: i32, room: usize): f32 {
  const upper = bucketOf(plane, size, 0, 0, rank, room);
  const lower = bucketOf(plane, size, 16, upper, rank - passed, room);
  const key = (upper << 16) | lower;
  return reinterpret<f32>(key & 0x80000000 ? key ^ 0x80000000 : ~key);
}

/** Samples in the buckets before the one found last. */
let passed: i32 = 0;

/** The bucket of the sample of that rank: by its key's upper half, or among those with that upper half by the lower. */
function bucketOf(plane: usize, size: i32, lower: i32, upper: u32, rank: i32, room: usize): u32 {
  memory.fill(room, 0, 65536 << 2);
  const end = plane + (<usize>size << 2);
  for (let i = plane; i < end; i += 4) {
    const key = keyOf(load<u32>(i));
    if (lower != 0 && key >> 16 != upper) continue;
    const at = room + (<usize>(lower != 0 ? key & 0xffff : key >> 16) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  passed = 0;
  for (let bucket: u32 = 0; bucket < 65536; bucket++) {
    const count = load<i32>(room + (<usize>bucket << 2));
    if (passed + count > rank) return bucket;
    passed += count;
  }
  return 65535;
}

/** Bits of a float as a number that is greater for a greater float. */
@inline
function keyOf(bits: u32): u32 {
  return bits & 0x80000000 ? ~bits : bits | 0x80000000;
}

/** The upper quartile of the samples that have a number; 0.5 where none has. `room` is for a plane and 65,536 counts. */
export function upperOf(plane: usize, numbers: usize, number: f32, size: i32, room: usize): f64 {
  const counts = room + (<usize>size << 2);
  let members = 0;
  for (let i: usize = 0; i < <usize>size << 2; i += 4) {
    if (load<f32>(numbers + i) != number) continue;
    store<f32>(room + (<usize>members << 2), load<f32>(plane + i));
    members++;
  }
  return members == 0 ? 0.5 : <f64>ranked(room, members, <i32>(<f64>members * 0.75), counts);
}

/**
 * Makes a depth rigid: what has a number (f32, −1 for none, behind the depth) is about as near as `subjects` (f64, two each) says, and where the
 * second is 1 what is below it hardly farther; then no slope is too steep. `room` is for a plane and 65,536 counts.
 */
export function flatten(depth: usize, width: i32, height: i32, subjects: usize, room: usize): void {
  const size = width * height;
  const numbers = depth + (<usize>size << 2);
  memory.fill(room, 0, <usize>width << 2);
  let i: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let above = room; above < room + (<usize>width << 2); above += 4, i += 4) {
      const value = <f64>load<f32>(depth + i);
      const number = <i32>load<f32>(numbers + i);
      const subject = subjects + (<usize>number << 4);
      const flat = number == -1 ? <f32>value : <f32>(load<f64>(subject) * 0.92 + value * 0.08);
      if (number != -1 && load<f64>(subject, 8) == 1) {
        store<f32>(above, max<f32>(load<f32>(above), flat));
        store<f32>(depth + i, flat);
      } else store<f32>(depth + i, <f32>max<f64>(<f64>flat, BELOW * <f64>load<f32>(above)));
    }
  }
  stretch(depth, room, size, 0.005, 0.995);
  spread(depth, width, height);
  box(depth, room, depth, width, height, 2);
  box(depth, room, depth, width, height, 2);
}

/** The least surface above a depth that is nowhere too steep, by two sweeps over eight neighbours. */
export function spread(depth: usize, width: i32, height: i32): void {
  const step = STEEPEST / <f64>max(width, height);
  const aslant = step * Math.SQRT2;
  const row = <usize>width << 2;
  let at = depth;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      if (x > 0) raise(at, at - 4, step);
      if (y == 0) continue;
      raise(at, at - row, step);
      if (x > 0) raise(at, at - row - 4, aslant);
      if (x < width - 1) raise(at, at - row + 4, aslant);
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      at -= 4;
      if (x < width - 1) raise(at, at + 4, step);
      if (y == height - 1) continue;
      raise(at, at + row, step);
      if (x < width - 1) raise(at, at + row + 4, aslant);
      if (x > 0) raise(at, at + row - 4, aslant);
    }
  }
}

@inline
function raise(at: usize, from: usize, fall: f64): void {
  const value = <f64>load<f32>(from) - fall;
  if (value > <f64>load<f32>(at)) store<f32>(at, <f32>value);
}
