// The warp of luma, by Catmull-Rom interpolation: in blocks where the picture is hardly turned, else pixel by pixel.
import { past, positions, putEight, putSixteen, samples, signed, UNIT, weighed } from './block';
import {
  block_du, block_dv, block_u, block_v, copyRows, half_dv, half_v, halved, level, sampleAt, sharing, takeBlock, takeWide, TURNED, WHOLE,
} from './cell';

/** Steps down and across go by phases of 1/64 sample; half of one is added to positions, which rounds to the nearest. */
const HALF_PHASE = 512;

/** Byte offset in the table of weights: those of a pixel's 4 × 4 samples come first, then those of a column. */
const COLUMN: usize = 64 * 64 * 16 * 2;

/**
 * Draws `height` rows of `width` bytes. `source` is the padded plane. `weights` holds for every phase down and across the 16
 * weights of a pixel (i16, sum 16384, rows of four), then for every phase the four of a column (each eight times, i16, sum
 * 32768). `words` is the thread's room. Writes up to seven bytes past a row's end.
 */
export function warp_luma(
  out: usize, out_stride: usize, width: i32, height: i32,
  grid: usize, grid_width: i32, cell: i32,
  source: usize, stride: usize, weights: usize, words: usize,
): void {
  const plane = source - stride - 1;
  for (let top = 0; top < height; top += cell) {
    let node = grid + <usize>(top / cell * grid_width * 8);
    const rows = min(cell, height - top);
    for (let start = 0; start < width; start += cell) {
      const across = min(cell, width - start);
      const to = out + <usize>top * out_stride + <usize>start;
      const share = sharing(node, grid_width, cell);
      if (share == WHOLE) {
        copyRows(to, out_stride, across, rows, sampleAt(node, source, stride), stride);
      } else if (share == TURNED) {
        turned(to, out_stride, across, rows, node, grid_width, cell, plane, stride, weights);
      } else if (level && across == 16) {
        for (let row = 0; row < rows; row += share) {
          const count = min(share, rows - row);
          takeWide(row, count);
          wide(to + <usize>row * out_stride, out_stride, count, plane, stride, weights + COLUMN, words);
        }
      } else {
        for (let row = 0; row < rows; row += share) {
          for (let x = 0; x < across; x += 8) {
            const count = min(share, rows - row);
            takeBlock(x, row, count);
            block(to + <usize>row * out_stride + <usize>x, out_stride, count, plane, stride, weights + COLUMN, words);
          }
        }
      }
      node += 8;
    }
  }
}

/** Where the words begin, after the weights of two blocks across. */
const WORDS: usize = 128;

/** Works out how eight samples are read across from there: for both pairs of taps the order of the bytes, and their weights. */
function weigh(u: i32, to: usize): void {
  const places = positions(u);
  const t = past(places);
  const t2 = i16x8.relaxed_q15mulr_s(t, t);
  const t3 = i16x8.relaxed_q15mulr_s(t2, t);
  const unit = i16x8.splat(UNIT);
  // The weights of samples 0 and 3 are negative: they are what is taken away.
  const half = i16x8.shr_s(i16x8.sub(t2, t3), 1);
  const w0 = i16x8.relaxed_q15mulr_s(i16x8.sub(i16x8.shr_s(i16x8.sub(t, t2), 1), half), unit);
  const w3 = i16x8.relaxed_q15mulr_s(half, unit);
  // Half of it, since 1 is one more than an i16 holds; what runs over on the way comes back.
  const w2_half = i16x8.sub(i16x8.add(i16x8.shr_s(t, 2), t2), i16x8.add(i16x8.shr_s(t3, 1), i16x8.shr_s(t3, 2)));
  const w2 = i16x8.relaxed_q15mulr_s(w2_half, i16x8.splat(2 * UNIT));
  // Flat areas stay exactly flat.
  const w1 = i16x8.sub(i16x8.add(unit, i16x8.add(w0, w3)), w2);
  const order = samples(places);
  v128.store(to, i16x8.add(order, i16x8.splat(0x0201)));
  v128.store(to, v128.or(w1, i16x8.shl(w2, 8)), 16);
  v128.store(to, i16x8.add(order, i16x8.splat(0x0300)), 32);
  v128.store(to, v128.or(w0, i16x8.shl(w3, 8)), 48);
}

