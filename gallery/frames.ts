// Frames of a film as pictures to look at.
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import type { Picture } from '../packages/animatic/test/decoding.ts';

/** A frame as sharp takes it: BT.709 limited range made 8-bit R G B. */
export function sharpFrame({ y, u, v, width, height }: Picture): Sharp {
  const rgb = Buffer.alloc(width * height * 3);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      const chroma = (row >> 1) * (width >> 1) + (column >> 1);
      const light = 1.164384 * (y[row * width + column]! - 16);
      const [blue, red] = [u[chroma]! - 128, v[chroma]! - 128];
      rgb[at] = byte(light + 1.792741 * red);
      rgb[at + 1] = byte(light - 0.213249 * blue - 0.532909 * red);
      rgb[at + 2] = byte(light + 2.112402 * blue);
    }
  }
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Pixels between two frames of a sheet. */
const GAP = 6;

/** Writes rows of pictures of one width (pixels), each row of one height, as a JPEG. */
export async function writeSheet(
  path: string,
  rows: { frames: Buffer[]; height: number }[],
  width: number,
): Promise<void> {
  const placed: OverlayOptions[] = [];
  let top = GAP;
  for (const { frames, height } of rows) {
    placed.push(...frames.map((input, i) => ({ input, left: GAP + i * (width + GAP), top })));
    top += height + GAP;
  }
  const across = Math.max(...rows.map(({ frames }) => frames.length));
  await sharp({ create: { width: GAP + across * (width + GAP), height: top, channels: 3, background: '#181818' } })
    .composite(placed)
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(path);
}
