// Strokes for what floats and falls: lines with round ends and soft sides.

/** Radius in samples below which a stroke would flicker from one to the next: it is drawn that wide, and fainter. */
const FINEST: f32 = 1.1;

/**
 * Draws `count` lines with round ends that fade towards their sides into a plane of `width` × `height` bytes. Each is seven
 * f32: its ends (x, y, x, y) and radius in samples, how much it covers along its middle (0 to 1), and its value.
 */
export function strokes(plane: usize, stride: usize, width: i32, height: i32, list: usize, count: i32): void {
  for (let i = 0; i < count; i++, list += 28) {
    stroke(
      plane, stride, width, height,
      load<f32>(list), load<f32>(list, 4), load<f32>(list, 8), load<f32>(list, 12),
      load<f32>(list, 16), load<f32>(list, 20), load<f32>(list, 24),
    );
  }
}

/** One of them. A long one thins out towards both ends, as what flies past does, with no less light in all. */
export function stroke(
  plane: usize, stride: usize, width: i32, height: i32,
  x0: f32, y0: f32, x1: f32, y1: f32, wanted: f32, wished: f32, value: f32,
): void {
  const radius = max(FINEST, wanted);
  const dx = x1 - x0;
  const dy = y1 - y0;
  const squared = dx * dx + dy * dy;
  // As much light as the thinner one would have: a dot by its area, a long line by its breadth alone.
  const length = Mathf.sqrt(squared);
  const thin = wanted < FINEST ? (wanted * (length + 2 * wanted)) / (radius * (length + 2 * radius)) : <f32>1;
  // A parabola along it, which leaves a dot as it is; a third of it is what that takes away.
  const taper: f32 = length / (length + 4 * radius);
  const cover = min<f32>(1, (wished * thin) / (1 - taper / 3));
  if (cover < 0.004) return;
  const inverse: f32 = 1 / max(<f32>1e-6, squared);
  // Samples whose middles it reaches.
  const top = max(0, <i32>Mathf.ceil(min(y0, y1) - radius - 0.5));
  const bottom = min(height - 1, <i32>Mathf.floor(max(y0, y1) + radius - 0.5));
  const low = min(x0, x1) - radius;
  const high = max(x0, x1) + radius;
  // A steep line is narrow in every row: only the samples beside it are visited.
  const steep = abs(dy) > 2 * radius;
  const slope: f32 = steep ? dx / dy : 0;
  const side: f32 = radius * Mathf.sqrt(1 + slope * slope);
  const fall: f32 = 1 / (radius * radius);
  for (let y = top; y <= bottom; y++) {
    const beside: f32 = <f32>y + 0.5 - y0;
    let from = low;
    let to = high;
    if (steep) {
      const middle: f32 = x0 + dx * min(<f32>1, max(<f32>0, beside / dy));
      from = max(low, middle - side);
      to = min(high, middle + side);
    }
    const left = max(0, <i32>Mathf.ceil(from - 0.5));
    const right = min(width - 1, <i32>Mathf.floor(to - 0.5));
    const row = plane + <usize>y * stride;
    let x = left;
    for (; x <= right && x + 4 <= width; x += 4) {
      const along = f32x4.add(f32x4.splat(<f32>x + 0.5 - x0), f32x4(0, 1, 2, 3));
      const way = f32x4.mul(f32x4.add(f32x4.mul(along, f32x4.splat(dx)), f32x4.splat(beside * dy)), f32x4.splat(inverse));
      const t = f32x4.min(f32x4.splat(1), f32x4.max(f32x4.splat(0), way));
      const ex = f32x4.sub(along, f32x4.mul(t, f32x4.splat(dx)));
      const ey = f32x4.sub(f32x4.splat(beside), f32x4.mul(t, f32x4.splat(dy)));
      const far = f32x4.add(f32x4.mul(ex, ex), f32x4.mul(ey, ey));
      const inner = f32x4.max(f32x4.splat(0), f32x4.sub(f32x4.splat(1), f32x4.mul(far, f32x4.splat(fall))));
      const end = f32x4.sub(f32x4.add(t, t), f32x4.splat(1));
      const covers = f32x4.sub(f32x4.splat(cover), f32x4.mul(f32x4.splat(taper * cover), f32x4.mul(end, end)));
      const share = f32x4.mul(f32x4.mul(inner, inner), covers);
      const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(row + <usize>x));
      const before = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(bytes));
      const after = f32x4.add(before, f32x4.mul(f32x4.sub(f32x4.splat(value), before), share));
      const whole = i32x4.relaxed_trunc_f32x4_s(f32x4.add(after, f32x4.splat(0.5)));
      const narrow = i16x8.narrow_i32x4_s(whole, whole);
      v128.store32_lane(row + <usize>x, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    }
    for (; x <= right; x++) {
      const along: f32 = <f32>x + 0.5 - x0;
      const t: f32 = min(<f32>1, max(<f32>0, (along * dx + beside * dy) * inverse));
      const ex = along - t * dx;
      const ey = beside - t * dy;
      const inner = max(<f32>0, <f32>1 - (ex * ex + ey * ey) * fall);
      const before = <f32>load<u8>(row + <usize>x);
      const end: f32 = 2 * t - 1;
      const share = inner * inner * cover * (1 - taper * end * end);
      store<u8>(row + <usize>x, <u8>(before + (value - before) * share + 0.5));
    }
  }
}
