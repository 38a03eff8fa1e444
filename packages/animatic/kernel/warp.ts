// The warp in AssemblyScript: WebAssembly with 128-bit SIMD over memory shared by all drawing threads.
// Positions come from a grid: per node two f32, x and y of the source sample in pixels from the padded plane's first byte,
// one node per `cell` output pixels each way; between nodes they are interpolated linearly. Phases are 1/64 pixel.

/** Fixed point 16.16, so that >> 16 is the pixel. Half a phase is added to positions, which rounds to the nearest phase. */
const ONE: f32 = 65536;
const HALF_PHASE: f32 = 512;

@inline
function phase(x: i32, y: i32): usize {
  return <usize>((((y >> 10) & 63) << 6) | ((x >> 10) & 63));
}

/** Byte offsets in the table of luma weights: after those of 4 × 4 taps come those of one column, then of one row. */
const COLUMN: usize = 64 * 64 * 16 * 2;
const ROW: usize = COLUMN + 64 * 4 * 16;

/**
 * The quick way draws four pixels at once from one window of 8 × 4 samples. It takes steps across of up to 4/3 sample, and
 * down by so little (0.7 degrees) that four pixels may share their rows and phase: it costs 0.02 sample at most.
 */
const WIDEST: i32 = 87380;
const LEVEL: i32 = 800;

/** Four rows of four bytes times the sixteen weights; the four partial sums are still to be added up. */
@inline
function cubic(plane: usize, stride: usize, x: i32, y: i32, weights: usize): v128 {
  const at = plane + <usize>(y >> 16) * stride + <usize>(x >> 16);
  const w = weights + (phase(x, y) << 5);
  let rows = v128.load32_zero(at);
  rows = v128.load32_lane(at + stride, rows, 1);
  rows = v128.load32_lane(at + 2 * stride, rows, 2);
  rows = v128.load32_lane(at + 3 * stride, rows, 3);
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(rows), v128.load(w)),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(rows), v128.load(w, 16)),
  );
}

/** Adds up the partial sums of four pixels, two each in `a` and `b`. */
@inline
function pairs(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

/** Four sums of weights of 1 << bits, rounded and clamped, as four bytes. */
@inline
function put(to: usize, sums: v128, bits: i32): void {
  const rounded = i32x4.shr_s(i32x4.add(sums, i32x4.splat(1 << (bits - 1))), bits);
  const words = i16x8.narrow_i32x4_s(rounded, rounded);
  v128.store32_lane(to, i8x16.narrow_i16x8_u(words, words), 0);
}

/** Four pixels of any motion. */
@inline
function four(to: usize, plane: usize, stride: usize, u: i32, v: i32, du: i32, dv: i32, weights: usize): void {
  const a = cubic(plane, stride, u, v, weights);
  const b = cubic(plane, stride, u + du, v + dv, weights);
  const c = cubic(plane, stride, u + 2 * du, v + 2 * dv, weights);
  const d = cubic(plane, stride, u + 3 * du, v + 3 * dv, weights);
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
  put(to, pairs(ab, cd), 14);
}

/** One row of eight samples, times 64 and their weight. Relaxed differs only in −32768², which no weight makes. */
@inline
function weighted(row: usize, weight: usize): v128 {
  return i16x8.relaxed_q15mulr_s(i16x8.shl(v128.load8x8_u(row), 6), v128.load(weight));
}

/** The weights of two pixels' own rows of four. */
@inline
function across(u: i32, next: i32, weights: usize): v128 {
  const first = v128.load64_zero(weights + ROW + (<usize>((u >> 10) & 63) << 3));
  return v128.load64_lane(weights + ROW + (<usize>((next >> 10) & 63) << 3), first, 1);
}

/** Two pixels' windows of four words among the eight at `words`, which begin at sample `start`. */
@inline
function windows(u: i32, next: i32, start: i32, words: usize): v128 {
  const first = v128.load64_zero(words + (<usize>((u >> 16) - start) << 1));
  return v128.load64_lane(words + (<usize>((next >> 16) - start) << 1), first, 1);
}

/** Four pixels on level rows: first down the eight columns at once, then across. `words` is room for 16 bytes. */
@inline
function fourLevel(to: usize, plane: usize, stride: usize, u: i32, v: i32, du: i32, weights: usize, words: usize): void {
  const start = u >> 16;
  const at = plane + <usize>(v >> 16) * stride + <usize>start;
  const w = weights + COLUMN + (<usize>((v >> 10) & 63) << 6);
  const outer = i16x8.add(weighted(at, w), weighted(at + 3 * stride, w + 48));
  const inner = i16x8.add(weighted(at + stride, w + 16), weighted(at + 2 * stride, w + 32));
  v128.store(words, i16x8.add(outer, inner));
  const u1 = u + du;
  const u2 = u1 + du;
  const u3 = u2 + du;
  const ab = i32x4.dot_i16x8_s(windows(u, u1, start, words), across(u, u1, weights));
  const cd = i32x4.dot_i16x8_s(windows(u2, u3, start, words), across(u2, u3, weights));
  put(to, pairs(ab, cd), 20);
}

/** Two rows of one quad (U, U right of it, V, V right of it) times four weights: U above, V above, U below, V below. */
@inline
function linear(quads: usize, stride: usize, x: i32, y: i32, weights: usize): v128 {
  const at = quads + <usize>(y >> 16) * stride + (<usize>(x >> 16) << 2);
  let rows = v128.load32_zero(at);
  rows = v128.load32_lane(at + stride, rows, 1);
  return i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(rows), v128.load(weights + (phase(x, y) << 4)));
}

