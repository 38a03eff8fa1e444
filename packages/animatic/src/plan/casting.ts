// Who is in each of the shots that a prompt lists, and what is said of them there.
import { namesIn } from './lexicon/names.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import { type ListedShot, partsOf } from './shot-list.ts';

/** Who is in a shot (clips' numbers, in the order of mention), and what its own words say of everyone; `order` is of the cast. */
type Casting = { cast: number[]; said: Mentions };

/** Words of a place that nobody is at. */
const EMPTY = /\b(?:empty|deserted|abandoned|nobody|no one|without (?:people|anyone|anybody)|establishing)\b/i;

/**
 * The cast of each listed shot: whom its words name; where they name nobody those of the shot before, or whom the words before
 * the list name. Before anybody is named a shot is of its place, if the film goes from place to place (`tours`). Whom no words
 * name is in the last shot; where they name nobody at all everyone is in all of them.
 */
export function castingOf(prompt: string, shots: ListedShot[], tours: boolean, count: number): Casting[] {
  const everyone = Array.from({ length: count }, (_, clip) => clip);
  const known: number[] = [];
  const meant = (words: string): number[] => {
    const clips = namesIn(words).flatMap(({ number, all }) => {
      const several = all || known.length < 2 ? everyone : known.slice();
      const named = number === null ? several : everyone.filter((clip) => clip === number);
      for (const clip of named) if (!known.includes(clip)) known.push(clip);
      return named;
    });
    return [...new Set(clips)];
  };
  const lead = meant(partsOf(prompt)[0]?.lead ?? '');
  let before = lead;
  const casts = shots.map(({ words, size }) => {
    const named = meant(words);
    if (named.length > 0) {
      before = named;
      return named;
    }
    if (lead.length > 0) return lead;
    if (tours) return EMPTY.test(words) ? [] : before;
    return size === 'wide' || before.length === 0 ? everyone : before;
  });
  if (known.length === 0) return shots.map(({ words }) => castOf(words, everyone, count));
  const unnamed = everyone.filter((clip) => !casts.flat().includes(clip));
  casts.push([...casts.pop()!, ...unnamed]);
  return casts.map((cast, i) => castOf(shots[i]!.words, cast, count));
}

function castOf(words: string, cast: number[], count: number): Casting {
  return { cast, said: { ...mentionsOf(words, count), order: cast } };
}
