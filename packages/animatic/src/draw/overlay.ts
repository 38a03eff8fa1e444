// One thing over a frame, through its mask.
import type { Placing } from './figures.ts';
import type { Kernel } from './kernel.ts';
import type { Easel } from './screens.ts';
import type { Slot } from './stage.ts';

/** Lays what an easel holds at its top left over a box of the frame (pixels, all even). */
export function layOver(kernel: Kernel, slot: Slot, easel: Easel, box: Placing['box']): void {
  const { lumaStride, chromaStride } = slot;
  for (let row = 0; row < box.height; row++) {
    const own = row * lumaStride;
    const to = slot.y + (box.y + row) * lumaStride + box.x;
    kernel.lay_luma(to, easel.y + own, easel.cover + own, easel.keep + own, box.width);
  }
  for (let row = 0; row < box.height / 2; row++) {
    const own = row * chromaStride;
    const masks = 2 * row * lumaStride;
    const to = (box.y / 2 + row) * chromaStride + box.x / 2;
    for (const plane of ['u', 'v'] as const) {
      const [cover, keep] = [easel.cover + masks, easel.keep + masks];
      kernel.lay_chroma(slot[plane] + to, easel[plane] + own, cover, keep, lumaStride, box.width / 2);
    }
  }
}
