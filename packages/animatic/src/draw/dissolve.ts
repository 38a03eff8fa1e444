// One picture over another.
import type { Slot } from './stage.ts';

/** Mixes a slot of `from` into one of `into`, of the same size: `share` 0 leaves it, 1 replaces it to the bit. */
export function dissolve(
  into: Uint8Array,
  to: Slot,
  from: Uint8Array,
  own: Slot,
  { height }: { height: number },
  share: number,
): void {
  const weight = Math.round(256 * share);
  for (const plane of ['y', 'u', 'v'] as const) {
    const count = plane === 'y' ? to.lumaStride * height : (to.chromaStride * height) / 2;
    for (let a = to[plane], b = own[plane], end = a + count; a < end; a++, b++) {
      into[a] = into[a]! + (((from[b]! - into[a]!) * weight + 128) >> 8);
    }
  }
}
