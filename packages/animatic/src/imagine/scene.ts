// What the words describe: which of the places that can be painted, at which hour, in which weather and season.
import { chance, pick } from '../plan/chance.ts';
import { createReader, type Found, read as readFilm } from '../plan/lexicon/reading.ts';
import type { Painted } from '../plan/painted.ts';
import type { Ambience, FilmRequest } from '../plan/plan.ts';
import { type Family, type Hour, SCENERY, type Season, type Sight, type Weather } from './scenery.ts';
import { span, unknownThings } from './things.ts';

export type Scene = {
  family: Family;
  hour: Hour;
  weather: Weather;
  season: Season;
  /** The Milky Way is over it; no mountains are to be seen; no trees are. */
  starry: boolean;
  level: boolean;
  bare: boolean;
  seed: number;
};

/** `named`: the place is the words' and not the seed's. */
export type Described = Painted & { scene: Scene; named: boolean };

const read = createReader(SCENERY);

/** Hours that suit a place when none is named, the likelier ones more often. */
const USUAL: Record<Family, readonly Hour[]> = {
  lake: ['day', 'morning', 'sunset', 'morning'],
  sea: ['day', 'sunset', 'morning'],
  desert: ['day', 'sunset', 'morning'],
  forest: ['morning', 'day', 'morning'],
  city: ['sunset', 'night', 'day'],
  space: ['night'],
  interior: ['morning', 'day', 'sunset'],
  abstract: ['sunset', 'night', 'day'],
};

/** Of a request, what a picture is painted after; `references` may show what no brush here can. */
export type Worded = Pick<FilmRequest, 'prompt' | 'negative_prompt' | 'seed'> &
  Partial<Pick<FilmRequest, 'references'>>;

/** Reads both prompts: the words of most weight decide, unless taken back; what is open is left to the seed. */
export function sceneOf(request: Worded): Described {
  const { prompt, negative_prompt, seed } = request;
  const found = read(prompt);
  const asked = found.filter(({ negated }) => !negated);
  const banned = [...found.filter(({ negated }) => negated), ...read(negative_prompt)].flatMap(bans);
  const isBanned = (is: Sight['is'], value: string) => banned.some((one) => one.is === is && saidValue(one) === value);
  const sights = asked.flatMap(({ means }) => means).filter((one) => !isBanned(one.is, saidValue(one)));
  const named = <Is extends Sight['is']>(is: Is) => sights.filter((one): one is Sight & { is: Is } => one.is === is);
  const strongest = named('family').toSorted((a, b) => b.weight - a.weight)[0]?.value;
  const open = OUTDOORS.filter((value) => !isBanned('family', value));
  const family = strongest ?? (open.length > 0 ? pick(seed, 'family', open) : 'abstract');
  const hours = USUAL[family].filter((value) => !isBanned('hour', value));
  const hour =
    named('hour')[0]?.value ??
    (hours.length > 0 ? pick(seed, 'hour', hours) : isBanned('hour', 'day') ? 'morning' : 'day');
  const weather = named('weather')[0]?.value;
  const cloudless = isBanned('weather', 'cloudy') || chance(seed, 'weather') < 0.3;
  const scene: Scene = {
    family,
    hour: family === 'space' ? 'night' : hour,
    weather: weather ?? (cloudless ? 'clear' : 'fair'),
    season: named('season')[0]?.value ?? (weather === 'snow' ? 'winter' : 'summer'),
    starry: named('starry').length > 0,
    level: isBanned('feature', 'mountains'),
    bare: isBanned('feature', 'trees'),
    seed,
  };
  const shown = asked.filter(({ means }) => means.some((one) => one.is === 'weather' && one.value === 'fog'));
  return {
    scene,
    named: strongest !== undefined,
    warnings: shortcomings(request, asked, scene, strongest === undefined),
    shown: new Set(shown.map(({ said }) => said)),
    places: PLACES[family],
  };
}

const saidValue = (sight: Sight): string => ('value' in sight ? sight.value : '');

/** What a phrase bans: of "no mountains" the mountains, not the lake before them. */
function bans({ means }: Found<Sight>): Sight[] {
  const features = means.filter(({ is }) => is === 'feature');
  return features.length > 0 ? features : means;
}

/** Sentences on what the words name and the picture does not show. */
function shortcomings(
  { prompt, references = [] }: Worded,
  asked: Found<Sight>[],
  { family }: Scene,
  chosen: boolean,
): string[] {
  const sentences: string[] = [];
  if (chosen && /[\p{L}\p{N}]/u.test(prompt)) {
    sentences.push(`No English word of the prompt names a place that can be painted; the seed chose ${NAMES[family]}.`);
  }
  const heard = new Set(
    readFilm(prompt)
      .filter(isHeard)
      .flatMap(({ at, end }) => span(at, end)),
  );
  for (const { said, means, at } of asked) {
    const [first] = means;
    if (first.is === 'absent' && heard.has(at)) continue;
    if (first.is === 'absent') {
      sentences.push(
        references.length > 0
          ? `"${said}" is seen only where a reference shows it: besides, only a place and its light are painted.`
          : `"${said}" can not be painted: the picture shows a place and its light without it.`,
      );
    } else if (first.is === 'family' && first.value !== family && !(KIN[family]?.includes(first.value) ?? false)) {
      sentences.push(`"${said}" is not in the picture: it shows one kind of place, and that is ${NAMES[family]}.`);
    }
  }
  if (references.length === 0) {
    const known = new Set(asked.flatMap(({ at, end }) => span(at, end)));
    for (const thing of unknownThings(prompt, known)) {
      sentences.push(`"${thing}" is no word that is known here: nothing of it is painted.`);
    }
  }
  return [...new Set(sentences)];
}

/** Whether a phrase is about the camera or the music and no thing: a piano is heard, and the camera moves. */
function isHeard({ means }: ReturnType<typeof readFilm>[number]): boolean {
  return means.some(({ is }) => is === 'move' || is === 'motion' || is === 'music' || is === 'handheld');
}

/** Places that the picture of another holds as well. */
const KIN: Partial<Record<Family, Family[]>> = { lake: ['forest'], forest: ['lake'] };

const OUTDOORS = ['lake', 'sea', 'desert', 'forest'] as const;

/** What is heard there. */
const PLACES: Record<Family, Ambience['kind'][]> = {
  lake: ['wind', 'river'],
  sea: ['sea', 'wind'],
  desert: ['wind'],
  forest: ['forest', 'wind'],
  city: ['city'],
  space: [],
  interior: ['room'],
  abstract: [],
};

const NAMES: Record<Family, string> = {
  lake: 'a lake before mountains',
  sea: 'a coast',
  desert: 'a desert',
  forest: 'a forest',
  city: 'a city',
  space: 'space',
  interior: 'a room',
  abstract: 'a play of colours',
};
