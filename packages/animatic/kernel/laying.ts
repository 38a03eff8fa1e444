// Bytes of a frame replaced by tables, and one plane laid over another through its masks.

/** Replaces every byte of `count` by its entry in a table of 256 bytes. */
export function map_bytes(bytes: usize, count: i32, table: usize): void {
  for (let i = 0; i < count; i++) store<u8>(bytes + <usize>i, load<u8>(table + <usize>load<u8>(bytes + <usize>i)));
}

/**
 * Replaces chroma samples by tables that go by the luma above them: 256 bytes for U and then 256 for V for each eighth luma.
 * `width` × `height` are chroma's.
 */
export function map_colours(
  u: usize, v: usize, stride: usize, luma: usize, luma_stride: usize, width: i32, height: i32, tables: usize,
): void {
  for (let row = 0; row < height; row++) {
    for (let x: usize = 0; x < <usize>width; x++) {
      const table = tables + (<usize>(load<u8>(luma + (x << 1)) >> 3) << 9);
      store<u8>(u + x, load<u8>(table + <usize>load<u8>(u + x)));
      store<u8>(v + x, load<u8>(table + <usize>load<u8>(v + x), 256));
    }
    u += stride;
    v += stride;
    luma += 2 * luma_stride;
  }
}

/** 255ths of a difference from grey or black, rounded: what is kept of one sample and what is laid over it of another. */
@inline
function laid(under: i32, keep: i32, over: i32, cover: i32, zero: i32, whole: i32): u8 {
  const sum = (under - zero) * keep + (over - zero) * cover;
  const half = whole >> 1;
  return <u8>(zero + (sum >= 0 ? sum + half : sum - half) / whole);
}

/** The same for eight samples, which lie from there on, as bytes; shares are in 32768ths. */
@inline
function laidEight(under: usize, keep: v128, over: usize, cover: v128, zero: v128): v128 {
  const kept = i16x8.relaxed_q15mulr_s(i16x8.shl(i16x8.sub(v128.load8x8_u(under), zero), 5), keep);
  const seen = i16x8.relaxed_q15mulr_s(i16x8.shl(i16x8.sub(v128.load8x8_u(over), zero), 5), cover);
  const sum = i16x8.shr_s(i16x8.add(i16x8.add(kept, seen), i16x8.splat(16)), 5);
  const words = i16x8.add(sum, zero);
  return i8x16.narrow_i16x8_u(words, words);
}

/**
 * Lays luma samples over others, `height` rows of `width`: `cover` and `keep` (0 to 255) say how much of each is seen. All
 * rows are `stride` bytes apart.
 */
export function lay_luma(to: usize, from: usize, cover: usize, keep: usize, stride: usize, width: i32, height: i32): void {
  const black = i16x8.splat(16);
  const wide = <usize>width;
  for (let row = 0; row < height; row++) {
    let x: usize = 0;
    for (; x + 8 <= wide; x += 8) {
      if (load<u64>(keep + x) == u64.MAX_VALUE) continue;
      if (load<u64>(cover + x) == u64.MAX_VALUE) {
        store<u64>(to + x, load<u64>(from + x));
        continue;
      }
      const bytes = laidEight(to + x, shares(v128.load8x8_u(keep + x)), from + x, shares(v128.load8x8_u(cover + x)), black);
      v128.store64_lane(to + x, bytes, 0);
    }
    for (; x < wide; x++) {
      const kept = <i32>load<u8>(keep + x);
      if (kept < 255) store<u8>(to + x, laid(load<u8>(to + x), kept, load<u8>(from + x), load<u8>(cover + x), 16, 255));
    }
    to += stride;
    from += stride;
    cover += stride;
    keep += stride;
  }
}

/** 255ths in 32768ths. */
@inline
function shares(values: v128): v128 {
  return i16x8.add(i16x8.shl(values, 7), i16x8.shr_u(values, 1));
}

/** The same of one chroma plane, whose masks are luma's: each sample has two rows of them, and twice as many. */
export function lay_chroma(
  to: usize, from: usize, stride: usize, cover: usize, keep: usize, mask_stride: usize, width: i32, height: i32,
): void {
  const grey = i16x8.splat(128);
  const all = i16x8.splat(510);
  const wide = <usize>width;
  for (let row = 0; row < height; row++) {
    let x: usize = 0;
    for (; x + 8 <= wide; x += 8) {
      const kept = everyOther(keep + (x << 1), mask_stride);
      if (i16x8.all_true(i16x8.eq(kept, all))) continue;
      const seen = everyOther(cover + (x << 1), mask_stride);
      v128.store64_lane(to + x, laidEight(to + x, halfShares(kept), from + x, halfShares(seen), grey), 0);
    }
    for (; x < wide; x++) {
      const at = x << 1;
      const kept = <i32>load<u8>(keep + at) + <i32>load<u8>(keep + at + mask_stride);
      if (kept == 510) continue;
      const seen = <i32>load<u8>(cover + at) + <i32>load<u8>(cover + at + mask_stride);
      store<u8>(to + x, laid(load<u8>(to + x), kept, load<u8>(from + x), seen, 128, 510));
    }
    to += stride;
    from += stride;
    cover += 2 * mask_stride;
    keep += 2 * mask_stride;
  }
}

/** Every other byte of sixteen in two rows, summed. */
@inline
function everyOther(at: usize, stride: usize): v128 {
  const even = i16x8.splat(255);
  return i16x8.add(v128.and(v128.load(at), even), v128.and(v128.load(at + stride), even));
}

/** 510ths in 32768ths. */
@inline
function halfShares(values: v128): v128 {
  return i16x8.add(i16x8.shl(values, 6), i16x8.shr_u(values, 2));
}

/** What eight samples are on their way to eight others, at a share of 128ths. */
@inline
function between(a: v128, b: v128, share: v128): v128 {
  return i16x8.add(a, i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.sub(b, a), share), i16x8.splat(64)), 7));
}

/** Mixes `count` samples of two planes into a third: `share` 0 is the first, 128 the second. Writes up to 15 bytes more. */
export function mix_bytes(to: usize, first: usize, second: usize, share: i32, count: i32): void {
  const shares = i16x8.splat(<i16>share);
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const a = v128.load(first + i);
    const b = v128.load(second + i);
    const low = between(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b), shares);
    const high = between(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b), shares);
    v128.store(to + i, i8x16.narrow_i16x8_u(low, high));
  }
}
