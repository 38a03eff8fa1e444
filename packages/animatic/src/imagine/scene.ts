// What the words describe: which of the places that can be painted, at which hour, in which weather and season.
import { chance, pick } from '../plan/chance.ts';
import { createReader, type Found, read as readFilm } from '../plan/lexicon/reading.ts';
import type { Painted } from '../plan/painted.ts';
import type { FilmRequest } from '../plan/plan.ts';
import { giantsIn, span } from './account.ts';
import { BURNING, hourOf, LOW, STORMY, USUAL } from './clock.ts';
import { colouringsIn, isDyed, type Tints, tintsOf } from './colours.ts';
import { counted } from './counting.ts';
import { heardIn } from './heard.ts';
import { SWELLS } from './lexicon.ts';
import { roomOf } from './rooms/parts.ts';
import type { RoomKind } from './rooms/room.ts';
import {
  type Canyon,
  type Family,
  type Grove,
  type Hour,
  type Play,
  type Quarter,
  SCENERY,
  type Sea,
  type Season,
  type Sight,
  type Thing,
  type Weather,
} from './scenery.ts';
import { nameOf, shortcomings } from './shortcomings.ts';
import { type Sides, sidesIn } from './sides.ts';
import type { Way } from './way.ts';

export type Scene = {
  family: Family;
  hour: Hour;
  weather: Weather;
  season: Season;
  style: 'minimal' | 'dramatic' | null;
  /** Of what was asked for, what this family has a place for, and how many of each. */
  things: ReadonlyMap<Thing, number>;
  /** Colours that the words give to parts of the picture. */
  tints: Tints;
  /** What is to hang larger in the sky than it is. */
  giant: ReadonlySet<'sun' | 'moon'>;
  /** The planet has a ring. */
  ringed: boolean;
  /** Which planet is seen in space; `none`: only gas and stars. */
  globe: 'earth' | 'some' | 'none';
  /** The volcano has lava, fire and smoke. */
  erupting: boolean;
  /** What is not seen in the sky, though its light is and the words may name it. */
  hidden: ReadonlySet<'sun' | 'moon'>;
  /** There is no air: the sky is black by day as well. */
  airless: boolean;
  /** How high the waves go, and which trees stand there; null when nothing was said. */
  sea: Sea | null;
  grove: Grove | null;
  /** Trees stand in rows along what leads into the picture. */
  lined: boolean;
  /** The Milky Way is over it; no mountains are to be seen; no trees are. */
  starry: boolean;
  level: boolean;
  bare: boolean;
  /** A desert of rock, and of which kind; null: of sand. */
  canyon: Canyon | null;
  /** The valley, or the canyon, holds a river and no lake; the bridge over it is of wood. */
  river: boolean;
  wooden: boolean;
  /** Ice lies on lakes and rivers. */
  frozen: boolean;
  /** The viewer is in the air, high over the ground. */
  lofty: boolean;
  /** On which side of the picture the words want things, and where boats head; what is not in it is where the seed puts it. */
  sides: Sides;
  /** On which side the land is that rises from the sea, or the sea beside a way: −1 is left; null leaves that to the seed. */
  side: -1 | 1 | null;
  /** What leads into the depth of the picture, and whether it bends; null leaves that to the seed. */
  way: Way | null;
  bends: 'winding' | 'straight' | null;
  /** How broad the water falls; null leaves that to the seed. */
  sheet: 'broad' | 'narrow' | null;
  /** A town is seen through the windows of a room. */
  townward: boolean;
  /** Which room it is, where the family is that of rooms. */
  room: RoomKind;
  /** What colours are at play in, where the family is that. */
  play: Play;
  /** Which quarter a street is in; null: along a road between houses of storeys. */
  quarter: Quarter | null;
  /** Number of the kind of field that is named; null: grass with a few flowers. */
  field: number | null;
  seed: number;
};

/** `named`: the place is the words' and not the seed's. */
export type Described = Omit<Painted, 'surf' | 'falling'> & { scene: Scene; named: boolean };

/**
 * Of a request, what a picture is painted after; `references` may show what no brush here can. `given`: what is settled, whatever
 * the words say.
 */
export type Worded = Pick<FilmRequest, 'prompt' | 'negative_prompt' | 'seed'> &
  Partial<Pick<FilmRequest, 'references'>> & {
    given?: Partial<Pick<Scene, 'family' | 'hour' | 'weather' | 'season' | 'hidden'>>;
  };

const read = createReader(SCENERY);
const readSwell = createReader(SWELLS);

