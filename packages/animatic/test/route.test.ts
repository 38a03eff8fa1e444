// Where the shots of a film of words are filmed: what a person would take from the words.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hoursOf } from '../src/imagine/hours.ts';
import { lightOf } from '../src/imagine/light.ts';
import { type Route, routeOf } from '../src/imagine/route.ts';
import { sceneOf } from '../src/imagine/scene.ts';
import { makePlan } from '../src/plan/director.ts';
import { LAKE, REQUEST } from './plan/set.ts';

const ASKED = { negative_prompt: '', seed: 1, shot_type: 'multi', duration: 10, fps: 30 } as const;

const routed = (prompt: string, asked: Partial<Parameters<typeof routeOf>[0]> = {}): Route | null =>
  routeOf({ ...ASKED, prompt, ...asked });

/** The names of the places of the shots, in their order. */
function placesOf(prompt: string): string[] {
  const { at, stops } = routed(prompt) ?? { at: [], stops: [] };
  return at.map((stop) => sceneOf(stops[stop]!).name!);
}

describe('shots that name places of their own', () => {
  const cases: [prompt: string, ...places: RegExp[]][] = [
    [
      'Shot 1 [0-2s]: a forest at dawn, pan left. Shot 2 [2-5s]: waves on a beach at sunset',
      /forest at dawn/,
      /coast at sunset/,
    ],
    ['a mountain lake by day, cut to a city at night', /mountains by day/, /skyline at night/],
    ['first a desert, then the ocean', /desert/, /coast/],
    ['A forest at dawn. Waves on a beach. A city at night.', /forest at dawn/, /coast/, /skyline at night/],
    ['montage of a desert, a forest, and the ocean', /desert/, /forest/, /coast/],
    ['a forest in spring dissolves to the same forest in winter', /forest .* spring/, /forest .* winter/],
    ['a meadow at noon, fade to a meadow at night', /meadow by day/, /meadow at night/],
    [
      'a waterfall in a forest at noon. A desert highway at sunset.',
      /waterfall by day/,
      /desert with a highway at sunset/,
    ],
    ['At golden hour. Shot 1: a desert. Shot 2: a lake.', /desert at golden hour/, /mountains at golden hour/],
    ['Shot 1: a cozy cabin interior at night. Shot 2: a snowy forest', /room at night/, /forest at night, in winter/],
  ];
  for (const [prompt, ...places] of cases) {
    test(`are filmed there: ${prompt}`, () => {
      const names = placesOf(prompt);
      assert.equal(names.length, places.length, names.join(' | '));
      for (const [i, place] of places.entries()) assert.match(names[i]!, place);
    });
  }
});

test('shots that name none stay, and a place that is named again is the same', () => {
  const at = (prompt: string) => routed(prompt)?.at ?? null;
  const lighthouse =
    'Shot 1: a lighthouse at dusk. Shot 2: close-up of the lighthouse, tilt up. Shot 3: the same at night';
  assert.deepEqual(at(lighthouse), [0, 0, 1]);
  assert.deepEqual(at('a desert, cut to the ocean, cut to the waves from near, cut back to the dunes'), [0, 1, 1, 0]);
  assert.deepEqual(at('Shot 1: a lavender field. Shot 2: a lake. Shot 3: close-up of the flowers'), [0, 1, 0]);
  assert.equal(at('Shot 1: a lake with mountains. Shot 2: the trees at the shore. Shot 3: the water, close'), null);
  assert.equal(at('a lake with mountains, pan left, then tilt up to the sky'), null);
  assert.deepEqual(at('Shot 1: somebody waves. Shot 2: a beach at noon. Shot 3: a city at night'), [0, 0, 1]);
  assert.equal(at('Shot 1: somebody waves. Shot 2: a beach at noon'), null);
  assert.equal(at('waves crash on the beach. the sun sets. day turns to night'), null);
});

test('the same place in another light is painted with the same seed, another of the kind with another', () => {
  const seeds = (prompt: string) => routed(prompt)!.stops.map(({ seed }) => seed);
  const [day, night] = seeds('a city by day, cut to the same city at night');
  assert.equal(day, night);
  const [first, second] = seeds('a city by day, cut to another city');
  assert.notEqual(first, second);
  // What is described otherwise, or is in another part of the world, is another one as well; the same in other words is not.
  for (const prompt of [
    'Shot 1: a waterfall in the jungle. Shot 2: a tall waterfall. Shot 3: a broad waterfall',
    'Shot 1: a beach in Thailand. Shot 2: a black sand beach in Iceland. Shot 3: a rocky beach in Norway',
    'Shot 1: the skyline of New York. Shot 2: the skyline of Tokyo. Shot 3: the skyline of Dubai',
    'Shot 1: a canyon. Shot 2: a narrow canyon. Shot 3: another canyon',
  ]) {
    const { at } = routed(prompt)!;
    assert.deepEqual(at, [0, 1, 2], prompt);
    assert.equal(new Set(seeds(prompt)).size, 3, prompt);
  }
  const morning =
    'Shot 1: a beach in Thailand at sunrise. Shot 2: a quiet misty beach. Shot 3: a wide shot of the beach at night';
  assert.equal(new Set(seeds(morning)).size, 1);
});

