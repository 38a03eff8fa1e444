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

/** Two rows of one quad (U, U right of it, V, V right of it) times four weights: U above, V above, U below, V below. */
@inline
function linear(quads: usize, stride: usize, x: i32, y: i32, weights: usize): v128 {
  const at = quads + <usize>(y >> 16) * stride + (<usize>(x >> 16) << 2);
  let rows = v128.load32_zero(at);
  rows = v128.load32_lane(at + stride, rows, 1);
  return i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(rows), v128.load(weights + (phase(x, y) << 4)));
}

/**
 * Draws `height` rows of `width` luma bytes by Catmull-Rom interpolation. `source` is the padded plane; `weights` holds
 * 64 × 64 × 16 i16 (row-major in y then x phase, each sixteen summing to 16384). Writes up to three bytes past a row's end.
 */
export function warp_luma(
  out: usize, out_stride: usize, width: i32, height: i32,
  grid: usize, grid_width: i32, cell: i32,
  source: usize, stride: usize, weights: usize,
): void {
  const plane = source - stride - 1;
  const per_pixel: f32 = ONE / <f32>cell;
  const round = i32x4.splat(8192);
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
      const end = min(start + cell, width);
      for (let x = start; x < end; x += 4) {
        const a = cubic(plane, stride, u, v, weights);
        u += du; v += dv;
        const b = cubic(plane, stride, u, v, weights);
        u += du; v += dv;
        const c = cubic(plane, stride, u, v, weights);
        u += du; v += dv;
        const d = cubic(plane, stride, u, v, weights);
        u += du; v += dv;
        const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
        const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
        const sum = i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
        const words = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(sum, round), 14), sum);
        v128.store32_lane(line + <usize>x, i8x16.narrow_i16x8_u(words, words), 0);
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
