// What is laid over a drawn frame: light and haze from a coarse grid, and strokes for what floats and falls.

/** What 1 is in factors, and in amounts, which are words of 16 bits. */
const FACTOR: f32 = 8192;
const AMOUNT: f32 = 32;

/** What eight samples become: each times a factor, plus an amount. */
@inline
function washed(at: usize, factor: v128, amount: v128): void {
  // Relaxed differs only in −32768², which never comes.
  const product = i16x8.relaxed_q15mulr_s(i16x8.shl(v128.load8x8_u(at), 7), factor);
  const whole = i16x8.shr_s(i16x8.add_sat_s(product, amount), 5);
  v128.store64_lane(at, i8x16.narrow_i16x8_u(whole, whole), 0);
}

/** Eight words that go on evenly from the first. */
@inline
function eight(first: f32, step: f32): v128 {
  const low = f32x4.add(f32x4.splat(first), f32x4.mul(f32x4.splat(step), f32x4(0, 1, 2, 3)));
  const high = f32x4.add(low, f32x4.splat(4 * step));
  return i16x8.narrow_i32x4_s(i32x4.relaxed_trunc_f32x4_s(f32x4.nearest(low)), i32x4.relaxed_trunc_f32x4_s(f32x4.nearest(high)));
}

/**
 * Washes `height` rows of `width` bytes in place: each byte's distance from `zero` times a factor, plus an amount, both
 * linear between the nodes of a grid (two rows share theirs): per node two f32, the factor (0 to 3.9) and the amount in
 * levels (−255 to 255). `cell` is a multiple of 8. Writes up to seven bytes past a row's end.
 */
export function wash(
  plane: usize, stride: usize, width: i32, height: i32,
  grid: usize, grid_width: i32, cell: i32, zero: i32,
): void {
  // What stays where it is: zero times what is not its factor; and half a level, which rounds.
  const still = <f32>zero;
  const share: f32 = 1 / <f32>cell;
  for (let y = 0; y < height; y += 2) {
    const row = y / cell;
    const down: f32 = (<f32>(y - row * cell) + 0.5) * share;
    const next = y + 1 < height ? stride : 0;
    let above = grid + <usize>(row * grid_width * 8);
    let below = above + <usize>(grid_width * 8);
    const line = plane + <usize>y * stride;
    let factor: f32 = load<f32>(above) + (load<f32>(below) - load<f32>(above)) * down;
    let amount: f32 = load<f32>(above, 4) + (load<f32>(below, 4) - load<f32>(above, 4)) * down;
    let level: f32 = amount + still * (1 - factor) + 0.5;
    for (let start = 0; start < width; start += cell) {
      above += 8;
      below += 8;
      const factors: f32 = load<f32>(above) + (load<f32>(below) - load<f32>(above)) * down;
      const amounts: f32 = load<f32>(above, 4) + (load<f32>(below, 4) - load<f32>(above, 4)) * down;
      const levels: f32 = amounts + still * (1 - factors) + 0.5;
      if (factor != 1 || factors != 1 || amount != 0 || amounts != 0) {
        const rise = (factors - factor) * share * FACTOR;
        const climb = (levels - level) * share * AMOUNT;
        let f = eight(factor * FACTOR, rise);
        let a = eight(level * AMOUNT, climb);
        const f8 = i16x8.splat(<i16>nearest(<f32>8 * rise));
        const a8 = i16x8.splat(<i16>nearest(<f32>8 * climb));
        const end = line + <usize>min(start + cell, width);
        for (let at = line + <usize>start; at < end; at += 8) {
          washed(at, f, a);
          if (next) washed(at + next, f, a);
          f = i16x8.add(f, f8);
          a = i16x8.add(a, a8);
        }
      }
      factor = factors;
      amount = amounts;
      level = levels;
    }
  }
}

/** Radius in samples below which a stroke would flicker from one to the next: it is drawn that wide, and fainter. */
const FINEST: f32 = 1.1;

/**
 * Draws `count` lines with round ends that fade towards their sides into a plane of `width` × `height` bytes. Each is seven
 * f32: its ends (x, y, x, y) and radius in samples, how much it covers along its middle (0 to 1), and its value.
 */
export function strokes(plane: usize, stride: usize, width: i32, height: i32, list: usize, count: i32): void {
  for (let i = 0; i < count; i++, list += 28) {
    const wanted = load<f32>(list, 16);
    const radius = max(FINEST, wanted);
    const thin = wanted / radius;
    const cover = load<f32>(list, 20) * thin * thin;
    if (cover < 0.004) continue;
    stroke(
      plane, stride, width, height,
      load<f32>(list), load<f32>(list, 4), load<f32>(list, 8), load<f32>(list, 12), radius, cover, load<f32>(list, 24),
    );
  }
}

@inline
function stroke(
  plane: usize, stride: usize, width: i32, height: i32,
  x0: f32, y0: f32, x1: f32, y1: f32, radius: f32, cover: f32, value: f32,
): void {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const inverse: f32 = 1 / max(<f32>1e-6, dx * dx + dy * dy);
  const top = max(0, <i32>Mathf.floor(min(y0, y1) - radius));
  const bottom = min(height - 1, <i32>Mathf.ceil(max(y0, y1) + radius));
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
    const left = max(0, <i32>Mathf.floor(from));
    const right = min(width - 1, <i32>Mathf.ceil(to));
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
      const share = f32x4.mul(f32x4.mul(inner, inner), f32x4.splat(cover));
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
      store<u8>(row + <usize>x, <u8>(before + (value - before) * inner * inner * cover + 0.5));
    }
  }
}
