// Stages the references: who is seen in which shot, when they come and go, and when each of them is heard.
import { bestRun, type ClipLook, GOODNESS_RATE, lookThrough } from '../look/clip-look.ts';
import type { Look, Region } from '../look/look.ts';
import { cutFor, holds, nearer, type Shown, windowsFor } from './framing.ts';
import { isSideways, regionsOf } from './in-view.ts';
import type { Intent } from './intent.ts';
import { SHORTEST } from './lengths.ts';
import { namesIn } from './lexicon/names.ts';
import type { Mentions } from './mentions.ts';
import type { Area, Figure, FilmRequest, Life, Shot, Staged, Staging, Voice } from './plan.ts';
import { relit } from './relight.ts';
import { runsOf, voicesOf, wrapped } from './runs.ts';
import { listedOf, rolesOf, type Setup, setupOf } from './shots.ts';
import { passing, seenOf, spansOf, spokenOf, turnsOf } from './turns.ts';

/** A shot before its length is known: how it is filmed, what is in it, and whose voice it carries (clips' numbers). */
export type Scene = { setup: Setup; staged: Staged; heard: number[] };

/** Seconds that a shot has at least, and that it has where everyone has more than one. */
const SHORT_SHOT = 0.7;
const ROOMY_SHOT = 1.5;

/** How near windows stand: before all that is far, so that the camera's moves part them from it. */
const NEAR = 0.78;

/** What every window is, and stays while nobody comes or goes. */
const WINDOW = { cut_out: false, relit: null, near: NEAR, enters: null, leaves: null };

/** How far the camera's moves may part windows from what is behind them, 0 to 1: farther, they would leave the frame. */
const TRUST = 0.35;

/** A window that is alone in a place leaves that much of it to be seen. */
const ALONE = 0.76;

const STILL: Life = { wind: 0, water: 0, clouds: 0 };

/** Everyone who plays in the film, and what of it they know. */
type Company = {
  request: FilmRequest;
  look: Look;
  life: Life;
  clips: ClipLook[];
  mentions: Mentions;
  painted: boolean;
};

/** The shots to be cast. `painted`: the picture is a place that the words ask for, and not the clips' own background. */
export function scenesOf(company: Company, intent: Intent): Scene[] {
  const { request, clips, mentions, painted } = company;
  const { order, turns, cues } = mentions;
  const frames = Math.round(request.duration * request.fps);
  const moving = cues.some(({ enters, leaves }) => enters || leaves > 0);
  const most = Math.floor(frames / Math.max(SHORTEST, SHORT_SHOT * request.fps));
  const whole = (role: Setup['role'], heard: number[]) => together(company, intent, role, heard);
  const listed = listedScenes(company, intent);
  if (listed !== null) return listed;
  if (clips.length === 1) {
    const roles = rolesOf(request, intent, 1, frames);
    const placed = painted || moving || !fits(company, 0);
    return roles.map((role, i) => (placed && i === 0 ? whole(role, [0]) : alone(company, role, 0)));
  }
  if (request.shot_type === 'single' || most < order.length) return [whole('take', [])];
  const closing = cues.some(({ leaves }) => leaves > 0) ? [whole('reverse', [])] : [];
  const room = Math.floor(frames / (ROOMY_SHOT * request.fps)) - 1 - closing.length;
  const own = speakersOf(turns, order, room).map((clip, i, all) =>
    alone(company, all.indexOf(clip) === i ? 'own' : 'nearer', clip),
  );
  // The first to be called on is heard from the beginning, into the first shot of its own.
  const scenes = [whole('wide', [order[0]!]), ...own, ...closing];
  return most < scenes.length ? own.slice(0, order.length) : scenes;
}

/** A shot for each that the prompt lists: of whom it names, or of everyone; null where it lists none, or leaves somebody out. */
function listedScenes(company: Company, intent: Intent): Scene[] | null {
  const clips = company.clips.map((_, clip) => clip);
  const shots = listedOf(company.request, intent).map((shot) => {
    const names = namesIn(shot.words).flatMap(({ number }) => (number !== null && number in clips ? [number] : []));
    return { ...shot, named: [...new Set(names)] };
  });
  const isOwn = ({ named, size }: (typeof shots)[number]) =>
    named.length === 1 && (size !== 'wide' || clips.length === 1);
  const all = clips.every((clip) => shots.some((shot) => !isOwn(shot) || shot.named[0] === clip));
  if (shots.length === 0 || !all) return null;
  return shots.map((shot, i) => {
    if (isOwn(shot)) return alone(company, shot.size === 'detail' ? 'nearer' : 'own', shot.named[0]!);
    return together(company, intent, i === 0 ? 'wide' : 'reverse', shot.named);
  });
}