/** Draws a block of 16 × `count` samples that share the rows they are read from. */
function wide(to: usize, out_stride: usize, count: i32, plane: usize, stride: usize, columns: usize, words: usize): void {
  const second = block_u + 8 * block_du;
  weigh(block_u, words);
  weigh(second, words + 64);
  let v = block_v + HALF_PHASE;
  const dv = block_dv;
  const first = v >> 16;
  const last = (v + (count - 1) * dv) >> 16;
  let from = plane + <usize>first * stride + <usize>(block_u >> 16);
  const apart = <usize>((second >> 16) - (block_u >> 16));
  let word = words + WORDS;
  const inner_order = v128.load(words);
  const inner = v128.load(words, 16);
  const outer_order = v128.load(words, 32);
  const outer = v128.load(words, 48);
  const inner_order2 = v128.load(words, 64);
  const inner2 = v128.load(words, 80);
  const outer_order2 = v128.load(words, 96);
  const outer2 = v128.load(words, 112);
  for (let row = first; row <= last + 3; row++) {
    const left = signed(from);
    const right = signed(from + apart);
    v128.store(word, i16x8.sub(weighed(left, inner_order, inner), weighed(left, outer_order, outer)));
    v128.store(word, i16x8.sub(weighed(right, inner_order2, inner2), weighed(right, outer_order2, outer2)), 16);
    from += stride;
    word += 32;
  }
  const own = words + WORDS - (<usize>first << 5);
  for (let row = 0; row < count; row++) {
    const rows = own + (<usize>(v >> 16) << 5);
    const weights = columns + phase(v);
    const w0 = v128.load(weights);
    const w1 = v128.load(weights, 16);
    const w2 = v128.load(weights, 32);
    const w3 = v128.load(weights, 48);
    const left = i16x8.add(
      i16x8.add(i16x8.relaxed_q15mulr_s(v128.load(rows), w0), i16x8.relaxed_q15mulr_s(v128.load(rows, 96), w3)),
      i16x8.add(i16x8.relaxed_q15mulr_s(v128.load(rows, 32), w1), i16x8.relaxed_q15mulr_s(v128.load(rows, 64), w2)),
    );
    const right = i16x8.add(
      i16x8.add(i16x8.relaxed_q15mulr_s(v128.load(rows, 16), w0), i16x8.relaxed_q15mulr_s(v128.load(rows, 112), w3)),
      i16x8.add(i16x8.relaxed_q15mulr_s(v128.load(rows, 48), w1), i16x8.relaxed_q15mulr_s(v128.load(rows, 80), w2)),
    );
    putSixteen(to, left, right);
    v += dv;
    to += out_stride;
  }
}

/** Draws a block of 8 × `count` samples: first across in all the rows that it needs, then down. */
function block(to: usize, out_stride: usize, count: i32, plane: usize, stride: usize, columns: usize, words: usize): void {
  weigh(block_u, words);
  const inner_order = v128.load(words);
  const inner = v128.load(words, 16);
  const outer_order = v128.load(words, 32);
  const outer = v128.load(words, 48);

  let v = block_v + HALF_PHASE;
  let w = half_v + HALF_PHASE;
  const dv = block_dv;
  const dw = half_dv;
  let first = v >> 16;
  let last = (v + (count - 1) * dv) >> 16;
  if (halved) {
    first = min(first, w >> 16);
    last = max(last, (w + (count - 1) * dw) >> 16);
  }
  let from = plane + <usize>first * stride + <usize>(block_u >> 16);
  let word = words + WORDS;
  for (let row = first; row <= last + 3; row++) {
    const sixteen = signed(from);
    v128.store(word, i16x8.sub(weighed(sixteen, inner_order, inner), weighed(sixteen, outer_order, outer)));
    from += stride;
    word += 16;
  }
  const own = words + WORDS - (<usize>first << 4);
  if (halved) {
    for (let row = 0; row < count; row++) {
      putEight(to, bothDown(own + (<usize>(v >> 16) << 4), columns + phase(v), own + (<usize>(w >> 16) << 4) + 8, columns + phase(w)));
      v += dv;
      w += dw;
      to += out_stride;
    }
  } else {
    for (let row = 0; row < count; row++) {
      putEight(to, down(own + (<usize>(v >> 16) << 4), columns + phase(v)));
      v += dv;
      to += out_stride;
    }
  }
}

