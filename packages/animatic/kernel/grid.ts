// The grids that a warp follows: per node two f32, x and y. What is seen through a node is sought in the picture's relief.

/** Depth slopes are kept under this for a camera's parallax (src/draw/relief.ts), so that looking again and again converges. */
const STEEPEST: f64 = 0.6;

/** Floats a sample of the relief, whose first is how near it is, 0 to 1. */
const CHANNELS = 4;

/** The relief and the camera that look through the nodes of one grid. Each thread has an instance, and so these, to itself. */
let relief: usize = 0;
let relief_width = 0;
let relief_height = 0;
/** Its samples for a pixel of the frame. */
let samples_x: f64 = 0;
let samples_y: f64 = 0;
let centre_x: f64 = 0;
let centre_y: f64 = 0;
let truck: f64 = 0;
let pedestal: f64 = 0;
let dolly: f64 = 0;
let offset_x: f64 = 0;
let offset_y: f64 = 0;

/**
 * Fills a grid with the positions in the picture that its nodes show, in pixels at the frame's `width` × `height`. The relief
 * has `across` × `down` samples; (x, y) is the camera's middle, `cos` and `sin` its turn over its zoom, and `aside`, `up`
 * (pixels) and `inwards` how far it has gone for one step of depth.
 */
export function see_grid(
  grid: usize, columns: i32, rows: i32, cell: i32, width: i32, height: i32,
  samples: usize, across: i32, down: i32,
  x: f64, y: f64, cos: f64, sin: f64, aside: f64, up: f64, inwards: f64,
): void {
  relief = samples;
  relief_width = across;
  relief_height = down;
  samples_x = <f64>across / <f64>width;
  samples_y = <f64>down / <f64>height;
  centre_x = x;
  centre_y = y;
  truck = aside;
  pedestal = up;
  dolly = inwards;
  const deep = aside != 0 || up != 0 || inwards != 0;
  for (let row = 0; row < rows; row++) {
    const below = <f64>(row * cell) + 0.5 - <f64>height / 2;
    let near: f64 = 0;
    for (let column = 0; column < columns; column++) {
      const beside = <f64>(column * cell) + 0.5 - <f64>width / 2;
      offset_x = beside * cos + below * sin;
      offset_y = below * cos - beside * sin;
      if (deep) near = solve(near, column == 0 ? 3 : 1);
      const share = smaller(near);
      store<f32>(grid, <f32>(centre_x + offset_x * share + truck * near));
      store<f32>(grid, <f32>(centre_y + offset_y * share + pedestal * near), 4);
      grid += 8;
    }
  }
}

/** How much smaller what is that near (about depth 0.5) is than in the picture. */
@inline
function smaller(near: f64): f64 {
  return 1 / (1 + dolly * near);
}

/**
 * How near the thing is that is seen through the node. Starts from a guess, what its neighbour found, looks twice, and
 * steps to where the straight line through both looks meets itself: after one round within a thirtieth of a pixel.
 */
function solve(guess: f64, rounds: i32): f64 {
  let near = guess;
  for (let round = 0; round < rounds; round++) {
    const first = nearAt(near);
    const second = nearAt(first);
    const step = first - near;
    const slope = Math.abs(step) > 1e-6 ? min(max((second - first) / step, -STEEPEST), STEEPEST) : 0;
    near = first + (second - first) / (1 - slope);
  }
  return near;
}

/** How near the thing is that stands where a thing of that nearness would be seen through the node. */
@inline
function nearAt(near: f64): f64 {
  const share = smaller(near);
  const x = centre_x + offset_x * share + truck * near;
  const y = centre_y + offset_y * share + pedestal * near;
  return reliefAt(x * samples_x, y * samples_y) - 0.5;
}

/** The relief's nearness, linearly between samples. */
@inline
function reliefAt(x: f64, y: f64): f64 {
  const u = min(max(x - 0.5, 0), <f64>relief_width - 1.001);
  const v = min(max(y - 0.5, 0), <f64>relief_height - 1.001);
  const i = <i32>u;
  const j = <i32>v;
  const at = relief + (<usize>((j * relief_width + i) * CHANNELS) << 2);
  const below = at + (<usize>(relief_width * CHANNELS) << 2);
  const upper = <f64>load<f32>(at) + (<f64>load<f32>(at, CHANNELS * 4) - <f64>load<f32>(at)) * (u - <f64>i);
  const lower = <f64>load<f32>(below) + (<f64>load<f32>(below, CHANNELS * 4) - <f64>load<f32>(below)) * (u - <f64>i);
  return upper + (lower - upper) * (v - <f64>j);
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
