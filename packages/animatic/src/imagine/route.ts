// The way of a film of words: which of the shots that the words list is filmed at which place, and what each is painted after.
import { chance } from '../plan/chance.ts';
import { createReader, type Found, read as readFilm } from '../plan/lexicon/reading.ts';
import type { FilmRequest } from '../plan/plan.ts';
import { joined, type Part, partsOf } from '../plan/shot-list.ts';
import { roomFor } from '../plan/shots.ts';
import { span } from './account.ts';
import { GRAMMAR, isPart } from './plain.ts';
import type { RoomKind } from './rooms/room.ts';
import { HOLDS, type Scene, sceneOf, type Worded } from './scene.ts';
import { type Family, type Hour, SCENERY, type Season, type Sight, type Thing, type Weather } from './scenery.ts';
import { KIN } from './shortcomings.ts';

/** The shots in their order, the number of the stop that each is filmed at, and what each stop is painted after. */
export type Route = { parts: Part[]; at: number[]; stops: Worded[] };

/** What the words of a shot say of where it is; null and [] where they say nothing. */
type Said = {
  place: { family: Family; weight: number; said: string; thing: Thing | null; room: RoomKind | null } | null;
  hour: Hour | null;
  weather: Weather | null;
  season: Season | null;
  things: Thing[];
  /** What tells two places of a family apart: a river from a lake, lavender from wheat. */
  traits: string[];
  /** Where in the world it is; and how "a tall waterfall" is described that may be another one than "a waterfall". */
  names: string[];
  described: string[];
  /** It is another one of the kind; it is seen from near. */
  other: boolean;
  close: boolean;
};

/** A place that the film comes to, and what was said of it. */
type Stop = { words: string; seed: number; scene: Scene; given: Worded['given']; said: Said };

type Request = Pick<FilmRequest, 'prompt' | 'negative_prompt' | 'seed' | 'shot_type' | 'duration' | 'fps'> &
  Partial<Pick<FilmRequest, 'references'>>;

const read = createReader(SCENERY);

/** Weights from which words name a place of their own: in a list of shots any does, else not what may be part of another. */
const NAMES = { listed: 2, told: 6 };

/** Below that a word may be a part of what is seen already. */
const SURE = 6;

/** Marks at which a text that lists no shots may go from one place to another. */
const TURNS =
  /[.;!?。；！？]\s+|,?\s*\b(?:and |then |which |that |slowly |gently )*(?:(?:cross-?)?fad(?:e|es|ing)|dissolv(?:e|es|ing)|morph(?:s|ing)?|melt(?:s|ing)?|transition(?:s|ing)?|giv(?:es|ing) way|chang(?:es|ing)|turn(?:s|ing)?) (?:in)?to\b|,?\s*\b(?:and )?(?:then|next|finally|afterwards?|after that|later|followed by)\b,?/gi;
/** Words after which a list of places is one of shots. */
const SERIES =
  /\b(?:montage|sequence|series|compilation|supercut|slide ?show|tour|journey|trip|travels?|travelogue)\b/i;
const LISTED = /,\s*(?:and |then )?|\s+and\s+|[.;:]\s+/gi;

/** The way of a film through several places; null where all of it is filmed at one. */
export function routeOf(request: Request): Route | null {
  const most = roomFor(request);
  if (most === 0) return null;
  const listed = partsOf(request.prompt);
  const parts = (listed.length > 0 ? listed : toldParts(request.prompt)).slice(0, most);
  const stops: Stop[] = [];
  const opening = openingOf(parts);
  const at: number[] = opening.map(() => 0);
  nextStop({ lead: parts[0]?.lead ?? '', words: opening.map(({ words }) => words).join('. ') }, stops, null, request);
  for (const part of parts.slice(at.length)) at.push(nextStop(part, stops, at.at(-1)!, request));
  if (stops.length < 2) return null;
  const { negative_prompt, references } = request;
  const painted = { negative_prompt, ...(references && { references }) };
  return { parts, at, stops: stops.map(({ words, seed, given }) => ({ ...painted, prompt: words, seed, given })) };
}

/** The shots of words that tell of one place after the other; [] where they stay. */
function toldParts(prompt: string): Part[] {
  const marks = SERIES.test(prompt) ? LISTED : TURNS;
  const parts: Part[] = [];
  for (const part of joined(prompt, [...prompt.matchAll(marks)])) {
    const last = parts.at(-1);
    // What is said before any place is of the first one.
    if (last !== undefined && !goesOn(last, part)) last.words += `, ${part.words}`;
    else parts.push({ ...part });
  }
  return parts.length > 1 ? parts : [];
}

