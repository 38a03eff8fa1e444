// What the words ask for: the prompt and the negative prompt read into wishes for camera, life, light and sound.

import type { AirKind } from './air.ts';
import { allow, forbid, temperAll } from './heeding.ts';
import type { ChangeName, Focusing, GradeName, Joint, Mood, MoveName, Size, Way } from './lexicon/entry.ts';
import { type Found, quoted, read } from './lexicon/reading.ts';
import type { Ambience, Fade, Life } from './plan.ts';
import { type ListedShot, type Part, partsOf } from './shot-list.ts';
import { sentenceOn } from './speech.ts';

/** A camera move that was asked for. `pace` and `strength`: 1 is as usual; `seconds`: how long it takes, null where that is left open. */
export type Wish = { move: MoveName; way: Way | null; pace: number; strength: number; seconds: number | null };

/** A move that must not be made; `way: null` forbids it in every way. */
type Ban = { move: MoveName; way: Way | null };

export type Intent = {
  /** Moves in their order; those of one beat are made at once. */
  beats: Wish[][];
  /** Moves that must not be made, asked for or not. */
  banned: Ban[];
  /** Nothing at all may move the camera. */
  motionless: boolean;
  /** 0 to 1; null when nothing was said. */
  handheld: number | null;
  /** Of the whole film; 1 is as usual. */
  pace: number;
  strength: number;
  /** 0 to 1; null when nothing was said, 0 when it was forbidden. */
  life: Record<keyof Life, number | null>;
  /** Which way the wind blows, 1 to the right; null when nothing was said. */
  blows: 1 | -1 | null;
  /** What is to be in the air, 0 to 1; 0 when it was forbidden. */
  air: Partial<Record<AirKind, number>>;
  /** In the order of mention, and those that must not be. */
  grades: GradeName[];
  banned_grades: GradeName[];
  places: Ambience['kind'][];
  /** Whether nothing else is to be heard than those: neither what the picture shows nor music that is not asked for. */
  alone: boolean;
  banned_places: Ambience['kind'][];
  music: 'asked' | 'open' | 'banned';
  mood: Mood | null;
  banned_moods: Mood[];
  /** False when no sound at all is wanted; `ambience`: when no place is to be heard. */
  sound: boolean;
  ambience: boolean;
  /** How one shot gives way to the next; null when nothing was said. */
  joint: Joint | null;
  /** How many shots; null when nothing was said. */
  count: number | null;
  /** How much the first shot that is named shows; null when nothing was said. */
  size: Size | null;
  /** The shots that the prompt lists, two at least; [] where it lists none. */
  shots: ListedShot[];
  /** How the light changes; null when nothing was said. */
  change: ChangeName | null;
  /** What the film comes out of, and what it goes into. */
  fades: { in: Fade['to'] | null; out: Fade['to'] | null };
  /** Film grain, 0 to 1. */
  grain: number;
  /** null when nothing was said. */
  focus: Focusing | null;
  /** Flaws to be kept away from: warping (less parallax), blur (less enlargement), cuts (as few as can be). */
  wary: { distortion: boolean; blur: boolean; cuts: boolean };
  /** Sentences on words that can not be followed. */
  warnings: string[];
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

/** What both prompts ask for. Any text gives an intent; English words are understood. `parts`: the shots that it lists. */
export function intentOf(prompt: string, negativePrompt: string, parts: Part[] = partsOf(prompt)): Intent {
  const intent: Intent = {
    beats: [],
    banned: [],
    motionless: false,
    handheld: null,
    pace: 1,
    strength: 1,
    life: { wind: null, water: null, clouds: null },
    blows: null,
    air: {},
    grades: [],
    banned_grades: [],
    places: [],
    alone: false,
    banned_places: [],
    music: 'open',
    mood: null,
    banned_moods: [],
    sound: true,
    ambience: true,
    joint: null,
    count: null,
    size: null,
    shots: [],
    change: null,
    fades: { in: null, out: null },
    grain: 0,
    focus: null,
    wary: { distortion: false, blur: false, cuts: false },
    warnings: [],
  };
  const found = read(prompt);
  const staged = stage(found);
  intent.beats = wishesOf(staged);
  intent.shots = parts.map(listed);
  for (const one of found) {
    for (const meaning of one.means) {
      if (one.negated) forbid(intent, meaning);
      else allow(intent, meaning, one, staged);
    }
  }
  const alone = aloneIn(found);
  if (alone.length > 0) Object.assign(intent, { places: alone, alone: true });
  for (const { means } of read(negativePrompt)) for (const meaning of means) forbid(intent, meaning);
  warn(intent, prompt, found);
  return settled(intent);
}

/** The word after which what is heard is all that is heard. */
const ONLY = 'only';

/** The places that are to be heard alone ("only the sound of wind and rain"): to the end of their sentence; none where nothing says so. */
function aloneIn(found: Found[]): Ambience['kind'][] {
  const placesOf = ({ means, negated }: Found) =>
    negated ? [] : means.flatMap((meaning) => (meaning.is === 'place' ? meaning.place : []));
  const first = found.findIndex((one, i) => {
    const lead = found[i - 1]?.means.some(({ is }) => is === 'sound') ? found[i - 1]! : one;
    return placesOf(one).length > 0 && lead.clause === one.clause && [one, lead].some(({ before }) => before === ONLY);
  });
  if (first < 0) return [];
  return found.slice(first).flatMap((one) => (one.sentence === found[first]!.sentence ? placesOf(one) : []));
}

const wishesOf = (staged: Staged[][]): Wish[][] => staged.map((beat) => beat.map(({ wish }) => wish));

/** A shot of a list, by its own words. */
function listed({ lead, words: own, joint, span }: Part): ListedShot {
  const words = `${lead}${own}`;
  const found = read(words);
  const sizes = found.flatMap(({ means, negated }) =>
    means.flatMap((meaning) => (meaning.is === 'size' && !negated ? [meaning.size] : [])),
  );
  const staged = stage(found);
  temperAll(staged, found);
  const joints = read(own).flatMap(({ means }) =>
    means.flatMap((meaning) => (meaning.is === 'joint' ? meaning.joint : [])),
  );
  return { words, beats: wishesOf(staged), size: sizes[0] ?? null, joint: joint ?? joints[0] ?? null, span };
}

/** A wish and where in the prompt it stands. */
export type Staged = { wish: Wish; found: Found };

/** The moves in order. A new beat begins at "then", in a new sentence, and when two moves can not be made at once. */
function stage(found: Found[]): Staged[][] {
  const beats: Staged[][] = [[]];
  let last: Staged | null = null;
  // A length that stands before its move.
  let ahead: number | null = null;
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
    const wishes: Wish[] = wishesIn(one, last?.wish ?? null);
    for (const wish of wishes) {
      const beat = beats.at(-1)!;
      wish.seconds ??= ahead;
      ahead = null;
      const staged: Staged = { wish, found: one };
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

/** The warning on a prompt of which no word is in the lexicon. */
export const UNDERSTOOD_NOTHING =
  'No word of the prompt names a camera move, motion, light or sound in English: the picture decides the film.';

function warn(intent: Intent, prompt: string, found: Found[]): void {
  for (const speech of quoted(prompt)) {
    intent.warnings.push(sentenceOn(speech));
  }
  const understood = found.some(({ means }) =>
    means.some(({ is }) => is !== 'way' && is !== 'not' && is !== 'nothing'),
  );
  if (!understood && /[\p{L}\p{N}]/u.test(prompt)) {
    intent.warnings.push(UNDERSTOOD_NOTHING);
  }
  intent.warnings = [...new Set(intent.warnings)];
}

/** The intent without what was forbidden. */
function settled(intent: Intent): Intent {
  const allowed = (beats: Wish[][]): Wish[][] =>
    intent.motionless
      ? []
      : beats.map((beat) => beat.filter((wish) => !isBanned(intent, wish))).filter((beat) => beat.length > 0);
  return {
    ...intent,
    beats: allowed(intent.beats),
    shots: intent.shots.map((shot) => ({ ...shot, beats: allowed(shot.beats) })),
    grades: [...new Set(intent.grades)].filter((grade) => !intent.banned_grades.includes(grade)),
    places: [...new Set(intent.places)].filter((place) => !intent.banned_places.includes(place)),
    mood: intent.mood !== null && intent.banned_moods.includes(intent.mood) ? null : intent.mood,
  };
}

/**
 * Whether a move may not be made. A ban on zooming counts for what zooms by another name, one on panning for whip
 * pans.
 */
export function isBanned(intent: Intent, { move, way }: { move: MoveName; way: Way | null }): boolean {
  const family: Partial<Record<MoveName, MoveName>> = {
    'ken burns': 'zoom',
    reveal: 'zoom',
    vertigo: 'zoom',
    whip: 'pan',
  };
  return intent.banned.some(
    (ban) => (ban.move === move || ban.move === family[move]) && (ban.way === null || ban.way === way),
  );
}
