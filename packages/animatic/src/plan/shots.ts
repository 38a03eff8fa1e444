// Casts the film: which shots there are, how long each is and what the camera does in it.
import type { Look, Region } from '../look/look.ts';
import { aimOf, faceIn, HIGH, stands } from './aim.ts';
import { beatsOf, defaultBeats, gentleBeat } from './beats.ts';
import { type Camera, clamp, REST, within } from './camera.ts';
import { between } from './chance.ts';
import { answer, apart, framingsOf, headsIn, matched, newView, regionFor, roleAfter, sideOf } from './coverage.ts';
import { dissolveOf, jointTo } from './cutting.ts';
import { holding, MOST_ASIDE, sparing } from './faces.ts';
import { type Intent, isBanned } from './intent.ts';
import { lengthsOf, SHORTEST } from './lengths.ts';
import type { Joint, Size } from './lexicon/entry.ts';
import { lead, type Setting } from './moves.ts';
import type { FilmRequest, Life, Shot } from './plan.ts';
import { nameOf } from './script.ts';
import { cutsOf, type ListedShot, MOST_LISTED, roleOf } from './shot-list.ts';
import { easeOf, keysOf, type Take, windUp } from './take.ts';
import type { Wish } from './wishes.ts';

export type Cast = {
  shots: Shot[];
  /** Seconds from the film's start at which whip pans strike. */
  whips: number[];
  /** What the camera does in each shot, for the script. */
  takes: Take[];
};

/**
 * The zoom that any picture bears, and pixels of a frame over which one of the picture may be stretched where the camera is nearest; the
 * zoom that any bears rather than a cut between two views alike, and where the words say how large a thing is seen.
 */
const NEAREST = { least: 1.5, pixels: 3.9, cut: 1.78, asked: 2 };

/** Share of the view that a group fills while the camera goes around it, and the zooms that this may ask for: parallax needs some. */
const WHOLE = 0.96;
const ASIDE = [1.1, 1.6] as const;

/** Seconds of a whip pan. */
const STRIKE = 0.33;

/** What a shot is to be: its part in the film, what is in front of the camera, and how near it may come. */
export type Setup = {
  role: Take['role'];
  look: Look;
  life: Life;
  most_zoom: number;
  who: string | null;
  /** Number of the film's location. */
  location: number;
  /** It dissolves out of the same view in another light, and the camera goes on from there. */
  goes_on: boolean;
};

/**
 * Casts the shots that are set up, or, when that is left open (null), those that the look and the duration suggest. `beats`
 * (seconds) is where cuts should fall.
 */
export function cast(
  request: FilmRequest,
  look: Look,
  intent: Intent,
  life: Life,
  set: Setup[] | null,
  beats: number[],
): Cast {
  const frames = Math.round(request.duration * request.fps);
  const handheld = (intent.handheld ?? 0) > 0 ? 0.003 + 0.009 * intent.handheld! : 0;
  const main = beatsOf(request, look, intent);
  const list = listedOf(request, intent);
  const listed = set === null || set.length === list.length ? list : [];
  const roles = listed.length > 0 ? listed.map(roleOf) : rolesOf(request, intent, main.length, frames);
  const setups = set ?? roles.map((role) => setupOf(role, look, life));
  const parts = listed.length > 0 ? beatsOfList(request, setups, intent, listed) : divided(main, setups.length);
  const takes = takesOf(request, intent, { main, parts }, setups, listed, handheld);
  const lengths = lengthsOf(takes, frames, request, { pace: paceOf(intent), beats, cuts: cutsOf(listed, frames) });
  const whips: number[] = [];
  let first = 0;
  const shots = takes.map((take, i) => {
    const { camera, whips: strikes } = keysOf(take, lengths[i]! / request.fps);
    for (const strike of strikes) whips.push((first + strike * (lengths[i]! - 1)) / request.fps);
    first += lengths[i]!;
    const { life, location } = setups[i]!;
    const joint = jointTo(i, listed, intent);
    const joins = i > 0 && request.references.length === 0;
    const dissolve = joins ? dissolveOf(joint, paceOf(intent), request.fps, lengths[i]!, lengths[i - 1]!) : 0;
    const way: Shot['way'] = joint === 'wipe' || joint === 'black' ? joint : 'dissolve';
    // Both come to rest where one view becomes the other.
    const rests = setups[i]!.goes_on || (setups[i + 1]?.goes_on ?? false);
    const [frames, ease, name] = [lengths[i]!, rests ? 'in-out' : easeOf(take), nameOf(take)] as const;
    return { frames, location, camera, ease, handheld, life, dissolve, way, name };
  });
  return { shots, whips, takes };
}

