// One thing over a frame, through its mask.
import type { Placing } from './figures.ts';
import type { Kernel } from './kernel.ts';
import type { Easel } from './screens.ts';
import type { Slot } from './stage.ts';

/** Lays what an easel holds at its top left over a box of the frame (pixels, all even). */
export function layOver(kernel: Kernel, slot: Slot, easel: Easel, box: Placing['box']): void {
  const { lumaStride, chromaStride } = slot;
  const { x, y, width, height } = box;
  const { cover, keep } = easel;
  kernel.lay_luma(slot.y + y * lumaStride + x, easel.y, cover, keep, lumaStride, width, height);
  const to = (y / 2) * chromaStride + x / 2;
  for (const plane of ['u', 'v'] as const) {
    kernel.lay_chroma(slot[plane] + to, easel[plane], chromaStride, cover, keep, lumaStride, width / 2, height / 2);
  }
}
