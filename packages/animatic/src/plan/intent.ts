// What the words ask for: the prompt and the negative prompt read into wishes for camera, life, light and sound.

import type { AirKind } from './air.ts';
import { allow, forbid, temperAll } from './heeding.ts';
import type { ChangeName, Focusing, GradeName, Joint, Mood, MoveName, Size, Way } from './lexicon/entry.ts';
import { type Found, quoted, read } from './lexicon/reading.ts';
import type { Ambience, Fade, Life } from './plan.ts';
import { pulledFrom } from './pull.ts';
import { type ListedShot, type Part, partsOf } from './shot-list.ts';
import { sentenceOn } from './speech.ts';
import { beatsOf, type Wish, wishesOf } from './wishes.ts';

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
  /** Whether they name a face, or what is in one. */
  face: boolean;
  /** The shots that the prompt lists, two at least; [] where it lists none. */
  shots: ListedShot[];
  /** How the light changes, one after the other. */
  changes: ChangeName[];
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
    face: false,
    shots: [],
    changes: [],
    fades: { in: null, out: null },
    grain: 0,
    focus: null,
    wary: { distortion: false, blur: false, cuts: false },
    warnings: [],
  };
  const found = read(prompt);
  const staged = beatsOf(found);
  intent.beats = wishesOf(staged);
  intent.shots = parts.map(listed);
  for (const one of found) {
    for (const meaning of one.means) {
      if (one.negated) forbid(intent, meaning);
      else if (meaning.is === 'focus')
        intent.focus = focused(intent.focus, meaning.focus, () => pulledFrom(prompt, one));
      else allow(intent, meaning, one, staged);
    }
  }
  const alone = aloneIn(found);
  if (alone.length > 0) Object.assign(intent, { places: alone, alone: true });
  for (const { means } of read(negativePrompt)) for (const meaning of means) forbid(intent, meaning);
  warn(intent, prompt, found);
  return settled(intent);
}

/** The focus that a phrase asks for after another: a pull stays one when it is also said what is soft before or after it. */
function focused(before: Focusing | null, { on, pulled }: Focusing, from: () => Focusing['on']): Focusing {
  if (before?.pulled && !pulled) return before;
  return { on: on ?? from(), pulled };
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

/** A shot of a list, by its own words. */
function listed({ lead, words: own, joint, span }: Part): ListedShot {
  const words = `${lead}${own}`;
  const found = read(words);
  const sizes = found.flatMap(({ means, negated }) =>
    means.flatMap((meaning) => (meaning.is === 'size' && !negated ? [meaning.size] : [])),
  );
  const sizeless = found.filter(({ means }) => means.every(({ is }) => is !== 'size'));
  const staged = beatsOf(sizeless);
  temperAll(staged, found);
  const joints = read(own).flatMap(({ means }) =>
    means.flatMap((meaning) => (meaning.is === 'joint' ? meaning.joint : [])),
  );
  return { words, beats: wishesOf(staged), size: sizes[0] ?? null, joint: joint ?? joints[0] ?? null, span };
}

/** The warning on a prompt of which no word is in the lexicon. */
export const UNDERSTOOD_NOTHING =
  'No word of the prompt names a camera move, motion, light or sound in English: the picture decides the film.';

function warn(intent: Intent, prompt: string, found: Found[]): void {
  for (const speech of quoted(prompt)) {
    intent.warnings.push(sentenceOn(speech));
  }
  const understood = found.some(({ means }) =>
    means.some(({ is }) => is !== 'way' && is !== 'not' && is !== 'nothing' && is !== 'face'),
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
