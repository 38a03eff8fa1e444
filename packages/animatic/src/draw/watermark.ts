// The words "AI Generated" at the bottom right of a frame.
import type { Slot } from './stage.ts';

/**
 * What to do to the pixels of a rectangle of the frame, all even: luma becomes (luma · keep + add) / 256, chroma keeps
 * `keepChroma` / 256 of its distance to grey. Rows without gaps.
 */
export type Mark = {
  x: number;
  y: number;
  width: number;
  height: number;
  keep: Uint16Array;
  add: Uint16Array;
  keepChroma: Uint16Array;
};

/** Blends the mark into a frame. */
export function stamp(mark: Mark, bytes: Uint8Array, slot: Slot): void {
  const { x, y, width, height, keep, add, keepChroma } = mark;
  for (let row = 0, at = 0; row < height; row++) {
    const start = slot.y + (y + row) * slot.lumaStride + x;
    for (let i = start; i < start + width; i++, at++) bytes[i] = (bytes[i]! * keep[at]! + add[at]! + 128) >> 8;
  }
  for (const plane of [slot.u, slot.v]) {
    for (let row = 0, at = 0; row < height / 2; row++) {
      const start = plane + (y / 2 + row) * slot.chromaStride + x / 2;
      for (let i = start; i < start + width / 2; i++, at++) {
        bytes[i] = 128 + (((bytes[i]! - 128) * keepChroma[at]! + 128) >> 8);
      }
    }
  }
}