/** The parts that shots of one picture play. */
export function rolesOf(request: FilmRequest, intent: Intent, beats: number, frames: number): Take['role'][] {
  const count = request.shot_type === 'multi' ? shotCount(request, intent, beats, frames) : 1;
  if (count === 1) return ['take'];
  return ['wide', ...(count > 2 ? ['medium' as const] : []), 'detail', ...(count > 3 ? ['reverse' as const] : [])];
}

/** A setup that comes as near as the picture's pixels bear. */
export function setupOf(role: Take['role'], look: Look, life: Life): Setup {
  const most_zoom = Math.max(NEAREST.least, NEAREST.pixels * look.detail);
  return { role, look, life, most_zoom, who: null, location: 0, goes_on: false };
}

/** How many shots of a list the film has room for; 0: the cutter decides. */
export function roomFor({ shot_type, duration, fps }: Pick<FilmRequest, 'shot_type' | 'duration' | 'fps'>): number {
  const most = Math.min(MOST_LISTED, Math.floor((duration * fps) / SHORTEST));
  return shot_type === 'multi' && most > 1 ? most : 0;
}

/** The shots that the prompt lists, as far as the film has room for them; [] where the cutter decides. */
export function listedOf(request: FilmRequest, { shots }: Intent): ListedShot[] {
  return shots.slice(0, roomFor(request));
}

/** What the camera does in each listed shot; [] where a later one leaves that open and its place has been seen. */
function beatsOfList(request: FilmRequest, setups: Setup[], intent: Intent, listed: ListedShot[]): Wish[][][] {
  return listed.map(({ beats, size }, i) => {
    const { look, location, goes_on } = setups[i]!;
    const own = { ...intent, beats, size };
    if (i === 0 || beats.length > 0) return beatsOf(request, look, own);
    const isNew = setups.findIndex((setup) => setup.location === location) === i;
    return isNew && !goes_on ? defaultBeats(request, look, own, `shot ${i}`) : [];
  });
}

/** A film's beats over so many shots: one each, and the last has the rest; [] for those that there are too few for. */
function divided(main: Wish[][], count: number): Wish[][][] {
  if (count === 1) return [main];
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return [staysWide(main[0]!)];
    return main.length > 1 ? main.slice(i, i === count - 1 ? undefined : i + 1) : [];
  });
}

/** What the camera does: beat by beat, and in each shot. */
type Score = { main: Wish[][]; parts: Wish[][][] };

function takesOf(
  request: FilmRequest,
  intent: Intent,
  score: Score,
  setups: Setup[],
  listed: ListedShot[],
  handheld: number,
): Take[] {
  const least = handheld > 0 ? 1 + 5 * handheld : 1;
  const [first, ...later] = setups as [Setup, ...Setup[]];
  const alone = later.length === 0;
  const opening: Take = {
    role: first.role,
    who: first.who,
    start: REST,
    beats: score.parts[0]!,
    on: first.look.regions[0]!,
    strike: strikeOf(request, setups.length),
    setting: settingOf(request, first, intent, first.look.regions[0]!),
    least_zoom: least,
    opens: true,
    closes: alone,
    flows: request.first_clip !== null,
  };
  const takes = [opening];
  for (const [i, setup] of later.entries()) {
    takes.push(
      laterTake(request, setup, intent, score, {
        ...{ index: i + 1, count: setups.length, sways: least, before: takes[i]! },
        size: listed[i + 1]?.size ?? null,
        elsewhere: setup.location !== setups[i]!.location,
        toured: setups.some(({ location }) => location > 0),
        joint: jointTo(i + 1, listed, intent),
      }),
    );
  }
  return takes;
}

/** What follows comes nearer by a cut: the wide shot that opens the film goes only some of the way. */
function staysWide(beat: Wish[]): Wish[] {
  return beat.map((wish) => (wish.way === 'in' ? { ...wish, strength: wish.strength * 0.6 } : wish));
}

function settingOf(request: FilmRequest, { role, look, most_zoom }: Setup, intent: Intent, region: Region): Setting {
  const jitter = (name: string) => between(request.seed, name, -0.03, 0.03);
  const flat = region.width * region.height > 0.35 ? 0.7 : 1;
  const aim = aimOf(region, look);
  const face = faceIn(look, intent);
  const zoomless = isBanned(intent, { move: 'zoom', way: 'in' });
  const sideways = intent.beats.flat().some(({ move }) => move !== 'drift' && move !== 'hold');
  return {
    aspect: request.width / request.height,
    trust: look.trust * flat * (intent.wary.distortion ? 0.6 : 1),
    focus: { x: aim.x + jitter('focus x'), y: aim.y + jitter('focus y') },
    top: !face?.named && region === look.regions[0] && (region.asked || stands(look, request)) ? region.y : null,
    heads: region.y > 0.01 ? 0 : headsIn(region, HIGH),
    faces: face?.named ? [] : look.faces,
    face,
    most_room: zoomless ? (sideways ? 1.2 : 1.05) : 1.6,
    most_aside: look.horizon === null ? clamp(WHOLE / region.width, ...ASIDE) : ASIDE[1],
    most_zoom: Math.min(
      most_zoom,
      role === 'wide' ? holding(look.faces) : most_zoom,
      zoomless ? (sideways ? 1.2 : 1.05) : 2.2,
    ),
  };
}

