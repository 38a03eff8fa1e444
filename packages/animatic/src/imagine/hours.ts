// The hours of a film in which the light turns at one painted place: from which to which, and what lies between.
import type { ChangeName } from '../plan/lexicon/entry.ts';
import { createReader, type Found, read as readFilm } from '../plan/lexicon/reading.ts';
import type { FilmRequest } from '../plan/plan.ts';
import { span } from './account.ts';
import { type Scene, sceneOf, type Worded } from './scene.ts';
import { type Family, type Hour, SCENERY } from './scenery.ts';

const read = createReader(SCENERY);

/** The hours as they follow each other; after the last comes the first. */
const CLOCK: readonly Hour[] = ['night', 'dawn', 'sunrise', 'morning', 'day', 'golden', 'sunset', 'dusk'];

/** From which hour to which the light turns where the words do not say. */
const TURNS: Partial<Record<ChangeName, readonly [Hour, Hour]>> = {
  sunset: ['sunset', 'dusk'],
  fading: ['golden', 'dusk'],
  nightfall: ['dusk', 'night'],
  dawn: ['dawn', 'sunrise'],
};

/** From which hour the light turns to another where nothing says so. */
const BEFORE: Record<Hour, Hour> = {
  dawn: 'night',
  sunrise: 'dawn',
  morning: 'dawn',
  day: 'sunrise',
  golden: 'day',
  sunset: 'day',
  dusk: 'sunset',
  night: 'dusk',
};

/** Hours of which a light that fades goes on for long. */
const EARLY: ReadonlySet<Hour> = new Set(['dawn', 'sunrise', 'morning', 'day']);

/** As many hours that are only named, one after the other, are a day that goes by; so many are painted at most. */
const LISTED = 3;
const MOST = 6;

/** Hours in which the sun or the moon hangs in the sky; of two with none between them, which has it higher up. */
const DISCS: ReadonlySet<Hour> = new Set(['night', 'sunrise', 'morning', 'golden', 'sunset']);
const HIGHER: ReadonlySet<Hour> = new Set(['morning', 'golden', 'night']);

/** Where the hour is not seen. */
const TIMELESS: ReadonlySet<Family> = new Set(['space', 'galaxy', 'abstract']);

/** What the place of a film is painted after at each hour, in their order; null where its light does not turn, or in another way. */
export function hoursOf({ prompt, negative_prompt, seed }: FilmRequest): Worded[] | null {
  const clock = clockOf(prompt);
  if (clock.length < 2) return null;
  const words = { prompt, negative_prompt, seed };
  const { scene } = sceneOf({ ...words, given: { hour: clock[0]! } });
  const { family, weather, season } = scene;
  if (TIMELESS.has(family)) return null;
  return clock.map((hour, i) => ({ ...words, given: { family, weather, season, hour, hidden: hiddenAt(clock, i) } }));
}

/** The hours that the words let go by, with what lies between them; [] where they name one at most. */
function clockOf(prompt: string): Hour[] {
  const turns = readFilm(prompt).flatMap(({ means, negated, at, end }) => {
    const change = means.flatMap((one) => (one.is === 'change' ? one.change : []))[0];
    return negated || change === undefined || TURNS[change] === undefined ? [] : { change, words: span(at, end) };
  });
  const named = read(prompt).filter(({ negated, means }) => !negated && means.length > 0);
  const turning = new Set(turns.flatMap(({ words }) => words));
  const around = hoursIn(named.filter(({ at }) => !turning.has(at)));
  const marks = turns.reduce<Hour[]>((gone, { change, words }) => {
    const told = hoursIn(named.filter(({ at }) => words.includes(at)));
    const turn = turnOf(change, told, gone.at(-1) ?? null, around);
    return gone.concat(gone.at(-1) === turn[0] ? turn.slice(1) : turn);
  }, []);
  const listed = around.filter((hour, i) => hour !== around[i - 1]);
  const hours = (turns.length > 0 ? marks : listed.length < LISTED ? [] : listed).filter(
    (hour, i, all) => hour !== all[i - 1],
  );
  const clock = hours.flatMap((hour, i) => (i === 0 ? hour : between(hours[i - 1]!, hour).slice(1)));
  return clock.length > MOST ? hours.slice(0, MOST) : clock;
}

