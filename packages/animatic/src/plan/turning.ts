// The hour turns while a film is at one painted place: the same place, painted again in the light to come, takes over little by little.
import type { Look } from '../look/look.ts';
import type { Location } from './location.ts';
import type { Painted } from './painted.ts';
import type { Stretch } from './tour.ts';

/** What the place looks like in the hours to come, in their order. */
export type Turn = { look: Look; painted: Painted }[];

/** Shares of the film between which the light turns. */
const BEGINS = 0.08;
const ENDS = 0.92;

/** The frames over which the light of each hour gives way to the next one's, in a film of so many. */
function turnsIn(hours: number, frames: number): Stretch[] {
  const each = (ENDS - BEGINS) / (hours - 1);
  const at = (turns: number) => Math.round((BEGINS + each * turns) * (frames - 1));
  return Array.from({ length: hours - 1 }, (_, i) => ({ from: at(i), to: at(i + 1) }));
}

/** When of a film each of so many hours is seen. */
export function hoursSeen(hours: number, frames: number): Stretch[] {
  const turns = turnsIn(hours, frames);
  return Array.from({ length: hours }, (_, i) => ({ from: turns[i - 1]?.from ?? 0, to: turns[i]?.to ?? frames }));
}

/** What the location of that number, one of so many hours, becomes. */
export function becoming(number: number, hours: number, frames: number): Location['becomes'] {
  const turn = turnsIn(hours, frames)[number];
  return turn === undefined ? null : { location: number + 1, ...turn };
}
