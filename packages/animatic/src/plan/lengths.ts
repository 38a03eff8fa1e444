// How long the shots of a film are, and where it is cut.
import { chance } from './chance.ts';
import type { FilmRequest } from './plan.ts';
import type { Take } from './take.ts';
import { onBeats } from './tempo.ts';

/** Frames that a shot has at least, near enough: fewer are a flash. */
export const SHORTEST = 10;

/** How long a part is beside the others: the eye needs longer for a wide view than for a detail. */
const LENGTHS: Partial<Record<Take['role'], number>> = { wide: 1.25, detail: 0.85 };

/** Of a fast film, how long each shot is beside the one before. */
const HURRY = 0.88;

/** What decides where a film is cut: its pace, the beats that cuts should fall on (seconds), and cuts that are set (frames). */
type Pulse = { pace: number; beats: number[]; cuts: number[] | null };

/** Frames of each take, in sum exactly the film: as the cuts are set, else no two alike, every cut on a beat where one is near. */
export function lengthsOf(
  takes: Take[],
  frames: number,
  { seed, fps }: FilmRequest,
  { pace, beats, cuts }: Pulse,
): number[] {
  const set = cuts === null ? null : between([...cuts, frames]);
  if (set?.every((length) => length >= SHORTEST)) return set;
  const weights = takes.map(({ role }, i) => {
    const hurry = pace > 1.2 ? HURRY ** i : 1;
    return (LENGTHS[role] ?? 1) * hurry * (0.9 + 0.2 * chance(seed, `length ${i}`));
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const free = weights.slice(0, -1).map((weight) => {
    sum += weight;
    return Math.round((sum / whole) * frames);
  });
  return between([...onBeats(free, beats, frames, fps, SHORTEST), frames]);
}

const between = (ends: number[]): number[] => ends.map((end, i) => end - (ends[i - 1] ?? 0));
