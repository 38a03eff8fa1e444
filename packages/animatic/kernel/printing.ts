// A picture's R, G and B in sRGB become Y'CbCr 4:2:0: limited range, BT.709, chroma sited left.

/** 219 / 255 of BT.709's weights, and 224 / 255 of its colour differences over the eight weights of a chroma sample. */
const RED_Y: f64 = 0.182586;
const GREEN_Y: f64 = 0.614231;
const BLUE_Y: f64 = 0.062007;
const RED_U: f64 = -0.100644;
const GREEN_U: f64 = -0.338572;
const BLUE_U: f64 = 0.439216;
const RED_V: f64 = 0.439216;
const GREEN_V: f64 = -0.398942;
const BLUE_V: f64 = -0.040274;

/** Prints two rows of `width` pixels, which lie one after the other at `rgb`: two rows of luma and one of each chroma. */
export function print_rows(rgb: usize, width: i32, luma: usize, stride: usize, u: usize, v: usize): void {
  const line = <usize>(3 * width);
  printLuma(rgb, width, luma);
  printLuma(rgb + line, width, luma + stride);
  for (let x = 0; x < width; x += 2) {
    // 1 2 1 across around every even column, the mean of two rows down.
    const m = rgb + <usize>(3 * x);
    const l = x > 0 ? m - 3 : m;
    const red = mixed(l, m, line);
    const green = mixed(l + 1, m + 1, line);
    const blue = mixed(l + 2, m + 2, line);
    store<u8>(u++, <u8>(128.5 + (RED_U * red + GREEN_U * green + BLUE_U * blue) / 8));
    store<u8>(v++, <u8>(128.5 + (RED_V * red + GREEN_V * green + BLUE_V * blue) / 8));
  }
}

@inline
function printLuma(rgb: usize, width: i32, luma: usize): void {
  for (let x = 0; x < width; x++) {
    const light = RED_Y * <f64>load<u8>(rgb) + GREEN_Y * <f64>load<u8>(rgb, 1) + BLUE_Y * <f64>load<u8>(rgb, 2);
    store<u8>(luma++, <u8>(16.5 + light));
    rgb += 3;
  }
}

/** Six samples of one colour: those on the left and in the middle of two rows, and right of these. */
@inline
function mixed(left: usize, middle: usize, line: usize): f64 {
  const upper = <i32>load<u8>(left) + 2 * <i32>load<u8>(middle) + <i32>load<u8>(middle, 3);
  const lower = <i32>load<u8>(left + line) + 2 * <i32>load<u8>(middle + line) + <i32>load<u8>(middle + line, 3);
  return <f64>(upper + lower);
}
