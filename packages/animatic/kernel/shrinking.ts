// A plane of bytes made smaller.

/**
 * Each of `across` × `down` samples is the mean of its area in a plane without gaps, which is no smaller. Every other row of it tells
 * as much.
 */
export function lessen(from: usize, width: i32, height: i32, to: usize, across: i32, down: i32): void {
  for (let y = 0; y < down; y++) {
    const top = y * height / down;
    const bottom = (y + 1) * height / down;
    for (let x = 0; x < across; x++) {
      const left = x * width / across;
      const right = (x + 1) * width / across;
      let sum: u32 = 0;
      let count: u32 = 0;
      for (let row = top; row < bottom; row += 2) {
        const line = from + <usize>(row * width);
        for (let i = left; i < right; i++) sum += load<u8>(line + <usize>i);
        count += right - left;
      }
      store<u8>(to++, <u8>(sum / count));
    }
  }
}
