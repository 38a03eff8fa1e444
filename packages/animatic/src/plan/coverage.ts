// Coverage: what each shot after the first is framed on, so that a cut shows something else, and what the camera does there.
import { headOf } from '../look/head.ts';
import type { Look, Region } from '../look/look.ts';
import { gentleBeat } from './beats.ts';
import { type Camera, REST, within } from './camera.ts';
import { between } from './chance.ts';
import { type Intent, isBanned } from './intent.ts';
import type { FilmRequest } from './plan.ts';
import { reversed, type Take } from './take.ts';
import type { Wish } from './wishes.ts';

type Role = Take['role'];

/** The least and the most zoom that a part is framed with. */
const ZOOMS: Record<Role, [number, number]> = {
  take: [1, 1],
  wide: [1.05, 1.1],
  medium: [1.42, 1.75],
  detail: [1.8, 2.2],
  reverse: [1.15, 1.3],
  own: [1.05, 1.3],
  nearer: [1.25, 1.6],
};

/** Where the middle of a detail lies, from the top, of what is cut off there. */
const HIGH = 0.3;

/** Two views are apart when one shows things so many times larger, or looks so far aside (frame widths or heights). */
const APART = { size: 1.3, aside: 0.38 };

/** How much larger or smaller a view is made that would be like the one before. */
const STEP = 1.01 * APART.size;

/** How far a subject stands from the middle of the frame, in frame widths, with its room before it. */
const THIRD = 0.11;

/** How far two views are apart, 1 and more when a cut from one to the other shows something new. */
export function apart(a: Camera, b: Camera): number {
  const size = Math.max(a.zoom / b.zoom, b.zoom / a.zoom);
  const aside = Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) * Math.min(a.zoom, b.zoom);
  return Math.max(Math.log(size) / Math.log(APART.size), aside / APART.aside);
}

/** Share of the width from which what fills the frame is a group rather than one, and how high its heads are. */
const GROUP = { wide: 0.75, high: 0.36 };

/** How high the heads are, from the top, of what the frame cuts off there: `one`'s own, or those of a group. */
export function headsIn({ width }: Region, one: number): number {
  return width > GROUP.wide ? GROUP.high : one;
}

/** What a part is framed on: the main thing, and for a detail its head or, from the `round` after, another thing that is worth it. */
export function regionFor(role: Role, { regions, horizon, water }: Look, round = 0): Region {
  const [main, ...others] = regions as [Region, ...Region[]];
  if (role !== 'detail') return main;
  // What lies in the water under the horizon is mostly a reflection.
  const mirrored = ({ y, height }: Region) => horizon !== null && water > 0.1 && y + height / 2 > horizon + 0.1;
  const head = headOf(regions);
  if (head && round === 0) return head;
  const worth = others.filter((part) => !mirrored(part));
  const other = worth[round % Math.max(1, worth.length)] ?? main;
  // What the frame cuts off at the top has its head there, if it has one.
  const cut = main.y < 0.02 && main.height > 0.6 && horizon === null;
  return cut ? { ...other, y: Math.min(other.y, headsIn(main, HIGH) - other.height / 2) } : other;
}

/** How much nearer the further framings of a part are that still are of its size. */
const NEAR = [1.25, 1.4] as const;
const SOME: readonly number[] = [...NEAR, 0.72];
const FURTHER: Partial<Record<Role, readonly number[]>> = { detail: NEAR, medium: [...NEAR, 0.85], reverse: [0.85] };

/**
 * The framings that suit a part, the best first: with the subject on one third and room before it, then its mirror image, then others,
 * nearer or wider, by turns. `side`: 1 puts the subject left of the middle, −1 right of it. `round`: how often the film has come back to it.
 */
export function framingsOf(
  role: Role,
  region: Region,
  aim: { x: number; y: number },
  { side, seed, round }: { side: 1 | -1; seed: number; round: number },
): Camera[] {
  const fill = role === 'detail' ? 1.05 : 0.75;
  const [low, high] = ZOOMS[role];
  const zoom =
    clamp(fill / Math.max(region.width, region.height), low, high) * between(seed, `framing ${role}`, 0.95, 1.05);
  const lift = role === 'detail' ? region.height * 0.1 : 0;
  const jitter = between(seed, `frame x ${role}`, -0.02, 0.02);
  const framed = (way: number, nearer: number): Camera => ({
    ...REST,
    zoom: zoom * nearer,
    x: aim.x + jitter + (way * THIRD) / (zoom * nearer),
    y: aim.y - lift,
  });
  const further = (FURTHER[role] ?? SOME).map((nearer, i) => framed(i % 2 === 0 ? side : -side, nearer));
  return turned([framed(side, 1), framed(-side, 1), ...further], 2 * round);
}

