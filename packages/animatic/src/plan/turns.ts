// Whose turn it is when, and with that who comes and goes when.
import type { ClipLook } from '../look/clip-look.ts';
import type { Mentions } from './mentions.ts';
import type { Shot } from './plan.ts';
import { isSeen, type Span } from './runs.ts';
import type { Figure, Passage, Staged } from './staged.ts';
import type { Scene } from './staging.ts';
import { headingOf } from './ways.ts';

/** Frames of the film in which a clip (its number) has the word. */
export type Turn = Span & { clip: number };

/** Seconds that a turn has at least where all are in one shot; with less each has only one. */
const SHORT_TURN = 0.8;

/** Seconds of a way into the frame, and how far beyond its edge that begins, in shares of its width. */
const PASSAGE = 0.9;
const BEYOND = 0.06;

/** The frames of each shot. */
export function spansOf(shots: Shot[]): Span[] {
  let from = 0;
  return shots.map(({ frames }) => {
    from += frames;
    return { from: from - frames, to: from };
  });
}

/** The turns in the film's order: the shots that are each one's own, or, where all are in one, equal parts of it. */
export function turnsOf(scenes: Scene[], spans: Span[], { order, turns }: Mentions, fps: number): Turn[] {
  const own = scenes.flatMap(({ heard }, i) => shared(heard, spans[i]!));
  if (own.length > 0) return own;
  const { to } = spans.at(-1)!;
  return shared(to >= turns.length * SHORT_TURN * fps ? turns : order, { from: 0, to });
}

/** The turns of those who are heard. In one shot they share the time of those who only listen; nobody at all is no turn. */
export function spokenOf(turns: Turn[], scenes: Scene[], { cues }: Mentions): Turn[] {
  const spoken = turns.filter(({ clip }) => cues[clip]!.says !== 'nothing');
  if (scenes.some(({ heard }) => heard.length > 0) || spoken.length === turns.length) return spoken;
  return shared(
    spoken.map(({ clip }) => clip),
    { from: 0, to: turns.at(-1)!.to },
  );
}

/** Equal parts of a span. */
function shared(said: number[], { from, to }: Span): Turn[] {
  const at = (i: number) => from + Math.round((i * (to - from)) / said.length);
  return said.map((clip, i) => ({ clip, from: at(i), to: at(i + 1) }));
}

/** A scene's figures with their ways in and out: where the words list it as it says, else in, in the film's first shot, and out, in its last. */
export function passing(
  { staged, said }: Scene,
  { index, count, span }: { index: number; count: number; span: Span },
  clips: ClipLook[],
  turns: Turn[],
  film: Mentions,
  fps: number,
): Staged {
  const { order, cues } = said ?? film;
  const opens = said !== null || index === 0;
  const closes = said !== null || index === count - 1;
  const length = span.to - span.from;
  const figures = staged.figures.map((figure): Figure => {
    const { enters, leaves, from, to, beside: together } = cues[figure.clip]!;
    const frames = Math.max(2, Math.min(Math.round(PASSAGE * fps), Math.floor(length / (order.length + 1))));
    const lead = together ?? figure.clip;
    const rank = order.indexOf(lead);
    const first = staged.figures.find(({ clip }) => clip === lead) ?? figure;
    const side = freeSide(first, staged.figures, new Set(order.slice(0, rank)));
    // In a film of one shot they come as their turns do; in the first of several, quickly one after the other.
    const alone = said === null && count === 1;
    const turn = turns.find(({ clip }) => clip === lead)!;
    const comes = alone ? turn.from : span.from + Math.round((0.5 * rank * length) / order.length);
    const goes = (alone && turns[leaves - 1]?.to) || span.to;
    const way = (frame: number, at: Passage['side']): Passage => ({ frame, frames, side: at, by: beside(figure, at) });
    const own = clips[figure.clip]!.cut_out;
    const heading = figure.cut_out && own !== null ? headingOf(own) : null;
    const origin = opens && enters ? (from ?? (heading && staged.figures.length === 1 ? across(heading) : side)) : null;
    // Who goes another way in the clip is seen as in a mirror.
    const wanted = origin ? across(origin) : to;
    const mirrored = heading !== null && wanted !== null && heading !== wanted;
    const onwards = mirrored ? across(heading) : heading;
    return {
      ...figure,
      mirrored,
      enters: origin && way(comes, origin),
      leaves: closes && leaves > 0 ? way(Math.max(span.from, goes - frames), to ?? onwards ?? side) : null,
    };
  });
  return { ...staged, figures };
}

const across = (side: Passage['side']) => (side === 'left' ? 'right' : 'left');

/** How far a figure's place is moved to be outside, on that side, in shares of the picture's width. */
function beside({ place }: Figure, side: Passage['side']): number {
  return side === 'left' ? -(place.x + place.width + BEYOND) : 1 + BEYOND - place.x;
}

/** The side from which a figure passes the fewest of those that are there already; of equals the nearer. */
function freeSide(figure: Figure, figures: Figure[], there: Set<number>): Passage['side'] {
  const middle = ({ stands }: Figure) => stands.x + stands.width / 2;
  const others = figures.filter(({ clip }) => there.has(clip));
  const left = others.filter((other) => middle(other) < middle(figure) - 0.05).length;
  const right = others.filter((other) => middle(other) > middle(figure) + 0.05).length;
  return left === right ? (middle(figure) < 0.5 ? 'left' : 'right') : left < right ? 'left' : 'right';
}

/** The spans in which a clip is seen. */
export function seenOf(clip: number, staged: Staged[], spans: Span[]): Span[] {
  return staged.flatMap(({ filmed, figures }, i) => {
    const { from, to } = spans[i]!;
    if (filmed?.clip === clip) return [{ from, to }];
    const figure = figures.find((one) => one.clip === clip);
    if (figure === undefined) return [];
    let [first, end] = [from, to];
    while (first < to && !isSeen(figure, first)) first++;
    while (end > first && !isSeen(figure, end - 1)) end--;
    return first < end ? [{ from: first, to: end }] : [];
  });
}
