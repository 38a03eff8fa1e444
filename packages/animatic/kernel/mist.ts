// Mist between the camera and what is far: worked out at the nodes of a coarse grid.
import { nearnessAt } from './sight';

/** As much is hidden at most. */
const THICKEST: f32 = 0.88;

/** How far wide banks are bent, in their own sizes. */
const BENT: f32 = 0.9;

/**
 * Fills two f32 for each node of a grid, `cell` pixels apart: how much of what is there is hidden (0 to 1); the other is
 * left as it is. Frames are `width` × `height` pixels; `moment` is as src/draw/air/veil.ts lays it out.
 */
export function mist(nodes: usize, columns: i32, rows: i32, cell: i32, width: i32, height: i32, moment: usize): void {
  const amount = load<f32>(moment);
  const uneven = load<f32>(moment, 4);
  const far_x = load<f32>(moment, 8);
  const far_y = load<f32>(moment, 12);
  const near_x = load<f32>(moment, 16);
  const near_y = load<f32>(moment, 20);
  const horizon = load<f32>(moment, 24);
  const seed = load<i32>(moment, 28);
  const view = moment + 64;
  const centre_x = load<f32>(view);
  const centre_y = load<f32>(view, 4);
  const zoom = load<f32>(view, 8);
  const cos = load<f32>(view, 24) / zoom;
  const sin = load<f32>(view, 28) / zoom;
  const aspect = <f32>width / <f32>height;
  for (let row = 0; row < rows; row++) {
    const below = <f32>(row * cell) - <f32>height / 2;
    for (let column = 0; column < columns; column++, nodes += 8) {
      const beside = <f32>(column * cell) - <f32>width / 2;
      const x = centre_x + (beside * cos + below * sin) / <f32>width;
      const y = centre_y + (below * cos - beside * sin) / <f32>height;
      // Thicker with the distance, and low over the ground.
      const deep: f32 = 0.1 + 0.9 * smooth((<f32>0.95 - nearnessAt(view, x, y)) / 0.95);
      const low: f32 = 0.35 + 0.65 * smooth((y - horizon + 0.75) / 0.75);
      // Banks that pass at two speeds, so that they part and close rather than slide; the fine ones bend the wide ones. Each
      // is turned by an angle of its own: in a dark clear sky it shows at once where the noise of all comes from level grids.
      const across: f32 = 4.7 * aspect * x + near_x;
      const down: f32 = 9.5 * y + near_y;
      const fine = noise(0.87 * across + 0.5 * down, 0.87 * down - 0.5 * across, ~seed);
      const wisp = noise(1.2 * across - 0.5 * down, 1.2 * down + 0.5 * across, seed ^ 0x55555555);
      const along: f32 = 2.1 * aspect * x + far_x + BENT * (fine - 0.5);
      const up: f32 = 4.4 * y + far_y + BENT * (wisp - 0.5);
      const wide = noise(0.8 * along - 0.6 * up, 0.6 * along + 0.8 * up, seed);
      const bank: f32 = 1 + uneven * (1.5 * (0.56 * wide + 0.29 * fine + 0.15 * wisp) - 0.75) * 2;
      store<f32>(nodes, min(THICKEST, max<f32>(0, amount * deep * low * bank)));
    }
  }
}

/** From `nodes`, how much is hidden and how much more light there is, to the factors and amounts of one plane's wash. */
export function tint(nodes: usize, grid: usize, count: i32, amount: f32, warmth: f32): void {
  for (let i = 0; i < count; i++) {
    const cover = load<f32>(nodes);
    const lit = load<f32>(nodes, 4);
    store<f32>(grid, (1 + lit) * (1 - cover));
    store<f32>(grid, amount * cover + warmth * lit, 4);
    nodes += 8;
    grid += 8;
  }
}

/** 0 below 0, 1 above 1, without a corner between. */
@inline
function smooth(value: f32): f32 {
  const share = min<f32>(1, max<f32>(0, value));
  return share * share * (3 - 2 * share);
}

/** How much steeper slopes are than what they are drawn by, so that the noise fills 0 to 1. */
const STEEP: f32 = 1.3;

/** 0 to 1, smooth, one wave in about two units: slopes at whole places, one half between (after Perlin 2002), since values there make boxes. */
function noise(x: f32, y: f32, seed: i32): f32 {
  const left = floor(x);
  const top = floor(y);
  const dx = x - left;
  const dy = y - top;
  const across = eased(dx);
  const a = <i32>left;
  const b = <i32>top;
  const upper = slopeAt(a, b, seed, dx, dy);
  const lower = slopeAt(a, b + 1, seed, dx, dy - 1);
  const above = upper + (slopeAt(a + 1, b, seed, dx - 1, dy) - upper) * across;
  const below = lower + (slopeAt(a + 1, b + 1, seed, dx - 1, dy - 1) - lower) * across;
  return min<f32>(1, max<f32>(0, 0.5 + STEEP * (above + (below - above) * eased(dy))));
}

@inline
function eased(t: f32): f32 {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/** What a slope at a whole place comes to so far from it: −1 to 1 a unit each way, as if by chance (the mixing is triple32's of C. Wellons, two rounds of it). */
@inline
function slopeAt(x: i32, y: i32, seed: i32, dx: f32, dy: f32): f32 {
  let bits = seed ^ (x * 0x2c1b3c6d) ^ (y * 0x297a2d39);
  bits = (bits ^ (bits >>> 17)) * 0xed5ad4bb;
  bits = (bits ^ (bits >>> 11)) * 0xac4c1b51;
  bits ^= bits >>> 15;
  return (<f32>(bits >> 16) * dx + <f32>((bits << 16) >> 16) * dy) * <f32>(1.0 / 32768);
}