/**
 * Of the views, the first that is well apart from the one before the cut; where none is, the first of them taken so near, or
 * from so far, as is: nearer but for a wide one, unless the picture bears no more than `most`.
 */
export function newView(before: Camera, views: Camera[], role: Role, aspect: number, most: number): Camera {
  const seen = views.map((view) => within(view, aspect));
  const found = seen.find((view) => apart(before, view) >= 1);
  if (found) return found;
  // Level: what leans has to be near.
  const taken = (zoom: number) => within({ ...seen[0]!, roll: 0, zoom }, aspect);
  const [near, far] = [taken(before.zoom * STEP), taken(before.zoom / STEP)];
  const bears = near.zoom <= most ? [near] : [];
  const ways = role === 'reverse' || role === 'wide' ? [far, ...bears] : [...bears, far];
  const best = [...seen, far].toSorted((a, b) => apart(before, b) - apart(before, a))[0]!;
  return ways.find((view) => apart(before, view) >= 1) ?? best;
}

/**
 * The part that a shot plays after a view of another part: what the picture bears no nearer view of is seen from farther away
 * again, and not twice.
 */
export function roleAfter(before: Camera, last: Role, role: Role, most: number): Role {
  const nearer = before.zoom * STEP <= most;
  if ((role === 'medium' || role === 'detail') && !nearer) return 'reverse';
  return role === 'reverse' && last === role && nearer ? 'detail' : role;
}

/**
 * A match cut: the view that shows a thing where and as large as the view before the cut showed another; null when that can
 * not be, or nothing would be new.
 */
export function matched(before: Camera, last: Region, next: Region, aspect: number): Camera | null {
  const size = (region: Region) => Math.max(region.width, region.height);
  const middle = ({ x, y, width, height }: Region) => ({ x: x + width / 2, y: y + height / 2 });
  const zoom = (before.zoom * size(last)) / size(next);
  if (zoom < 1 || zoom > 2.4) return null;
  const [there, here] = [middle(last), middle(next)];
  const x = here.x - ((there.x - before.x) * before.zoom) / zoom;
  const y = here.y - ((there.y - before.y) * before.zoom) / zoom;
  const view = within({ ...REST, zoom, x, y }, aspect);
  const kept = Math.hypot(view.x - x, view.y - y) < 0.05 && Math.abs(view.zoom / zoom - 1) < 0.05;
  return kept && apart(before, view) >= 0.5 ? view : null;
}

/** Which third a subject stands on: with more of the picture before it than behind it, as if it looked there. */
export function sideOf({ x, width }: Region, role: Role, seed: number): 1 | -1 {
  const middle = x + width / 2;
  const usual = Math.abs(middle - 0.5) > 0.06 ? middle < 0.5 : between(seed, 'side', 0, 1) < 0.5;
  // The reverse is seen from over there.
  return usual === (role !== 'reverse') ? 1 : -1;
}

const NEARER: readonly Wish['move'][] = ['zoom', 'dolly', 'ken burns', 'reveal', 'vertigo'];

/**
 * A beat that goes with the film's only one and does not say it again: after a push-in the medium shot drifts, after a move
 * aside it pushes in; the detail comes a little nearer; the reverse goes back.
 */
export function answer(role: Role, beat: Wish[], request: FilmRequest, intent: Intent): Wish[] {
  const only = (moves: Wish[]) => moves.filter((move) => !isBanned(intent, move));
  if (beat.every(({ move }) => move === 'hold')) return beat;
  if (role === 'medium' || role === 'nearer') {
    const { pace } = beat[0]!;
    const went = beat.find(({ move }) => !NEARER.includes(move) && move !== 'drift');
    const aside = between(request.seed, 'aside', 0, 1) < 0.5 ? 'left' : 'right';
    const other: Wish = went
      ? { move: 'dolly', way: 'in', pace, strength: 0.7, seconds: null }
      : { move: 'drift', way: aside, pace, strength: 1.1, seconds: null };
    const moves = only([other, ...(went?.move === 'roll' ? [went] : [])]);
    if (moves.length > 0) return moves;
  }
  const back = only(reversed(beat, 0.9));
  if (role === 'reverse' && back.length > 0) return back;
  return gentleBeat(request, intent);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The members from that index on, then those before it. */
const turned = <T>(list: T[], by: number): T[] => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
