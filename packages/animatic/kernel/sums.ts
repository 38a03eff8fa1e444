// What is told by a sum over every sample of a plane or two, of f32.

/** Change from row to row over change along a row, where the mask that lies behind the plane is not 0. */
export function streaks(plane: usize, width: i32, height: i32): f64 {
  const row = <usize>width << 2;
  const mask = plane + row * <usize>height;
  let down: f64 = 0.01;
  let along: f64 = 0.01;
  for (let i: usize = 0, end = row * <usize>(height - 1) - 4; i < end; i += 4) {
    if (load<f32>(mask + i) == 0 || load<f32>(mask + i + 4) == 0 || load<f32>(mask + i + row) == 0) continue;
    const here = <f64>load<f32>(plane + i);
    along += Math.abs(<f64>load<f32>(plane + i + 4) - here);
    down += Math.abs(<f64>load<f32>(plane + i + row) - here);
  }
  return down / along;
}

/**
 * The mean of the samples' fourth powers beside an area (shares of the sides), and a millionth; of all of them where less than
 * that share of the plane is beside it.
 */
export function powers(
  plane: usize, width: i32, height: i32,
  left: f64, top: f64, right: f64, bottom: f64, least: f64,
): f64 {
  let sum: f64 = 0;
  let count: f64 = 0;
  let whole: f64 = 1e-6;
  for (let y = 0; y < height; y++) {
    const level = (<f64>y + 0.5) / <f64>height;
    const beside = level < top || level > bottom;
    for (let x = 0; x < width; x++, plane += 4) {
      const value = <f64>load<f32>(plane);
      const square = value * value;
      const power = square * square;
      const column = (<f64>x + 0.5) / <f64>width;
      whole += power;
      if (!beside && column > left && column < right) continue;
      sum += power;
      count++;
    }
  }
  const all = <f64>width * <f64>height;
  return count > least * all ? sum / count + 1e-6 : whole / all;
}

/** What two masks that lie one behind the other have in common, of all that is in either: samples of a half and more. */
export function common(masks: usize, size: i32): f64 {
  const other = masks + (<usize>size << 2);
  let both: f64 = 0;
  let either: f64 = 1e-6;
  for (let i: usize = 0; i < <usize>size << 2; i += 4) {
    const one = load<f32>(masks + i) >= 0.5;
    const two = load<f32>(other + i) >= 0.5;
    if (one && two) both++;
    if (one || two) either++;
  }
  return both / either;
}

/**
 * Adds what samples of skin's colour are worth: of six planes, one behind the other, to the first one; the others are what is
 * around each sample, L, a, b, and where nothing is added (1). `rows`: what a row's are worth at most (f64). Skin has more than
 * those L, a and b, and is worth all where it is as rough around it as that.
 */
export function esteem(
  planes: usize, width: i32, height: i32, rows: usize,
  l: f64, a: f64, b: f64, worth: f64, rough: f64,
): void {
  const bytes = <usize>(width * height) << 2;
  let at = planes;
  for (let y = 0; y < height; y++, rows += 8) {
    const own = load<f64>(rows);
    for (const end = at + (<usize>width << 2); at < end; at += 4) {
      const light = at + 2 * bytes;
      if (!(<f64>load<f32>(light) > l && <f64>load<f32>(light + bytes) > a && <f64>load<f32>(light + 2 * bytes) > b)) continue;
      if (load<f32>(at + 5 * bytes) == 1) continue;
      const around = min<f64>(1, <f64>load<f32>(at + bytes) / rough);
      store<f32>(at, <f32>(<f64>load<f32>(at) + worth * around * own));
    }
  }
}

/**
 * For each row from `first`, four f64 at `to`: of how many samples both they and those two rows under them are marked (1 in the plane
 * after L, a and b), and by how much L, a and b change from the one to the other, all in all.
 */
export function changes(planes: usize, width: i32, height: i32, first: i32, to: usize): void {
  const size = <usize>(width * height) << 2;
  const under = <usize>width << 3;
  for (let y = first; y < height - 2; y++, to += 32) {
    let count: f64 = 0;
    let light: f64 = 0;
    let green: f64 = 0;
    let blue: f64 = 0;
    const begin = planes + (<usize>(y * width) << 2);
    for (let i = begin, end = begin + (<usize>width << 2); i < end; i += 4) {
      if (load<f32>(i + 3 * size) == 0 || load<f32>(i + under + 3 * size) == 0) continue;
      count++;
      light += <f64>load<f32>(i + under) - <f64>load<f32>(i);
      green += <f64>load<f32>(i + under + size) - <f64>load<f32>(i + size);
      blue += <f64>load<f32>(i + under + 2 * size) - <f64>load<f32>(i + 2 * size);
    }
    store<f64>(to, count);
    store<f64>(to, light, 8);
    store<f64>(to, green, 16);
    store<f64>(to, blue, 24);
  }
}