/**
 * Who has the shots between the wide one and the last: the camera goes from one to the next as the words do, where there is
 * room for so many, and round again where there is room for twice as many. Each at least once.
 */
function speakersOf(turns: number[], order: number[], room: number): number[] {
  const round = turns.length <= room ? turns : order;
  return 2 * round.length <= room && round.at(-1) !== round[0] ? [...round, ...round] : round;
}

/** Everyone where they are in the picture, the farthest first. */
function figuresOf({ request, look, clips, mentions, painted }: Company): Figure[] {
  const { width, height, seed } = request;
  const cast = mentions.order;
  const windows = windowsFor(
    cast.map((clip) => shownOf(clips[clip]!)),
    width / height,
    cast.length === 1 && painted ? ALONE : 1,
    seed,
    'window',
  );
  const figures = cast.map((clip, i): Figure => {
    const figure = { clip, ...windows[i]!, ...WINDOW };
    const { cut_out: subject, aspect, look: own } = clips[clip]!;
    if (subject?.home) return atHome(figure, subject.area, aspect, width / height);
    const stands = subject && standing(figure, subject, aspect, width / height, cast.length);
    return stands && stands.place.height >= LEAST_TALL ? { ...stands, relit: relit(own, look) } : figure;
  });
  // Who is cut out walks before the windows, and before whom stands higher up in the frame.
  const nearness = ({ cut_out, place }: Figure) => (cut_out ? place.y + place.height : 0);
  return figures.sort((a, b) => nearness(a) - nearness(b));
}

/** All of them in the picture. */
function together(company: Company, intent: Intent, role: Setup['role'], heard: number[]): Scene {
  const { look, life } = company;
  const figures = figuresOf(company);
  const regions = regionsOf(figures);
  const group = regions[0]!;
  const setup = {
    ...setupOf(role, { ...look, regions, trust: Math.min(look.trust, TRUST) }, life),
    // The camera may come as near as leaves everyone in the frame, but for moves that need room.
    most_zoom: Math.max(isSideways(intent) ? 1.3 : 1.04, 0.94 / Math.max(group.width, group.height)),
  };
  return { setup, staged: { filmed: null, figures }, heard };
}

/** Where the ground is that those who are cut out stand on, and how much of the frame's height they take, at most and at least. */
const GROUND = 0.95;
const TALL = 0.74;
const LEAST_TALL = 0.4;

/** Share of the frame's width that their ways take at most. */
const WIDEST = 0.94;

/** A figure in the place of its own clip: just where it is there. */
function atHome(figure: Figure, area: Area, aspect: number, frame: number): Figure {
  const seen = cutFor(aspect, frame, { x: 0, y: 0, width: 1, height: 1 });
  const [x, y] = [Math.max(area.x, seen.x), Math.max(area.y, seen.y)];
  const width = Math.min(area.x + area.width, seen.x + seen.width) - x;
  const height = Math.min(area.y + area.height, seen.y + seen.height) - y;
  const place = {
    x: (x - seen.x) / seen.width,
    y: (y - seen.y) / seen.height,
    width: width / seen.width,
    height: height / seen.height,
  };
  return { ...figure, cut: { x, y, width, height }, cut_out: true, place };
}

/** Those whom the clip's own lower edge cuts off come up from below the frame's, larger: on a ground one would see the cut. */
const CUT_OFF = 0.985;
const BELOW = 1.02;
const TALLER = 0.88;

/** A figure cut out of its clip, on the ground below its window; as wide as its ways within the clip need. */
function standing(
  figure: Figure,
  { area: cut, breadth }: NonNullable<ClipLook['cut_out']>,
  aspect: number,
  frame: number,
  count: number,
): Figure {
  const shape = (cut.width * aspect) / cut.height / frame;
  const cutOff = cut.y + cut.height > CUT_OFF;
  // Who walks through the clip does so here, before the others.
  const widest = Math.min(WIDEST, (1.3 / count) * (cut.width / breadth));
  const height = Math.min(cutOff ? TALLER : TALL, widest / shape);
  const width = height * shape;
  const middle = figure.place.x + figure.place.width / 2;
  const x = Math.min(Math.max(middle - width / 2, 0.02), Math.max(0.02, 0.98 - width));
  return { ...figure, cut, cut_out: true, place: { x, y: (cutOff ? BELOW : GROUND) - height, width, height } };
}

