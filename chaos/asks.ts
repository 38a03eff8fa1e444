// What clients ask for: films of every model that takes one picture or none, as small and short as it makes them.
import type { Payload } from '@reelqueue/client';
import { picture } from '../packages/server/test/system.ts';
import type { Random } from './random.ts';

/** How a picture comes: in the body, from the outside, by an upload, from where nothing is; `none`: the model needs none. */
export type Media = 'inline' | 'address' | 'upload' | 'unreachable' | 'none';

/** `outside`: where pictures are, by their numbers. `upload`: stores one and answers its address; null when that came to nothing. */
export type Sources = { outside: string; upload(jpeg: Uint8Array<ArrayBuffer>): Promise<string | null> };

type Making = { model: string; cards: number; picture: string | null; rest(random: Random): Payload };

/** Each by its cost: a film of pixverse's is a tenth of the work of one from words. */
const MAKINGS: readonly Making[] = [
  {
    model: 'pixverse-v5.6-i2v',
    cards: 8,
    picture: 'image_url',
    rest: (random) => ({
      ...{ quality: '360p', duration: 5, thinking_type: 'disabled' },
      aspect_ratio: random.pick(['1:1', '16:9']),
    }),
  },
  { model: 'wan2.7-i2v', cards: 2, picture: 'first_frame', rest: () => ({ resolution: '720P', duration: 2 }) },
  {
    model: 'wan2.6-i2v',
    cards: 1,
    picture: 'img_url',
    rest: () => ({ resolution: '720P', duration: 5, prompt_extend: false, audio: false }),
  },
  {
    model: 'wan2.6-t2v',
    cards: 1,
    picture: null,
    rest: () => ({ size: '832*1088', duration: 5, prompt_extend: false, audio: false }),
  },
];

const DECK = MAKINGS.flatMap((making) => Array<Making>(making.cards).fill(making));

/** Pixels of a side: hardly more than models ask for. */
const SIDE = 400;

/** A picture by its number. */
export const jpegOf = async (number: number): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(Buffer.from((await picture(SIDE, SIDE, number)).split(',')[1], 'base64'));

async function pictureOf(media: Media, number: number, { outside, upload }: Sources): Promise<[Media, string]> {
  if (media === 'unreachable') return [media, 'http://127.0.0.1:1/none.jpg'];
  if (media === 'address') return [media, `${outside}/${number}.jpg`];
  const uploaded = media === 'upload' ? await upload(await jpegOf(number)) : null;
  return uploaded === null ? ['inline', await picture(SIDE, SIDE, number)] : ['upload', uploaded];
}

/** One ask, drawn. A third of the pictures can not be reached: such requests cost next to nothing. */
export async function drawAsk(
  random: Random,
  sources: Sources,
): Promise<{ model: string; payload: Payload; media: Media }> {
  const making = random.pick(DECK);
  const drawn = random.pick<Media>(['inline', 'address', 'address', 'upload', 'unreachable', 'unreachable']);
  const number = random.below(1000);
  const words = { prompt: `handheld, ${random.pick(['slow push in', 'pan left', 'orbit right'])}`, seed: number };
  const payload = { ...words, ...making.rest(random) };
  if (making.picture === null) return { model: making.model, payload, media: 'none' };
  const [media, address] = await pictureOf(drawn, number, sources);
  return { model: making.model, payload: { ...payload, [making.picture]: address }, media };
}
