// The tables of weights that luma.ts and chroma.ts read: Catmull-Rom for luma, bilinear for chroma.

/** Steps of sub-pixel position per pixel. */
const PHASES = 64;
/** What the weights of one position sum to: 14 bits, so that 1 fits in an i16. */
const UNIT = 16384;

/** Weights of the samples at −1, 0, 1 and 2 for a position `t` (0 to 1) past sample 0. */
@inline
function cubic(t: f64, sample: i32): f64 {
  if (sample == 0) return ((-0.5 * t + 1) * t - 0.5) * t;
  if (sample == 1) return (1.5 * t - 2.5) * t * t + 1;
  if (sample == 2) return ((-1.5 * t + 2) * t + 0.5) * t;
  return (0.5 * t - 0.5) * t * t;
}

/** Where the rounded weights of one position lie before they are put where they belong. */
let rounded: usize = 0;

/** Notes a weight and gives what is then left of the whole. */
@inline
function note(i: i32, weight: f64, unit: i32, rest: i32): i32 {
  const whole = <i32>Math.floor(weight * <f64>unit + 0.5);
  store<i32>(rounded + (<usize>i << 2), whole);
  return rest - whole;
}

/** The rounding's remainder goes to the greatest of so many weights, so that flat areas stay exactly flat. */
function settle(count: i32, rest: i32): void {
  let greatest = 0;
  for (let i = 1; i < count; i++) if (weight(i) > weight(greatest)) greatest = i;
  store<i32>(rounded + (<usize>greatest << 2), weight(greatest) + rest);
}

@inline
function weight(i: i32): i32 {
  return load<i32>(rounded + (<usize>i << 2));
}

/**
 * Writes at `luma` for every phase down and across the 16 weights of a pixel, then for every phase the four of a column, each
 * eight times; at `chroma` the four of a pixel, each row of two twice over. All are i16. `words` is a thread's room.
 */
export function write_weights(luma: usize, chroma: usize, words: usize): void {
  rounded = words;
  let columns = luma + <usize>(PHASES * PHASES * 16 * 2);
  for (let y = 0; y < PHASES; y++) {
    const down = <f64>y / <f64>PHASES;
    let rest = 2 * UNIT;
    for (let i = 0; i < 4; i++) rest = note(i, cubic(down, i), 2 * UNIT, rest);
    settle(4, rest);
    for (let i = 0; i < 32; i++) {
      // A weight of 1 is one more than an i16 holds; a 32768th less does not show.
      store<i16>(columns, <i16>min(weight(i >> 3), 32767));
      columns += 2;
    }
    for (let x = 0; x < PHASES; x++) {
      const across = <f64>x / <f64>PHASES;
      rest = UNIT;
      for (let i = 0; i < 16; i++) rest = note(i, cubic(down, i >> 2) * cubic(across, i & 3), UNIT, rest);
      settle(16, rest);
      for (let i = 0; i < 16; i++, luma += 2) store<i16>(luma, <i16>weight(i));
      rest = UNIT;
      for (let i = 0; i < 4; i++) {
        const share: f64 = (i > 1 ? down : 1 - down) * ((i & 1) > 0 ? across : 1 - across);
        rest = note(i, share, UNIT, rest);
      }
      settle(4, rest);
      for (let i = 0; i < 8; i++, chroma += 2) store<i16>(chroma, <i16>weight((i & 1) | ((i >> 2) << 1)));
    }
  }
}
