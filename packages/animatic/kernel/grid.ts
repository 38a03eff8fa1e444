// The grids that a warp follows: per node two f32, x and y. What is seen through a node is sought in the picture's relief.

/** Depth slopes are kept under this for a camera's parallax (src/draw/relief.ts), so that looking again and again converges. */
const STEEPEST: f32 = 0.6;

/** Bytes of a sample of the relief: four f32, whose first is how near it is, 0 to 1. */
const SAMPLE = 16;

/**
 * The relief and the camera, and where the four nodes lie that are looked through at once, one above the other: each begins
 * where its left neighbour ended, so that only rows are free of each other. Each thread has an instance, and so these, to itself.
 */
let relief: usize = 0;
let stride: usize = 0;
let last_x = f32x4.splat(0);
let last_y = f32x4.splat(0);
let samples_x = f32x4.splat(0);
let samples_y = f32x4.splat(0);
let centre_x = f32x4.splat(0);
let centre_y = f32x4.splat(0);
let truck = f32x4.splat(0);
let pedestal = f32x4.splat(0);
let dolly = f32x4.splat(0);
let offset_x = f32x4.splat(0);
let offset_y = f32x4.splat(0);

/**
 * Fills a grid with the positions in the picture that its nodes show, in pixels at the frame's `width` × `height`. The relief
 * has `across` × `down` samples; (x, y) is the camera's middle, `cos` and `sin` its turn over its zoom, and `aside`, `up`
 * (pixels) and `inwards` how far it has gone for one step of depth.
 */
export function see_grid(
  grid: usize, columns: i32, rows: i32, cell: i32, width: i32, height: i32,
  samples: usize, across: i32, down: i32,
  x: f32, y: f32, cos: f32, sin: f32, aside: f32, up: f32, inwards: f32,
): void {
  relief = samples;
  stride = <usize>(across * SAMPLE);
  last_x = f32x4.splat(<f32>across - <f32>1.001);
  last_y = f32x4.splat(<f32>down - <f32>1.001);
  samples_x = f32x4.splat(<f32>across / <f32>width);
  samples_y = f32x4.splat(<f32>down / <f32>height);
  centre_x = f32x4.splat(x);
  centre_y = f32x4.splat(y);
  truck = f32x4.splat(aside);
  pedestal = f32x4.splat(up);
  dolly = f32x4.splat(inwards);
  const deep = aside != 0 || up != 0 || inwards != 0;
  const line = <usize>(columns << 3);
  for (let row = 0; row < rows; row += 4, grid += 4 * line) {
    const first = <f32>(row * cell) + <f32>0.5 - <f32>height / 2;
    const below = f32x4.add(f32x4.splat(first), f32x4.mul(f32x4(0, 1, 2, 3), f32x4.splat(<f32>cell)));
    let near = f32x4.splat(0);
    for (let column = 0; column < columns; column++) {
      const beside = <f32>(column * cell) + <f32>0.5 - <f32>width / 2;
      offset_x = f32x4.add(f32x4.splat(beside * cos), f32x4.mul(below, f32x4.splat(sin)));
      offset_y = f32x4.sub(f32x4.mul(below, f32x4.splat(cos)), f32x4.splat(beside * sin));
      if (deep) near = solve(near, column == 0 ? 3 : 1);
      const share = smaller(near);
      const right = shown(centre_x, offset_x, truck, near, share);
      const bottom = shown(centre_y, offset_y, pedestal, near, share);
      const upper = v128.shuffle<f32>(right, bottom, 0, 4, 1, 5);
      const lower = v128.shuffle<f32>(right, bottom, 2, 6, 3, 7);
      const to = grid + <usize>(column << 3);
      v128.store64_lane(to, upper, 0);
      if (row + 1 < rows) v128.store64_lane(to + line, upper, 1);
      if (row + 2 < rows) v128.store64_lane(to + 2 * line, lower, 0);
      if (row + 3 < rows) v128.store64_lane(to + 3 * line, lower, 1);
    }
  }
}

/** How much smaller what is that near (about depth 0.5) is than in the picture. */
@inline
function smaller(near: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(dolly, near)));
}

/** Where the picture is seen through the nodes, one way, if what is there is that near. */
@inline
function shown(centre: v128, offset: v128, way: v128, near: v128, share: v128): v128 {
  return f32x4.add(centre, f32x4.add(f32x4.mul(offset, share), f32x4.mul(way, near)));
}

/**
 * How near the things are that are seen through the nodes. Starts from a guess, what their neighbours found, looks twice, and
 * steps to where the straight line through both looks meets itself: after one round within a thirtieth of a pixel.
 */
