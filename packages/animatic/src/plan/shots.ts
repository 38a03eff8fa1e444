// Casts the film: which shots there are, how long each is and what the camera does in it.
import type { Look, Region } from '../look/look.ts';
import { type Camera, REST, within } from './camera.ts';
import { between, chance, pick } from './chance.ts';
import { type Intent, isBanned, type Wish } from './intent.ts';
import type { Way } from './lexicon/entry.ts';
import type { Move, Setting } from './moves.ts';
import type { FilmRequest, Life, Shot } from './plan.ts';
import { nameOf } from './script.ts';
import { easeOf, keysOf, reversed, type Take, windUp } from './take.ts';

export type Cast = {
  shots: Shot[];
  /** Seconds from the film's start at which whip pans strike. */
  whips: number[];
  /** What the camera does in each shot, for the script. */
  takes: Take[];
};

/** Most beats per second that a viewer can tell apart. */
const BEATS_PER_SECOND = 0.9;

/** Frames that a shot has at least, near enough: fewer are a flash. */
const SHORTEST = 10;

export function cast(request: FilmRequest, look: Look, intent: Intent, life: Life): Cast {
  const frames = Math.round(request.duration * request.fps);
  const handheld = (intent.handheld ?? 0) > 0 ? 0.003 + 0.009 * intent.handheld! : 0;
  const takes = takesOf(request, look, intent, frames, handheld);
  const lengths = lengthsOf(takes, frames, request.seed);
  const whips: number[] = [];
  let first = 0;
  const shots = takes.map((take, i) => {
    const { camera, whips: strikes } = keysOf(take);
    for (const strike of strikes) whips.push((first + strike * (lengths[i]! - 1)) / request.fps);
    first += lengths[i]!;
    return { frames: lengths[i]!, camera, ease: easeOf(take), handheld, life, name: nameOf(take) };
  });
  return { shots, whips, takes };
}

function takesOf(request: FilmRequest, look: Look, intent: Intent, frames: number, handheld: number): Take[] {
  const asked = fitting(intent, request.duration).map((beat) => settledBeat(beat, request, intent));
  const main = asked.length > 0 ? enriched(asked, request, look, intent) : defaultBeats(request, look, intent);
  const count = request.shot_type === 'multi' ? shotCount(request, intent, main.length, frames) : 1;
  const least = handheld > 0 ? 1 + 5 * handheld : 1;
  const opening: Take = {
    role: count === 1 ? 'take' : 'wide',
    start: REST,
    beats: count === 1 ? main : [main[0]!],
    setting: settingOf(request, look, intent, look.regions[0]!),
    least_zoom: least,
    opens: true,
    closes: count === 1,
  };
  const takes = [opening];
  for (let i = 1; i < count; i++) takes.push(laterTake(request, look, intent, main, i, count, least));
  return takes;
}

/** As many beats as the film has time for; the rest is named in a warning by the director. */
export function fitting(intent: Intent, duration: number): Wish[][] {
  return intent.beats.slice(0, Math.max(1, Math.floor(duration * BEATS_PER_SECOND)));
}

function settingOf(request: FilmRequest, look: Look, intent: Intent, region: Region): Setting {
  const jitter = (name: string) => between(request.seed, name, -0.03, 0.03);
  const flat = region.width * region.height > 0.35 ? 0.7 : 1;
  const aim = aimOf(region, look);
  const zoomless = isBanned(intent, { move: 'zoom', way: 'in' });
  const sideways = intent.beats.flat().some(({ move }) => move !== 'drift' && move !== 'hold');
  return {
    aspect: request.width / request.height,
    trust: look.trust * flat * (intent.wary.distortion ? 0.6 : 1),
    focus: { x: aim.x + jitter('focus x'), y: aim.y + jitter('focus y') },
    most_room: zoomless ? (sideways ? 1.2 : 1.05) : 1.6,
    most_zoom: zoomless ? (sideways ? 1.2 : 1.05) : 2.2,
  };
}

/** What to keep in view of a region: its middle, but of a tall one halfway to its head, which a push-in must not cut off. */
function aimOf(region: Region, look: Look): { x: number; y: number } {
  const middle = { x: region.x + region.width / 2, y: region.y + region.height / 2 };
  const head = look.regions.find((part) => part !== region && contains(region, part));
  if (region.height < 0.6 || head === undefined) return middle;
  return { x: (middle.x + head.x + head.width / 2) / 2, y: (middle.y + head.y + head.height / 2) / 2 };
}

function contains(whole: Region, part: Region): boolean {
  const slack = 0.01;
  return (
    part.x >= whole.x - slack &&
    part.y >= whole.y - slack &&
    part.x + part.width <= whole.x + whole.width + slack &&
    part.y + part.height <= whole.y + whole.height + slack
  );
}

/** The wish with its way chosen where it was left open, and its strength by pace, seed and duration. */
function settledBeat(beat: Wish[], request: FilmRequest, intent: Intent): Move[] {
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
  return { move, way, pace: 1, strength };
}

/** Whether moves that come from us rather than from the prompt may bring the view nearer. */
function mayClose(intent: Intent): boolean {
  return !isBanned(intent, { move: 'zoom', way: 'in' }) && !isBanned(intent, { move: 'dolly', way: 'in' });
}

function mayDrift(intent: Intent, seed: number): boolean {
  const way = wayOf(wish('drift', 1), seed, intent);
  return ['drift', 'truck', 'pan'].every((move) => !isBanned(intent, { move: move as Wish['move'], way }));
}

