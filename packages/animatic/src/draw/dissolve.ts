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

/** Share of the width over which a wipe's edge is soft. */
const SOFT = 0.03;

/** Lays what of a slot is not yet wiped away over another: a `share` of the width, at its right. */
export function wipe(
  bytes: Uint8Array,
  to: Slot,
  from: Slot,
  { width, height }: { width: number; height: number },
  share: number,
): void {
  for (const plane of ['y', 'u', 'v'] as const) {
    const half = plane === 'y' ? 1 : 2;
    const [wide, high] = [width / half, height / half];
    const stride = plane === 'y' ? to.lumaStride : to.chromaStride;
    const soft = Math.max(1, Math.round(SOFT * wide));
    const edge = Math.round((1 - share) * (wide + soft)) - soft;
    const [first, last] = [Math.max(0, edge), Math.min(wide, edge + soft)];
    for (let row = 0; row < high; row++) {
      const [a, b] = [to[plane] + row * stride, from[plane] + row * stride];
      if (last < wide) bytes.copyWithin(a + Math.max(0, last), b + Math.max(0, last), b + wide);
      for (let x = first; x < last; x++) bytes[a + x]! += ((bytes[b + x]! - bytes[a + x]!) * (x - edge + 0.5)) / soft;
    }
  }
}