/** Byte offset of a position's weights among those of columns. */
@inline
function phase(v: i32): usize {
  return <usize>((v >> 4) & 0xfc0);
}

/** Four rows of eight words times the four weights of a column. */
@inline
function down(rows: usize, weights: usize): v128 {
  const ends = i16x8.add(
    i16x8.relaxed_q15mulr_s(v128.load(rows), v128.load(weights)),
    i16x8.relaxed_q15mulr_s(v128.load(rows, 48), v128.load(weights, 48)),
  );
  const middle = i16x8.add(
    i16x8.relaxed_q15mulr_s(v128.load(rows, 16), v128.load(weights, 16)),
    i16x8.relaxed_q15mulr_s(v128.load(rows, 32), v128.load(weights, 32)),
  );
  return i16x8.add(ends, middle);
}

/** The same with rows and weights of their own for the halves. */
@inline
function bothDown(rows: usize, weights: usize, half: usize, half_weights: usize): v128 {
  const ends = i16x8.add(
    i16x8.relaxed_q15mulr_s(both(rows, half), both(weights, half_weights)),
    i16x8.relaxed_q15mulr_s(both(rows + 48, half + 48), both(weights + 48, half_weights + 48)),
  );
  const middle = i16x8.add(
    i16x8.relaxed_q15mulr_s(both(rows + 16, half + 16), both(weights + 16, half_weights + 16)),
    i16x8.relaxed_q15mulr_s(both(rows + 32, half + 32), both(weights + 32, half_weights + 32)),
  );
  return i16x8.add(ends, middle);
}

@inline
function both(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

/** Draws a cell of any motion, pixel by pixel. */
function turned(
  to: usize, out_stride: usize, width: i32, rows: i32,
  above: usize, grid_width: i32, cell: i32,
  plane: usize, stride: usize, weights: usize,
): void {
  const below = above + <usize>(grid_width * 8);
  const per_pixel: f32 = 65536 / <f32>cell;
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
    const end = to + <usize>width;
    for (let x = to; x < end; x += 4) {
      four(x, plane, stride, u, v, du, dv, weights);
      u += 4 * du;
      v += 4 * dv;
    }
    to += out_stride;
  }
}

/** Four pixels. */
@inline
function four(to: usize, plane: usize, stride: usize, u: i32, v: i32, du: i32, dv: i32, weights: usize): void {
  const a = cubic(plane, stride, u, v, weights);
  const b = cubic(plane, stride, u + du, v + dv, weights);
  const c = cubic(plane, stride, u + 2 * du, v + 2 * dv, weights);
  const d = cubic(plane, stride, u + 3 * du, v + 3 * dv, weights);
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
  const sums = i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
  const rounded = i32x4.shr_s(i32x4.add(sums, i32x4.splat(8192)), 14);
  const words = i16x8.narrow_i32x4_s(rounded, rounded);
  v128.store32_lane(to, i8x16.narrow_i16x8_u(words, words), 0);
}

/** Four rows of four bytes times the sixteen weights; the four partial sums are still to be added up. */
@inline
function cubic(plane: usize, stride: usize, u: i32, v: i32, weights: usize): v128 {
  const at = plane + <usize>(v >> 16) * stride + <usize>(u >> 16);
  const w = weights + (<usize>((((v >> 10) & 63) << 6) | ((u >> 10) & 63)) << 5);
  let rows = v128.load32_zero(at);
  rows = v128.load32_lane(at + stride, rows, 1);
  rows = v128.load32_lane(at + 2 * stride, rows, 2);
  rows = v128.load32_lane(at + 3 * stride, rows, 3);
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(rows), v128.load(w)),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(rows), v128.load(w, 16)),
  );
}
