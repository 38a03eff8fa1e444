// What blocks of luma and chroma have in common: eight pixels of a row at a time, in bytes first and then in words.
import { block_du } from './cell';

/** Bytes of the rows that a block is made of, eight words each. A thread's `words` have room for two planes of them. */
export const ROWS: usize = 32 * 16;

/** Makes samples signed and back: less 128. */
const SIGN = i8x16.splat(-128);

/** What 1 is in weights of seven bits; and 32768 / 127, which undoes it. */
export const UNIT: i16 = 127;
const WITHOUT_UNIT: i16 = 258;

/** Eight positions across from there, in 2048ths of a sample, from the sample that the first lies in. */
@inline
export function positions(u: i32): v128 {
  const first = i16x8.splat(<i16>((u & 0xffff) >> 5));
  return i16x8.add(first, i16x8.mul(i16x8.splat(<i16>((block_du + 16) >> 5)), i16x8(0, 1, 2, 3, 4, 5, 6, 7)));
}

/** How far positions lie past their samples, in 32768ths. */
@inline
export function past(positions: v128): v128 {
  return v128.and(i16x8.shl(positions, 4), i16x8.splat(0x7fff));
}

/** The numbers of their samples, each in two bytes. */
@inline
export function samples(positions: v128): v128 {
  return i16x8.mul(i16x8.shr_u(positions, 11), i16x8.splat(0x0101));
}

/** Sixteen samples, signed. */
@inline
export function signed(at: usize): v128 {
  return v128.xor(v128.load(at), SIGN);
}

/** Two samples of each pixel times two weights (0 to 127), summed: exact everywhere, since 2 × 128 × 127 fits in an i16. */
@inline
export function weighed(row: v128, order: v128, weights: v128): v128 {
  return i16x8.relaxed_dot_i8x16_i7x16_s(i8x16.relaxed_swizzle(row, order), weights);
}

/** Sixteen samples from sums that are UNIT times what they are above 128. */
@inline
function bytesOf(first: v128, second: v128): v128 {
  // Relaxed differs only in −32768², which never comes.
  const whole = i16x8.splat(WITHOUT_UNIT);
  return v128.xor(i8x16.narrow_i16x8_s(i16x8.relaxed_q15mulr_s(first, whole), i16x8.relaxed_q15mulr_s(second, whole)), SIGN);
}

/** Writes eight samples from such sums. */
@inline
export function putEight(to: usize, sums: v128): void {
  const rounded = i16x8.relaxed_q15mulr_s(sums, i16x8.splat(WITHOUT_UNIT));
  v128.store64_lane(to, v128.xor(i8x16.narrow_i16x8_s(rounded, rounded), SIGN), 0);
}

/** The same for sixteen. */
@inline
export function putSixteen(to: usize, left: v128, right: v128): void {
  v128.store(to, bytesOf(left, right));
}

/** The same for eight and eight in two places. */
@inline
export function putBoth(to: usize, sums: v128, other: usize, others: v128): void {
  const bytes = bytesOf(sums, others);
  v128.store64_lane(to, bytes, 0);
  v128.store64_lane(other, bytes, 1);
}