function solve(guess: v128, rounds: i32): v128 {
  const one = f32x4.splat(1);
  let near = guess;
  for (let round = 0; round < rounds; round++) {
    const first = nearAt(near);
    const second = nearAt(first);
    const step = f32x4.sub(first, near);
    const change = f32x4.sub(second, first);
    const moved = f32x4.gt(f32x4.abs(step), f32x4.splat(1e-6));
    const slope = f32x4.div(change, v128.bitselect(step, one, moved));
    const held = f32x4.max(f32x4.splat(-STEEPEST), f32x4.min(f32x4.splat(STEEPEST), slope));
    near = f32x4.add(first, f32x4.div(change, f32x4.sub(one, v128.and(held, moved))));
  }
  return near;
}

/** How near the things are that stand where things of that nearness would be seen through the nodes. */
function nearAt(near: v128): v128 {
  const share = smaller(near);
  const x = f32x4.mul(shown(centre_x, offset_x, truck, near, share), samples_x);
  const y = f32x4.mul(shown(centre_y, offset_y, pedestal, near, share), samples_y);
  const half = f32x4.splat(0.5);
  const zero = f32x4.splat(0);
  const u = f32x4.min(f32x4.max(f32x4.sub(x, half), zero), last_x);
  const v = f32x4.min(f32x4.max(f32x4.sub(y, half), zero), last_y);
  const columns = i32x4.trunc_sat_f32x4_s(u);
  const rows = i32x4.trunc_sat_f32x4_s(v);
  const places = i32x4.add(i32x4.mul(rows, i32x4.splat(<i32>stride)), i32x4.mul(columns, i32x4.splat(SAMPLE)));
  const above = four(places, relief);
  const below = four(places, relief + stride);
  const right = f32x4.sub(u, f32x4.convert_i32x4_s(columns));
  const upper = between(above, four(places, relief + SAMPLE), right);
  const lower = between(below, four(places, relief + stride + SAMPLE), right);
  return f32x4.sub(between(upper, lower, f32x4.sub(v, f32x4.convert_i32x4_s(rows))), half);
}

@inline
function four(places: v128, from: usize): v128 {
  let values = v128.load32_zero(from + <usize>i32x4.extract_lane(places, 0));
  values = v128.load32_lane(from + <usize>i32x4.extract_lane(places, 1), values, 1);
  values = v128.load32_lane(from + <usize>i32x4.extract_lane(places, 2), values, 2);
  return v128.load32_lane(from + <usize>i32x4.extract_lane(places, 3), values, 3);
}

@inline
function between(from: v128, to: v128, share: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), share));
}

/**
 * Turns positions in the picture into positions in the padded luma samples of a plate of `width` × `height` samples, `count`
 * of them; `across` and `down` are its samples for a pixel. Every tap stays within its margin.
 */
export function place_grid(grid: usize, count: i32, across: f64, down: f64, width: i32, height: i32, margin: i32): void {
  for (let i = 0; i < count; i++) {
    store<f32>(grid, <f32>inside(<f64>load<f32>(grid) * across - 0.5, width, margin));
    store<f32>(grid, <f32>inside(<f64>load<f32>(grid, 4) * down - 0.5, height, margin), 4);
    grid += 8;
  }
}

/** Four taps: from one before to two after. */
@inline
function inside(position: f64, size: i32, margin: i32): f64 {
  return <f64>margin + min(max(position, <f64>(2 - margin)), <f64>(size + margin - 4));
}

/**
 * The chroma grid from the luma grid. Chroma sample (i, j) sits at luma (2 i, 2 j + 0.5) in frame and plate alike, so the
 * luma position is read half a pixel further down.
 */
export function halve_grid(luma: usize, chroma: usize, columns: i32, rows: i32, cell: i32, margin: i32): void {
  const half = 0.5 / <f64>cell;
  const border = <f64>margin;
  const line = columns << 3;
  for (let row = 0; row < rows; row++) {
    // The last row has no row below it: it goes on as the one above did.
    const next = row < rows - 1 ? line : 0;
    const back = row < rows - 1 ? 0 : line;
    for (let column = 0; column < columns; column++) {
      const x = <f64>load<f32>(luma) + (<f64>load<f32>(luma + next) - <f64>load<f32>(luma - back)) * half;
      const y = <f64>load<f32>(luma, 4) + (<f64>load<f32>(luma + next, 4) - <f64>load<f32>(luma - back, 4)) * half;
      store<f32>(chroma, <f32>((x - border) / 2 + border));
      store<f32>(chroma, <f32>((y - 0.5 - border) / 2 + border), 4);
      luma += 8;
      chroma += 8;
    }
  }
}
