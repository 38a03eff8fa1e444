// Puts frames of films on one sheet, a film in each row: npm run contact-sheet -- SHEET.jpg FILM.mp4 …
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { decodePictures, type Picture } from '../packages/animatic/test/decoding.ts';

/** Frames of a film, evenly from its first to its last; pixels across one, and between two. */
const FRAMES = 4;
const WIDTH = 300;
const GAP = 6;

/** BT.709 limited range to 8-bit R G B, row by row. */
function toRgb({ y, u, v, width, height }: Picture): Buffer {
  const rgb = Buffer.alloc(width * height * 3);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      const chroma = (row >> 1) * (width >> 1) + (column >> 1);
      const light = 1.164384 * (y[row * width + column]! - 16);
      const [blue, red] = [u[chroma]! - 128, v[chroma]! - 128];
      const colour = [light + 1.792741 * red, light - 0.213249 * blue - 0.532909 * red, light + 2.112402 * blue];
      for (const [i, value] of colour.entries()) rgb[at + i] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return rgb;
}

async function row(film: string): Promise<{ frames: Buffer[]; height: number }> {
  const pictures = await decodePictures(film);
  const shown = Array.from({ length: FRAMES }, (_, i) => Math.round((i * (pictures.length - 1)) / (FRAMES - 1)));
  const { width, height } = pictures[0]!;
  const size = { width: WIDTH, height: Math.round((WIDTH * height) / width) };
  const frames = shown.map((n) => sharp(toRgb(pictures[n]!), { raw: { width, height, channels: 3 } }));
  return { frames: await Promise.all(frames.map((one) => one.resize(size).png().toBuffer())), height: size.height };
}

const [sheet, ...films] = parseArgs({ allowPositionals: true }).positionals;
if (sheet === undefined || films.length === 0) throw new Error('usage: npm run contact-sheet -- SHEET.jpg FILM.mp4 …');
const placed: OverlayOptions[] = [];
let top = GAP;
for (const film of films) {
  const { frames, height } = await row(film);
  placed.push(...frames.map((input, i) => ({ input, left: GAP + i * (WIDTH + GAP), top })));
  top += height + GAP;
}
await sharp({ create: { width: GAP + FRAMES * (WIDTH + GAP), height: top, channels: 3, background: '#181818' } })
  .composite(placed)
  .jpeg({ quality: 82, mozjpeg: true })
  .toFile(sheet);
