// The stills of the guide: frames of films of the gallery, side by side.
import { readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** By the name of the picture: from which films its frames are, and when (0 first to 1 last). */
const STILLS: Record<string, [film: string, when: number][]> = {
  'made-of-a-picture': ends('coffee'),
  'made-of-two-pictures': ends('related'),
  'made-of-a-clip': ends('panned'),
  'made-of-references': [
    ['meeting', 0],
    ['placed', 0],
    ['placed', 1],
  ],
  'made-of-camera-words': ends('rocket'),
  'made-of-light-words': [
    ['noir', 0.6],
    ['forest', 0.6],
    ['city', 0.7],
  ],
  'made-of-words-1': starts('lake-mist', 'sea-beacon', 'desert-gold'),
  'made-of-words-2': starts('river-autumn', 'meadow-lavender', 'room-morning'),
  'made-of-words-3': starts('city-bridge', 'street-neon', 'lake-aurora'),
  'made-of-words-4': starts('space-planet', 'galaxy', 'silk-warm'),
  'made-of-words-5': starts('waterfall', 'desert-road', 'volcano'),
};

function ends(film: string): [string, number][] {
  return [0, 0.5, 1].map((when) => [film, when]);
}

function starts(...films: string[]): [string, number][] {
  return films.map((film) => [film, 0]);
}

/** The films that they are of. */
export const STILL_FILMS: ReadonlySet<string> = new Set(
  Object.values(STILLS).flatMap((frames) => frames.map(([film]) => film)),
);

const PICTURES = fileURLToPath(new URL('../docs/pictures/', import.meta.url));

/** Pixels of a frame, and what a still may weigh in bytes. */
const FRAME = { width: 426, height: 240 };
const MOST = 60_000;

/** Writes them into docs/pictures from the frames that the gallery has left in that folder. */
export async function writeStills(folder: string): Promise<void> {
  for (const [name, frames] of Object.entries(STILLS)) {
    const placed = frames.map(async ([film, when], i) => ({
      input: await sharp(await frameAt(join(folder, film), when))
        .resize({ ...FRAME, fit: 'cover' })
        .png()
        .toBuffer(),
      left: i * (FRAME.width + 4),
      top: 0,
    }));
    const width = frames.length * (FRAME.width + 4) - 4;
    const strip = await sharp({ create: { width, height: FRAME.height, channels: 3, background: '#181818' } })
      .composite(await Promise.all(placed))
      .png()
      .toBuffer();
    await writeFile(join(PICTURES, `${name}.jpg`), await light(strip));
  }
}

/** As good a JPEG as may be kept. */
async function light(strip: Buffer): Promise<Buffer> {
  for (let quality = 84; ; quality -= 6) {
    const jpeg = await sharp(strip).jpeg({ quality, mozjpeg: true }).toBuffer();
    if (jpeg.length <= MOST || quality < 50) return jpeg;
  }
}

/** The path of the frame that was written nearest to that time. */
async function frameAt(folder: string, when: number): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^\d+\.jpg$/.test(name)).sort();
  const last = Number(parse(names.at(-1)!).name);
  const off = (name: string) => Math.abs(Number(parse(name).name) - when * last);
  return join(folder, names.toSorted((a, b) => off(a) - off(b))[0]!);
}