/** Whether words tell of another place than those before them, or dissolve to it at another hour. */
function goesOn(last: Part, { words, joint }: Part): boolean {
  const [before, now] = [saidIn(last.words), saidIn(words)];
  if (before.place === null || before.place.weight < NAMES.told) return false;
  if (joint === 'dissolve' && now.hour !== null && before.hour !== null && now.hour !== before.hour) return true;
  return now.place !== null && now.place.weight >= NAMES.told && isAway(now.place, before.place);
}

/** The shots up to the first that names a place: before any is named the film is there. */
function openingOf(parts: Part[]): Part[] {
  const first = parts.findIndex(({ lead, words }) => saidIn(`${lead} ${words}`).place !== null);
  return parts.slice(0, Math.max(0, first) + 1);
}

/** The number of the stop at which a shot is filmed: the last one, one that was seen before, or a new one. */
function nextStop(part: Pick<Part, 'lead' | 'words'>, stops: Stop[], last: number | null, request: Request): number {
  const { negative_prompt, seed } = request;
  const said = saidIn(part.words);
  const add = (words: string, given: Worded['given'], own: number): number => {
    const { scene } = sceneOf({ prompt: words, negative_prompt, seed: own, given });
    // More words may come to be said of it, and none of them may make it another place.
    return stops.push({ words, seed: own, scene, given: { ...given, family: scene.family }, said }) - 1;
  };
  if (last === null) {
    const lead = saidIn(part.lead);
    const given = lightOf(said, lightOf(lead, {}));
    // What is said of the whole film names its first place where the first shot does not.
    const own = said.place !== null && lead.place !== null ? { family: said.place.family } : {};
    return add(`${part.lead} ${part.words}`, { ...own, ...given }, seed);
  }
  const here = stops[last]!;
  const away = said.place !== null && said.place.weight >= NAMES.listed && isAway(said.place, here.scene);
  const family = away ? said.place!.family : here.scene.family;
  const same = stops.filter(({ scene }) => scene.family === family);
  const known = (away ? same.toReversed() : [here, ...same]).find((stop) => isThere(said, stop));
  if (known !== undefined) {
    known.words += `. ${part.words}`;
    known.said.things.push(...said.things);
    known.scene = sceneOf({ prompt: known.words, negative_prompt, seed: known.seed, given: known.given }).scene;
    return stops.indexOf(known);
  }
  const settled = lightOf(said, carried(here, family));
  const anew = away || said.other || differs(said, here);
  const words = anew ? part.words : `${here.words}. ${part.words}`;
  // Two of a kind are two places, and one at another hour is the same.
  const twin = anew && same.length > 0 && (said.other || same.some((stop) => differs(said, stop)));
  return add(words, anew ? settled : { family, ...settled }, twin ? seedApart(seed, same) : seed);
}

/** What a seed chooses that is seen at a glance: on which side land and sun are, and in which way water falls. */
const GLANCES = [
  'headland',
  'fall hand',
  'fall kind',
  'canyon hand',
  'sun hand',
  'wind hand',
  'peak',
  'horizon',
  'eye',
];
const TRIED = 24;

/** A seed whose places are composed as unlike those of other stops as can be. */
function seedApart(seed: number, others: readonly Stop[]): number {
  const seeds = Array.from({ length: TRIED }, (_, i) => (seed + 7919 * (others.length + i)) % 2 ** 31);
  const unlike = (own: number) => {
    const from = (other: number) =>
      GLANCES.reduce((sum, name) => sum + Math.abs(chance(own, name) - chance(other, name)), 0);
    return Math.min(...others.map((other) => from(other.seed)));
  };
  return seeds.toSorted((a, b) => unlike(b) - unlike(a))[0]!;
}

/** The light that is settled, with what is said in place of what was. */
function lightOf({ hour, weather, season }: Said, before: NonNullable<Worded['given']>): NonNullable<Worded['given']> {
  return { ...before, ...(hour && { hour }), ...(weather && { weather }), ...(season && { season }) };
}

/** What goes on where the film comes next: the hour that was said, and under an open sky the season; at one place all of its light. */
function carried({ given = {}, scene }: Stop, family: Family): NonNullable<Worded['given']> {
  const { hour, season } = given;
  if (scene.family === family) return { hour: scene.hour, weather: scene.weather, season: scene.season };
  return { ...(hour && { hour }), ...(season && { season }) };
}

/** Whether a shot may be filmed at a stop: nothing that is said of it is otherwise there. */
function isThere(said: Said, stop: Stop): boolean {
  const { hour, weather, season } = stop.scene;
  const light = (said.hour ?? hour) === hour && (said.season ?? season) === season;
  return light && (said.weather ?? weather) === weather && !said.other && !differs(said, stop);
}

