// What a picture's segments have to do with each other: how much each belongs to what touches the picture's border, and how much
// it differs from what is around it; src/look/subject.ts says what for.
import { exp } from './exponential';

/** Lab distance at which two segments still seem one surface. */
const SAME_SURFACE: f64 = 10;

/** Reach of contrast, in picture diagonals. */
const CONTRAST_REACH: f64 = 0.3;

/** Numbers (f64) of a segment: L, a, b, x, y, size, its share of the border, then what comes out: background and contrast. */
const RECORD = 9;

@inline
function at(k: i32, field: usize): f64 {
  return load<f64>((<usize>(k * RECORD) << 3) + (field << 3));
}

@inline
function put(k: i32, field: usize, value: f64): void {
  store<f64>((<usize>(k * RECORD) << 3) + (field << 3), value);
}

/**
 * Fills in the background and the contrast of `count` records at the start. `starts` (i32, one more than segments): where the
 * neighbours (i32) of each begin at `beside`; `ways`: room for a number (f64) to each of those, then for five more to a segment.
 */
export function contrast(count: i32, starts: usize, beside: usize, ways: usize, diagonal: f64): void {
  const ends = load<i32>(starts + (<usize>count << 2));
  for (let k = 0; k < count; k++) {
    for (let edge = first(starts, k); edge < first(starts, k + 1); edge++) {
      const other = load<i32>(beside + (<usize>edge << 2));
      store<f64>(ways + (<usize>edge << 3), max<f64>(0, distance(k, other) - 3));
    }
  }
  const far = ways + (<usize>ends << 3);
  for (let k = 0; k < count; k++) put(k, 7, backgroundness(k, count, starts, beside, ways, far));
  for (let k = 0; k < count; k++) {
    for (let other = k + 1; other < count; other++) {
      const x = at(k, 3) - at(other, 3);
      const y = at(k, 4) - at(other, 4);
      const away = Math.sqrt(x * x + y * y) / diagonal / CONTRAST_REACH;
      const seen = distance(k, other) * exp(-(away * away) / 2);
      put(k, 8, at(k, 8) + seen * at(other, 5) * at(other, 7));
      put(other, 8, at(other, 8) + seen * at(k, 5) * at(k, 7));
    }
  }
}

@inline
function first(starts: usize, k: i32): i32 {
  return load<i32>(starts + (<usize>k << 2));
}

function distance(k: i32, other: i32): f64 {
  const l = at(k, 0) - at(other, 0);
  const a = at(k, 1) - at(other, 1);
  const b = at(k, 2) - at(other, 2);
  return Math.sqrt(l * l + a * a + b * b);
}

/**
 * 0 to 1: how much of the border the surface that a segment belongs to holds, against its area. The surface is what lies near it by
 * the shortest colour paths over borders. `far`: room for those of all segments (f32), for which are open, and for their list.
 */
function backgroundness(start: i32, count: i32, starts: usize, beside: usize, ways: usize, far: usize): f64 {
  const isOpen = far + (<usize>count << 2);
  const open = isOpen + (<usize>count << 2);
  memory.fill(isOpen, 0, <usize>count << 2);
  for (let k = 0; k < count; k++) store<f32>(far + (<usize>k << 2), f32.MAX_VALUE);
  store<f32>(far + (<usize>start << 2), 0);
  store<i32>(open, start);
  let opened = 1;
  while (opened > 0) {
    let best = 0;
    for (let i = 1; i < opened; i++) if (farOf(far, open, i) < farOf(far, open, best)) best = i;
    const nearest = load<i32>(open + (<usize>best << 2));
    const reach = <f64>load<f32>(far + (<usize>nearest << 2));
    opened--;
    store<i32>(open + (<usize>best << 2), load<i32>(open + (<usize>opened << 2)));
    store<i32>(isOpen + (<usize>nearest << 2), 0);
    // Farther than this counts for nothing.
    if (reach > 4 * SAME_SURFACE) break;
    for (let edge = first(starts, nearest); edge < first(starts, nearest + 1); edge++) {
      const next = load<i32>(beside + (<usize>edge << 2));
      const reached = reach + load<f64>(ways + (<usize>edge << 3));
      if (reached >= <f64>load<f32>(far + (<usize>next << 2))) continue;
      store<f32>(far + (<usize>next << 2), <f32>reached);
      if (load<i32>(isOpen + (<usize>next << 2)) == 1) continue;
      store<i32>(isOpen + (<usize>next << 2), 1);
      store<i32>(open + (<usize>opened << 2), next);
      opened++;
    }
  }
  let area: f64 = 0;
  let border: f64 = 0;
  for (let k = 0; k < count; k++) {
    const there = load<f32>(far + (<usize>k << 2));
    if (there == f32.MAX_VALUE) continue;
    const way = <f64>there / SAME_SURFACE;
    const share = exp(-(way * way) / 2);
    area += share * at(k, 5);
    border += share * at(k, 6);
  }
  const connection = border / Math.sqrt(area);
  return 1 - exp(-(connection * connection) / 2);
}

@inline
function farOf(far: usize, open: usize, i: i32): f32 {
  return load<f32>(far + (<usize>load<i32>(open + (<usize>i << 2)) << 2));
}
