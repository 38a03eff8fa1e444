// Puts frames of films on one sheet, a film in each row: npm run contact-sheet -- SHEET.jpg FILM.mp4 …
import { parseArgs } from 'node:util';
import { sharpFrame, writeSheet } from '../gallery/frames.ts';
import { decodePictures } from '../packages/animatic/test/decoding.ts';

/** Frames of a film, evenly from its first to its last; pixels across one. */
const FRAMES = 4;
const WIDTH = 300;

async function row(film: string): Promise<{ frames: Buffer[]; height: number }> {
  const pictures = await decodePictures(film);
  const shown = Array.from({ length: FRAMES }, (_, i) => Math.round((i * (pictures.length - 1)) / (FRAMES - 1)));
  const { width, height } = pictures[0]!;
  const size = { width: WIDTH, height: Math.round((WIDTH * height) / width) };
  const frames = shown.map((n) => sharpFrame(pictures[n]!).resize(size).png().toBuffer());
  return { frames: await Promise.all(frames), height: size.height };
}

const [sheet, ...films] = parseArgs({ allowPositionals: true }).positionals;
if (sheet === undefined || films.length === 0) throw new Error('usage: npm run contact-sheet -- SHEET.jpg FILM.mp4 …');
const rows = [];
for (const film of films) rows.push(await row(film));
await writeSheet(sheet, rows, WIDTH);
