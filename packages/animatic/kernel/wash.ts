// Planes washed with light, haze and colour that go evenly between the nodes of a coarse grid.

/** What 1 is in factors and in levels, which are words of 16 bits. */
const FACTOR: f32 = 4096;
const LEVEL: f32 = 32;

/** The numbers 0 to 7 in 32768ths of 8, and a node's middle. */
const STEPS = i16x8(0, 4096, 8192, 12288, 16384, 20480, 24576, 28672);
const SIGN = i8x16.splat(-128);
const ZERO = i8x16.splat(0);

/** What eight signed samples, each in the upper half of a word, become: times a factor, plus a level, in whole levels. */
@inline
function washed(samples: v128, factor: v128, level: v128): v128 {
  // Relaxed differs only in −32768², which never comes.
  return i16x8.shr_s(i16x8.add_sat_s(i16x8.relaxed_q15mulr_s(samples, factor), level), 5);
}

@inline
function washEight(at: usize, factor: v128, level: v128): void {
  const samples = v128.xor(v128.load64_zero(at), SIGN);
  const words = washed(v128.shuffle<i8>(ZERO, samples, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), factor, level);
  v128.store64_lane(at, i8x16.narrow_i16x8_u(words, words), 0);
}

@inline
function washSixteen(at: usize, factor: v128, factor2: v128, level: v128, level2: v128): void {
  const samples = v128.xor(v128.load(at), SIGN);
  const low = v128.shuffle<i8>(ZERO, samples, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const high = v128.shuffle<i8>(ZERO, samples, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(at, i8x16.narrow_i16x8_u(washed(low, factor, level), washed(high, factor2, level2)));
}

/** Words that go on evenly from one to another, at those 32768ths of the way. */
@inline
function between(from: v128, way: v128, shares: v128): v128 {
  return i16x8.add(from, i16x8.relaxed_q15mulr_s(way, shares));
}

/**
 * Washes `height` rows of `width` bytes in place: each byte's distance from `zero` times a factor, plus an amount, both
 * linear between the nodes of a grid (two rows share theirs): per node two f32, the factor (0 to 3.9) and the amount in
 * levels (−255 to 255). `cell` is 8 or a multiple of 16. Writes up to fifteen bytes past a row's end.
 */
export function wash(
  plane: usize, stride: usize, width: i32, height: i32,
  grid: usize, grid_width: i32, cell: i32, zero: i32,
): void {
  // A level is what a signed sample of zero becomes, and half more, which rounds: so it goes by the factor too.
  const still = <f32>zero;
  const to_level = f32x4(0, 128 - still, 0, 128 - still);
  const scale = f32x4(FACTOR, LEVEL, FACTOR, LEVEL);
  const offset = f32x4(0, (still + 0.5) * LEVEL, 0, (still + 0.5) * LEVEL);
  const nothing = i32x4(4096, <i32>(LEVEL * <f32>128.5), 4096, <i32>(LEVEL * <f32>128.5));
  // Steps of eight samples along a cell.
  const each = 8 * 32768 / cell;
  const eighths = i16x8.splat(<i16>each);
  const first = cell == 8 ? STEPS : i16x8.relaxed_q15mulr_s(STEPS, eighths);
  for (let y = 0; y < height; y += 2) {
    const row = y / cell;
    const down = f32x4.splat((<f32>(y - row * cell) + 0.5) / <f32>cell);
    const next = y + 1 < height ? stride : 0;
    let above = grid + <usize>(row * grid_width * 8);
    const line = <usize>(grid_width * 8);
    const begin = plane + <usize>y * stride;
    for (let start = 0; start < width; start += cell) {
      const upper = v128.load(above);
      const nodes = f32x4.add(upper, f32x4.mul(f32x4.sub(v128.load(above + line), upper), down));
      above += 8;
      const levels = f32x4.add(nodes, f32x4.mul(v128.shuffle<f32>(nodes, nodes, 0, 0, 2, 2), to_level));
      const wide = i32x4.relaxed_trunc_f32x4_s(f32x4.nearest(f32x4.add(f32x4.mul(levels, scale), offset)));
      if (i32x4.all_true(i32x4.eq(wide, nothing))) continue;
      const words = i16x8.narrow_i32x4_s(wide, wide);
      const factor = v128.shuffle<i16>(words, words, 0, 0, 0, 0, 0, 0, 0, 0);
      const level = v128.shuffle<i16>(words, words, 1, 1, 1, 1, 1, 1, 1, 1);
      const rise = i16x8.sub(v128.shuffle<i16>(words, words, 2, 2, 2, 2, 2, 2, 2, 2), factor);
      const climb = i16x8.sub(v128.shuffle<i16>(words, words, 3, 3, 3, 3, 3, 3, 3, 3), level);
      let own = between(factor, rise, first);
      let aim = between(level, climb, first);
      let at = begin + <usize>start;
      if (cell == 8) {
        washEight(at, own, aim);
        if (next) washEight(at + next, own, aim);
        continue;
      }
      const rises = i16x8.relaxed_q15mulr_s(rise, eighths);
      const climbs = i16x8.relaxed_q15mulr_s(climb, eighths);
      for (const end = begin + <usize>min(start + cell, width); at < end; at += 16) {
        const own2 = i16x8.add(own, rises);
        const aim2 = i16x8.add(aim, climbs);
        washSixteen(at, own, own2, aim, aim2);
        if (next) washSixteen(at + next, own, own2, aim, aim2);
        own = i16x8.add(own2, rises);
        aim = i16x8.add(aim2, climbs);
      }
    }
  }
}
