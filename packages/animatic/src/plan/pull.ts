// What the words pull the focus to: what they name last, in front or behind it.

import { PLACES } from './lexicon/focusing.ts';
import { createReader, type Found, tokenise } from './lexicon/reading.ts';
import type { Focus } from './plan.ts';

const read = createReader(PLACES);

/** What a pull comes from and goes to, in the words after it. What the camera does meanwhile is no part of it. */
const MEANWHILE = /(^|\s)(while|as|then|when|until|before|after|during|with)\s.*$/;
const RETURNS = /^.*\s(?:and|then)\sback\s(?=(?:to|onto|on)\s)/;
const GOES_ON = /^(?:from\s.+\sto|(?:the\s)?(?:fore|back)ground\sto)\s/;
const BETWEEN = /^(?:slowly |gently )?between (?<from>.+?) and (?<to>.+)$/;
const ENDS = /(?:^|\s)(?:to|onto|on|into|toward|towards|reveal|reveals|revealing)\s(?<to>.+?)(?:\sand\s.*)?$/;
const BEGINS = /^(?:\S+\s)?from\s(?<from>.+)$/;

/**
 * Where the lens is focused before a pull that a prompt asks for, which ends on the other: on what is named last. Null where nothing
 * says to which.
 */
export function pulledFrom(prompt: string, pull: Found): Focus['on'] | null {
  const words = after(prompt, pull);
  const between = BETWEEN.exec(words)?.groups;
  const from = between?.from ?? BEGINS.exec(words.replace(ENDS, ''))?.groups?.from;
  const to = between?.to ?? ENDS.exec(words)?.groups?.to;
  if (to === undefined) return from === undefined ? null : (placeOf(from) ?? 'back');
  const place = placeOf(to);
  if (place !== null) return other(place);
  // What is neither known to be in front nor behind is not who the film is about.
  return (from === undefined ? null : placeOf(from)) ?? 'near';
}

/** The words after a phrase to the end of its clause, and of the next where that goes on with from where. */
function after(prompt: string, { end, clause }: Found): string {
  const rest = tokenise(prompt).slice(end + 1);
  const wordsOf = (number: number) => rest.flatMap((token) => (token.clause === number ? token.word : [])).join(' ');
  const own = wordsOf(clause);
  const next = own === '' ? wordsOf(clause + 1) : '';
  return (GOES_ON.test(next) ? next : own).replace(RETURNS, '').replace(MEANWHILE, '');
}

/** Where what some words name is; null where that can not be told from them. */
function placeOf(words: string): Focus['on'] | null {
  const found = read(words).map(({ means, at }) => ({ ...means[0]!, at }));
  const told = found.find(({ by }) => by === 'place') ?? found.find(({ by }) => by === 'name');
  // "Her house" is no more hers than "the house beside her".
  const who = found.find(({ by, at }) => by === 'who' && at === 0);
  return (told ?? who)?.is ?? null;
}

function other(on: Focus['on']): Focus['on'] {
  return on === 'near' ? 'back' : 'near';
}
