// On which side of the picture the words want its things.
import { type Found, read as readFilm, tokenise } from '../plan/lexicon/reading.ts';
import { span } from './account.ts';
import type { Sight, Thing } from './scenery.ts';

/** −1 is left. A boat that is said to go somewhere heads there, wherever it lies. */
export type Sides = ReadonlyMap<Thing | 'sun' | 'heading', -1 | 1>;

const SIDES: Record<string, -1 | 1> = { left: -1, leftmost: -1, right: 1, rightmost: 1 };
/** After these, in words between a thing and its side, it goes there; what leans or looks there is not placed. */
const GOES = /^(sail|drift|float|mov|go|head|glid|travel|cruis|pass)(e|es|s|ing)?$/;
const TURNED = /^(lean|fac|look|turn|point|curv|bend|fall|blow|sway|fl)(e|y|ies|es|s|ing|ying)?$/;
const SUN = /^(sun|sunset|sunrise|light|sunlight)$/;
/** What stands where a side can be chosen for it. */
const PLACED: ReadonlySet<Thing> = new Set(['boat', 'house', 'tree', 'palm', 'lighthouse', 'moon', 'birds']);
/** Words between what is named and its side, at most. */
const NEAR = 7;

type Named = { at: number; end: number; thing: Thing | 'sun' | null; said: string };

/**
 * The sides that the words name, and those of them that nothing follows, as they were written with what they are said of. `asked`: what the lexicon of
 * scenery has read.
 */
export function sidesIn(prompt: string, asked: readonly Found<Sight>[]): { sides: Sides; unplaced: string[] } {
  const tokens = tokenise(prompt);
  const film = readFilm(prompt);
  const heeded = film.filter(({ means }) => means.some(({ is }) => is !== 'way' && is !== 'nothing'));
  // "Cliffs on the left" is a phrase of its own.
  const coasts = asked.filter(({ means }) => means.some(({ is }) => is === 'side'));
  const taken = new Set([...heeded, ...coasts].flatMap(({ at, end }) => span(at, end)));
  const moving = new Set(heeded.filter(({ means }) => means.some(({ is }) => is === 'move')).map((one) => one.clause));
  const named: Named[] = [
    ...asked.map(({ means, at, end, said }): Named => {
      const thing = means.flatMap((one) => (one.is === 'thing' ? one.value : []))[0] ?? null;
      return { at, end, said, thing };
    }),
    ...tokens.flatMap(({ word }, at) => (SUN.test(word) ? [{ at, end: at, said: word, thing: 'sun' as const }] : [])),
  ];
  const sides = new Map<Thing | 'sun' | 'heading', -1 | 1>();
  const unplaced: string[] = [];
  for (const [at, { word, clause, sentence }] of tokens.entries()) {
    const side = SIDES[word];
    const isCamera = taken.has(at) || moving.has(clause) || /\bcharacter\s?\d/i.test(prompt);
    // "From left to right" goes to the right.
    const goesOn = tokens.some((token, next) => next > at && token.clause === clause && token.word in SIDES);
    if (side === undefined || isCamera || (tokens[at - 1]?.word === 'from' && goesOn)) continue;
    const before = named.filter((one) => one.end < at && at - one.end <= NEAR && tokens[one.end]!.clause === clause);
    const after = named.filter((one) => one.at > at && one.at - at <= NEAR && tokens[one.at]!.sentence === sentence);
    // "On the left a tree", but "a tree on the left of a lake".
    const own = before.toSorted((a, b) => b.end - a.end || Number(a.thing === null) - Number(b.thing === null));
    const one =
      own[0] ?? after.toSorted((a, b) => a.at - b.at || Number(a.thing === null) - Number(b.thing === null))[0];
    if (one === undefined) continue;
    const between = tokens.slice(Math.min(at, one.at), Math.max(at, one.at)).map((token) => token.word);
    const goes = between.some((other) => GOES.test(other));
    const turned = between.some((other) => TURNED.test(other)) || (goes && one.thing !== 'boat');
    if (!turned && one.thing === 'sun') sides.set('sun', side);
    else if (!turned && one.thing !== null && one.thing !== 'sun' && PLACED.has(one.thing))
      sides.set(goes ? 'heading' : one.thing, side);
    else unplaced.push(`${word}" of "${one.said}`);
  }
  return { sides, unplaced: [...new Set(unplaced)] };
}