/**
 * What is not to hang in the sky at an hour of that number. While one picture gives way to the other both are seen: of two suns the higher one
 * is hidden, and the moon waits for the night.
 */
function hiddenAt(clock: readonly Hour[], number: number): Scene['hidden'] {
  const hour = clock[number]!;
  const beside = [clock[number - 1], clock[number + 1]].some((other) => other !== undefined && DISCS.has(other));
  const hidden: ('sun' | 'moon')[] = HIGHER.has(hour) && beside ? ['sun'] : [];
  return new Set(hour !== 'night' && clock.includes('night') ? [...hidden, 'moon'] : hidden);
}

function hoursIn(found: readonly Found<{ is: string; value?: unknown }>[]): Hour[] {
  return found.flatMap(({ means }) => means.flatMap((one) => (one.is === 'hour' ? (one.value as Hour) : [])));
}

/** The hours from which and to which the light turns: after a turn on from its last, else from what the words say, or from the hour that is said of the place. */
function turnOf(change: ChangeName, told: readonly Hour[], gone: Hour | null, around: readonly Hour[]): Hour[] {
  const [from, to] = TURNS[change]!;
  // What is said to fade is where it begins.
  if (change === 'fading' || (change === 'sunset' && told.length === 1 && EARLY.has(told[0]!))) {
    const start = gone ?? told[0] ?? around.find((hour) => hour !== 'night') ?? from;
    return start === 'dusk' || start === 'night' ? [start, 'night'] : [start, to];
  }
  // Of "dawn breaks" the night is over: dawn is where it begins.
  const last = told.at(-1) === 'dawn' && change === 'dawn' ? to : (told.at(-1) ?? to);
  if (gone !== null) return [gone, last];
  if (told.length > 1) return [told[0]!, last];
  const start = around.find((hour) => hour !== last && (hour !== 'night' || change === 'dawn'));
  return start !== undefined && isBefore(start, last) ? [start, last] : [told.length === 0 ? from : BEFORE[last], last];
}

/** Whether one hour comes before another on the same way of the sun. */
function isBefore(one: Hour, other: Hour): boolean {
  const gone = (CLOCK.indexOf(other) - CLOCK.indexOf(one) + CLOCK.length) % CLOCK.length;
  return gone > 0 && gone < 7;
}

/** Hours from one to another: between them those in which the light is another, and one without a sun between two that have one. */
function between(from: Hour, to: Hour): Hour[] {
  if (from === to) return [from];
  const passed = passedBetween(from, to);
  const great = passed.filter(
    (hour) => hour === 'day' || (hour === 'sunrise' && to !== 'morning') || (hour === 'sunset' && from !== 'golden'),
  );
  const stops = great.length > 0 ? great.slice(-2) : passed.filter((hour) => hour === 'dusk' || hour === 'dawn');
  return [...stops, to].reduce<Hour[]>(
    (clock, hour) => {
      const last = clock.at(-1)!;
      const hidden =
        DISCS.has(last) && DISCS.has(hour) ? passedBetween(last, hour).filter((one) => !DISCS.has(one)) : [];
      clock.push(...hidden.slice(-1), hour);
      return clock;
    },
    [from],
  );
}

/** The hours between two others. */
function passedBetween(from: Hour, to: Hour): Hour[] {
  const first = CLOCK.indexOf(from);
  const gone = (CLOCK.indexOf(to) - first + CLOCK.length) % CLOCK.length;
  return Array.from({ length: Math.max(0, gone - 1) }, (_, i) => CLOCK[(first + 1 + i) % CLOCK.length]!);
}
