// How many of each thing the words name, and which of these numbers no picture here keeps to.
import { type Found, tokenise } from '../plan/lexicon/reading.ts';
import { span } from './account.ts';
import { GRAMMAR } from './plain.ts';
import type { Sight, Thing } from './scenery.ts';

const NUMBERS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
/** Things that are painted as many times as is said, up to this. */
const REPEATED: ReadonlySet<Thing> = new Set(['boat', 'house', 'tree', 'palm', 'lighthouse', 'moon', 'waterfall']);
const MOST = 6;
const FEW = 3;

/** How many of each thing are named; numbers that no picture here keeps to are given as they were written. */
export function counted(
  prompt: string,
  asked: Found<Sight>[],
  isBanned: (is: Sight['is'], value: string) => boolean,
): { counts: Map<Thing, number>; miscounted: string[] } {
  const tokens = tokenise(prompt);
  const known = new Set(asked.flatMap(({ at, end }) => span(at, end)));
  const counts = new Map<Thing, number>();
  const miscounted: string[] = [];
  for (const { means, at, end, said } of asked) {
    const things = means.flatMap((one) => (one.is === 'thing' && !isBanned('thing', one.value) ? one.value : []));
    const several = means.flatMap((one) => (one.is === 'several' ? one.value : []))[0] ?? 2;
    const number = numberBefore(tokens, at, known);
    const [first] = means;
    if (things.length === 0) {
      if (number > 1 && first.is === 'family') miscounted.push(`${NUMBERS[number - 2]} ${said}`);
      continue;
    }
    // Of "a boat sails" the boat is said twice.
    const isVerb = asked.some(
      (one) => one.end === at - 1 && one.means.some((mean) => mean.is === 'thing' && mean.value === things[0]),
    );
    const plural = (!isVerb && /[^s]s$/.test(tokens[end]!.word)) || several > 2;
    for (const thing of things) {
      const many = number > 1 ? number : plural && REPEATED.has(thing) ? several : 1;
      const painted = REPEATED.has(thing)
        ? Math.min(thing === 'moon' || thing === 'waterfall' ? FEW : MOST, many)
        : thing === 'birds' || thing === 'suns'
          ? number
          : 1;
      if (number > painted) miscounted.push(`${NUMBERS[number - 2]} ${said}`);
      counts.set(thing, Math.max(painted, counts.get(thing) ?? 0));
    }
  }
  return { counts, miscounted };
}

/** The number that a phrase begins with or stands before it, with nothing but one or two describing words between; else 1. */
function numberBefore(tokens: ReturnType<typeof tokenise>, at: number, known: ReadonlySet<number>): number {
  for (let before = at; before >= at - 2 && tokens[before]?.clause === tokens[at]!.clause; before--) {
    const { word } = tokens[before]!;
    if (word === 'twin') return 2;
    if (NUMBERS.includes(word)) return NUMBERS.indexOf(word) + 2;
    if (before < at && (known.has(before) || GRAMMAR.has(word))) return 1;
  }
  return 1;
}
