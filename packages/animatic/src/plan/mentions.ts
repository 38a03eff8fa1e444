// How the prompt calls on the references: in which order, whose turn it is when, and who comes and goes.
import { type Name, namesIn } from './lexicon/names.ts';
import { PASSAGES, type Passing } from './lexicon/passages.ts';
import { createReader, type Found } from './lexicon/reading.ts';

/**
 * What the words say of one character. It leaves with that turn, counted from 1 (0: it stays); `turns`: it turns to another;
 * `says`: whether it is heard, where the words tell. Its sides are where it comes from and goes to; null leaves that open. `beside`: whom it
 * comes in together with, the first of those who are named in one breath.
 */
type Cue = {
  enters: boolean;
  leaves: number;
  turns: boolean;
  says: 'nothing' | 'something' | null;
  from: Side | null;
  to: Side | null;
  beside: number | null;
};
type Side = 'left' | 'right';

export type Mentions = {
  /** Every clip's number (from 0), those that are named first; and how many are. */
  order: number[];
  named: number;
  /** Whose turn it is, one after the other, as the words go from one to the next and back; each clip's at least once. */
  turns: number[];
  /** For each clip, in the order of the request. */
  cues: Cue[];
  /** Words that are followed here. */
  shown: Set<string>;
  warnings: string[];
};

/** "Walks in" is an entrance, "walks in a park" none. */
const ENTRANCE = /\bin\b(?=\s*($|[.,;:!?]|(from|and|then|while|as|with|at|after|before|together)\b))/i;

/** What joins two names into one. */
const JOINED = /^\s*(,|,?\s*and|&|with|和|与|、)\s*$/i;

/** Before the second of two names: a new sentence, or no more than what joins clauses. Else the first does something to it. */
const ANEW = /[.;:!?。；！？][^,，]*$|(^|[,，]|\b(and|while|then|as|when|until|before|after|but))\s*$/i;

const read = createReader(PASSAGES);

/** Reads who of that many characters is named; any text gives every one of them a place. */
export function mentionsOf(prompt: string, count: number): Mentions {
  const cues = Array.from({ length: count }, (): Cue => {
    return { enters: false, leaves: 0, turns: false, says: null, from: null, to: null, beside: null };
  });
  const turns: number[] = [];
  const shown = new Set<string>();
  const missing = new Set<string>();
  const names = namesIn(prompt);
  // Those whose names are only joined, as in "character1 and character2 walk in", do what is said of the last of them.
  let together: number[] = [];
  let joined = false;
  for (const [i, name] of names.entries()) {
    const between = i === 0 ? '.' : prompt.slice(names[i - 1]!.end, name.start);
    const said = prompt.slice(name.end, names[i + 1]?.start ?? prompt.length);
    // In "character1 turns to character2 and leaves" it is the first who leaves.
    const isObject = !joined && !ANEW.test(between) && !/^,?\s*who\b/i.test(said);
    if (!joined && !isObject) together = [];
    if (!isObject) together.push(...meantBy(name, turns, count));
    if (name.number === null) for (const word of name.said.toLowerCase().split(' ')) shown.add(word);
    else if (name.number >= count) missing.add(name.said);
    else if (turns.at(-1) !== name.number) turns.push(name.number);
    joined = i + 1 < names.length && JOINED.test(said);
    if (joined) continue;
    for (const found of read(said)) {
      if (found.said.endsWith(' in') && !ENTRANCE.test(said)) continue;
      // One turns to another, or to something that is not in the film.
      if (found.means.some(({ is }) => is === 'turns') && i + 1 === names.length) continue;
      for (const who of together) {
        follow(cues[who]!, found, turns.length, shown);
        if (cues[who]!.enters) cues[who]!.beside ??= together[0]!;
      }
    }
  }
  const named = new Set(turns);
  const order = [...new Set([...turns, ...cues.keys()])];
  const warnings = [...missing].map(
    (name) => `"${name}" is not among the ${count} reference${count === 1 ? '' : 's'} and is not shown.`,
  );
  return { order, named: named.size, turns: [...turns, ...order.slice(named.size)], cues, shown, warnings };
}

/** The characters that a name means: of "they", those that were named so far, or everyone. */
function meantBy({ number, all }: Name, turns: number[], count: number): number[] {
  if (number !== null) return number < count ? [number] : [];
  const everyone = Array.from({ length: count }, (_, clip) => clip);
  return all || turns.length < 2 ? everyone : [...new Set(turns)];
}

function follow(cue: Cue, { said, means, negated, at }: Found<Passing>, turn: number, shown: Set<string>): void {
  const [meaning] = means;
  // Farther from the name, leaves are more often those of a tree.
  if (meaning === undefined || negated || (said === 'leaves' && at > 1)) return;
  if (meaning.is === 'enters' && cue.leaves === 0) cue.enters = true;
  if (meaning.is === 'leaves') cue.leaves = Math.max(1, turn);
  if (meaning.is === 'turns') cue.turns = true;
  if (meaning.is === 'silent') cue.says ??= 'nothing';
  if (meaning.is === 'speaks') cue.says = 'something';
  if (meaning.is === 'way') cue[cue.leaves > 0 ? 'to' : 'from'] = meaning.way;
  else if (meaning.is !== 'not' && meaning.is !== 'speaks')
    for (const word of [said, ...said.split(' ')]) shown.add(word);
}
