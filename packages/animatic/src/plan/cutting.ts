// How the shots of a film are joined: what the words ask for, and how long one takes to come out of the one before.
import type { Intent } from './intent.ts';
import type { Joint } from './lexicon/entry.ts';
import type { ListedShot } from './shot-list.ts';

/** Seconds of a dissolve at usual pace. */
const DISSOLVE = 0.8;

/** How the shot with that index is come to, as its own words say or the film's. */
export function jointTo(index: number, listed: ListedShot[], { joint }: Intent): Joint | null {
  return listed[index]?.joint ?? joint;
}

/** Frames that a shot takes to come out of the one before; none unless that was asked for. */
export function dissolveOf(joint: Joint | null, pace: number, fps: number, frames: number, before: number): number {
  if (joint === null || joint === 'cut' || joint === 'match') return 0;
  const seconds = DISSOLVE / Math.max(0.7, pace);
  return Math.floor(Math.min(seconds * fps, frames / 2, before / 2));
}