/**
 * Draws `height` rows of `width` luma bytes by Catmull-Rom interpolation. `source` is the padded plane. `weights` holds for
 * every phase down and across the 16 weights of a pixel (i16, sum 16384, rows of four), then for every phase the four of a
 * column (each eight times, i16, sum 32768), then for every phase the four of a row (i16, sum 16384). `words` is room for
 * 16 bytes, the thread's own. Writes up to three bytes past a row's end.
 */
export function warp_luma(
  out: usize, out_stride: usize, width: i32, height: i32,
  grid: usize, grid_width: i32, cell: i32,
  source: usize, stride: usize, weights: usize, words: usize,
): void {
  const plane = source - stride - 1;
  const per_pixel: f32 = ONE / <f32>cell;
  for (let y = 0; y < height; y++) {
    const row = y / cell;
    const down: f32 = <f32>(y - row * cell) / <f32>cell;
    let above = grid + <usize>(row * grid_width * 8);
    let below = above + <usize>(grid_width * 8);
    const line = out + <usize>y * out_stride;
    let left: f32 = load<f32>(above) + (load<f32>(below) - load<f32>(above)) * down;
    let top: f32 = load<f32>(above, 4) + (load<f32>(below, 4) - load<f32>(above, 4)) * down;
    for (let start = 0; start < width; start += cell) {
      above += 8;
      below += 8;
      const right: f32 = load<f32>(above) + (load<f32>(below) - load<f32>(above)) * down;
      const bottom: f32 = load<f32>(above, 4) + (load<f32>(below, 4) - load<f32>(above, 4)) * down;
      let u = <i32>(left * ONE + HALF_PHASE);
      let v = <i32>(top * ONE + HALF_PHASE);
      const du = <i32>((right - left) * per_pixel);
      const dv = <i32>((bottom - top) * per_pixel);
      left = right;
      top = bottom;
      const end = line + <usize>min(start + cell, width);
      if (du > 0 && du <= WIDEST && dv < LEVEL && dv > -LEVEL) {
        v += dv + (dv >> 1);
        for (let to = line + <usize>start; to < end; to += 4) {
          fourLevel(to, plane, stride, u, v, du, weights, words);
          u += 4 * du;
          v += 4 * dv;
        }
      } else {
        for (let to = line + <usize>start; to < end; to += 4) {
          four(to, plane, stride, u, v, du, dv, weights);
          u += 4 * du;
          v += 4 * dv;
        }
      }
    }
  }
}

/**
 * Draws `height` rows of `width` U and V bytes by bilinear interpolation. `source` holds padded quads of four bytes
 * (U, next U, V, next V), `stride` bytes a row; grid positions count quads; `weights` holds 64 × 64 × 8 i16, the four
 * weights each twice over. Writes up to three bytes past a row's end.
 */
