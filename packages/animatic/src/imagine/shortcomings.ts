// What the words name and the picture does not show, said by name and in few sentences.
import { type Found, read as readFilm } from '../plan/lexicon/reading.ts';
import { lostWords, span } from './account.ts';
import { belongs, GRAMMAR, isPart } from './plain.ts';
import { isInRoom, ROOM_NAMES } from './rooms/parts.ts';
import type { Scene, Worded } from './scene.ts';
import type { Canyon, Family, Sight } from './scenery.ts';
import type { Way } from './way.ts';

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

const CANYONS: Record<Canyon, string> = {
  broad: 'a canyon',
  slot: 'a slot canyon',
  buttes: 'table mountains in a desert',
};

const HOURS: Record<Scene['hour'], string> = {
  dawn: 'dawn',
  sunrise: 'sunrise',
  morning: 'morning',
  day: 'broad day',
  golden: 'golden hour',
  sunset: 'sunset',
  dusk: 'dusk',
  night: 'night',
};

/** What leads into the depth of a place. */
const WAYS: Record<Way, string> = { road: 'a road', highway: 'a highway', path: 'a path', rails: 'a railway' };

const SKIES: Partial<Record<Scene['weather'], string>> = {
  fog: ' in mist',
  storm: ' in a storm',
  snow: ' in the snow',
};

/** What a scene is, in a few words: "a forest in mist at dawn, in autumn". */
export function nameOf(scene: Scene): string {
  const { family, hour, weather, season, way } = scene;
  const place = way === null ? kindOf(scene) : `${kindOf(scene)} with ${WAYS[way]}`;
  if (family === 'space' || family === 'galaxy' || family === 'abstract') return place;
  const when = hour === 'day' ? 'by day' : hour === 'morning' ? 'in the morning' : `at ${HOURS[hour]}`;
  const indoors = family === 'interior';
  const sky = indoors ? '' : (SKIES[weather] ?? '');
  return `${place}${sky} ${when}${indoors || season === 'summer' ? '' : `, in ${season}`}`;
}

/** What a scene is of. */
function kindOf({ family, things, river, canyon, globe, room }: Scene): string {
  if (family === 'interior') return ROOM_NAMES[room];
  if (things.has('waterfall')) return 'a waterfall';
  if (things.has('volcano')) return 'a volcano';
  if (globe === 'none' && family === 'space') return 'deep space';
  if (canyon !== null) return CANYONS[canyon];
  return river && family === 'lake' ? 'a river before mountains' : NAMES[family];
}

/** Places that the picture of another holds as well. */
export const KIN: Partial<Record<Family, Family[]>> = {
  lake: ['forest', 'meadow'],
  forest: ['meadow'],
  meadow: ['forest'],
  street: ['city'],
  space: ['galaxy'],
  galaxy: ['space'],
};

/** Hours in which stars and moon are seen. */
const STARLIT: ReadonlySet<Scene['hour']> = new Set(['night', 'dusk', 'dawn']);

/** Why a phrase is not seen as it was meant; `lost`: with everything else that is not in the picture. */
type Verdict = 'seen' | 'lost' | 'homeless' | 'elsewhere' | 'near' | 'hour';

export type Reading = {
  asked: Found<Sight>[];
  scene: Scene;
  /** Of the word that decided on the place; 0: none did. */
  weight: number;
  /** Numbers of the words whose colour is painted. */
  coloured: ReadonlySet<number>;
  /** Numbers of things that are not painted as many times, as they were written. */
  miscounted: readonly string[];
  /** Sides of the picture that nothing stands on, each with what it is said of. */
  unplaced: readonly string[];
};

/** Sentences on what the words name and the picture does not show. */
export function shortcomings({ prompt, references = [], given = {} }: Worded, reading: Reading): string[] {
  const { asked, scene, weight } = reading;
  const { family } = scene;
  const sentences: string[] = [];
  if (weight === 0 && /[\p{L}\p{N}]/u.test(prompt)) {
    sentences.push(`No English word of the prompt names a place that can be painted; the seed chose ${NAMES[family]}.`);
  }
  if (weight === 1 && references.length === 0) {
    const isHome = ({ means }: Found<Sight>) => means.some((one) => one.is === 'family' && one.value === family);
    const own = asked.find(({ means }) => means.some((one) => one.is === 'room' && one.value === scene.room));
    const home = own ?? asked.find(isHome);
    sentences.push(`No place is named; what goes with "${home?.said}" is ${kindOf(scene)}.`);
  }
  // The film goes from one hour to another where the words say so.
  const changing = new Set(
    readFilm(prompt).flatMap(({ means, at, end }) => (means.some(({ is }) => is === 'change') ? span(at, end) : [])),
  );
  const verdicts = new Map(
    asked.map((found): [Found<Sight>, Verdict] => {
      const verdict = verdictOn(found, scene);
      // Of words for several places the hour is settled beside them.
      const settled = given.hour !== undefined || changing.has(found.at);
      return [found, verdict === 'hour' && settled ? 'seen' : verdict];
    }),
  );
  const having = (verdict: Verdict) => [
    ...new Set(asked.filter((found) => verdicts.get(found) === verdict).map(({ said }) => said)),
  ];
  const say = (words: readonly string[], sentence: (named: string, many: boolean) => string) => {
    if (words.length > 0) sentences.push(sentence(words.map((word) => `"${word}"`).join(', '), words.length > 1));
  };
  const wonder = asked.every((found) => verdicts.get(found) !== 'near' || found.means[0].is === 'thing');
  const isAre = (many: boolean) => (many ? 'are' : 'is');
  say(
    having('near'),
    (named, many) =>
      `${named} ${isAre(many)} not painted as such: what comes nearest is ${wonder || family === 'interior' ? kindOf(scene) : NAMES[family]}.`,
  );
  if (references.length === 0) {
    const isSeen = (found: Found<Sight>) => verdicts.get(found) !== 'lost';
    const lost = lostWords(prompt, scene, asked, isSeen, reading.coloured);
    say(lost, (named) => `Not in the picture: ${named}; only a place and its light are painted.`);
    say(
      having('homeless'),
      (named, many) =>
        `${named} ${isAre(many)} not in the picture: ${kindOf(scene)} has no place for ${many ? 'them' : 'it'}.`,
    );
  } else {
    say(
      having('lost'),
      (named, many) =>
        `${named} ${isAre(many)} seen only where a reference shows ${many ? 'them' : 'it'}: besides, only a place and its light are painted.`,
    );
  }
  say(
    having('elsewhere'),
    (named, many) =>
      `${named} ${isAre(many)} not in the picture: it shows one kind of place, and that is ${kindOf(scene)}.`,
  );
  say(having('hour'), (named, many) => `${named} ${isAre(many)} left out: the picture shows ${clockOf(scene)}.`);
  say(reading.miscounted, (named) => `Not painted as many times as the words say: ${named}.`);
  say(
    reading.unplaced,
    (named) => `Not followed: ${named}; where it lies in the picture, and which way it goes, the seed chooses.`,
  );
  return sentences;
}

