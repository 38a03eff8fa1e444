// One thing over a frame, through its mask.
import type { Easel } from './screens.ts';
import type { Slot } from './stage.ts';

/** Lays what an easel holds at its top left over a box of the frame (pixels, all even). */
export function layOver(
  bytes: Uint8Array,
  slot: Slot,
  easel: Easel,
  box: { x: number; y: number; width: number; height: number },
): void {
  const { lumaStride, chromaStride } = slot;
  for (let row = 0; row < box.height; row++) {
    const to = slot.y + (box.y + row) * lumaStride + box.x;
    const own = row * lumaStride;
    for (let i = 0; i < box.width; i++) {
      const cover = bytes[easel.cover + own + i]!;
      if (cover === 255) {
        bytes[to + i] = bytes[easel.y + own + i]!;
        continue;
      }
      const keep = bytes[easel.keep + own + i]!;
      if (keep === 255) continue;
      const sum = (bytes[to + i]! - 16) * keep + (bytes[easel.y + own + i]! - 16) * cover;
      bytes[to + i] = 16.5 + sum / 255;
    }
  }
  for (let row = 0; row < box.height / 2; row++) {
    const to = (box.y / 2 + row) * chromaStride + box.x / 2;
    const own = row * chromaStride;
    const masks = 2 * row * lumaStride;
    for (let i = 0; i < box.width / 2; i++) {
      const at = masks + 2 * i;
      const below = at + lumaStride;
      const cover = bytes[easel.cover + at]! + bytes[easel.cover + below]!;
      const keep = bytes[easel.keep + at]! + bytes[easel.keep + below]!;
      if (keep === 510) continue;
      const u = slot.u + to + i;
      const v = slot.v + to + i;
      bytes[u] = 128.5 + ((bytes[u]! - 128) * keep + (bytes[easel.u + own + i]! - 128) * cover) / 510;
      bytes[v] = 128.5 + ((bytes[v]! - 128) * keep + (bytes[easel.v + own + i]! - 128) * cover) / 510;
    }
  }
}
