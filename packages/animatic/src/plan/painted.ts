// What a picture that was painted after the words already holds of them, so that it is not laid over it once more.
import { type Intent, UNDERSTOOD_NOTHING } from './intent.ts';
import type { GradeName } from './lexicon/entry.ts';
import type { Ambience, FallingWater, Surf } from './plan.ts';

export type Painted = {
  /** What it is, in a few words: "a forest at dawn"; null of several. */
  name: string | null;
  /** Words of the prompt that are seen in it though a photo could not show them, such as "mist". */
  shown: ReadonlySet<string>;
  /** Sentences on what the prompt names and it does not show. */
  warnings: string[];
  /** Where it is, for the ear; heard beneath what the words name. */
  places: Ambience['kind'][];
  /** What is in the air there though the words do not name it. */
  air: Intent['air'];
  /** Whether the picture is of the open: in a room or in space no rain falls before the camera, though it may be heard. */
  outdoors: boolean;
  /** Where waves break in it; null where none do. */
  surf: Surf | null;
  /** Where water falls in it; null where none does. */
  falling: FallingWater | null;
};

/** Grades that stand for an hour, a weather or a season: the picture has the thing itself. */
const PAINTED_LIGHT: ReadonlySet<GradeName> = new Set([
  'golden hour',
  'night',
  'mist',
  'muted',
  'overcast',
  'cold',
  'neon',
]);

/** Whether a place is silent there: by night and under snow no birds sing, and under ice no water runs. */
function isStill(place: Ambience['kind'], heard: Ambience['kind'][]): boolean {
  const snowy = heard.includes('snow');
  return (
    (place === 'forest' && (snowy || heard.includes('night'))) || (place === 'river' && snowy && !heard.includes(place))
  );
}

/** What does not come in. */
const SHELTERED = { rain: 0, snow: 0, leaves: 0, fog: 0 };

/** The intent without what the picture holds, and with what it lacks. */
export function fulfilled(intent: Intent, { shown, warnings, places, air, outdoors }: Painted): Intent {
  const isShown = (sentence: string) => shown.has(/^"([^"]*)"/.exec(sentence)?.[1] ?? '');
  const left = (grade: GradeName) => !PAINTED_LIGHT.has(grade);
  return {
    ...intent,
    // What is painted in mist needs only its drifting.
    air: { ...air, ...intent.air, ...(intent.air.fog && { fog: intent.air.fog / 2 }), ...(outdoors ? {} : SHELTERED) },
    grades: intent.grades.filter(left),
    banned_grades: intent.banned_grades.filter(left),
    // What the words name is heard first, the rain on top of the place.
    places: (intent.alone
      ? intent.places
      : [...new Set([...intent.places.filter((place) => !isStill(place, places)), ...places])]
    ).filter((place) => !intent.banned_places.includes(place)),
    warnings: [
      ...warnings,
      ...intent.warnings.filter((sentence) => sentence !== UNDERSTOOD_NOTHING && !isShown(sentence)),
    ],
  };
}
