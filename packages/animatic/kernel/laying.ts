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