test('what is in the air and how it is graded is said of a place; the grade that a film begins with goes on', () => {
  const prompt = 'a film noir forest, heavy rain, cut to a desert, cut to a sepia city';
  const { parts, at, stops } = routed(prompt)!;
  const sites = stops.map((stop, ground) => {
    const { scene: _, named: __, ...held } = sceneOf(stop);
    return { words: stop.prompt, look: LAKE, painted: { ...held, surf: null, falling: null }, ground };
  });
  const asked = { ...REQUEST, picture: null, prompt, shot_type: 'multi' } as const;
  const { locations } = makePlan(asked, LAKE, sites[0]!.painted, { tour: { parts, at, sites } });
  assert.deepEqual(
    locations.map(({ air, grade }) => [(air?.rain ?? 0) > 0, grade?.name]),
    [
      [true, 'noir'],
      [false, 'noir'],
      [false, 'sepia'],
    ],
  );
});

test('a film of one shot, or without room for two, stays where it is', () => {
  const prompt = 'a desert, cut to the ocean';
  assert.equal(routed(prompt, { shot_type: 'single' }), null);
  assert.equal(routed(prompt, { duration: 0.5 }), null);
});

test('where the words let an hour turn, the place is painted again in the hours to come, with one sun in the sky', () => {
  const hours = (prompt: string) =>
    hoursOf({ ...REQUEST, prompt })
      ?.map(({ given }) => given!.hour)
      .join(' ') ?? null;
  const cases: [prompt: string, hours: string | null][] = [
    ['day turns to night over a lake, stars come out', 'day sunset dusk night'],
    ['a timelapse of clouds over a valley from noon to dusk', 'day sunset dusk'],
    ['the sun sets over the sea', 'sunset dusk'],
    ['a lake at golden hour, the sun goes down', 'golden dusk'],
    ['a city as night falls', 'dusk night'],
    ['the sun rises over the ocean', 'dawn sunrise'],
    ['night gives way to morning in a forest', 'night dawn morning'],
    ['a meadow from dawn to dusk', 'dawn day sunset dusk'],
    ['a harbour from sunset to midnight', 'sunset dusk night'],
    ['a desert from night to noon', 'night dawn sunrise day'],
    ['a lake, golden light fades', 'golden dusk'],
    ['a valley at dusk, the last light fades', 'dusk night'],
    ['a village, dusk falls', 'sunset dusk'],
    ['a meadow by day, the day fades', 'day sunset dusk'],
    ['a city, night falls, then the lights come on', 'dusk night'],
    ['a lake: sunrise, then noon, then sunset', 'sunrise day sunset'],
    ['the sun sets over the sea, then night falls', 'sunset dusk night'],
    ['a forest, dawn breaks, then the sun sets', 'dawn sunrise day sunset dusk'],
    ['a field at noon. Golden hour. Dusk. Night.', 'day golden dusk night'],
    ['a lake at night, dawn breaks', 'night dawn sunrise'],
    ['day turns to night over a lake, and back to day', 'day night day'],
    ['a lake at sunset', null],
    ['a lake, without the sun setting', null],
    ['a lake as storm clouds gather', null],
    ['a galaxy as night falls', null],
  ];
  for (const [prompt, expected] of cases) assert.equal(hours(prompt), expected, prompt);
  const moons = hoursOf({ ...REQUEST, prompt: 'a lake, day turns to night, the moon rises' })!;
  assert.deepEqual(
    moons.map(({ given }) => given!.hidden!.has('moon')),
    [true, true, true, false],
  );
  const discs = (prompt: string) =>
    hoursOf({ ...REQUEST, prompt })!.map((stop) => lightOf(sceneOf(stop).scene).disc > 0);
  assert.deepEqual(discs('a beach, sunrise turns to morning'), [true, false]);
  assert.deepEqual(discs('a beach from sunset to midnight'), [true, false, true]);
  const stops = hoursOf({ ...REQUEST, prompt: 'day turns to night over a lake' })!;
  assert.ok(stops.every(({ seed, given }) => seed === REQUEST.seed && given!.weather === stops[0]!.given!.weather));
  for (const stop of stops) assert.deepEqual(sceneOf(stop).warnings, []);
});