/** What each family has a place for. */
export const HOLDS: Record<Family, readonly Thing[]> = {
  lake: ['waterfall', 'volcano', 'bridge', 'lighthouse', 'boat', 'house', 'jetty', 'moon', 'suns', 'birds', 'aurora'],
  sea: ['volcano', 'lighthouse', 'house', 'boat', 'jetty', 'palm', 'moon', 'suns', 'birds', 'aurora'],
  desert: ['volcano', 'house', 'palm', 'tree', 'moon', 'suns', 'birds'],
  forest: ['waterfall', 'bridge', 'house', 'tree', 'moon', 'suns', 'birds', 'aurora'],
  meadow: ['waterfall', 'volcano', 'bridge', 'lighthouse', 'house', 'tree', 'moon', 'suns', 'birds', 'aurora'],
  city: ['bridge', 'boat', 'moon', 'suns', 'birds', 'aurora'],
  street: [],
  space: ['moon'],
  galaxy: [],
  interior: [],
  abstract: [],
};

/** Families in whose ground a river may lie. */
const RIVERS: readonly Family[] = ['lake', 'forest', 'meadow'];

/** What may lead through each family; a forest has a path anyhow. */
const WAYS: Partial<Record<Family, readonly Way[]>> = {
  sea: ['road', 'highway', 'rails'],
  desert: ['road', 'highway', 'path', 'rails'],
  forest: ['road', 'highway', 'rails'],
  meadow: ['road', 'highway', 'path', 'rails'],
};

/** Weight of words for a city that is seen as a whole. */
const FROM_AFAR = 9.5;

const OUTDOORS = ['lake', 'sea', 'desert', 'forest', 'meadow'] as const;

/** Reads both prompts: the words of most weight decide, unless taken back; what is open is left to the seed. */
export function sceneOf(request: Worded): Described {
  const { prompt, negative_prompt, seed, given = {} } = request;
  const found = read(prompt);
  const asked = found.filter(({ negated }) => !negated);
  const banned = [...found.filter(({ negated }) => negated), ...read(negative_prompt)].flatMap(bans);
  const isBanned = (is: Sight['is'], value: string) => banned.some((one) => one.is === is && saidValue(one) === value);
  const sights = asked.flatMap(({ means }) => means).filter((one) => !isBanned(one.is, saidValue(one)));
  const named = <Is extends Sight['is']>(is: Is) => sights.filter((one): one is Sight & { is: Is } => one.is === is);
  const strongest = named('family').toSorted((a, b) => b.weight - a.weight)[0];
  const open = OUTDOORS.filter((value) => !isBanned('family', value));
  const { counts, miscounted } = counted(prompt, asked, isBanned);
  // Of a city in which something drives or is sold a street is seen. A road among mountains runs through grass below them; of cliffs with a waterfall that is the subject.
  const grounded =
    strongest?.value === 'lake' && named('way').length > 0 && !asked.some(isWater)
      ? 'meadow'
      : strongest?.value === 'city' &&
          strongest.weight > 4 &&
          strongest.weight < FROM_AFAR &&
          !counts.has('bridge') &&
          named('family').some(({ value }) => value === 'street')
        ? 'street'
        : strongest?.value;
  const gorged = named('family')
    .toSorted((a, b) => b.weight - a.weight)
    .find(({ value }) => HOLDS[value].includes('waterfall'));
  const falling = counts.has('waterfall') && (grounded === 'sea' || grounded === 'desert') ? gorged?.value : grounded;
  const family = given.family ?? falling ?? (open.length > 0 ? pick(seed, 'family', open) : 'abstract');
  const weather = given.weather ?? named('weather')[0]?.value;
  const colourings = colouringsIn(prompt, phrasesIn(prompt, found));
  const heaven = named('heaven')[0]?.value;
  const airless = heaven === null && family === 'desert';
  const swell = readSwell(prompt).find(({ negated }) => !negated)?.means[0];
  const cloudless = isBanned('weather', 'cloudy') || isBanned('weather', 'fair') || chance(seed, 'weather') < 0.3;
  // No low sun shines through a storm; fire is seen when it is getting dark.
  const stormy = (weather === 'storm' || weather === 'cloudy') && OUTDOORS.some((one) => one === family);
  const burning = named('erupting').length > 0;
  const giant = giantsIn(prompt, family);
  const usual = stormy ? STORMY : burning ? BURNING : giant.has('sun') || counts.has('suns') ? LOW : USUAL[family];
  // A bridge in the country needs something to cross; and where water runs in front no road does.
  const watered = (named('river').length > 0 && !asked.some(isLake)) || counts.has('bridge');
  const canyon = family === 'desert' ? (named('canyon')[0]?.value ?? null) : null;
  const river = watered && (RIVERS.includes(family) || canyon === 'broad');
  const led = named('way')[0]?.value;
  const { sides, unplaced } = sidesIn(prompt, asked);
  const scene: Scene = {
    family,
    hour: given.hour ?? hourOf(family, usual, seed, named('hour'), (value) => isBanned('hour', value)),
    weather: weather ?? (cloudless ? 'clear' : 'fair'),
    season: given.season ?? named('season')[0]?.value ?? (weather === 'snow' ? 'winter' : 'summer'),
    style: named('style')[0]?.value ?? null,
    things: new Map(HOLDS[family].flatMap((one) => (counts.has(one) ? [[one, counts.get(one)!] as const] : []))),
    tints: tintsOf(family, colourings, named('world')[0]?.value, heaven),
    giant,
    ringed: named('ringed').length > 0,
    globe: globeOf(named('globe')),
    erupting: named('erupting').length > 0 && HOLDS[family].includes('volcano'),
    hidden: given.hidden ?? new Set(),
    airless,
    sea: swell === undefined || swell.is === 'not' ? null : swell.is,
    grove: named('grove')[0]?.value ?? null,
    lined: named('lined').length > 0,
    starry: named('starry').length > 0,
    canyon,
    level: isBanned('feature', 'mountains'),
    bare: isBanned('feature', 'trees'),
    river,
    wooden: named('wooden').length > 0,
    frozen: named('frozen').length > 0 && family !== 'sea',
    sides,
    side: named('side')[0]?.value ?? sides.get('lighthouse') ?? null,
    lofty: named('lofty').length > 0 && OUTDOORS.some((one) => one === family),
    way: !led || river || counts.has('waterfall') || !WAYS[family]?.includes(led) ? null : led,
    bends: named('bends')[0]?.value ?? null,
    sheet: named('sheet')[0]?.value ?? null,
    townward: family === 'interior' && named('family').some(({ value }) => value === 'city'),
    room: roomOf(asked) ?? 'living',
    play: named('play')[0]?.value ?? 'silk',
    quarter: named('quarter')[0]?.value ?? null,
    field: named('field')[0]?.value ?? null,
    seed,
  };
  const shown = asked.filter(({ means }) => means.some((one) => isSeen(one, scene)));
  return {
    scene,
    name: nameOf(scene),
    // What only has its home there does not name the place.
    named: (strongest?.weight ?? 0) > 1,
    warnings: shortcomings(request, {
      asked,
      scene,
      weight: strongest?.weight ?? 0,
      coloured: new Set(colourings.filter(({ part }) => isDyed(family, part)).map(({ at }) => at)),
      miscounted,
      unplaced,
    }),
    // Of "erupting volcano" the film-maker's words know but the first.
    shown: new Set(shown.flatMap(({ said }) => [said, ...said.split(' ')])),
    air: scene.erupting ? { embers: 0.55, firelight: 0.5, steam: 0.8 } : {},
    outdoors: HOLDS[family].includes('birds') || family === 'street',
    places: heardIn(scene),
  };
}

