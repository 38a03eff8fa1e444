// The camera moves that the words ask for, in beats: those of one beat are made at once.
import type { MoveName, Way } from './lexicon/entry.ts';
import type { Found } from './lexicon/reading.ts';

/**
 * A camera move that was asked for. `pace` and `strength`: 1 is as usual; `seconds`: how long it takes, null where that is left open.
 * `close`: it ends in a close-up.
 */
export type Wish = {
  move: MoveName;
  way: Way | null;
  pace: number;
  strength: number;
  seconds: number | null;
  close?: true;
};

const AXES: Record<MoveName, 'x' | 'y' | 'z' | 'roll' | 'none'> = {
  pan: 'x',
  truck: 'x',
  orbit: 'x',
  whip: 'x',
  drift: 'x',
  tilt: 'y',
  pedestal: 'y',
  crane: 'y',
  zoom: 'z',
  dolly: 'z',
  'ken burns': 'z',
  reveal: 'z',
  vertigo: 'z',
  roll: 'roll',
  hold: 'none',
};

/** Words after which a bare "right" or "out" repeats the last move. */
const FOLLOWS = new Set(['and', 'then', 'next', 'finally', 'afterwards', 'back']);

/** Words before a move that is the camera's own. */
const LEADS = new Set([...FOLLOWS, ...'while with as first handheld aerial keep start begin by'.split(' ')]);

/** A wish and where in the prompt it stands. */
export type FoundWish = { wish: Wish; found: Found };

/** The moves in order. A new beat begins at "then", in a new sentence, and when two moves can not be made at once. */
export function beatsOf(found: Found[]): FoundWish[][] {
  const beats: FoundWish[][] = [[]];
  let last: FoundWish | null = null;
  // A length that stands before its move.
  let ahead: number | null = null;
  // And a close-up that is named before the move that leads to it.
  let close = false;
  for (const one of found) {
    if (one.negated) continue;
    if (one.means.some((meaning) => meaning.is === 'then')) {
      if (last === null && one.means.some((meaning) => meaning.is === 'move')) continue;
      beats.push([]);
    }
    const length = lengthOf(one);
    if (length !== null) {
      const beat = beats.at(-1)!;
      if (beat.length > 0 && last?.found.sentence === one.sentence) beat.at(-1)!.wish.seconds ??= length.seconds;
      else if (length.after && last === null) beat.push({ wish: { ...STILL, seconds: length.seconds }, found: one });
      else ahead = length.seconds;
      if (length.after) beats.push([]);
      continue;
    }
    if (one.means.some((meaning) => meaning.is === 'size' && meaning.size === 'detail')) {
      if (last === null) close = true;
      else if (last.found.sentence === one.sentence && nears(last.wish)) last.wish.close = true;
      else {
        last = { wish: { ...CLOSER }, found: one };
        beats.push([last]);
      }
      continue;
    }
    const wishes: Wish[] = wishesIn(one, last?.wish ?? null);
    for (const wish of wishes) {
      const beat = beats.at(-1)!;
      wish.seconds ??= ahead;
      ahead = null;
      if (close && nears(wish)) wish.close = true;
      const staged: FoundWish = { wish, found: one };
      const same = beat.findIndex((other) => isSame(other.wish, wish));
      const later = last !== null && last.found.sentence !== one.sentence;
      if (same === -1 && beat.length > 0 && (later || beat.some((other) => clash(other.wish, wish))))
        beats.push([staged]);
      else if (same === -1) beat.push(staged);
      else if (beat[same]!.wish.way === null) beat[same] = staged;
      last = staged;
    }
  }
  return beats.filter((beat) => beat.length > 0);
}

const STILL: Wish = { move: 'hold', way: null, pace: 1, strength: 1, seconds: null };

/** A close-up after another move is come to. */
const CLOSER: Wish = { move: 'dolly', way: 'in', pace: 1, strength: 1.25, seconds: null, close: true };

function nears({ move, way }: Wish): boolean {
  return AXES[move] === 'z' && way !== 'out';
}

/** How long something takes; null where a phrase does not say, or says when: "0-2 s". */
function lengthOf({ means, before }: Found): { seconds: number; after: boolean } | null {
  const length = means.find((meaning) => meaning.is === 'seconds');
  return length === undefined || /^\d/.test(before ?? '') ? null : length;
}

/** Two ways of saying one move: "pull back to reveal", "a zoom that zooms out". */
function isSame(a: Wish, b: Wish): boolean {
  if (a.move === b.move && a.way === b.way) return true;
  return AXES[a.move] === AXES[b.move] && a.move !== 'hold' && (a.way === null || b.way === null);
}

function clash(a: Wish, b: Wish): boolean {
  return a.move === 'hold' || b.move === 'hold' || (AXES[a.move] === AXES[b.move] && a.way !== b.way);
}

/** The moves of a phrase, mostly one; a bare "then right" or "and out" repeats the last move that way. */
function wishesIn(one: Found, last: Wish | null): Wish[] {
  return one.means.flatMap((meaning): Wish[] => {
    if (meaning.is === 'move' && !isAnothers(one, meaning.move))
      return [{ move: meaning.move, way: meaning.way, pace: 1, strength: 1, seconds: null }];
    if (meaning.is !== 'way' || last === null || last.way === null || last.way === meaning.way) return [];
    const follows = one.before === null || FOLLOWS.has(one.before);
    return follows && sameKind(last.way, meaning.way) ? [{ ...last, way: meaning.way, seconds: null }] : [];
  });
}

/** Whether somebody else does it: "smoke drifts", "two people hold a map". Cameras and their adverbs do not count as a word before. */
function isAnothers({ said, before }: Found, move: MoveName): boolean {
  const shared = (move === 'drift' && /^(drift|float)/.test(said)) || (move === 'hold' && said === 'hold');
  return shared && before !== null && !LEADS.has(before);
}

function sameKind(a: Way, b: Way): boolean {
  const kinds = [
    ['left', 'right'],
    ['up', 'down'],
    ['in', 'out'],
  ];
  return kinds.some((kind) => kind.includes(a) && kind.includes(b));
}

export const wishesOf = (staged: FoundWish[][]): Wish[][] => staged.map((beat) => beat.map(({ wish }) => wish));
