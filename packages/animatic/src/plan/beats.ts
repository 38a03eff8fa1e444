// The beats of the film: those asked for, with everything decided that the prompt leaves open, or those of our own.
import type { Look } from '../look/look.ts';
import { between, pick } from './chance.ts';
import { type Intent, isBanned } from './intent.ts';
import type { Way } from './lexicon/entry.ts';
import type { FilmRequest } from './plan.ts';
import type { Wish } from './wishes.ts';

/** Most beats per second that a viewer can tell apart. */
const BEATS_PER_SECOND = 0.9;

/** As many beats as the film has time for; the rest is named in a warning by the director. */
export function fitting(intent: Intent, duration: number): Wish[][] {
  return intent.beats.slice(0, Math.max(1, Math.floor(duration * BEATS_PER_SECOND)));
}

/** What the camera does, beat by beat, every way and strength settled; at least one beat. */
export function beatsOf(request: FilmRequest, look: Look, intent: Intent): Wish[][] {
  const asked = fitting(intent, request.duration).map((beat) => settledBeat(beat, request, intent));
  return asked.length > 0 ? enriched(asked, request, look, intent) : defaultBeats(request, look, intent);
}

/** A small beat for a detail: nearer, or else aside, or else none. */
export function gentleBeat(request: FilmRequest, intent: Intent): Wish[] {
  const close = mayClose(intent) ? [wish('dolly', 0.5, 'in')] : [];
  const drift = mayDrift(intent, request.seed) ? [wish('drift', 0.8)] : [];
  return settledBeat(firstOf([close, drift]), request, intent);
}

/** The wish with its way chosen where it was left open, and its strength by pace, seed and duration. */
function settledBeat(beat: Wish[], request: FilmRequest, intent: Intent): Wish[] {
  return beat.map((wish) => {
    const pace = wish.pace * intent.pace;
    const wary = intent.wary.blur ? 0.85 : 1;
    const size = wary * wish.strength * intent.strength * pace ** 0.35 * (request.duration / 5) ** 0.2;
    const jitter = between(request.seed, `strength ${wish.move}`, 0.86, 1.14);
    return {
      ...wish,
      pace,
      way: wayOf(wish, request.seed, intent),
      strength: Math.min(1.7, Math.max(0.35, size * jitter)),
    };
  });
}

const OPEN_WAYS: Partial<Record<Wish['move'], Way[]>> = {
  zoom: ['in', 'out'],
  dolly: ['in', 'out'],
  tilt: ['up', 'down'],
  pedestal: ['up', 'down'],
  crane: ['up', 'down'],
  'ken burns': ['in'],
  reveal: ['out'],
  vertigo: ['in'],
};

function wayOf(wish: Wish, seed: number, intent: Intent): Way | null {
  if (wish.way !== null || wish.move === 'hold') return wish.way;
  const ways: Way[] = OPEN_WAYS[wish.move] ?? ['left', 'right'];
  const free = ways.filter((way) => !isBanned(intent, { move: wish.move, way }));
  // Nobody says "zoom" for zooming out; sideways either will do.
  if (wish.move === 'zoom' || wish.move === 'dolly') return free[0] ?? 'in';
  return free.length > 0 ? pick(seed, `way ${wish.move}`, free) : ways[0]!;
}

function wish(move: Wish['move'], strength: number, way: Way | null = null): Wish {
  return { move, way, pace: 1, strength, seconds: null };
}

/** Whether moves that come from us rather than from the prompt may bring the view nearer. */
function mayClose(intent: Intent): boolean {
  return !isBanned(intent, { move: 'zoom', way: 'in' }) && !isBanned(intent, { move: 'dolly', way: 'in' });
}

function mayDrift(intent: Intent, seed: number): boolean {
  const way = wayOf(wish('drift', 1), seed, intent);
  return ['drift', 'truck', 'pan'].every((move) => !isBanned(intent, { move: move as Wish['move'], way }));
}

/**
 * What the camera does when nobody says: it goes to what the eye goes to; extended, with a drift that shows the
 * depth. `name`: of the chance by which it is chosen.
 */
export function defaultBeats(request: FilmRequest, look: Look, intent: Intent, name = 'default'): Wish[][] {
  if (intent.motionless) return [settledBeat([wish('hold', 1)], request, intent)];
  const { seed } = request;
  const drift = mayDrift(intent, seed) ? [wish('drift', 1)] : [];
  const close = mayClose(intent) ? [wish('dolly', request.prompt_extend ? 0.85 : 0.6, 'in')] : [];
  if (intent.size === 'detail' && close.length > 0)
    return [settledBeat([{ ...wish('dolly', 1.25, 'in'), close: true }], request, intent)];
  if (!request.prompt_extend) return [settledBeat(firstOf([close, drift]), request, intent)];
  const wide = look.horizon !== null && look.sky > 0.2 && !isBanned(intent, { move: 'crane', way: 'up' });
  const options = [[...close, ...drift], [...close, ...drift], wide ? [wish('crane', 0.7, 'up')] : close];
  return [settledBeat(firstOf([pick(seed, name, options), drift]), request, intent)];
}

function firstOf(options: Wish[][]): Wish[] {
  return options.find((option) => option.length > 0) ?? [wish('hold', 1)];
}

/** With prompt_extend a plain push or zoom gets a little sideways drift, which shows the depth. */
function enriched(beats: Wish[][], request: FilmRequest, look: Look, intent: Intent): Wish[][] {
  const drift = request.prompt_extend && look.trust > 0.2 && mayDrift(intent, request.seed);
  if (!drift) return beats;
  const aside = settledBeat([wish('drift', 0.5)], request, intent);
  return beats.map((beat) =>
    beat.every(({ move, way }) => (move === 'zoom' || move === 'dolly') && way === 'in') ? [...beat, ...aside] : beat,
  );
}
