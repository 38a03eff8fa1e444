// What becomes of each word of a prompt that no picture answers by itself: held by the picture, or lost.
import { createReader, type Found, read as readFilm, tokenise } from '../plan/lexicon/reading.ts';
import { partsOf } from '../plan/shot-list.ts';
import { APT, belongs, GRAMMAR, isPart, PHRASES } from './plain.ts';
import type { Scene } from './scene.ts';
import type { Family, Sight } from './scenery.ts';

const readPhrases = createReader(PHRASES);

/** `apt` describes the word after it and shares its fate. */
type Fate = 'held' | 'grammar' | 'apt' | 'lost';

/** After these a thing is not wanted, up to the end of the clause or one of the words that turn it. */
const NO = new Set(['no', 'without', 'not', 'never']);
const TURNS = new Set(['but', 'with', 'only', 'just']);

/** Numbers before things are looked at where the things are. */
const NUMBERS = /^(one|two|three|four|five|six|seven|eight|nine|ten|\d)$/;

/** Lenses and film gauges are cameras by their names. */
const LENS = /^\d+mm$/;

/** Phrases of the film-maker's lexicon that the film heeds, or answers with a warning of their own. */
const heeds = ({ means }: ReturnType<typeof readFilm>[number]): boolean =>
  means.some(({ is }) => is !== 'nothing' && is !== 'way');

/** Whether a phrase is about the camera or the music and no thing: a piano is heard, and the camera moves. */
function isHeard({ means }: ReturnType<typeof readFilm>[number]): boolean {
  return means.some(
    ({ is }) => is === 'move' || is === 'motion' || is === 'music' || is === 'handheld' || is === 'limit',
  );
}

/**
 * What of a prompt is neither seen in a picture of that family nor heard nor heeded, in runs of words as they were written, each
 * once. `found`: what the lexicon of scenery has read; `isSeen` says of each whether another sentence or the picture
 * answers it. `coloured`: numbers of the words whose colour is painted.
 */
export function lostWords(
  prompt: string,
  scene: Pick<Scene, 'family' | 'things' | 'way' | 'room'>,
  found: readonly Found<Sight>[],
  isSeen: (one: Found<Sight>) => boolean,
  coloured: ReadonlySet<number>,
): string[] {
  const { family } = scene;
  const tokens = tokenise(prompt);
  const fates = new Array<Fate>(tokens.length).fill('lost');
  const mark = (one: { at: number; end: number }, fate: Fate) => fates.fill(fate, one.at, one.end + 1);
  for (const [at, { word }] of tokens.entries()) {
    if (NUMBERS.test(word)) fates[at] = 'apt';
    if (LENS.test(word)) fates[at] = 'grammar';
  }
  // Numbers and times of a list of shots are the cutter's.
  if (partsOf(prompt).length > 0) {
    for (const [at, { word }] of tokens.entries()) if (/^\d+s?$/.test(word)) fates[at] = 'grammar';
  }
  const film = readFilm(prompt);
  for (const one of film) if (heeds(one)) mark(one, 'held');
  const heard = new Set(film.filter(isHeard).flatMap(({ at, end }) => span(at, end)));
  for (const one of found) if (isSeen(one)) mark(one, 'held');
  for (const one of found) if (!isSeen(one) && !heard.has(one.at)) mark(one, 'lost');
  // Of "hot air balloon" the air is no part of the sky, though a lamp in a room is one of the room.
  const named = new Set(found.filter((one) => one.end > one.at).flatMap(({ at, end }) => span(at, end)));
  for (const one of readPhrases(prompt)) mark(one, 'grammar');
  for (const [at, { word }] of tokens.entries()) {
    if (fates[at] !== 'lost' || named.has(at)) continue;
    if (isPart(family, word) || belongs(scene, word)) fates[at] = 'held';
    else if (GRAMMAR.has(word)) fates[at] = 'grammar';
    else if (APT.has(word)) fates[at] = 'apt';
  }
  for (const at of coloured) fates[at] = 'held';
  for (const [at, { word, clause }] of tokens.entries()) {
    if (!NO.has(word)) continue;
    for (let next = at; tokens[next]?.clause === clause && !TURNS.has(tokens[next]!.word); next++) fates[next] = 'held';
  }
  for (let at = tokens.length - 1; at >= 0; at--) {
    const alone = tokens[at + 1]?.clause !== tokens[at]!.clause;
    if (fates[at] !== 'apt') continue;
    const lost = !alone && fates[at + 1] === 'lost';
    fates[at] = lost || isOutsized(tokens, at, family) ? 'lost' : 'held';
  }
  return runs(tokens, fates);
}

/** Words of size, which landscapes answer and what hangs in the sky does not, but for sun and moon, which may be giants. */
const SMALL = new Set('tiny small little'.split(' '));
const BIG = new Set('big large huge giant enormous massive gigantic immense colossal oversized'.split(' '));
const HUNG = /^(sun|moon|planet|bird|star)s?$/;
const SKYLESS: ReadonlySet<Family> = new Set(['interior', 'abstract', 'space', 'galaxy', 'street']);

/** What a word of size is said of: something that hangs in the sky; colours may stand between. */
function hungAfter(tokens: ReturnType<typeof tokenise>, at: number): string | null {
  const near = tokens.slice(at + 1, at + 4).filter(({ clause }) => clause === tokens[at]!.clause);
  const found = near.findIndex(({ word }) => HUNG.test(word));
  if (found === -1 || near.slice(0, found).some(({ word }) => GRAMMAR.has(word))) return null;
  return near[found]!.word.replace(/s$/, '');
}

/** Which of sun and moon the words want as a giant, where a family has a sky for it. */
export function giantsIn(prompt: string, family: Family): Set<'sun' | 'moon'> {
  const tokens = tokenise(prompt);
  const hung = tokens.map(({ word }, at) => (BIG.has(word) && !SKYLESS.has(family) ? hungAfter(tokens, at) : null));
  return new Set(hung.filter((one) => one === 'sun' || one === 'moon'));
}

/** Whether a word gives a size to something that is painted at its own. */
function isOutsized(tokens: ReturnType<typeof tokenise>, at: number, family: Family): boolean {
  const { word } = tokens[at]!;
  if (!SMALL.has(word) && !BIG.has(word)) return false;
  const hung = hungAfter(tokens, at);
  const giant = BIG.has(word) && (hung === 'sun' || hung === 'moon') && !SKYLESS.has(family);
  return hung !== null && !giant;
}

function runs(tokens: ReturnType<typeof tokenise>, fates: Fate[]): string[] {
  const said: string[] = [];
  for (const [at, { word, clause }] of tokens.entries()) {
    if (fates[at] !== 'lost') continue;
    const goes = at > 0 && fates[at - 1] === 'lost' && tokens[at - 1]!.clause === clause;
    if (goes) said[said.length - 1] += ` ${word}`;
    else said.push(word);
  }
  return [...new Set(said)];
}

/** The numbers from one to another, both included. */
export function span(at: number, end: number): number[] {
  return Array.from({ length: end - at + 1 }, (_, i) => at + i);
}
