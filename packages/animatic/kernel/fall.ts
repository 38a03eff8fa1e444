// Snow and rain: thousands of things that fall, each a pure function of time, hidden by whatever in the picture is nearer.
import { stroke } from './strokes';
import { nearnessAt } from './sight';

/** How far beyond the picture things are kept going, in its heights, so that none is seen to come from nowhere. */
const AROUND: f32 = 0.25;
const SPAN: f32 = 1 + 2 * AROUND;

/** Difference of nearness over which a thing passes behind another. */
const BEHIND: f32 = 0.1;

/** Turns of a thing's swing in a second, in radians, by its pace. */
const SWINGS: f32 = 1.7;

/**
 * Levels by which a thing is lighter than what is behind it, up to the lightest; what is nearly that white it can not outshine:
 * it is seen by its shade, so many levels darker.
 */
const STANDS_OUT: f32 = 30;
const LIGHTEST: f32 = 232;
const SHADE: f32 = 60;

/** Places across and down of the map of light. */
const COLUMNS = 48;
const ROWS = 27;

/**
 * Draws `count` things into luma of `width` × `height` bytes. Each is seven f32: one over its distance (the nearest thing of the
 * picture is 4 away), where it begins (x, y: 0 to 1 of its round), the turn of its swing, its pace, its radius in frame heights
 * and how much it covers. `moment` is the kind of weather, the instant and the view, as src/draw/air/weather.ts lays them out.
 */
export function fall(plane: usize, stride: usize, width: i32, height: i32, list: usize, count: i32, moment: usize): void {
  const time = load<f32>(moment);
  const fade = load<f32>(moment, 4);
  const speed = load<f32>(moment, 8);
  const drift = load<f32>(moment, 12);
  const swing = load<f32>(moment, 16);
  const jump = load<f32>(moment, 20);
  const open = load<f32>(moment, 24);
  const ahead = load<f32>(moment, 28);
  const whiter = load<f32>(moment, 32);
  const whitest = load<f32>(moment, 36);
  const light = <usize>load<i32>(moment, 40);
  const view = moment + 64;
  const wide = <f32>width;
  const high = <f32>height;
  const aspect = wide / high;
  // Spans of its fall that go by in that time at a speed of 1; a span aside in heights, and in widths.
  const spans: f32 = time / SPAN;
  const wides: f32 = 1 / (aspect + 2 * AROUND);
  const whole: f32 = 1 + (2 * AROUND) / aspect;
  const before: f32 = AROUND / aspect;
  const centre_x = load<f32>(view);
  const centre_y = load<f32>(view, 4);
  const zoom = load<f32>(view, 8);
  const truck = load<f32>(view, 12);
  const pedestal = load<f32>(view, 16);
  const dolly = load<f32>(view, 20);
  const cos = load<f32>(view, 24);
  const sin = load<f32>(view, 28);
  for (let i = 0; i < count; i++, list += 28) {
    const close = load<f32>(list);
    const pace = load<f32>(list, 16);
    const down = speed * pace * close;
    const aside = drift * pace * close;
    const swung = swing * close;
    const phase = SWINGS * pace * time + load<f32>(list, 12);
    const fallen = load<f32>(list, 8) + down * spans;
    const falls = floor(fallen);
    const y = (fallen - falls) * SPAN - AROUND;
    // Each fall may be another thing, which does not come down where the last one did.
    const gone = load<f32>(list, 4) + jump * falls + (aside * time + swung * sine(phase)) * wides;
    const x = (gone - floor(gone)) * whole - before;

    const near: f32 = min<f32>(3, 4 * close);
    const depth = near - 0.5;
    const scale: f32 = (1 + dolly * depth) * zoom;
    const pixels = high * scale;
    const right = (x - centre_x - truck * depth) * wide * scale;
    const below = (y - centre_y - pedestal * depth) * pixels;
    const column = wide / 2 + right * cos - below * sin;
    const row = high / 2 + right * sin + below * cos;
    const dx = (aside + swung * SWINGS * pace * sine(phase + <f32>(Math.PI / 2))) * open * pixels;
    const dy = down * open * pixels;
    const radius = load<f32>(list, 20) * pixels;
    const reach = abs(dx) + dy + radius + 2;
    if (column < -reach || row < -reach || column > wide + reach || row > high + reach) continue;

    const shown = near > 1 + BEHIND ? <f32>1 : min<f32>(1, (near - nearnessAt(view, x, y)) / BEHIND + 0.6);
    if (shown <= 0) continue;
    const place = min(ROWS - 1, max(0, <i32>floor(y * <f32>ROWS))) * COLUMNS + min(COLUMNS - 1, max(0, <i32>floor(x * <f32>COLUMNS)));
    const lit = min(whitest, whiter + load<f32>(light + (<usize>place << 2)));
    const behind = around(plane, stride, width, height, <i32>column, <i32>row, 2 + <i32>radius);
    const white = min<f32>(1, max<f32>(0, (behind - 198) * <f32>(1.0 / 24)));
    const luma = max(lit, min(LIGHTEST, behind + STANDS_OUT)) - SHADE * white * white;
    stroke(
      plane, stride, width, height,
      column - dx, row - dy, column + ahead * dx, row + ahead * dy, radius, load<f32>(list, 24) * shown * fade, luma,
    );
  }
}

/** Mean of the four bytes so far aside of a place: one alone may be a speck, and what flies past it would flash. */
@inline
function around(plane: usize, stride: usize, width: i32, height: i32, x: i32, y: i32, far: i32): f32 {
  const left = <usize>min(width - 1, max(0, x - far));
  const right = <usize>min(width - 1, max(0, x + far));
  const above = plane + <usize>min(height - 1, max(0, y - far)) * stride;
  const below = plane + <usize>min(height - 1, max(0, y + far)) * stride;
  const upper = <u32>load<u8>(above + left) + <u32>load<u8>(above + right);
  return <f32>(upper + <u32>load<u8>(below + left) + <u32>load<u8>(below + right)) * 0.25;
}

/** The sine of an angle in radians, to a thousandth. */
@inline
function sine(angle: f32): f32 {
  const turns = angle * <f32>(0.5 / Math.PI);
  const t = turns - nearest(turns);
  const arch: f32 = 8 * t - 16 * t * abs(t);
  return arch + <f32>0.225 * (arch * abs(arch) - arch);
}