export function warp_chroma(
  out_u: usize, out_v: usize, out_stride: usize, width: i32, height: i32,
  grid: usize, grid_width: i32, cell: i32,
  source: usize, stride: usize, weights: usize,
): void {
  const per_pixel: f32 = ONE / <f32>cell;
  const round = i32x4.splat(8192);
  for (let y = 0; y < height; y++) {
    const row = y / cell;
    const down: f32 = <f32>(y - row * cell) / <f32>cell;
    let above = grid + <usize>(row * grid_width * 8);
    let below = above + <usize>(grid_width * 8);
    const line = <usize>y * out_stride;
    let left: f32 = load<f32>(above) + (load<f32>(below) - load<f32>(above)) * down;
    let top: f32 = load<f32>(above, 4) + (load<f32>(below, 4) - load<f32>(above, 4)) * down;
    for (let start = 0; start < width; start += cell) {
      above += 8;
      below += 8;
      const right: f32 = load<f32>(above) + (load<f32>(below) - load<f32>(above)) * down;
      const bottom: f32 = load<f32>(above, 4) + (load<f32>(below, 4) - load<f32>(above, 4)) * down;
      let u = <i32>(left * ONE + HALF_PHASE);
      let v = <i32>(top * ONE + HALF_PHASE);
      const du = <i32>((right - left) * per_pixel);
      const dv = <i32>((bottom - top) * per_pixel);
      left = right;
      top = bottom;
      const end = min(start + cell, width);
      for (let x = start; x < end; x += 4) {
        const a = linear(source, stride, u, v, weights);
        u += du; v += dv;
        const b = linear(source, stride, u, v, weights);
        u += du; v += dv;
        const c = linear(source, stride, u, v, weights);
        u += du; v += dv;
        const d = linear(source, stride, u, v, weights);
        u += du; v += dv;
        const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
        const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
        const us = i32x4.shr_s(i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), round), 14);
        const vs = i32x4.shr_s(i32x4.add(v128.shuffle<i32>(ab, cd, 2, 3, 6, 7), round), 14);
        const words = i16x8.narrow_i32x4_s(us, vs);
        const bytes = i8x16.narrow_i16x8_u(words, words);
        v128.store32_lane(out_u + line + <usize>x, bytes, 0);
        v128.store32_lane(out_v + line + <usize>x, bytes, 1);
      }
    }
  }
}

/** Replaces every byte of `count` by its entry in a table of 256 bytes. */
export function map_bytes(bytes: usize, count: i32, table: usize): void {
  for (let i = 0; i < count; i++) store<u8>(bytes + <usize>i, load<u8>(table + <usize>load<u8>(bytes + <usize>i)));
}

/** 255ths of a difference from grey or black, rounded: what is kept of one sample and what is laid over it of another. */
@inline
function laid(under: i32, keep: i32, over: i32, cover: i32, zero: i32, whole: i32): u8 {
  const sum = (under - zero) * keep + (over - zero) * cover;
  const half = whole >> 1;
  return <u8>(zero + (sum >= 0 ? sum + half : sum - half) / whole);
}

/** Lays `count` luma samples over others: `cover` and `keep` (0 to 255) say how much of each is seen. */
export function lay_luma(to: usize, from: usize, cover: usize, keep: usize, count: i32): void {
  let i: usize = 0;
  const end = <usize>count;
  while (i < end) {
    if (i + 8 <= end && load<u64>(keep + i) == u64.MAX_VALUE) {
      i += 8;
      continue;
    }
    if (i + 8 <= end && load<u64>(cover + i) == u64.MAX_VALUE) {
      store<u64>(to + i, load<u64>(from + i));
      i += 8;
      continue;
    }
    const last = min(i + 8, end);
    for (; i < last; i++) {
      const seen = <i32>load<u8>(cover + i);
      const kept = <i32>load<u8>(keep + i);
      if (kept < 255) {
        store<u8>(to + i, laid(load<u8>(to + i), kept, load<u8>(from + i), seen, 16, 255));
      }
    }
  }
}

/** The same for `count` samples of one chroma plane, whose masks are two rows of twice as many, `stride` bytes apart. */
export function lay_chroma(to: usize, from: usize, cover: usize, keep: usize, stride: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = i << 1;
    const kept = <i32>load<u8>(keep + at) + <i32>load<u8>(keep + at + stride);
    if (kept == 510) continue;
    const seen = <i32>load<u8>(cover + at) + <i32>load<u8>(cover + at + stride);
    store<u8>(to + i, laid(load<u8>(to + i), kept, load<u8>(from + i), seen, 128, 510));
  }
}
