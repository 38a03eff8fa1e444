// Points of light in the dark, as stars are: single, and far brighter than an even ring around them.

/** Samples from the middle of a speck to the ring around it, which is no lighter than `DARK` (luma, 0 to 1) on average. */
const RING = 3;
const DARK: f64 = 0.3;

/** How much lighter than its ring a speck is, of white and of the ring's own luma; and how many times that ring's own range. */
const LIGHTER: f64 = 0.05;
const OF_ITS_RING: f64 = 0.2;
const SINGLE: f64 = 2.5;

/**
 * Counts the specks of a luma plane (`wide` × `high`) at `fine` in the samples of a coarser plane of `width` × `height` at `to`,
 * and says how many they are.
 */
export function specks(fine: usize, wide: i32, high: i32, to: usize, width: i32, height: i32): i32 {
  memory.fill(to, 0, <usize>(width * height) << 2);
  let count = 0;
  for (let y = RING; y < high - RING; y++) {
    const row = <usize>(<i32>(<i64>y * height / high) * width);
    for (let x = RING; x < wide - RING; x++) {
      if (!isSpeck(fine, wide, y * wide + x)) continue;
      const at = to + ((row + <usize>(<i64>x * width / wide)) << 2);
      store<f32>(at, load<f32>(at) + 1);
      count++;
    }
  }
  return count;
}

@inline
function lumaAt(fine: usize, i: i32): f32 {
  return load<f32>(fine + (<usize>i << 2));
}

function isSpeck(fine: usize, wide: i32, i: i32): bool {
  const peak = lumaAt(fine, i);
  if (peak <= lumaAt(fine, i - 1) || peak < lumaAt(fine, i + 1)) return false;
  if (peak <= lumaAt(fine, i - wide) || peak < lumaAt(fine, i + wide)) return false;
  let low: f32 = 1;
  let most: f32 = 0;
  let sum: f64 = 0;
  for (let step = -RING; step < RING; step++) {
    for (let side = 0; side < 4; side++) {
      const along = side < 2 ? step : -step;
      const across = side < 2 ? -RING : RING;
      const value = lumaAt(fine, side & 1 ? i + along * wide - across : i + across * wide + along);
      low = min(low, value);
      most = max(most, value);
      sum += <f64>value;
    }
  }
  const mean = sum / (8 * RING);
  if (mean > DARK || <f64>peak < mean + LIGHTER + OF_ITS_RING * mean) return false;
  return <f64>(peak - most) >= SINGLE * <f64>(most - low);
}
