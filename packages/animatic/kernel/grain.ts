// Film grain: a tile of noise, laid over luma to the share that each brightness shows of it.

/** Samples across a tile, a power of two; behind a row's end its beginning comes again, so that sixteen can be read anywhere. */
const TILE = 512;
const STRIDE = TILE + 16;

/** Levels by which grain at 1 moves a grey, about (root of the mean square), and what each neighbour adds of its own. */
const COARSE: f64 = 11;
const SPREAD: f64 = 0.55;

/** The tile begins after two rows of shares: of each sixteenth of brightness, and of the next. */
const SHARES: usize = 32;

/** Writes the tile of a seed: near enough normal noise, spread over its neighbours, as signed bytes. */
export function write_grain(grain: usize, seed: i32): void {
  const norm = Math.sqrt(1 + 4 * SPREAD * SPREAD);
  for (let y = 0; y < TILE; y++) {
    const row = grain + SHARES + <usize>(y * STRIDE);
    for (let x = 0; x < TILE; x++) {
      const around = white(x - 1, y, seed) + white(x + 1, y, seed) + white(x, y - 1, seed) + white(x, y + 1, seed);
      const value = (COARSE * (white(x, y, seed) + SPREAD * around)) / norm;
      store<i8>(row + <usize>x, <i8>max<f64>(-127, min<f64>(127, value)));
    }
    memory.copy(row + TILE, row, 16);
  }
}

function white(x: i32, y: i32, seed: i32): f64 {
  const i = ((y & (TILE - 1)) * TILE) | (x & (TILE - 1));
  const bits = hash(seed + i * <i32>0x85ebca6b);
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return <f64><f32>(<f64>sum / 147.8 - 3.45);
}

/** A number as if by chance, the same for the same; src/draw/grain.ts has it too. */
function hash(value: i32): i32 {
  let mixed = (value ^ (value >>> 16)) * 0x7feb352d;
  mixed = (mixed ^ (mixed >>> 15)) * <i32>0x846ca68b;
  return mixed ^ (mixed >>> 16);
}

/**
 * Lays grain over `height` rows of `width` luma samples, from a place of the tile on. `scale`: 128 for all of it. What is
 * within the limited range stays there. Writes up to fifteen bytes past a row's end.
 */
export function lay_grain(
  plane: usize, stride: usize, width: i32, height: i32, grain: usize, left: i32, top: i32, scale: i32,
): void {
  const own = v128.load(grain);
  const next = v128.load(grain, 16);
  const fifteen = i8x16.splat(15);
  const black = i8x16.splat(16);
  const paper = i8x16.splat(<i8>235);
  const share = i16x8.splat(<i16>scale);
  for (let y = 0; y < height; y++) {
    const row = grain + SHARES + <usize>(((y + top) & (TILE - 1)) * STRIDE);
    for (let x = 0; x < width; x += 16) {
      const at = plane + <usize>x;
      const luma = v128.load(at);
      const noise = v128.load(row + <usize>((x + left) & (TILE - 1)));
      const level = i8x16.shr_u(luma, 4);
      const past = v128.and(luma, fifteen);
      const from = i8x16.swizzle(own, level);
      const to = i8x16.swizzle(next, level);
      const low = i16x8.add(
        i16x8.extend_low_i8x16_u(luma),
        moved(i16x8.extend_low_i8x16_u(from), i16x8.extend_low_i8x16_u(to), i16x8.extend_low_i8x16_u(past), i16x8.extend_low_i8x16_s(noise), share),
      );
      const high = i16x8.add(
        i16x8.extend_high_i8x16_u(luma),
        moved(i16x8.extend_high_i8x16_u(from), i16x8.extend_high_i8x16_u(to), i16x8.extend_high_i8x16_u(past), i16x8.extend_high_i8x16_s(noise), share),
      );
      const grained = i8x16.narrow_i16x8_u(low, high);
      v128.store(at, i8x16.min_u(i8x16.max_u(grained, i8x16.min_u(luma, black)), i8x16.max_u(luma, paper)));
    }
    plane += stride;
  }
}

/** By how many levels eight samples are moved that lie so many sixteenths of the way between two shares of 255. */
@inline
function moved(from: v128, to: v128, past: v128, noise: v128, scale: v128): v128 {
  const shown = i16x8.add(from, i16x8.shr_s(i16x8.add(i16x8.mul(i16x8.sub(to, from), past), i16x8.splat(8)), 4));
  return i16x8.relaxed_q15mulr_s(i16x8.mul(noise, shown), scale);
}
