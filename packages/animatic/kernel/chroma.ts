// The warp of U and V together, by bilinear interpolation: in blocks where the picture is hardly turned, else pixel by pixel.
import { past, positions, putBoth, ROWS, samples, signed, UNIT, weighed } from './block';
import { block_dv, block_u, block_v, copyRows, half_dv, half_v, halved, sampleAt, sharing, takeBlock, TURNED, WHOLE } from './cell';

/** Pixel by pixel positions go by phases of 1/64 sample; half of one is added, which rounds to the nearest. */
const HALF_PHASE = 512;

/**
 * Draws `height` rows of `width` U and V bytes. `source_u` and `source_v` are padded planes, `stride` bytes a row; `weights`
 * holds for every phase down and across the four weights of a pixel (i16, sum 16384), each row of two twice over; `words` is
 * the thread's room. Writes up to seven bytes past a row's end.
 */
export function warp_chroma(
  out_u: usize, out_v: usize, out_stride: usize, width: i32, height: i32,
  grid: usize, grid_width: i32, cell: i32,
  source_u: usize, source_v: usize, stride: usize, weights: usize, words: usize,
): void {
  const apart = source_v - source_u;
  for (let top = 0; top < height; top += cell) {
    let node = grid + <usize>(top / cell * grid_width * 8);
    const rows = min(cell, height - top);
    for (let start = 0; start < width; start += cell) {
      const across = min(cell, width - start);
      const to = <usize>top * out_stride + <usize>start;
      // Blocks are eight wide.
      const share = cell < 8 ? TURNED : sharing(node, grid_width, cell);
      if (share == WHOLE) {
        const from = sampleAt(node, source_u, stride);
        copyRows(out_u + to, out_stride, across, rows, from, stride);
        copyRows(out_v + to, out_stride, across, rows, from + apart, stride);
      } else if (share == TURNED) {
        turned(out_u + to, out_v + to, out_stride, across, rows, node, grid_width, cell, source_u, apart, stride, weights);
      } else {
        for (let row = 0; row < rows; row += share) {
          for (let x = 0; x < across; x += 8) {
            const count = min(share, rows - row);
            const here = to + <usize>row * out_stride + <usize>x;
            takeBlock(x, row, count);
            block(out_u + here, out_v + here, out_stride, count, source_u, apart, stride, words);
          }
        }
      }
      node += 8;
    }
  }
}

/** Draws a block of 8 × `count` samples of U and of V: first across in all the rows that it needs, then down. */
function block(
  to_u: usize, to_v: usize, out_stride: usize, count: i32,
  plane: usize, apart: usize, stride: usize, words: usize,
): void {
  const places = positions(block_u);
  const unit = i16x8.splat(UNIT);
  const right = i16x8.relaxed_q15mulr_s(past(places), unit);
  const pair = v128.or(i16x8.sub(unit, right), i16x8.shl(right, 8));
  const order = i16x8.add(samples(places), i16x8.splat(0x0100));
  let v = block_v;
  let w = halved ? half_v : v;
  const dv = block_dv;
  const dw = halved ? half_dv : dv;
  const first = min(v, w) >> 16;
  const last = max(v + (count - 1) * dv, w + (count - 1) * dw) >> 16;
  let from = plane + <usize>first * stride + <usize>(block_u >> 16);
  let word = words;
  for (let row = first; row <= last + 1; row++) {
    v128.store(word, weighed(signed(from), order, pair));
    v128.store(word, weighed(signed(from + apart), order, pair), ROWS);
    from += stride;
    word += 16;
  }
  const own = words - (<usize>first << 4);
  if (halved) {
    for (let row = 0; row < count; row++) {
      const rows = own + (<usize>(v >> 16) << 4);
      const half = own + (<usize>(w >> 16) << 4) + 8;
      const share = v128.shuffle<i64>(between(v), between(w), 0, 2);
      putBoth(
        to_u, mixed(both(rows, half), both(rows + 16, half + 16), share),
        to_v, mixed(both(rows + ROWS, half + ROWS), both(rows + ROWS + 16, half + ROWS + 16), share),
      );
      v += dv;
      w += dw;
      to_u += out_stride;
      to_v += out_stride;
    }
  } else {
    for (let row = 0; row < count; row++) {
      const rows = own + (<usize>(v >> 16) << 4);
      const share = between(v);
      putBoth(
        to_u, mixed(v128.load(rows), v128.load(rows, 16), share),
        to_v, mixed(v128.load(rows, ROWS), v128.load(rows, 16 + ROWS), share),
      );
      v += dv;
      to_u += out_stride;
      to_v += out_stride;
    }
  }
}

