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

/** The same at half the size each way: a pixel for each sample of chroma. Width and height must be even. */
export function halfPixelsOf(memory: Uint8Array, slot: Slot, width: number, height: number): Pixels {
  const half = { width: width / 2, height: height / 2, rgb: new Uint8Array((width * height * 3) / 4) };
  for (let row = 0; row < half.height; row++) halfRow(memory, slot, row, half);
  return half;
}

function halfRow(memory: Uint8Array, slot: Slot, row: number, { width, rgb }: Pixels): void {
  const upper = slot.y + 2 * row * slot.lumaStride;
  const lower = upper + slot.lumaStride;
  const chroma = row * slot.chromaStride;
  for (let x = 0, at = row * width * 3; x < width; x++, at += 3) {
    const sum =
      memory[upper + 2 * x]! + memory[upper + 2 * x + 1]! + memory[lower + 2 * x]! + memory[lower + 2 * x + 1]!;
    const light = 1.164384 * (sum / 4 - 16);
    const blue = memory[slot.u + chroma + x]! - 128;
    const red = memory[slot.v + chroma + x]! - 128;
    rgb[at] = byte(light + 1.792741 * red);
    rgb[at + 1] = byte(light - 0.213249 * blue - 0.532909 * red);
    rgb[at + 2] = byte(light + 2.112402 * blue);
  }
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
