// Makes the watermark for a frame's size: white letters over their own soft shadow, so that they can be read on any
// picture. The letters are a raster of this package (mark/), so that no font of the machine is needed.
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Mark } from './watermark.ts';

const LETTERS = fileURLToPath(new URL('../../mark/ai-generated.png', import.meta.url));

/** Height of the letters in shares of the square root of the frame's area: 14 pixels at 360p. */
const SIZE = 0.03;
const WHITE = 235;
const BLACK = 16;
const LETTER_OPACITY = 0.85;
const SHADOW_OPACITY = 0.5;

/** The watermark for a frame of that size (both even). */
export async function makeMark(frameWidth: number, frameHeight: number): Promise<Mark> {
  const size = Math.max(2, Math.round(Math.sqrt(frameWidth * frameHeight) * SIZE));
  const border = Math.ceil(size / 3);
  const letters = await sharp(LETTERS)
    .resize({ height: size, kernel: 'lanczos3' })
    .extend({ top: border, bottom: border, left: border, right: border, background: '#000' })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width: rasterWidth, height: rasterHeight } = letters.info;
  const shadow = await sharp(letters.data, { raw: { width: rasterWidth, height: rasterHeight, channels: 1 } })
    .blur(Math.max(0.5, size / 8))
    .linear(1.8, 0)
    .extractChannel(0)
    .raw()
    .toBuffer();
  const width = Math.min(even(rasterWidth), frameWidth);
  const height = Math.min(even(rasterHeight), frameHeight);
  const keep = new Uint16Array(width * height).fill(256);
  const add = new Uint16Array(width * height);
  for (let y = 0; y < Math.min(height, rasterHeight); y++) {
    for (let x = 0; x < Math.min(width, rasterWidth); x++) {
      const letter = (LETTER_OPACITY * letters.data[y * rasterWidth + x]!) / 255;
      const dark = ((SHADOW_OPACITY * shadow[y * rasterWidth + x]!) / 255) * (1 - letter);
      keep[y * width + x] = Math.round(256 * (1 - letter - dark));
      add[y * width + x] = Math.round(256 * (letter * WHITE + dark * BLACK));
    }
  }
  const margin = even(size / 2);
  return {
    x: Math.max(0, frameWidth - width - margin),
    y: Math.max(0, frameHeight - height - margin),
    width,
    height,
    keep,
    add,
    keepChroma: meanOfFour(keep, width, height),
  };
}

function meanOfFour(values: Uint16Array, width: number, height: number): Uint16Array {
  const means = new Uint16Array((width * height) / 4);
  for (let y = 0, at = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2, at++) {
      const i = y * width + x;
      means[at] = (values[i]! + values[i + 1]! + values[i + width]! + values[i + width + 1]!) / 4;
    }
  }
  return means;
}

/** The next even number. */
function even(size: number): number {
  return Math.ceil(size / 2) * 2;
}
