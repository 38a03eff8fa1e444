// What the words name and the picture does not show, said by name.
import { type Found, read as readFilm } from '../plan/lexicon/reading.ts';
import type { Scene, Worded } from './scene.ts';
import type { Family, Sight } from './scenery.ts';
import { span, unknownThings } from './things.ts';

const NAMES: Record<Family, string> = {
  lake: 'water before mountains',
  sea: 'a coast',
  desert: 'a desert',
  forest: 'a forest',
  meadow: 'a meadow',
  city: 'a city skyline',
  street: 'a street',
  space: 'space with a planet',
  galaxy: 'a galaxy',
  interior: 'a living room',
  abstract: 'a play of colours',
};

/** Places that the picture of another holds as well. */
const KIN: Partial<Record<Family, Family[]>> = {
  lake: ['forest', 'meadow'],
  forest: ['meadow'],
  meadow: ['forest'],
  street: ['city'],
  space: ['galaxy'],
  galaxy: ['space'],
};

/** Sentences on what the words name and the picture does not show; `weight`: of the word that decided on the place; 0: none did. */
export function shortcomings(
  { prompt, references = [] }: Worded,
  asked: Found<Sight>[],
  scene: Scene,
  weight: number,
): string[] {
  const sentences: string[] = [];
  if (weight === 0 && /[\p{L}\p{N}]/u.test(prompt)) {
    sentences.push(
      `No English word of the prompt names a place that can be painted; the seed chose ${NAMES[scene.family]}.`,
    );
  }
  if (weight === 1 && references.length === 0) {
    const home = asked.find(({ means }) => means.some((one) => one.is === 'family' && one.value === scene.family));
    sentences.push(`No place is named; what goes with "${home?.said}" is ${NAMES[scene.family]}.`);
  }
  const heard = new Set(
    readFilm(prompt)
      .filter(isHeard)
      .flatMap(({ at, end }) => span(at, end)),
  );
  for (const found of asked) {
    const sentence = lacking(found, scene, references.length > 0, heard.has(found.at));
    if (sentence !== null) sentences.push(sentence);
  }
  // Of colours at play anything may be the likeness.
  if (references.length === 0 && scene.family !== 'abstract') {
    const known = new Set(asked.flatMap(({ at, end }) => span(at, end)));
    for (const thing of unknownThings(prompt, known)) {
      sentences.push(`"${thing}" is no word that is known here: nothing of it is painted.`);
    }
  }
  return [...new Set(sentences)];
}

/** The sentence on one phrase; null when it is seen, or is no matter of the picture. */
function lacking({ said, means }: Found<Sight>, scene: Scene, referred: boolean, heard: boolean): string | null {
  const [first] = means;
  const { family, things } = scene;
  if (first.is === 'absent') {
    if (heard) return null;
    return referred
      ? `"${said}" is seen only where a reference shows it: besides, only a place and its light are painted.`
      : `"${said}" can not be painted: the picture shows a place and its light without it.`;
  }
  if (first.is === 'thing' && !things.has(first.value) && !referred && !(first.value === 'moon' && said !== 'moon')) {
    return `"${said}" is not in the picture: there is no place for it in ${NAMES[family]}.`;
  }
  const place = means.find((one) => one.is === 'family');
  if (place === undefined || first.is === 'thing' || place.weight < 4) return null;
  if (place.value === family) {
    return place.near ? `"${said}" is not painted as such: what comes nearest is ${NAMES[family]}.` : null;
  }
  if (!place.near && (KIN[family]?.includes(place.value) ?? false)) return null;
  return `"${said}" is not in the picture: it shows one kind of place, and that is ${NAMES[family]}.`;
}

/** Whether a phrase is about the camera or the music and no thing: a piano is heard, and the camera moves. */
function isHeard({ means }: ReturnType<typeof readFilm>[number]): boolean {
  return means.some(({ is }) => is === 'move' || is === 'motion' || is === 'music' || is === 'handheld');
}
