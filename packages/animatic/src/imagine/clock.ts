// Which hour it is at a place: the one that is named, or one that suits it.
import { pick } from '../plan/chance.ts';
import type { Family, Hour } from './scenery.ts';

/** Hours that suit a place when none is named, the likelier ones more often. */
export const USUAL: Record<Family, readonly Hour[]> = {
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

/** Hours in which no low sun is missed behind the clouds. */
export const STORMY: readonly Hour[] = ['day', 'day', 'morning'];
/** Hours in which the sun is in the picture. */
export const LOW: readonly Hour[] = ['sunset', 'golden', 'sunset'];
export const BURNING: readonly Hour[] = ['dusk', 'sunset', 'dusk', 'night'];

/** The first hour that is named counts; "a full moon at dusk" is at dusk. */
export function hourOf(
  family: Family,
  usual: readonly Hour[],
  seed: number,
  named: { value: Hour }[],
  isBanned: (value: Hour) => boolean,
): Hour {
  if (family === 'space' || family === 'galaxy') return 'night';
  const said = named.find(({ value }) => value !== 'night') ?? named[0];
  if (said) return said.value;
  const hours = usual.filter((value) => !isBanned(value));
  return hours.length > 0 ? pick(seed, 'hour', hours) : isBanned('day') ? 'morning' : 'day';
}
