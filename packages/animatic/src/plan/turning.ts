// The hour turns while a film is at one painted place: the same place, painted again in the light to come, takes over little by little.
import type { Look } from '../look/look.ts';
import { turnsHour } from './daylight.ts';
import type { Intent } from './intent.ts';
import type { ChangeName } from './lexicon/entry.ts';
import type { Location } from './location.ts';
import type { Painted } from './painted.ts';
import type { Stretch } from './tour.ts';

/** What the place looks like in the hours to come, in their order. */
export type Turn = { look: Look; painted: Painted }[];

/** Shares of the film between which the light turns; where lamps come on then, or a sky clears, it has turned sooner. */
const BEGINS = 0.08;
const ENDS = { last: 0.92, followed: 0.64 };

/** The changes of light that are not painted, as lamps that come on: before the hour turns, and once it has. */
export function unturned({ changes }: Intent): { before: ChangeName[]; after: ChangeName[] } {
  const first = Math.max(0, changes.findIndex(turnsHour));
  // "The lamps come on as dusk falls": nobody lights them by day.
  const isBefore = (change: ChangeName, i: number) => i < first && change !== 'lamps on';
  return {
    before: changes.filter(isBefore),
    after: changes.filter((change, i) => !isBefore(change, i) && !turnsHour(change)),
  };
}

/** The frames over which the light of each hour gives way to the next one's, in a film of so many. */
function turnsIn(hours: number, frames: number, followed: boolean): Stretch[] {
  const each = ((followed ? ENDS.followed : ENDS.last) - BEGINS) / (hours - 1);
  const at = (turns: number) => Math.round((BEGINS + each * turns) * (frames - 1));
  return Array.from({ length: hours - 1 }, (_, i) => ({ from: at(i), to: at(i + 1) }));
}

/**
 * Of each of so many hours of a film: when it is seen, when it is seen alone, and what becomes of it. `followed`: the light changes
 * once more when the last of them has come.
 */
export function hoursSeen(hours: number, frames: number, followed: boolean): HourSeen[] {
  const turns = turnsIn(hours, frames, followed);
  return Array.from({ length: hours }, (_, i) => {
    const [before, after] = [turns[i - 1], turns[i]];
    return {
      seen: { from: before?.from ?? 0, to: after?.to ?? frames },
      alone: { from: before?.to ?? 0, to: after?.from ?? frames },
      becomes: after === undefined ? null : { location: i + 1, ...after },
    };
  });
}

type HourSeen = { seen: Stretch; alone: Stretch; becomes: Location['becomes'] };
