// How the prompt calls on the references: in which order, and who comes and goes.
import { PASSAGES, type Passing } from './lexicon/passages.ts';
import { createReader, type Found } from './lexicon/reading.ts';

/**
 * What the words say of one character. It leaves once so many characters have been named (0: it stays). Its sides are where
 * it comes from and goes to; null leaves that open.
 */
type Cue = { enters: boolean; leaves: number; from: Side | null; to: Side | null };
type Side = 'left' | 'right';

export type Mentions = {
  /** Every clip's number (from 0), those that are named first; and how many are. */
  order: number[];
  named: number;
  /** For each clip, in the order of the request. */
  cues: Cue[];
  /** Words that are followed here. */
  shown: Set<string>;
  warnings: string[];
};

/** `character1`, `Character 2`; in languages without spaces a word may follow at once. */
const NAME = /character\s?([1-9])(?!\d)/gi;

/** "Walks in" is an entrance, "walks in a park" none. */
const ENTRANCE = /\bin\b(?=\s*($|[.,;:!?]|(from|and|then|while|as|with|at|after|before)\b))/i;

const read = createReader(PASSAGES);

/** Reads who of that many characters is named; any text gives every one of them a place. */
export function mentionsOf(prompt: string, count: number): Mentions {
  const cues = Array.from({ length: count }, (): Cue => ({ enters: false, leaves: 0, from: null, to: null }));
  const named: number[] = [];
  const shown = new Set<string>();
  const missing = new Set<string>();
  const matches = [...prompt.matchAll(NAME)];
  // Those whose names are only joined, as in "character1 and character2 walk in", do what is said of the last of them.
  let together: number[] = [];
  for (const [i, match] of matches.entries()) {
    const clip = Number(match[1]) - 1;
    if (clip >= count) missing.add(match[0]);
    else {
      named.push(clip);
      together.push(clip);
    }
    const after = match.index + match[0].length;
    const said = prompt.slice(after, matches[i + 1]?.index ?? prompt.length);
    if (i + 1 < matches.length && /^\s*(,|,?\s*and|&|with)\s*$/i.test(said)) continue;
    for (const found of read(said)) {
      if (found.said.endsWith(' in') && !ENTRANCE.test(said)) continue;
      for (const who of together) follow(cues[who]!, found, new Set(named).size, shown);
    }
    together = [];
  }
  const order = [...new Set([...named, ...cues.keys()])];
  const warnings = [...missing].map(
    (name) => `"${name}" is not among the ${count} reference${count === 1 ? '' : 's'} and is not shown.`,
  );
  return { order, named: new Set(named).size, cues, shown, warnings };
}

function follow(cue: Cue, { said, means, negated, at }: Found<Passing>, named: number, shown: Set<string>): void {
  const [meaning] = means;
  // Farther from the name, leaves are more often those of a tree.
  if (meaning === undefined || negated || (said === 'leaves' && at > 1)) return;
  if (meaning.is === 'enters' && cue.leaves === 0) cue.enters = true;
  if (meaning.is === 'leaves') cue.leaves = named;
  if (meaning.is === 'enters' || meaning.is === 'leaves')
    for (const word of [said, ...said.split(' ')]) shown.add(word);
  if (meaning.is === 'way') cue[cue.leaves > 0 ? 'to' : 'from'] = meaning.way;
}