/** How far a position lies past its row, in 32768ths, eight times. */
@inline
function between(v: i32): v128 {
  return i16x8.splat(<i16>((v >> 1) & 0x7fff));
}

@inline
function mixed(upper: v128, lower: v128, share: v128): v128 {
  return i16x8.add(upper, i16x8.relaxed_q15mulr_s(i16x8.sub(lower, upper), share));
}

@inline
function both(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

/** Draws a cell of any motion, pixel by pixel. */
function turned(
  to_u: usize, to_v: usize, out_stride: usize, width: i32, rows: i32,
  above: usize, grid_width: i32, cell: i32,
  plane: usize, apart: usize, stride: usize, weights: usize,
): void {
  const below = above + <usize>(grid_width * 8);
  const per_pixel: f32 = 65536 / <f32>cell;
  const round = i32x4.splat(8192);
  for (let row = 0; row < rows; row++) {
    const share: f32 = <f32>row / <f32>cell;
    const left: f32 = load<f32>(above) + (load<f32>(below) - load<f32>(above)) * share;
    const top: f32 = load<f32>(above, 4) + (load<f32>(below, 4) - load<f32>(above, 4)) * share;
    const right: f32 = load<f32>(above, 8) + (load<f32>(below, 8) - load<f32>(above, 8)) * share;
    const bottom: f32 = load<f32>(above, 12) + (load<f32>(below, 12) - load<f32>(above, 12)) * share;
    let u = <i32>(left * 65536) + HALF_PHASE;
    let v = <i32>(top * 65536) + HALF_PHASE;
    const du = <i32>((right - left) * per_pixel);
    const dv = <i32>((bottom - top) * per_pixel);
    for (let x = 0; x < width; x += 4) {
      const a = linear(plane, apart, stride, u, v, weights);
      const b = linear(plane, apart, stride, u + du, v + dv, weights);
      const c = linear(plane, apart, stride, u + 2 * du, v + 2 * dv, weights);
      const d = linear(plane, apart, stride, u + 3 * du, v + 3 * dv, weights);
      u += 4 * du;
      v += 4 * dv;
      const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
      const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
      const us = i32x4.shr_s(i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), round), 14);
      const vs = i32x4.shr_s(i32x4.add(v128.shuffle<i32>(ab, cd, 2, 3, 6, 7), round), 14);
      const words = i16x8.narrow_i32x4_s(us, vs);
      const bytes = i8x16.narrow_i16x8_u(words, words);
      v128.store32_lane(to_u + <usize>x, bytes, 0);
      v128.store32_lane(to_v + <usize>x, bytes, 1);
    }
    to_u += out_stride;
    to_v += out_stride;
  }
}

/** Two samples above and two below of U and of V times four weights: U above, V above, U below, V below. */
@inline
function linear(plane: usize, apart: usize, stride: usize, u: i32, v: i32, weights: usize): v128 {
  const at = plane + <usize>(v >> 16) * stride + <usize>(u >> 16);
  let rows = v128.load16_splat(at);
  rows = v128.load16_lane(at + apart, rows, 1);
  rows = v128.load16_lane(at + stride, rows, 2);
  rows = v128.load16_lane(at + apart + stride, rows, 3);
  return i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(rows), v128.load(weights + (<usize>((((v >> 10) & 63) << 6) | ((u >> 10) & 63)) << 4)));
}