/** What the camera does when nobody says: it goes to what the eye goes to; extended, with a drift that shows the depth. */
function defaultBeats(request: FilmRequest, look: Look, intent: Intent): Move[][] {
  if (intent.motionless) return [settledBeat([wish('hold', 1)], request, intent)];
  const { seed } = request;
  const drift = mayDrift(intent, seed) ? [wish('drift', 1)] : [];
  const close = mayClose(intent) ? [wish('dolly', request.prompt_extend ? 0.85 : 0.6, 'in')] : [];
  if (!request.prompt_extend) return [settledBeat(firstOf([close, drift]), request, intent)];
  const wide = look.horizon !== null && look.sky > 0.2 && !isBanned(intent, { move: 'crane', way: 'up' });
  const options = [[...close, ...drift], [...close, ...drift], wide ? [wish('crane', 0.7, 'up')] : close];
  return [settledBeat(firstOf([pick(seed, 'default', options), drift]), request, intent)];
}

function firstOf(options: Wish[][]): Wish[] {
  return options.find((option) => option.length > 0) ?? [wish('hold', 1)];
}

/** With prompt_extend a plain push or zoom gets a little sideways drift, which shows the depth. */
function enriched(beats: Move[][], request: FilmRequest, look: Look, intent: Intent): Move[][] {
  const drift = request.prompt_extend && look.trust > 0.2 && mayDrift(intent, request.seed);
  if (!drift) return beats;
  const aside = settledBeat([wish('drift', 0.5)], request, intent);
  return beats.map((beat) =>
    beat.every(({ move, way }) => (move === 'zoom' || move === 'dolly') && way === 'in') ? [...beat, ...aside] : beat,
  );
}

function shotCount(request: FilmRequest, intent: Intent, beats: number, frames: number): number {
  if (frames < 2 * SHORTEST) return 1;
  const { duration } = request;
  const usual = duration < 4 ? 2 : duration < 12 ? 3 : 4;
  const pace = Math.max(intent.pace, ...intent.beats.flat().map((wish) => wish.pace));
  const count = intent.wary.cuts ? 2 : usual + (pace >= 1.25 ? 1 : pace <= 0.7 ? -1 : 0);
  return Math.min(4, Math.floor(frames / SHORTEST), Math.max(2, count, Math.min(beats, 4)));
}

/** A take after a cut: its own framing on what is salient, and a beat of the prompt or one that answers the opening. */
function laterTake(
  request: FilmRequest,
  look: Look,
  intent: Intent,
  main: Move[][],
  index: number,
  count: number,
  least: number,
): Take {
  const role = index === 3 ? 'reverse' : index === 1 && count > 2 ? 'medium' : 'detail';
  const region = look.regions[role === 'detail' ? Math.min(1, look.regions.length - 1) : 0]!;
  const setting = settingOf(request, look, intent, region);
  const framing = within(framingOf(role, region, look, request.seed), setting.aspect);
  setting.most_zoom = Math.max(setting.most_zoom, framing.zoom * 1.02);
  const last = index === count - 1;
  const beats = main.length > 1 ? (last ? main.slice(index) : main.slice(index, index + 1)) : [];
  const moves = beats.length > 0 ? beats : [answer(role, main.at(-1)!, request, intent)];
  const start = windUp(framing, moves[0]!, setting);
  return { role, start, beats: moves, setting, least_zoom: least, opens: false, closes: last };
}

/** Medium and detail fill the frame with the region, as far as sharpness bears it; the reverse shows nearly all. */
function framingOf(role: Take['role'], region: Region, look: Look, seed: number): Camera {
  const fill = role === 'detail' ? 1.05 : 0.75;
  const [low, high] = role === 'detail' ? [1.6, 2] : role === 'medium' ? [1.35, 1.6] : [1.2, 1.3];
  const zoom = Math.min(high, Math.max(low, fill / Math.max(region.width, region.height)));
  const aim = aimOf(region, look);
  const lift = role === 'detail' ? region.height * 0.1 : 0;
  return {
    ...REST,
    zoom: zoom * between(seed, `framing ${role}`, 0.95, 1.05),
    x: aim.x + between(seed, `frame x ${role}`, -0.03, 0.03),
    y: aim.y - lift,
  };
}

/** A beat that goes with the only one of the film: again in the medium shot, a small one on the detail, then back. */
function answer(role: Take['role'], beat: Move[], request: FilmRequest, intent: Intent): Move[] {
  const only = (moves: Move[]) => moves.filter((move) => !isBanned(intent, move));
  if (beat.every(({ move }) => move === 'hold')) return beat;
  if (role === 'medium') return beat.map((move) => ({ ...move, strength: move.strength * 0.75 }));
  const back = only(reversed(beat, 0.9));
  if (role === 'reverse' && back.length > 0) return back;
  const gentle = mayClose(intent)
    ? wish('dolly', 0.5, 'in')
    : mayDrift(intent, request.seed)
      ? wish('drift', 0.8)
      : wish('hold', 1);
  return settledBeat([gentle], request, intent);
}

/** Frames of each take: the opening a little longer, no two alike, in sum exactly the film. */
function lengthsOf(takes: Take[], frames: number, seed: number): number[] {
  const weights = takes.map((take, i) => (take.opens ? 1.25 : 1) * (0.9 + 0.2 * chance(seed, `length ${i}`)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  let before = 0;
  return weights.map((weight) => {
    sum += weight;
    const end = Math.round((sum / whole) * frames);
    const length = end - before;
    before = end;
    return length;
  });
}
