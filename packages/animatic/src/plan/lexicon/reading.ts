// Reads a prompt: finds the phrases of a lexicon in it, longest first, with what negates them.
import { CAMERA } from './camera.ts';
import { CUTTING } from './cutting.ts';
import { type Entry, FILLERS, GROUPS, type Meaning } from './entry.ts';
import { HEARING } from './hearing.ts';
import { IMAGE } from './image.ts';
import { inflections } from './inflection.ts';
import { LIGHT } from './light.ts';
import { LIMITS } from './limits.ts';
import { MANNER } from './manner.ts';
import { ORDER } from './order.ts';
import { WORLD } from './world.ts';

/** A phrase of a lexicon in a text. */
export type Found<Said = Meaning> = {
  /** The words as they were written, those between them left out. */
  said: string;
  means: Said[];
  negated: boolean;
  /** Index of its first and last word among the words of the text. */
  at: number;
  end: number;
  /** The word before it, fillers left out; null at the start of a clause. */
  before: string | null;
  /** Number of the sentence, and of the clause among all clauses: both rise through the text. */
  sentence: number;
  clause: number;
};

type Token = { word: string; sentence: number; clause: number };
/** What any lexicon's meanings have: `not` turns what follows, and a `move` may leave its way open. */
type Sayable = { is: string; way?: unknown };
type Phrase<Said = Sayable> = { slots: string[]; entry: Entry<Said>; rank: number };
type Index<Said> = Map<string, Phrase<Said>[][]>;
type Match<Said = Sayable> = { phrase: Phrase<Said>; tokens: number[] };

/** Fillers that may stand between two words of a phrase. */
const MOST_SKIPPED = 4;
/** Words after which a "no" counts no longer. */
const TURNS = new Set(['but', 'then', 'just', 'only', 'instead', 'while', 'with', 'as']);
/** Words that a "no" reaches at most. */
const NEGATION_REACH = 8;

/** Reads the words that a film-maker hears. */
export const read = createReader([
  ...CAMERA,
  ...CUTTING,
  ...MANNER,
  ...ORDER,
  ...WORLD,
  ...LIGHT,
  ...IMAGE,
  ...HEARING,
  ...LIMITS,
]);

/**
 * A function that finds the phrases of a lexicon in a text, in the text's order. Quoted text is left alone: it is spoken or
 * written, not filmed.
 */
export function createReader<Said extends Sayable>(entries: Entry<Said>[]): (text: string) => Found<Said>[] {
  // Not every film asks every reader.
  let index: Index<Said> | null = null;
  return (text) => {
    index ??= indexed(entries);
    const tokens = tokenise(text);
    const matches = chosen(tokens.flatMap((_, at) => matchesAt(index!, tokens, at)));
    const negated = negatedTokens(tokens, matches);
    return matches.map(({ phrase, tokens: used }) => {
      const first = tokens[used[0]!]!;
      return {
        said: used.map((index) => tokens[index]!.word).join(' '),
        means: phrase.entry.means,
        negated: negated.has(used[0]!),
        at: used[0]!,
        end: used.at(-1)!,
        before: wordBefore(tokens, used[0]!),
        sentence: first.sentence,
        clause: first.clause,
      };
    });
  };
}

/** For each word that phrases begin with, lists of those that begin alike. */
function indexed<Said>(entries: Entry<Said>[]): Index<Said> {
  const alike = new Map<string, Phrase<Said>[]>();
  let rank = 0;
  for (const entry of entries) {
    for (const say of entry.say) {
      const slots = say.split(' ');
      const phrase = { slots, entry, rank: rank++ };
      const list = alike.get(slots[0]!);
      if (list) list.push(phrase);
      else alike.set(slots[0]!, [phrase]);
    }
  }
  const index: Index<Said> = new Map();
  for (const [slot, phrases] of alike) {
    for (const word of alternatives(slot)) {
      const lists = index.get(word);
      if (lists) lists.push(phrases);
      else index.set(word, [phrases]);
    }
  }
  return index;
}

/** Slots that were asked for. Of most phrases only the beginning is ever looked at, and hundreds begin alike. */
const known = new Map<string, Set<string>>();

/** The words that may stand in a phrase's slot. */
function alternatives(slot: string): Set<string> {
  let found = known.get(slot);
  if (found === undefined) {
    const words = slot.replace(/@\w+/g, (group) => GROUPS[group] ?? group).split('|');
    found = new Set(words.flatMap((word) => (word.startsWith('=') ? [word.slice(1)] : inflections(word))));
    known.set(slot, found);
  }
  return found;
}

/** The text between quotation marks, outermost pairs, without them. */
export function quoted(text: string): string[] {
  return Array.from(text.matchAll(QUOTED), (match) => match[0].slice(1, -1).trim()).filter((words) => words !== '');
}

/** A text between quotation marks, with them. */
export const QUOTED = /"[^"]*"|“[^”]*”|«[^»]*»|「[^」]*」/g;