/** Whether what is said is of another place of the kind. */
function differs({ traits, things, names, described, close }: Said, { said, words }: Stop): boolean {
  const others = (mine: readonly string[], theirs: readonly string[]) =>
    mine.length > 0 && theirs.length > 0 && !mine.some((one) => theirs.includes(one));
  const heard = new Set(words.toLowerCase().split(/[^\p{L}\p{N}-]+/u));
  const anew = described.length > 0 && !described.some((word) => heard.has(word));
  return !close && (others(traits, said.traits) || others(things, said.things) || others(names, said.names) || anew);
}

/** Whether a place is not to be seen in a picture of that family. */
function isAway(
  place: NonNullable<Said['place']>,
  { family, room }: { family: Family; room: RoomKind | null },
): boolean {
  if (place.family === family && place.room !== null && room !== null && place.room !== room) return true;
  if (place.family === family || isPart(family, place.said) || GRAMMAR.has(place.said)) return false;
  if (place.thing !== null && HOLDS[family].includes(place.thing)) return false;
  return place.weight >= SURE || !(KIN[family]?.includes(place.family) ?? false);
}

function saidIn(words: string): Said {
  const changes = readFilm(words).filter(({ means }) => means.some(({ is }) => is === 'change'));
  const changing = new Set(changes.flatMap(({ at, end }) => span(at, end)));
  const found = read(words).filter(({ negated, at }) => !negated && !changing.has(at));
  const named = <Is extends Sight['is']>(is: Is) =>
    found.flatMap(({ means }) => means.filter((one): one is Sight & { is: Is } => one.is === is));
  const hours = named('hour').map(({ value }) => value);
  const weather = named('weather')[0]?.value;
  return {
    place: strongest(found),
    hour: hours.find((hour) => hour !== 'night') ?? hours[0] ?? null,
    // Clouds come and go over any place.
    weather: weather === 'fog' || weather === 'storm' || weather === 'snow' ? weather : null,
    season: named('season')[0]?.value ?? (weather === 'snow' ? 'winter' : null),
    names: namesIn(words, found),
    described: describedIn(words, strongest(found)),
    things: named('thing').flatMap(({ value }) => (value === 'moon' || value === 'birds' ? [] : value)),
    traits: [
      ...named('field'),
      ...named('grove'),
      ...named('world'),
      ...named('room'),
      ...named('sheet'),
      ...named('canyon'),
    ].map((one) => JSON.stringify(one)),
    close: readFilm(words).some(({ means }) => means.some((one) => one.is === 'size' && one.size !== 'wide')),
    other: /\b(?:another|a different|a second|a third)\b/i.test(words) && strongest(found) !== null,
  };
}

/** Towns, and what is written like a country after "in" or "of". */
function namesIn(words: string, found: readonly Found<Sight>[]): string[] {
  const towns = found.filter(({ means }) =>
    means.some((one) => one.is === 'family' && one.value === 'city' && one.near),
  );
  const written = words.matchAll(
    /\b(?:in|of|at|near|over|from|through)\s+(?:the\s+)?(\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)*)/gu,
  );
  return [...towns.map(({ said }) => said), ...[...written].map(([, name]) => name!.toLowerCase())];
}

/** How a place is described that is spoken of as one of many: what says of it neither the light nor the season, nor how it is filmed. */
function describedIn(words: string, place: Said['place']): string[] {
  if (place === null) return [];
  const noun = place.said.split(' ').at(-1)!;
  const [, before = ''] = new RegExp(`\\ban? ((?:[\\p{L}-]+ ){1,3})${noun}`, 'iu').exec(words) ?? [];
  const lit = (word: string) => read(word).some(({ means }) => means.some(({ is }) => LIT.has(is)));
  return before
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '' && !GRAMMAR.has(word) && !lit(word) && readFilm(word).length === 0);
}

const LIT: ReadonlySet<Sight['is']> = new Set(['hour', 'weather', 'season', 'style', 'starry', 'lofty']);

/** The word that says most of where it is. */
function strongest(found: readonly Found<Sight>[]): Said['place'] {
  const places = found.flatMap(({ means, said }) => {
    const thing = means.flatMap((one) => (one.is === 'thing' ? one.value : []))[0] ?? null;
    const room = means.flatMap((one) => (one.is === 'room' ? one.value : []))[0] ?? null;
    return means.flatMap((one) =>
      one.is === 'family' ? { family: one.value, weight: one.weight, said, thing, room } : [],
    );
  });
  return places.toSorted((a, b) => b.weight - a.weight)[0] ?? null;
}
