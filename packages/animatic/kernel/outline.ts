// What lies along the outline of a cut; src/look/evidence.ts says what it tells.

/** Samples from the outline at which its two sides are compared. */
const REACH = 3;

/** Lab distance from which there is an edge; lightness below which it is dark. */
const EDGE: f64 = 12;
const DARK: f64 = 22;

/** Bytes of a plane and of a row. */
let size: usize = 0;
let line: usize = 0;

/**
 * `planes`: the share of what stands there, the same blurred, that by colour alone, where either was open, then L, a and b. Five f64
 * at `to`: the outline's length in samples, of it on an edge, of it where skin meets darkness; samples beside it, and of those the
 * ones whose colour is at home on the other side. Skin is above `l`, `a` and `b`.
 */
export function outline(planes: usize, width: i32, height: i32, l: f64, a: f64, b: f64, to: usize): void {
  size = <usize>(width * height) << 2;
  line = <usize>width << 2;
  let length: f64 = 0;
  let edged: f64 = 0;
  let hidden: f64 = 0;
  let beside: f64 = 0;
  let astray: f64 = 0;
  for (let y = REACH + 1; y < height - 1 - REACH; y++) {
    const begin = planes + (<usize>(y * width + REACH + 1) << 2);
    const end = planes + (<usize>((y + 1) * width - 1 - REACH) << 2);
    for (let i = begin; i < end; i += 4) {
      const inside = load<f32>(i) >= 0.5;
      const soft = <f64>load<f32>(i + size);
      if (load<f32>(i + 3 * size) == 1 && soft > 0.001 && soft < 0.999) {
        beside++;
        const colour = <f64>load<f32>(i + 2 * size);
        if (inside ? colour < 0.3 : colour > 0.7) astray++;
      }
      if (!inside || !isRim(i)) continue;
      length++;
      const across = <f64>load<f32>(i + size, 4) - <f64>load<f32>(i + size - 4);
      const down = <f64>load<f32>(i + size + line) - <f64>load<f32>(i + size - line);
      const inner = i + 4 * size + aside(across, down, width, REACH - 1);
      const outer = i + 4 * size + aside(across, down, width, -REACH);
      const light = between(inner, outer);
      const green = between(inner + size, outer + size);
      const blue = between(inner + 2 * size, outer + 2 * size);
      if (Math.sqrt(light * light + green * green + blue * blue) > EDGE) edged++;
      const isSkin = <f64>load<f32>(inner) > l && <f64>load<f32>(inner + size) > a && <f64>load<f32>(inner + 2 * size) > b;
      if (isSkin && <f64>load<f32>(outer) < DARK) hidden++;
    }
  }
  store<f64>(to, length);
  store<f64>(to, edged, 8);
  store<f64>(to, hidden, 16);
  store<f64>(to, beside, 24);
  store<f64>(to, astray, 32);
}

@inline
function isRim(i: usize): bool {
  return load<f32>(i - 4) < 0.5 || load<f32>(i, 4) < 0.5 || load<f32>(i - line) < 0.5 || load<f32>(i + line) < 0.5;
}

@inline
function between(one: usize, other: usize): f64 {
  return <f64>load<f32>(one) - <f64>load<f32>(other);
}

/** Bytes to the sample so many steps straight across the outline. */
@inline
function aside(across: f64, down: f64, width: i32, steps: f64): usize {
  const found = Math.sqrt(across * across + down * down);
  const length = found == 0 ? 1 : found;
  return <usize>(<i32>floor((steps * down) / length + 0.5) * width + <i32>floor((steps * across) / length + 0.5)) << 2;
}
