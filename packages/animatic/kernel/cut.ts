// Who is cut out of a clip: its picture made smaller, and the outline that was found in it made soft.
import { box, guided } from './means';

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

/** Radius and evenness (of luma 0 to 1, squared) by which outlines follow those of the picture. */
const NEAR = 3;
const EVEN: f64 = 4e-4;

/**
 * Makes a subject's mask (f32, 0 to 1) what is seen of it: a step inwards, so that nothing of what is behind comes along, then soft
 * where the picture's own edges are, but no farther than a step around. Behind it room for ten planes; of the first, where the
 * picture goes, its luma is made here. `luma`: its bytes.
 */
export function soften(mask: usize, luma: usize, width: i32, height: i32): void {
  const size = width * height;
  const bytes = <usize>size << 2;
  const guide = mask + bytes;
  const around = mask + 9 * bytes;
  const between = mask + 10 * bytes;
  for (let i = 0; i < size; i++) store<f32>(guide + (<usize>i << 2), <f32>(<f64>load<u8>(luma + <usize>i) / 255));
  box(mask, between, around, width, height, 1);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(mask + i, <f32>clamp((<f64>load<f32>(around + i) - 0.45) / 0.5));
  box(mask, between, around, width, height, 1);
  guided(mask, width, height, NEAR, EVEN);
  for (let i: usize = 0; i < bytes; i += 4) {
    const most = clamp(2.5 * <f64>load<f32>(around + i) - 0.25);
    store<f32>(mask + i, <f32>Math.min(clamp((<f64>load<f32>(mask + i) - 0.2) / 0.7), most));
  }
}

@inline
function clamp(value: f64): f64 {
  return Math.min(1, Math.max(0, value));
}