/** The share of a take that a whip pan is over in, in a film of that many. */
function strikeOf({ duration }: FilmRequest, count: number): number {
  return Math.min(0.2, (STRIKE * count) / duration);
}

function paceOf(intent: Intent): number {
  return Math.max(intent.pace, ...intent.beats.flat().map((wish) => wish.pace));
}

function shotCount(request: FilmRequest, intent: Intent, beats: number, frames: number): number {
  if (frames < 2 * SHORTEST) return 1;
  const { duration } = request;
  const usual = duration < 4 ? 2 : duration < 12 ? 3 : 4;
  const pace = paceOf(intent);
  const count = intent.count ?? (intent.wary.cuts ? 2 : usual + (pace >= 1.25 ? 1 : pace <= 0.7 ? -1 : 0));
  return Math.min(intent.count ?? 4, Math.floor(frames / SHORTEST), Math.max(2, count, Math.min(beats, 4)));
}

/**
 * Where a take stands in the film: its number, of how many, the least zoom for a hand's sway, the take before it, whether that is
 * elsewhere, how it is come to, and how large the words want things seen.
 */
type Standing = {
  index: number;
  count: number;
  sways: number;
  before: Take;
  elsewhere: boolean;
  /** The film goes through several places. */
  toured: boolean;
  joint: Joint | null;
  size: Size | null;
};

/** A take after a cut: its own framing on what is salient, and a beat of the prompt or one that answers the opening. */
function laterTake(
  request: FilmRequest,
  setup: Setup,
  intent: Intent,
  { main, parts }: Score,
  { index, count, sways, before, elsewhere, toured, joint, size }: Standing,
): Take {
  const { look, who } = setup;
  const seen = keysOf(before, request.duration).camera.at(-1)!;
  const asked = size !== null;
  // A company is to be seen as a whole, however few pixels would do.
  const forced = setup.most_zoom < NEAREST.least ? 0 : NEAREST[asked ? 'asked' : 'cut'];
  const bears = Math.max(setup.most_zoom, forced);
  const role = asked || elsewhere ? setup.role : roleAfter(seen, before.role, setup.role, bears);
  // What a long list comes back to is framed another way, and a detail that follows one is another.
  const round = Math.floor((index - 1) / 3);
  const region = regionFor(role, look, Math.max(round, before.role === 'detail' ? 1 : 0));
  const setting = settingOf(request, setup, intent, region);
  const beats = parts[index]!;
  // A move that was asked for at one place is answered at no other.
  const answered = toured ? gentleBeat(request, intent) : answer(role, main.at(-1)!, request, intent);
  const moves = beats.length > 0 ? beats : [answered];
  const side = sideOf(region, role, request.seed);
  const framings = framingsOf(role, region, aimOf(region, look), { side, seed: request.seed, round }).map((framed) =>
    within({ ...framed, zoom: Math.min(framed.zoom, asked ? bears : setup.most_zoom) }, setting.aspect),
  );
  const wound = framings.map((framing) => {
    const most_zoom = Math.max(setting.most_zoom, framing.zoom * 1.02);
    return windUp(framing, moves[0]!, { ...setting, most_zoom });
  });
  // Where winding up would lead back to the view before the cut, the take begins with its framing.
  const match = joint === 'match' ? matched(seen, before.on, region, setting.aspect) : null;
  const starts = [...wound, ...framings.map((framing) => lead(framing, moves[0]!, setting).room ?? framing)];
  // Another place is new however it is framed.
  const view = elsewhere ? starts[0]! : newView(seen, starts, role, setting.aspect, bears);
  const fits = (one: Camera) => one.zoom <= Math.max(bears, view.zoom) && (elsewhere || apart(seen, one) >= 1);
  const free = sparing(view, look.faces, setting.aspect, { most: MOST_ASIDE, fits });
  const start = setup.goes_on ? seen : (match ?? free);
  setting.most_zoom = Math.max(setting.most_zoom, start.zoom * 1.02);
  if (look.faces.length > 0) setting.focus.x = start.x;
  return {
    role,
    who,
    start,
    beats: moves,
    setting,
    on: region,
    least_zoom: sways,
    strike: strikeOf(request, count),
    opens: false,
    closes: index === count - 1,
    flows: false,
  };
}
