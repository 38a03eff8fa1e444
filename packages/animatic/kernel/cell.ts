// One cell of the grid that a warp follows. Per node the grid has two f32, x and y of the source sample in pixels from the
// padded plane's first byte, and one node per `cell` output pixels each way (a power of two); between nodes they go evenly.
// Positions are fixed point 16.16 from here on: >> 16 is the sample.

/**
 * How far pixels may share: those of a row of 16 or 8, or of each half of 8, the rows that they are read from; those of 16, 8,
 * 4 or 2 rows how far across they are read. By so little (samples a pixel) the picture may be turned or bent for it, which
 * costs a twenty-fourth of a sample at most, at a block's corners: a sixth of a decibel of the film.
 */
const LEVEL_16: f32 = 0.0052;
const LEVEL_8: f32 = 0.0104;
const LEVEL_4: f32 = 0.0244;
const UPRIGHT_16: f32 = 0.005;
const UPRIGHT_8: f32 = 0.0104;
const UPRIGHT_4: f32 = 0.0244;
const UPRIGHT_2: f32 = 0.08;

/** With a longer step 8 pixels would be read from more than 16 samples, or 16 rows from more than 32. */
const WIDEST: f32 = 1.7;

/** What `sharing` says, besides a number of rows. */
export const WHOLE = -1;
export const TURNED = 0;

/** The cell's corners, and the power of two that its size is. Each thread has an instance, and so these, to itself. */
let left = 0;
let right = 0;
let left_below = 0;
let right_below = 0;
let top = 0;
let top_right = 0;
let bottom = 0;
let bottom_right = 0;
let bits = 0;

/** Whether the halves of a row of 8 are read from rows of their own. */
export let halved = false;

/** Whether the pixels of a whole row of 16 are read from the same rows. */
export let level = false;

/** Where a block is read from, and the steps: across along its middle row, down along its middle, or its halves' middles. */
export let block_u = 0;
export let block_du = 0;
export let block_v = 0;
export let block_dv = 0;
export let half_v = 0;
export let half_dv = 0;

@inline
function greater(a: f32, b: f32): f32 {
  return a > b ? a : b;
}

/**
 * Takes up a cell by its upper left node. Says how many rows may share; or that it is WHOLE, the picture as it stands on
 * whole samples; or that it is too much TURNED for blocks.
 */
export function sharing(node: usize, grid_width: i32, cell: i32): i32 {
  const size = <f32>cell;
  const upper = v128.load(node);
  const lower = v128.load(node + <usize>(grid_width * 8));
  const down = f32x4.sub(lower, upper); // shift, height, shift, height
  const across = f32x4.sub(v128.shuffle<f32>(upper, lower, 2, 3, 6, 7), v128.shuffle<f32>(upper, lower, 0, 1, 4, 5)); // width, rise, width, rise
  const steps = v128.shuffle<f32>(down, across, 1, 3, 4, 6);
  const bends = f32x4.abs(v128.shuffle<f32>(down, across, 0, 2, 5, 7));
  if (v128.any_true(v128.or(f32x4.le(steps, f32x4.splat(0)), f32x4.gt(steps, f32x4.splat(WIDEST * size))))) return TURNED;
  const shift: f32 = greater(f32x4.extract_lane(bends, 0), f32x4.extract_lane(bends, 1));
  const rise: f32 = greater(f32x4.extract_lane(bends, 2), f32x4.extract_lane(bends, 3));
  if (rise > LEVEL_4 * size) return TURNED;
  if (shift == 0 && rise == 0 && i32x4.all_true(f32x4.eq(steps, f32x4.splat(size)))) {
    if (i32x4.all_true(f32x4.eq(upper, f32x4.floor(upper)))) return WHOLE;
  }
  halved = rise > LEVEL_8 * size;
  level = rise <= LEVEL_16 * size;
  bits = ctz(cell);
  const above = i32x4.trunc_sat_f32x4_s(f32x4.mul(upper, f32x4.splat(65536)));
  const below = i32x4.trunc_sat_f32x4_s(f32x4.mul(lower, f32x4.splat(65536)));
  left = i32x4.extract_lane(above, 0);
  top = i32x4.extract_lane(above, 1);
  right = i32x4.extract_lane(above, 2);
  top_right = i32x4.extract_lane(above, 3);
  left_below = i32x4.extract_lane(below, 0);
  bottom = i32x4.extract_lane(below, 1);
  right_below = i32x4.extract_lane(below, 2);
  bottom_right = i32x4.extract_lane(below, 3);
  if (shift <= UPRIGHT_8 * size) return shift <= UPRIGHT_16 * size ? 16 : 8;
  return shift <= UPRIGHT_4 * size ? 4 : shift <= UPRIGHT_2 * size ? 2 : 1;
}

/** Takes up a block of 8 × `count` pixels at (x, row) of the cell. */
export function takeBlock(x: i32, row: i32, count: i32): void {
  const middle = 2 * row + count - 1;
  const u = left + ((left_below - left) * middle >> bits + 1);
  block_du = right + ((right_below - right) * middle >> bits + 1) - u >> bits;
  block_u = u + block_du * x;
  const twice = 2 * x;
  if (halved) {
    half_dv = bottomAt(twice + 11) - topAt(twice + 11) >> bits;
    half_v = topAt(twice + 11) + half_dv * row;
  }
  const centre = halved ? twice + 3 : twice + 7;
  block_dv = bottomAt(centre) - topAt(centre) >> bits;
  block_v = topAt(centre) + block_dv * row;
}

/** Takes up a block of 16 × `count` pixels at (0, row) of the cell. */
export function takeWide(row: i32, count: i32): void {
  const middle = 2 * row + count - 1;
  block_u = left + ((left_below - left) * middle >> bits + 1);
  block_du = right + ((right_below - right) * middle >> bits + 1) - block_u >> bits;
  block_dv = bottomAt(15) - topAt(15) >> bits;
  block_v = topAt(15) + block_dv * row;
}

/** How far down the cell's upper and lower edge are read, so many half pixels across. */
@inline
function topAt(halves: i32): i32 {
  return top + ((top_right - top) * halves >> bits + 1);
}

@inline
function bottomAt(halves: i32): i32 {
  return bottom + ((bottom_right - bottom) * halves >> bits + 1);
}

/** Where a WHOLE cell's upper left sample lies in a plane. */
@inline
export function sampleAt(node: usize, plane: usize, stride: usize): usize {
  return plane + <usize>load<f32>(node, 4) * stride + <usize>load<f32>(node);
}

/** Copies rows, up to seven bytes further than they go. */
export function copyRows(to: usize, out_stride: usize, width: i32, rows: i32, from: usize, stride: usize): void {
  for (let row = 0; row < rows; row++) {
    for (let x: usize = 0; x < <usize>width; x += 8) store<u64>(to + x, load<u64>(from + x));
    to += out_stride;
    from += stride;
  }
}
