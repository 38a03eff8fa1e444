// A film of words that goes through several places: what is known of each, and how the shots there are set up.
import type { Look } from '../look/look.ts';
import type { Painted } from './painted.ts';
import type { Ambience, Life, Shot } from './plan.ts';
import { type ListedShot, type Part, roleOf } from './shot-list.ts';
import { type Setup, setupOf } from './shots.ts';

/** The shots that the words list, the number of the site that each is filmed at, and the sites in the order they are seen. */
export type Tour = { parts: Part[]; at: number[]; sites: Site[] };

/**
 * A place that is painted after those words, what its picture looks like, and what it holds of them. `ground`: the number of the
 * first site that is the same place, maybe in another light.
 */
type Site = { words: string; look: Look; painted: Painted; ground: number };

/** Frames of a film, from the first to before the last. */
export type Stretch = { from: number; to: number };

/** The setups of listed shots: a place is seen whole when the film comes to it, and another way while it stays. */
export function setupsOn({ at, sites }: Tour, listed: ListedShot[], lives: Life[]): Setup[] {
  return listed.map((shot, i) => {
    const location = at[i]!;
    const seen = at.slice(0, i).filter((one) => one === location).length;
    const comes = i > 0 && at[i - 1] !== location;
    const role = seen === 0 ? (shot.size ?? 'wide') : comes ? (shot.size ?? 'reverse') : roleOf(shot, seen);
    const before = i === 0 ? location : at[i - 1]!;
    const relit = before !== location && sites[before]!.ground === sites[location]!.ground;
    const goes_on = relit && shot.joint === 'dissolve' && shot.size === null && shot.beats.length === 0;
    return { ...setupOf(i === 0 ? 'wide' : role, sites[location]!.look, lives[location]!), location, goes_on };
  });
}

/** The stretches of a film that are filmed at a location. */
export function stretchesAt(location: number, shots: Shot[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (const shot of shots) {
    const last = stretches.at(-1);
    const to = from + shot.frames;
    if (shot.location === location && last?.to === from) last.to = to;
    else if (shot.location === location) stretches.push({ from, to });
    from = to;
  }
  return stretches;
}

/** What is heard in those stretches of a film, at so many frames a second. */
export function heardIn(stretches: Stretch[], ambience: Ambience[], fps: number): Ambience[] {
  return stretches.flatMap(({ from, to }) =>
    ambience.map((one) => ({ ...one, during: { from: from / fps, to: to / fps } })),
  );
}

/** What all of a tour's pictures together hold of the words, each warning with the shots that it is about. */
export function shownOn({ at, sites }: Tour, shots: number): Painted {
  const warnings = sites.flatMap(({ painted }, location) => {
    const numbers = at.slice(0, shots).flatMap((one, i) => (one === location ? [i + 1] : []));
    const where = numbers.length === 1 ? `Shot ${numbers}` : `Shots ${numbers.join(', ')}`;
    return painted.warnings.map((sentence) => `${where}: ${sentence}`);
  });
  const shown = new Set(sites.flatMap(({ painted }) => [...painted.shown]));
  return { name: null, shown, warnings, places: [], air: {}, outdoors: true, surf: null, falling: null };
}