function clockOf(scene: Scene): string {
  const { family, hour, season } = scene;
  if (family === 'space' || family === 'galaxy') return 'space, where it is always night';
  if (family === 'interior') return `${kindOf(scene)} in which it is ${HOURS[hour]}`;
  return `${HOURS[hour]} in ${season}`;
}

function verdictOn({ said, means }: Found<Sight>, scene: Scene): Verdict {
  const [first] = means;
  const { family, things } = scene;
  if (first.is === 'absent') return 'lost';
  if (means.some((one) => one.is === 'thing' && one.value === 'moon'))
    return things.has('moon') || !/\bmoons?\b/.test(said) ? 'seen' : 'homeless';
  if (means.some((one) => one.is === 'thing' && one !== first && things.has(one.value))) return 'seen';
  // Of a mountain by its name its kind is painted.
  const near = means.some((one) => one.is === 'family' && one.near) ? 'near' : 'seen';
  if (first.is === 'thing') return things.has(first.value) ? near : 'homeless';
  if (first.is === 'ringed') return family === 'space' ? 'seen' : 'lost';
  const timed = untimely(means, scene);
  if (timed) return 'hour';
  if (means.some(({ is }) => is === 'way')) {
    if (scene.way !== null) return 'seen';
    if (scene.river || things.has('waterfall')) return 'elsewhere';
  }
  if (means.some(({ is }) => is === 'river') && scene.river) return 'seen';
  const place = means.find((one) => one.is === 'family');
  if (place === undefined) return 'seen';
  // It drifts through the air of any place.
  if (means.some((one) => one.is === 'play' && one.value === 'smoke')) return 'seen';
  // What is said of a ground is a colour there.
  if (family === 'abstract' && /(background|backdrop)$/.test(said)) return 'seen';
  if (place.value === 'city' && family === 'interior' && isInRoom(scene.room, 'window'))
    return place.near ? 'near' : 'seen';
  const room = means.find((one) => one.is === 'room');
  if (place.value === family && family === 'interior' && room !== undefined && room.value !== scene.room)
    return place.weight < 4 ? 'lost' : 'elsewhere';
  if (place.value === family) return place.near ? 'near' : 'seen';
  if (KIN[family]?.includes(place.value) ?? false) return place.near ? 'near' : 'seen';
  // A shore, a river under a skyline, a mountain that towers.
  if (isPart(family, said) || belongs(scene, said) || (!place.near && GRAMMAR.has(said))) return 'seen';
  // Sand, waves, a sofa: parts of a picture rather than places.
  return place.weight < 4 ? 'lost' : 'elsewhere';
}

const CLOCK: readonly Scene['hour'][] = ['dawn', 'sunrise', 'morning', 'day', 'golden', 'sunset', 'dusk', 'night'];

/** Whether an hour is another or comes next to it: the light of both is nearly one. */
function isNext(one: Scene['hour'], other: Scene['hour']): boolean {
  return Math.abs(CLOCK.indexOf(one) - CLOCK.indexOf(other)) <= 1;
}

function isStarlit({ family, hour }: Scene): boolean {
  return STARLIT.has(hour) && family !== 'interior' && family !== 'abstract';
}

/** Whether a phrase names an hour or a season that this picture does not show. */
function untimely(means: readonly Sight[], scene: Scene): boolean {
  const { family, hour, season, weather } = scene;
  const cosmic = family === 'space' || family === 'galaxy';
  return means.some((one) => {
    if (one.is === 'starry') return !cosmic && !isStarlit(scene) && !(family === 'interior' && scene.room === 'ship');
    if (means.length > 1) return false;
    if (one.is === 'hour') return cosmic ? one.value !== 'night' : !isNext(one.value, hour);
    if (one.is === 'season') return cosmic || family === 'interior' || family === 'abstract' || one.value !== season;
    if (one.is !== 'weather') return false;
    return (
      cosmic ||
      ((family === 'interior' || family === 'abstract') && (one.value === 'snow' || one.value === 'fog')) ||
      (one.value !== weather && one.value === 'clear')
    );
  });
}
