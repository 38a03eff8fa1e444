// What the words describe: which of the places that can be painted, at which hour, in which weather and season.
import { chance, pick } from '../plan/chance.ts';
import { createReader, type Found } from '../plan/lexicon/reading.ts';
import type { Painted } from '../plan/painted.ts';
import type { FilmRequest } from '../plan/plan.ts';
import { heardAt, PLACES } from './heard.ts';
import { type Family, type Hour, SCENERY, type Season, type Sight, type Thing, type Weather } from './scenery.ts';
import { shortcomings } from './shortcomings.ts';

export type Scene = {
  family: Family;
  hour: Hour;
  weather: Weather;
  season: Season;
  style: 'minimal' | 'dramatic' | null;
  /** Of what was asked for, what this family has a place for. */
  things: ReadonlySet<Thing>;
  /** The Milky Way is over it; no mountains are to be seen; no trees are. */
  starry: boolean;
  level: boolean;
  bare: boolean;
  /** The valley holds a river and no lake. */
  river: boolean;
  /** Number of the kind of field that is named; null leaves it to the seed. */
  field: number | null;
  seed: number;
};

/** `named`: the place is the words' and not the seed's. */
export type Described = Painted & { scene: Scene; named: boolean };

/** Of a request, what a picture is painted after; `references` may show what no brush here can. */
export type Worded = Pick<FilmRequest, 'prompt' | 'negative_prompt' | 'seed'> &
  Partial<Pick<FilmRequest, 'references'>>;

const read = createReader(SCENERY);

/** Hours that suit a place when none is named, the likelier ones more often. */
const USUAL: Record<Family, readonly Hour[]> = {
  lake: ['day', 'morning', 'golden', 'sunset'],
  sea: ['day', 'sunset', 'golden', 'morning'],
  desert: ['day', 'golden', 'sunset', 'morning'],
  forest: ['morning', 'day', 'golden'],
  meadow: ['day', 'golden', 'morning', 'sunset'],
  city: ['dusk', 'sunset', 'night', 'day'],
  street: ['night', 'dusk', 'day', 'golden'],
  space: ['night'],
  galaxy: ['night'],
  interior: ['morning', 'day', 'golden'],
  abstract: ['sunset', 'night', 'day', 'morning'],
};

/** What each family has a place for. */
const HOLDS: Record<Family, readonly Thing[]> = {
  lake: ['boat', 'house', 'jetty', 'moon', 'birds', 'aurora'],
  sea: ['lighthouse', 'boat', 'jetty', 'palm', 'moon', 'birds', 'aurora'],
  desert: ['palm', 'tree', 'moon', 'birds'],
  forest: ['tree', 'moon', 'birds', 'aurora'],
  meadow: ['house', 'tree', 'moon', 'birds', 'aurora'],
  city: ['bridge', 'boat', 'moon', 'birds', 'aurora'],
  street: [],
  space: ['moon'],
  galaxy: [],
  interior: [],
  abstract: [],
};

const OUTDOORS = ['lake', 'sea', 'desert', 'forest', 'meadow'] as const;

/** Reads both prompts: the words of most weight decide, unless taken back; what is open is left to the seed. */
export function sceneOf(request: Worded): Described {
  const { prompt, negative_prompt, seed } = request;
  const found = read(prompt);
  const asked = found.filter(({ negated }) => !negated);
  const banned = [...found.filter(({ negated }) => negated), ...read(negative_prompt)].flatMap(bans);
  const isBanned = (is: Sight['is'], value: string) => banned.some((one) => one.is === is && saidValue(one) === value);
  const sights = asked.flatMap(({ means }) => means).filter((one) => !isBanned(one.is, saidValue(one)));
  const named = <Is extends Sight['is']>(is: Is) => sights.filter((one): one is Sight & { is: Is } => one.is === is);
  const strongest = named('family').toSorted((a, b) => b.weight - a.weight)[0];
  const open = OUTDOORS.filter((value) => !isBanned('family', value));
  const family = strongest?.value ?? (open.length > 0 ? pick(seed, 'family', open) : 'abstract');
  const weather = named('weather')[0]?.value;
  const things = new Set(named('thing').map(({ value }) => value));
  const cloudless = isBanned('weather', 'cloudy') || chance(seed, 'weather') < 0.3;
  const scene: Scene = {
    family,
    hour: hourOf(family, weather, seed, named('hour'), (value) => isBanned('hour', value)),
    weather: weather ?? (cloudless ? 'clear' : 'fair'),
    season: named('season')[0]?.value ?? (weather === 'snow' ? 'winter' : 'summer'),
    style: named('style')[0]?.value ?? null,
    things: new Set(HOLDS[family].filter((one) => things.has(one))),
    starry: named('starry').length > 0,
    level: isBanned('feature', 'mountains'),
    bare: isBanned('feature', 'trees'),
    river: named('river').length > 0 && !asked.some(isLake),
    field: named('field')[0]?.value ?? null,
    seed,
  };
  const shown = asked.filter(({ means }) => means.some((one) => isSeen(one, scene)));
  return {
    scene,
    // What only has its home there does not name the place.
    named: (strongest?.weight ?? 0) > 1,
    warnings: shortcomings(request, asked, scene, strongest?.weight ?? 0),
    shown: new Set(shown.map(({ said }) => said)),
    outdoors: HOLDS[family].includes('birds') || family === 'street',
    places: PLACES[family].filter((one) => heardAt(one, scene)),
  };
}

/** The first hour that is named counts; "a full moon at dusk" is at dusk. */
function hourOf(
  family: Family,
  weather: Weather | undefined,
  seed: number,
  named: { value: Hour }[],
  isBanned: (value: Hour) => boolean,
): Hour {
  if (family === 'space' || family === 'galaxy') return 'night';
  const said = named.find(({ value }) => value !== 'night') ?? named[0];
  if (said) return said.value;
  // No low sun shines through a storm.
  const usual = weather === 'storm' && family !== 'street' ? (['day', 'day', 'dusk'] as const) : USUAL[family];
  const hours = usual.filter((value) => !isBanned(value));
  return hours.length > 0 ? pick(seed, 'hour', hours) : isBanned('day') ? 'morning' : 'day';
}

/** Whether a phrase names a lake itself: a river that runs into one is not the picture's subject. */
function isLake({ means }: Found<Sight>): boolean {
  return means.length === 1 && means[0].is === 'family' && means[0].value === 'lake';
}

/** Whether a word of the film-maker's that no photo could follow is seen in this picture. */
function isSeen(sight: Sight, { things }: Scene): boolean {
  return (sight.is === 'weather' && sight.value === 'fog') || (sight.is === 'thing' && things.has(sight.value));
}

const saidValue = (sight: Sight): string => ('value' in sight ? `${sight.value}` : '');

/** What a phrase bans: of "no mountains" the mountains, not the lake before them. */
function bans({ means }: Found<Sight>): Sight[] {
  if (means[0].is === 'absent') return means.slice(0, 1);
  const features = means.filter(({ is }) => is === 'feature' || is === 'thing');
  return features.length > 0 ? features : means;
}
