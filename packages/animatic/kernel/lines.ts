// Edges of a picture that hang together, and a depth drawn straight along its lines; src/look/lines.ts says what they are.
import { box } from './means';

/** Steps of luma (0 to 1) between neighbours from which there is an edge. */
const EDGE: f64 = 0.035;

/** Angle, in radians, by which the edges of one line may differ. */
const STRAIGHT: f64 = 0.22;

/** Numbers (i32) of a line: where its samples begin, how many they are, and whether it is upright. */
const LINE = 3;

/**
 * Finds what edges hang together and point the same way in the luma at the start. Groups of at least `least` samples come to lie at
 * `groups`, one after the other: how many (i32), then which (i32). Says how many groups. Room for six planes and 65,536 counts behind
 * the luma.
 */
export function gather(width: i32, height: i32, least: f64): i32 {
  const bytes = <usize>(width * height) << 2;
  const strength = bytes;
  const angle = bytes * 2;
  const order = bytes * 3;
  const spare = bytes * 4;
  const counts = bytes * 7;
  memory.fill(strength, 0, bytes);
  let edges = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const sample = y * width + x;
      const at = <usize>sample << 2;
      const row = <usize>width << 2;
      const across = (<f64>load<f32>(at + 4) - <f64>load<f32>(at - 4)) / 2;
      const down = (<f64>load<f32>(at + row) - <f64>load<f32>(at - row)) / 2;
      const step = Math.sqrt(across * across + down * down);
      if (step <= EDGE) continue;
      store<f32>(strength + at, <f32>step);
      store<f32>(angle + at, <f32>Math.atan2(down, across));
      store<i32>(order + (<usize>edges << 2), sample);
      edges++;
    }
  }
  sort(order, spare, strength, edges, counts, 0);
  sort(spare, order, strength, edges, counts, 16);
  return groups(width, order, edges, least);
}

/** Where `gather` puts the groups. */
export function groupsAt(size: i32): usize {
  return <usize>(5 * size) << 2;
}

/** Sorts samples by sixteen bits of their strength, the greatest first; those alike stay in their order. */
function sort(from: usize, to: usize, strength: usize, edges: i32, counts: usize, shift: u32): void {
  memory.fill(counts, 0, 65536 << 2);
  for (let k: usize = 0; k < <usize>edges << 2; k += 4) {
    const at = counts + placeOf(strength, load<i32>(from + k), shift);
    store<i32>(at, load<i32>(at) + 1);
  }
  let before = 0;
  for (let at = counts; at < counts + (65536 << 2); at += 4) {
    const count = load<i32>(at);
    store<i32>(at, before);
    before += count;
  }
  for (let k: usize = 0; k < <usize>edges << 2; k += 4) {
    const sample = load<i32>(from + k);
    const at = counts + placeOf(strength, sample, shift);
    const place = load<i32>(at);
    store<i32>(at, place + 1);
    store<i32>(to + (<usize>place << 2), sample);
  }
}

@inline
function placeOf(strength: usize, sample: i32, shift: u32): usize {
  return <usize>((~load<u32>(strength + (<usize>sample << 2)) >> shift) & 0xffff) << 2;
}

/** Grows groups from the strongest edges on. What was seen has no strength any more. */
function groups(width: i32, order: usize, edges: i32, least: f64): i32 {
  const size = <i32>(order / 12);
  const strength = <usize>size << 2;
  let to = groupsAt(size);
  let found = 0;
  for (let k = 0; k < edges; k++) {
    const start = load<i32>(order + (<usize>k << 2));
    if (load<f32>(strength + (<usize>start << 2)) == 0) continue;
    const members = grow(to + 4, start, width, strength);
    if (<f64>members < least) continue;
    store<i32>(to, members);
    to += <usize>(members + 1) << 2;
    found++;
  }
  return found;
}

/** Lists the edges that hang together with one and point the same way as all so far; says how many they are. */
function grow(to: usize, start: i32, width: i32, strength: usize): i32 {
  const angle = strength << 1;
  store<i32>(to, start);
  store<f32>(strength + (<usize>start << 2), 0);
  let members = 1;
  let cos = Math.cos(<f64>load<f32>(angle + (<usize>start << 2)));
  let sin = Math.sin(<f64>load<f32>(angle + (<usize>start << 2)));
  for (let k = 0; k < members; k++) {
    const at = load<i32>(to + (<usize>k << 2));
    for (let way = 0; way < 9; way++) {
      const next = at + (way / 3 - 1) * width + (way % 3) - 1;
      const i = <usize>next << 2;
      if (load<f32>(strength + i) == 0) continue;
      const own = <f64>load<f32>(angle + i);
      const turn = Math.abs(own - Math.atan2(sin, cos));
      if (min<f64>(turn, 2 * Math.PI - turn) > STRAIGHT) continue;
      store<f32>(strength + i, 0);
      store<i32>(to + (<usize>members << 2), next);
      members++;
      cos += Math.cos(own);
      sin += Math.sin(own);
    }
  }
  return members;
}

/**
 * Draws a depth, which lies at the start, closer to where it is straight along lines, and what is beside them along with them: one round.
 * Behind it how many lines go through each sample, then three planes of room; `whole`: the plane of how much that is around there, which
 * is made where `make` says so. `lines`: `count` lines; at `samples` (i32) and `along` (f32) what they name.
 */
export function straighten(
  lines: usize, count: i32, samples: usize, along: usize, width: i32, height: i32, radius: i32, whole: usize, make: bool,
): void {
  const bytes = <usize>(width * height) << 2;
  const change = bytes * 2;
  const between = bytes * 3;
  memory.fill(change, 0, bytes);
  for (let k = 0; k < count; k++) {
    const line = lines + (<usize>(k * LINE) << 2);
    const from = <usize>load<i32>(line) << 2;
    drawn(samples + from, along + from, load<i32>(line, 4), load<i32>(line, 8) == 1, change);
  }
  box(change, between, change, width, height, radius);
  box(change, between, change, width, height, radius);
  if (make) {
    box(bytes, between, whole, width, height, radius);
    box(whole, between, whole, width, height, radius);
  }
  for (let i: usize = 0; i < bytes; i += 4) {
    // Little of a correction reaches places that few lines are near to.
    const pull = <f64>load<f32>(change + i) / (<f64>load<f32>(whole + i) + 0.004);
    store<f32>(i, <f32>(<f64>load<f32>(i) + pull));
  }
}

/** Adds what each sample of a line lacks to be where the line should be. */
function drawn(samples: usize, along: usize, count: i32, upright: bool, change: usize): void {
  let sum: f64 = 0;
  let product: f64 = 0;
  let square: f64 = 0;
  const end = <usize>count << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const value = <f64>load<f32>(<usize>load<i32>(samples + k) << 2);
    const t = <f64>load<f32>(along + k);
    sum += value;
    product += t * value;
    square += t * t;
  }
  const middle = sum / <f64>count;
  const slope = upright || square == 0 ? 0 : product / square;
  for (let k: usize = 0; k < end; k += 4) {
    const i = <usize>load<i32>(samples + k) << 2;
    const lacks = middle + slope * <f64>load<f32>(along + k) - <f64>load<f32>(i);
    store<f32>(change + i, <f32>(<f64>load<f32>(change + i) + lacks));
  }
}
