// What the films are made of: photos of the repository, pictures that are painted or drawn here, clips and drums.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { imagine } from '../packages/animatic/src/imagine/imagine.ts';
import type { FilmRequest } from '../packages/animatic/src/index.ts';
import { DEFAULTS } from '../packages/animatic/src/request.ts';
import { wav } from '../packages/animatic/test/made/sounds.ts';
import { DRAWINGS } from './drawings.ts';
import { renderApart } from './render-apart.ts';
import { type TAKES, writeTake } from './takes.ts';

/**
 * `photo`: a file of examples/photos, or any path; `clip`: three seconds of a hand-held camera on one of those; `take`: a clip
 * as a camera would have taken it.
 */
export type Source =
  | { is: 'photo'; name: string }
  | { is: 'painted'; words: string; seed: number }
  | { is: 'drawn'; name: keyof typeof DRAWINGS }
  | { is: 'clip'; name: 'cat' | 'astronaut' }
  | { is: 'take'; name: keyof typeof TAKES }
  | { is: 'drums' };

/** Larger than any film of the gallery, as photos are. */
const PAINTED = { width: 1920, height: 1080 };

const PHOTOS = fileURLToPath(new URL('../examples/photos/', import.meta.url));

/** The sources of one run of the gallery, each made once, in that folder. */
export class Sources {
  readonly #folder: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The path of its file. */
  path(source: Source): Promise<string> {
    const key = JSON.stringify(source);
    const made = this.#made.get(key) ?? this.#make(source, this.#made.size);
    this.#made.set(key, made);
    return made;
  }

  async #make(source: Source, number: number): Promise<string> {
    const path = (ending: string) => join(this.#folder, `${source.is}-${number}.${ending}`);
    switch (source.is) {
      case 'photo':
        return join(source.name.startsWith('/') ? '' : PHOTOS, source.name);
      case 'painted': {
        const { picture } = imagine({ ...PAINTED, prompt: source.words, negative_prompt: '', seed: source.seed });
        const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
        await sharp(picture.rgb, { raw }).jpeg({ quality: 94 }).toFile(path('jpg'));
        return path('jpg');
      }
      case 'drawn':
        await sharp(Buffer.from(DRAWINGS[source.name]())).png().toFile(path('png'));
        return path('png');
      case 'clip':
        await renderApart(clipOf(source.name), { video: path('mp4'), thumbnail: path('jpg'), preset: 'veryfast' });
        return path('mp4');
      case 'take':
        await writeTake(path('mp4'), source.name);
        return path('mp4');
      case 'drums':
        await writeFile(path('wav'), drums());
        return path('wav');
    }
  }
}

function clipOf(name: 'cat' | 'astronaut'): FilmRequest {
  return {
    ...DEFAULTS,
    picture: join(PHOTOS, `${name}.jpg`),
    prompt: name === 'cat' ? 'handheld, slow truck right, forest' : 'static shot, quiet room',
    prompt_extend: false,
    width: 640,
    height: 360,
    duration: 3,
    seed: 3,
  };
}

/** Six seconds of a drum every 0.6 s, every fourth one harder. */
function drums(): Buffer {
  return wav({ rate: 48_000, channels: 2, seconds: 6 }, (time) => {
    const since = time % 0.6;
    const hard = Math.round((time - since) / 0.6) % 4 === 0 ? 0.9 : 0.55;
    return hard * Math.exp(-9 * since) * Math.sin(2 * Math.PI * (58 + 70 * Math.exp(-30 * since)) * since);
  });
}