/** How much of a window's cut is left where the camera is nearer: the window itself stays as large as it is. */
const CLOSER: Partial<Record<Setup['role'], number>> = { medium: 0.78, nearer: 0.78, detail: 0.6 };

/** How much of whoever stands in the place is framed where the camera is nearer, from the top. */
const UPPER = 0.62;
/** Nearer than that the cut is seen. */
const MOST_ZOOM = 1.7;

/**
 * One of them: in the place, where it stands there, or live and filling the frame; in a window of its own when the frame's shape
 * would cut it off.
 */
function alone(company: Company, role: Setup['role'], clip: number): Scene {
  const { request, clips, look } = company;
  const there = clips[clip]!.cut_out && figuresOf(company).find((figure) => figure.clip === clip && figure.cut_out);
  if (there) {
    const { place } = there;
    const regions = [{ ...place, height: UPPER * place.height, weight: 1 }];
    const setup = setupOf(role, { ...look, regions, trust: Math.min(look.trust, TRUST) }, company.life);
    const who = clips.length > 1 ? `character${clip + 1}` : null;
    return {
      setup: { ...setup, who, most_zoom: MOST_ZOOM },
      staged: { filmed: null, figures: [there] },
      heard: [clip],
    };
  }
  const { aspect, look: seen } = clips[clip]!;
  const frame = request.width / request.height;
  const who = clips.length > 1 ? `character${clip + 1}` : null;
  if (fits(company, clip)) {
    const cut = cutFor(aspect, frame, seen.regions[0]!);
    const through = lookThrough(seen, cut);
    const setup = { ...setupOf(role, through, STILL), who };
    if (role === 'own') setup.most_zoom = Math.min(setup.most_zoom, ownZoom(through.regions[0]!));
    return { setup, staged: { filmed: { clip, cut }, figures: [] }, heard: [clip] };
  }
  const [window] = windowsFor([shownOf(clips[clip]!)], frame, 1, request.seed, `window of ${clip}`);
  const cut = nearer(window!.cut, seen.regions[0]!, CLOSER[role] ?? 1);
  const figure = { clip, place: window!.place, cut, ...WINDOW };
  const regions = regionsOf([figure]);
  const most_zoom = 0.99 / Math.max(regions[0]!.width, regions[0]!.height);
  const setup = { ...setupOf(role, { ...look, regions }, company.life), who, most_zoom };
  return { setup, staged: { filmed: null, figures: [figure] }, heard: [clip] };
}

/** A shot of one's own is new by whom it shows, and need not be near: it may cut off no head, which a look often misses. */
function ownZoom({ width, height }: Region): number {
  return Math.min(1.3, Math.max(1.12, 0.85 / Math.max(width, height)));
}

function fits({ request, clips }: Company, clip: number): boolean {
  return holds(shownOf(clips[clip]!), request.width / request.height);
}

function shownOf({ aspect, look, wanders }: ClipLook): Shown {
  return { aspect, subject: look.regions[0]!, wanders };
}

/** The staging of scenes whose shots are cast: passages, runs and voices, by the shots' lengths. */
export function stagingOf({ request, clips, mentions }: Company, scenes: Scene[], shots: Shot[]): Staging {
  const spans = spansOf(shots);
  const turns = turnsOf(scenes, spans, mentions, request.fps);
  const spoken = spokenOf(turns, scenes, mentions);
  const staged = scenes.map((scene, i) =>
    passing(scene.staged, i, scenes.length, spans[i]!, turns, mentions, request.fps),
  );
  const runs: Staging['runs'] = [];
  const voices: Voice[] = [];
  for (const [clip, { from: opening, frames, goodness, heard }] of clips.entries()) {
    const seen = seenOf(clip, staged, spans);
    const own = spoken.filter((turn) => turn.clip === clip);
    const first = own[0]?.from ?? 0;
    const before = seen.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, first) - from), 0);
    const whole = seen.reduce((sum, { from, to }) => sum + to - from, 0);
    const best = Math.round((bestRun(goodness, lengthIn(whole, request.fps)) * request.fps) / GOODNESS_RATE);
    const start = whole <= frames ? Math.min(best, frames - whole) : wrapped(frames, before, request.fps);
    const run = runsOf(seen, frames, start, request.fps).map((part) => ({ ...part, picture: opening + part.picture }));
    runs.push(run);
    if (heard) voices.push(...voicesOf(clip, run, own, seen, request.fps));
  }
  return { shots: staged, runs, voices: voices.sort((a, b) => a.at - b.at) };
}

function lengthIn(frames: number, fps: number): number {
  return Math.max(1, Math.round((frames * GOODNESS_RATE) / fps));
}
