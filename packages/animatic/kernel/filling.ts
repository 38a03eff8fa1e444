// What is known of a plane spread to where it is not, and places between the samples of a plane of f32.

/**
 * Fills a plane in place, the nearest first: `known` says for each sample how far it is, 0 to 1. Four samples become one until only one
 * is left, and those that are not known are read from there. `room` is for as many samples as two planes and a little more.
 */
export function fill(plane: usize, known: usize, room: usize, width: i32, height: i32): void {
  if (width == 1 && height == 1) return;
  const w = (width + 1) >> 1;
  const h = (height + 1) >> 1;
  const small = room;
  const weights = room + (<usize>(w * h) << 2);
  memory.fill(small, 0, <usize>(w * h) << 3);
  let at: usize = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const to = <usize>((y >> 1) * w + (x >> 1)) << 2;
      const share = load<f32>(known + at);
      const sum = <f64>load<f32>(small + to) + <f64>share * <f64>load<f32>(plane + at);
      store<f32>(small + to, <f32>sum);
      store<f32>(weights + to, load<f32>(weights + to) + share);
    }
  }
  for (let i: usize = 0; i < <usize>(w * h) << 2; i += 4) {
    const weight = load<f32>(weights + i);
    if (weight > 0) store<f32>(small + i, <f32>(<f64>load<f32>(small + i) / <f64>weight));
    store<f32>(weights + i, weight < 1 ? weight : 1);
  }
  fill(small, weights, room + (<usize>(w * h) << 3), w, h);
  at = 0;
  for (let y = 0; y < height; y++) {
    const v = min<f64>(<f64>(h - 1), max<f64>(0, (<f64>y - 0.5) / 2));
    const row = <i32>v;
    const upper = small + (<usize>(row * w) << 2);
    const lower = small + (<usize>(min(h - 1, row + 1) * w) << 2);
    for (let x = 0; x < width; x++, at += 4) {
      const share = <f64>load<f32>(known + at);
      if (share == 1) continue;
      const u = min<f64>(<f64>(w - 1), max<f64>(0, (<f64>x - 0.5) / 2));
      const column = <i32>u;
      const left = <usize>column << 2;
      const right = <usize>min(w - 1, column + 1) << 2;
      const part = u - <f64>column;
      const above = between(upper, left, right, part);
      const under = between(lower, left, right, part);
      const filled = above + (under - above) * (v - <f64>row);
      store<f32>(plane + at, <f32>(<f64>load<f32>(plane + at) * share + filled * (1 - share)));
    }
  }
}

@inline
function between(row: usize, left: usize, right: usize, part: f64): f64 {
  const from = <f64>load<f32>(row + left);
  return from + (<f64>load<f32>(row + right) - from) * part;
}

/** A plane between its samples; its edges go on beyond it. */
@inline
export function sampled(plane: usize, width: i32, height: i32, x: f64, y: f64): f64 {
  const u = min<f64>(max<f64>(x, 0), <f64>width - 1.001);
  const v = min<f64>(max<f64>(y, 0), <f64>height - 1.001);
  const column = <i32>u;
  const row = <i32>v;
  const at = plane + (<usize>(row * width + column) << 2);
  const below = at + (<usize>width << 2);
  const upper = between(at, 0, 4, u - <f64>column);
  const lower = between(below, 0, 4, u - <f64>column);
  return upper + (lower - upper) * (v - <f64>row);
}
