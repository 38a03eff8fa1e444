// Casts the film: which shots there are, how long each is and what the camera does in it.
import type { Look, Region } from '../look/look.ts';
import { beatsOf, gentleBeat } from './beats.ts';
import { type Camera, REST, within } from './camera.ts';
import { between, chance } from './chance.ts';
import { type Intent, isBanned, type Wish } from './intent.ts';
import type { Setting } from './moves.ts';
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

/** Frames that a shot has at least, near enough: fewer are a flash. */
export const SHORTEST = 10;

/** What a shot is to be: its part in the film, what is in front of the camera, and how near it may come. */
export type Setup = { role: Take['role']; look: Look; life: Life; most_zoom: number; who: string | null };

/** Casts the shots that are set up, or, when that is left open (null), those that the look and the duration suggest. */
export function cast(request: FilmRequest, look: Look, intent: Intent, life: Life, set: Setup[] | null): Cast {
  const frames = Math.round(request.duration * request.fps);
  const handheld = (intent.handheld ?? 0) > 0 ? 0.003 + 0.009 * intent.handheld! : 0;
  const main = beatsOf(request, look, intent);
  const setups = set ?? rolesOf(request, intent, main.length, frames).map((role) => setupOf(role, look, life));
  const takes = takesOf(request, intent, main, setups, handheld);
  const lengths = lengthsOf(takes, frames, request.seed);
  const whips: number[] = [];
  let first = 0;
  const shots = takes.map((take, i) => {
    const { camera, whips: strikes } = keysOf(take);
    for (const strike of strikes) whips.push((first + strike * (lengths[i]! - 1)) / request.fps);
    first += lengths[i]!;
    return { frames: lengths[i]!, camera, ease: easeOf(take), handheld, life: setups[i]!.life, name: nameOf(take) };
  });
  return { shots, whips, takes };
}

/** The parts that shots of one picture play. */
export function rolesOf(request: FilmRequest, intent: Intent, beats: number, frames: number): Take['role'][] {
  const count = request.shot_type === 'multi' ? shotCount(request, intent, beats, frames) : 1;
  if (count === 1) return ['take'];
  return ['wide', ...(count > 2 ? ['medium' as const] : []), 'detail', ...(count > 3 ? ['reverse' as const] : [])];
}

/** A setup without bounds of its own. */
export function setupOf(role: Take['role'], look: Look, life: Life): Setup {
  return { role, look, life, most_zoom: Number.POSITIVE_INFINITY, who: null };
}

function takesOf(request: FilmRequest, intent: Intent, main: Wish[][], setups: Setup[], handheld: number): Take[] {
  const least = handheld > 0 ? 1 + 5 * handheld : 1;
  const [first, ...later] = setups as [Setup, ...Setup[]];
  const alone = later.length === 0;
  const opening: Take = {
    role: first.role,
    who: first.who,
    start: REST,
    beats: alone ? main : [main[0]!],
    setting: settingOf(request, first, intent, first.look.regions[0]!),
    least_zoom: least,
    opens: true,
    closes: alone,
  };
  return [opening, ...later.map((setup, i) => laterTake(request, setup, intent, main, i + 1, setups.length, least))];
}

function settingOf(request: FilmRequest, { look, most_zoom }: Setup, intent: Intent, region: Region): Setting {
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
    most_zoom: Math.min(most_zoom, zoomless ? (sideways ? 1.2 : 1.05) : 2.2),
  };
}

/**
 * What to keep in view of a region: its middle, but of a tall one halfway to its head, which a push-in must not cut
 * off.
 */
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
  setup: Setup,
  intent: Intent,
  main: Wish[][],
  index: number,
  count: number,
  least: number,
): Take {
  const { role, look, who } = setup;
  const region = look.regions[role === 'detail' ? Math.min(1, look.regions.length - 1) : 0]!;
  const setting = settingOf(request, setup, intent, region);
  const framed = framingOf(role, region, look, request.seed);
  const framing = within({ ...framed, zoom: Math.min(framed.zoom, setup.most_zoom) }, setting.aspect);
  setting.most_zoom = Math.max(setting.most_zoom, framing.zoom * 1.02);
  const last = index === count - 1;
  const beats = main.length > 1 ? (last ? main.slice(index) : main.slice(index, index + 1)) : [];
  const moves = beats.length > 0 ? beats : [answer(role, main.at(-1)!, request, intent)];
  const start = windUp(framing, moves[0]!, setting);
  return { role, who, start, beats: moves, setting, least_zoom: least, opens: false, closes: last };
}

/** The least and the most zoom that a part is framed with. */
const ZOOMS: Record<Take['role'], [number, number]> = {
  take: [1, 1],
  wide: [1.05, 1.1],
  medium: [1.35, 1.6],
  detail: [1.6, 2],
  reverse: [1.2, 1.3],
  own: [1.05, 1.3],
  nearer: [1.25, 1.6],
};

/** Medium and detail fill the frame with the region, as far as sharpness bears it; the reverse shows nearly all. */
function framingOf(role: Take['role'], region: Region, look: Look, seed: number): Camera {
  const fill = role === 'detail' ? 1.05 : 0.75;
  const [low, high] = ZOOMS[role];
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
function answer(role: Take['role'], beat: Wish[], request: FilmRequest, intent: Intent): Wish[] {
  const only = (moves: Wish[]) => moves.filter((move) => !isBanned(intent, move));
  if (beat.every(({ move }) => move === 'hold')) return beat;
  if (role === 'medium') return beat.map((move) => ({ ...move, strength: move.strength * 0.75 }));
  const back = only(reversed(beat, 0.9));
  if (role === 'reverse' && back.length > 0) return back;
  return gentleBeat(request, intent);
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
