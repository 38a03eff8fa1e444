// Shots that a prompt lists by itself: "Shot 1 [0-2s]: wide, pan left. Shot 2 [2-5s]: close-up, slow push-in", "… cut to …".

import type { Joint, Size } from './lexicon/entry.ts';
import { QUOTED } from './lexicon/reading.ts';
import type { Take } from './take.ts';
import type { Wish } from './wishes.ts';

/**
 * A shot of the list. `beats`: its moves, [] where none is named; `size`: null where none is; `joint`: how it is come to,
 * null where that is not said.
 */
export type ListedShot = { words: string; beats: Wish[][]; size: Size | null; joint: Joint | null; span: Span | null };

/** Seconds of the film, as the prompt has them. */
type Span = { from: number; to: number };

/** A shot's words. `lead`: those before the mark of the first, which are said of the whole film. */
export type Part = { lead: string; words: string; joint: Joint | null; span: Span | null };

/** Shots of a list that are filmed; as many as a viewer can follow in the longest film. */
export const MOST_LISTED = 8;

const SECONDS = String.raw`(\d{1,3}(?:\.\d+)?)\s*(?:s|secs?|seconds?|秒)?`;
const BETWEEN = String.raw`\s*(?:-|–|—|~|to|至)\s*`;
const TIMES = String.raw`[[(（【]?\s*${SECONDS}${BETWEEN}${SECONDS}\s*[\])）】]?`;
const NUMBERED = new RegExp(
  String.raw`(?:\b(?:shot|scene|clip)\s*#?\s*(\d{1,2})\b|第\s*(\d{1,2})\s*个?\s*镜头)\s*[:：,]?\s*(?:${TIMES})?`,
  'gi',
);
const TIMED = new RegExp(
  String.raw`(?:[[(（【]\s*${SECONDS}${BETWEEN}${SECONDS}\s*[\])）】]|(?<![\w.])(\d{1,3})\s*s?${BETWEEN}(\d{1,3})\s*s\s*[:：])`,
  'gi',
);
/** A cut to black ends a shot and begins none, and one to the beat says when. */
const CUTS =
  /\b(?:(?:match |smash |hard |jump |then )?cuts? (?:back )?to|dissolves? (?:in)?to|next shot)\b(?!\s+(?:black|white|(?:the )?(?:beat|music|rhythm)))/gi;

/** The prompt's parts, a shot each; [] where it lists fewer than two. */
export function partsOf(prompt: string): Part[] {
  const text = prompt.replace(QUOTED, (quote) => ' '.repeat(quote.length));
  const spanOf = (from: string | undefined, to: string | undefined): Span | null =>
    from !== undefined && to !== undefined && Number(to) > Number(from) ? { from: Number(from), to: Number(to) } : null;
  const numbered = [...text.matchAll(NUMBERED)];
  const counts = numbered.every((mark, i) => Number(mark[1] ?? mark[2]) === i + 1);
  if (numbered.length > 1 && counts) return split(text, numbered, (mark) => spanOf(mark[3], mark[4]));
  const timed = [...text.matchAll(TIMED)];
  const spans = timed.map((mark) => spanOf(mark[1] ?? mark[3], mark[2] ?? mark[4]));
  const rises = spans.every((span, i) => span !== null && span.from >= (spans[i - 1]?.to ?? 0) - 1e-9);
  if (timed.length > 1 && rises) return split(text, timed, (_, i) => spans[i]!);
  return joined(text, [...text.matchAll(CUTS)]);
}

/** A text as parts between marks that say how one gives way to the next; [] where they are fewer than two. */
export function joined(text: string, marks: RegExpExecArray[]): Part[] {
  const ends = [...marks.map(({ index }) => index), text.length];
  const parts = ends.map((end, i): Part => {
    const mark = marks[i - 1];
    const words = text.slice(mark ? mark.index + mark[0].length : 0, end);
    return { lead: '', words, joint: mark ? jointOf(mark[0]) : null, span: null };
  });
  const said = parts.filter(({ words }) => /[\p{L}\p{N}]/u.test(words));
  return said.length > 1 ? said : [];
}

/** How one shot gives way to the next where that mark stands; null where it does not say. */
function jointOf(mark: string): Joint | null {
  if (/match/i.test(mark)) return 'match';
  return /dissolv|fad|morph|melt/i.test(mark) ? 'dissolve' : null;
}

function split(
  text: string,
  marks: RegExpExecArray[],
  spanOf: (mark: RegExpExecArray, i: number) => Span | null,
): Part[] {
  return marks.map((mark, i) => {
    const words = text.slice(mark.index + mark[0].length, marks[i + 1]?.index);
    return { lead: i === 0 ? text.slice(0, mark.index) : '', words, joint: null, span: spanOf(mark, i) };
  });
}

/** The part that a shot of the list plays: its own size, else what a cutter would take next. The film opens on its whole picture. */
export function roleOf({ size }: ListedShot, index: number): Take['role'] {
  if (index === 0) return 'wide';
  if (size !== null) return size === 'wide' ? 'reverse' : size;
  return (['reverse', 'medium', 'detail'] as const)[index % 3]!;
}

/** Frames at which the listed shots are cut, stretched to the film's length; null where not every shot has its time. */
export function cutsOf(shots: ListedShot[], frames: number): number[] | null {
  const spans = shots.flatMap(({ span }) => span ?? []);
  const whole = spans.at(-1)?.to ?? 0;
  if (spans.length < shots.length || whole === 0) return null;
  return spans.slice(1).map(({ from }) => Math.round((from / whole) * frames));
}
