// Means over squares and the guided filter, over planes of f32 samples.

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

/** Smooths a plane in place while its edges follow the guide's, which lies behind it. Behind that room for seven planes. */
export function guided(plane: usize, width: i32, height: i32, radius: i32, evenness: f64): void {
  const bytes = <usize>(width * height) << 2;
  const by = plane + bytes;
  const slopes = plane + 2 * bytes;
  const offsets = plane + 3 * bytes;
  guide(plane, by, slopes, offsets, plane + 4 * bytes, width, height, radius, evenness);
  for (let i: usize = 0; i < bytes; i += 4) {
    const made = <f64>load<f32>(slopes + i) * <f64>load<f32>(by + i) + <f64>load<f32>(offsets + i);
    store<f32>(plane + i, <f32>made);
  }
}