/** The words of a text, in lower case, with the numbers of their sentences and clauses; quoted text is left out. */
export function tokenise(text: string): Token[] {
  const plain = text
    .normalize('NFKC')
    .replace(QUOTED, ' , ')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/\bb\s?&\s?w\b/g, 'black and white');
  const tokens: Token[] = [];
  let sentence = 0;
  let clause = 0;
  for (const [piece] of plain.matchAll(/\d+\.\d+s?\b|[\p{L}\p{N}][\p{L}\p{M}\p{N}']*|[.;:!?,\n，。；！？]/gu)) {
    if (/[\p{L}\p{N}]/u.test(piece)) {
      tokens.push({ word: piece.replace(/'s?$/, ''), sentence, clause });
      continue;
    }
    clause++;
    if (!/[,，]/.test(piece)) sentence++;
  }
  return tokens;
}

function wordBefore(tokens: Token[], at: number): string | null {
  const { clause } = tokens[at]!;
  const before = tokens.slice(0, at).findLast((token) => token.clause === clause && !FILLERS.has(token.word));
  return before?.word ?? null;
}

function matchesAt<Said>(index: Index<Said>, tokens: Token[], at: number): Match<Said>[] {
  const found: Match<Said>[] = [];
  for (const phrase of (index.get(tokens[at]!.word) ?? []).flat()) {
    const used = [at];
    for (let slot = 1; slot < phrase.slots.length; slot++) {
      const next = nextWord(tokens, used.at(-1)!, alternatives(phrase.slots[slot]!));
      if (next === null) break;
      used.push(next);
    }
    if (used.length === phrase.slots.length) found.push({ phrase, tokens: used });
  }
  return found;
}

/** Where one of the words comes next in the same clause with nothing but fillers before it; null when nowhere. */
function nextWord(tokens: Token[], after: number, words: Set<string>): number | null {
  const { clause } = tokens[after]!;
  for (let i = after + 1; i <= after + 1 + MOST_SKIPPED && i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.clause !== clause) return null;
    if (words.has(token.word)) return i;
    if (!FILLERS.has(token.word)) return null;
  }
  return null;
}

/**
 * Matches that share no word: those of more words first, then those that say a way, the tighter ones, the lexicon's
 * order.
 */
function chosen<Said extends Sayable>(matches: Match<Said>[]): Match<Said>[] {
  const span = (match: Match<Said>) => match.tokens.at(-1)! - match.tokens[0]!;
  const open = ({ phrase }: Match<Said>) =>
    Number(phrase.entry.means.some((meaning) => meaning.is === 'move' && meaning.way === null));
  const taken = new Set<number>();
  const kept = matches
    .toSorted(
      (a, b) =>
        b.tokens.length - a.tokens.length ||
        open(a) - open(b) ||
        span(a) - span(b) ||
        a.phrase.rank - b.phrase.rank ||
        a.tokens[0]! - b.tokens[0]!,
    )
    .filter((match) => {
      if (match.tokens.some((token) => taken.has(token))) return false;
      for (const token of match.tokens) taken.add(token);
      return true;
    });
  return kept.sort((a, b) => a.tokens[0]! - b.tokens[0]!);
}

/** The words that a "no" or "without" reaches: to the end of its clause, and through a list that ends in "or". */
function negatedTokens(tokens: Token[], matches: Match[]): Set<number> {
  const reached = new Set<number>();
  const startOf = new Map(matches.map((match) => [match.tokens[0]!, match]));
  for (const match of matches) {
    if (!isNot(match)) continue;
    const from = match.tokens.at(-1)!;
    const last = lastOfList(tokens, from);
    for (let i = from + 1; i <= last && i - from <= NEGATION_REACH; i++) {
      const { word } = tokens[i]!;
      if (TURNS.has(word) || isNot(startOf.get(i))) break;
      if (word === 'and' && directed(startOf, i + 1)) break;
      reached.add(i);
    }
  }
  return reached;
}

function isNot(match: Match | undefined): boolean {
  return match?.phrase.entry.means.some((meaning) => meaning.is === 'not') ?? false;
}

/** Whether a camera move with a direction begins soon after an "and": "no zoom and pan left" asks for the pan. */
function directed(startOf: Map<number, Match>, from: number): boolean {
  for (let i = from; i < from + 3; i++) {
    const match = startOf.get(i);
    if (match && match.tokens.length > 1 && match.phrase.entry.means[0]!.is === 'move') return true;
  }
  return false;
}

function lastOfList(tokens: Token[], from: number): number {
  const { clause, sentence } = tokens[from]!;
  const end = (test: (token: Token) => boolean) => tokens.findLastIndex(test);
  const or = tokens.find(
    (token, i) => i > from && token.sentence === sentence && (token.word === 'or' || token.word === 'nor'),
  );
  return end((token) => token.sentence === sentence && token.clause <= (or?.clause ?? clause));
}