/** Numbers of the words that are part of a longer phrase: in "golden hour" gold is no colour, in "teal and orange" both are. */
function phrasesIn(prompt: string, found: Found<Sight>[]): Set<number> {
  const isGrade = ({ means }: ReturnType<typeof readFilm>[number]) =>
    means.some((one) => one.is === 'grade' && one.grade === 'cinematic');
  const film = readFilm(prompt).filter((one) => !isGrade(one));
  const isGround = (said: string) => /(background|backdrop)$/.test(said);
  const phrases = [...found, ...film].filter(({ at, end, said }) => end > at && !isGround(said));
  return new Set(phrases.flatMap(({ at, end }) => span(at, end)));
}

/** A planet is there unless the words name nothing but gas and stars. */
function globeOf(named: { value: Scene['globe'] }[]): Scene['globe'] {
  const says = (one: Scene['globe']) => named.some(({ value }) => value === one);
  return says('earth') ? 'earth' : says('none') && !says('some') ? 'none' : 'some';
}

/** Whether a phrase names a lake itself: a river that runs into one is not the picture's subject. */
function isLake({ means }: Found<Sight>): boolean {
  return means.length === 1 && means[0].is === 'family' && means[0].value === 'lake';
}

/** Whether a phrase names water that fills the picture's foreground. */
function isWater({ means }: Found<Sight>): boolean {
  const lake = means.some((one) => one.is === 'family' && one.value === 'lake' && one.weight >= 7);
  return lake && !means.some((one) => one.is === 'feature');
}

/** Whether a word of the film-maker's that no photo could follow is seen in this picture. */
function isSeen(sight: Sight, { things, erupting, lofty }: Scene): boolean {
  if (sight.is === 'lofty') return lofty;
  if (sight.is === 'erupting') return erupting;
  return (sight.is === 'weather' && sight.value === 'fog') || (sight.is === 'thing' && things.has(sight.value));
}

const saidValue = (sight: Sight): string => ('value' in sight ? `${sight.value}` : '');

/** What a phrase bans: of "no mountains" the mountains, not the lake before them. */
function bans({ means }: Found<Sight>): Sight[] {
  if (means[0].is === 'absent') return means.slice(0, 1);
  const features = means.filter(({ is }) => is === 'feature' || is === 'thing');
  return features.length > 0 ? features : means;
}
