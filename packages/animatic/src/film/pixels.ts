// A frame as a picture: the way back from Y'CbCr to R, G, B.
import type { Pixels } from '../draw/plate.ts';
import type { Slot } from '../draw/stage.ts';

/** The picture in a slot, whose planes (BT.709, limited range) lie in `memory`. */
export function pixelsOf(memory: Uint8Array, slot: Slot, width: number, height: number): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const luma = slot.y + y * slot.lumaStride;
    const chroma = (y >> 1) * slot.chromaStride;
    for (let x = 0; x < width; x++, at += 3) {
      const light = 1.164384 * (memory[luma + x]! - 16);
      const blue = memory[slot.u + chroma + (x >> 1)]! - 128;
      const red = memory[slot.v + chroma + (x >> 1)]! - 128;
      rgb[at] = byte(light + 1.792741 * red);
      rgb[at + 1] = byte(light - 0.213249 * blue - 0.532909 * red);
      rgb[at + 2] = byte(light + 2.112402 * blue);
    }
  }
  return { width, height, rgb };
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
