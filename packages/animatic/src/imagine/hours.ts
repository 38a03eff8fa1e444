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
  nightfall: ['dusk', 'night'],
  dawn: ['dawn', 'sunrise'],
};

/** Hours in which the sun or the moon hangs in the sky; of two with none between them, which has it higher up. */
const DISCS: ReadonlySet<Hour> = new Set(['night', 'sunrise', 'morning', 'golden', 'sunset']);
const HIGHER: ReadonlySet<Hour> = new Set(['morning', 'golden']);

/** Where the hour is not seen. */
const TIMELESS: ReadonlySet<Family> = new Set(['space', 'galaxy', 'abstract']);

/** What the place of a film is painted after at each hour, in their order; null where its light does not turn, or in another way. */
export function hoursOf({ prompt, negative_prompt, seed }: FilmRequest): Worded[] | null {
  const changes = readFilm(prompt).filter(
    ({ means, negated }) => !negated && means.some((one) => one.is === 'change' && TURNS[one.change] !== undefined),
  );
  const [first] = changes.flatMap(({ means }) => means.flatMap((one) => (one.is === 'change' ? one.change : [])));
  if (first === undefined) return null;
  const turning = new Set(changes.flatMap(({ at, end }) => span(at, end)));
  const named = read(prompt).filter(({ negated, means }) => !negated && means.length > 0);
  const told = hoursIn(named.filter(({ at }) => turning.has(at)));
  const [from, to] = ends(TURNS[first]!, told, hoursIn(named.filter(({ at }) => !turning.has(at))));
  const clock = between(from, to);
  if (clock.length < 2) return null;
  const words = { prompt, negative_prompt, seed };
  const { scene } = sceneOf({ ...words, given: { hour: from } });
  const { family, weather, season } = scene;
  if (TIMELESS.has(family)) return null;
  return clock.map((hour, i) => ({ ...words, given: { family, weather, season, hour, hidden: hiddenAt(clock, i) } }));
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

/** The first hour and the last: as the words for the change say, else from the hour that is said of the place. */
function ends([from, to]: readonly [Hour, Hour], told: readonly Hour[], around: readonly Hour[]): [Hour, Hour] {
  if (told.length > 1) return [told[0]!, told.at(-1)!];
  const last = told[0] ?? to;
  // Of "dawn breaks" the night is over: dawn is where it begins.
  if (last === from) return [from, to];
  const start = around.find((hour) => hour !== last && hour !== 'night') ?? from;
  return isBefore(start, last) ? [start, last] : [from, last];
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
