// Stages the references: who is seen in which shot, when they come and go, and when each of them is heard.
import { bestRun, type ClipLook, GOODNESS_RATE, lookThrough } from '../look/clip-look.ts';
import type { Look } from '../look/look.ts';
import { castingOf } from './casting.ts';
import { figuresOf, shownOf, WINDOW } from './figures.ts';
import { cutFor, holds, nearer, windowsFor } from './framing.ts';
import { isSideways, regionsOf } from './in-view.ts';
import type { Intent } from './intent.ts';
import { SHORTEST } from './lengths.ts';
import type { Mentions } from './mentions.ts';
import type { FilmRequest, Life, Shot } from './plan.ts';
import { runsOf, type Span, shownBy, voicesOf, wrapped } from './runs.ts';
import { listedOf, rolesOf, type Setup, setupOf } from './shots.ts';
import type { Run, Staged, Staging, Voice } from './staged.ts';
import { passing, seenOf, spansOf, spokenOf, turnsOf } from './turns.ts';
import { walked } from './ways.ts';

/**
 * A shot before its length is known: how it is filmed, what is in it, and whose voices it carries, one after the other (clips'
 * numbers). `said`: what the words say of those in it, where they list it; else null.
 */
export type Scene = { setup: Setup; staged: Staged; heard: number[]; said: Mentions | null };

/** Seconds that a shot has at least, and that it has where everyone has more than one. */
const SHORT_SHOT = 0.7;
const ROOMY_SHOT = 1.5;

/** How far the camera's moves may part windows from what is behind them, 0 to 1: farther, they would leave the frame. */
const TRUST = 0.35;

const STILL: Life = { wind: 0, water: 0, clouds: 0 };

/** Everyone who plays in the film, and what of it they know. */
type Company = {
  request: FilmRequest;
  look: Look;
  life: Life;
  clips: ClipLook[];
  mentions: Mentions;
  /** The picture is a place that the words ask for, and not the clips' own background. */
  painted: boolean;
  /** How each shot of a film that goes from place to place is set up where it is filmed; null where it stays. */
  tour: Setup[] | null;
};

/** The shots to be cast. */
export function scenesOf(company: Company, intent: Intent): Scene[] {
  const { request, clips, mentions, painted } = company;
  const { order, turns, cues } = mentions;
  const frames = Math.round(request.duration * request.fps);
  const moving = cues.some(({ enters, leaves }) => enters || leaves > 0);
  const most = Math.floor(frames / Math.max(SHORTEST, SHORT_SHOT * request.fps));
  const whole = (role: Setup['role'], heard: number[]) => together(company, intent, role, order, heard);
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

/** A shot for each that the prompt lists, of those whom it means; null where it lists none. */
function listedScenes(company: Company, intent: Intent): Scene[] | null {
  const { request, clips, tour } = company;
  const listed = listedOf(request, intent);
  if (listed.length === 0) return null;
  const casting = castingOf(request.prompt, listed, tour !== null, clips.length);
  return listed.map((shot, i): Scene => {
    const { cast, said } = casting[i]!;
    const at = tour?.[i] ?? null;
    const there = at === null ? company : { ...company, look: at.look, life: at.life };
    // Where the film comes to a place one sees it.
    const comes = tour !== null && tour.findIndex(({ location }) => location === at!.location) === i;
    const isOwn = cast.length === 1 && (shot.size === null ? !comes : shot.size !== 'wide' || clips.length === 1);
    const scene = isOwn
      ? alone(there, shot.size === 'detail' ? 'nearer' : 'own', cast[0]!)
      : together(there, intent, i === 0 ? 'wide' : (at?.role ?? 'reverse'), cast, heardIn(said, cast));
    return { ...scene, setup: { ...scene.setup, location: at?.location ?? 0 }, said };
  });
}

/** Who is heard of those in a shot: not who only listens. */
function heardIn({ cues }: Mentions, cast: number[]): number[] {
  return cast.filter((clip) => cues[clip]!.says !== 'nothing');
}
/**
 * Who has the shots between the wide one and the last: the camera goes from one to the next as the words do, where there is
 * room for so many, and round again where there is room for twice as many. Each at least once.
 */
function speakersOf(turns: number[], order: number[], room: number): number[] {
  const round = turns.length <= room ? turns : order;
  return 2 * round.length <= room && round.at(-1) !== round[0] ? [...round, ...round] : round;
}

/** All those in the picture; nobody is a shot of the place. */
function together(company: Company, intent: Intent, role: Setup['role'], cast: number[], heard: number[]): Scene {
  const { look, life } = company;
  const figures = figuresOf(company, cast);
  if (figures.length === 0)
    return { setup: setupOf(role, look, life), staged: { filmed: null, figures }, heard, said: null };
  const regions = regionsOf(figures);
  const group = regions[0]!;
  const setup = {
    ...setupOf(role, { ...look, regions, trust: Math.min(look.trust, TRUST) }, life),
    // The camera may come as near as leaves everyone in the frame, but for moves that need room.
    most_zoom: Math.max(isSideways(intent) ? 1.3 : 1.04, 0.94 / Math.max(group.width, group.height)),
  };
  return { setup, staged: { filmed: null, figures }, heard, said: null };
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
  const inPlace = (cast: number[]) => figuresOf(company, cast).find((one) => one.clip === clip && one.cut_out);
  // Who has no room among the others may have it alone.
  const there = clips[clip]!.cut_out && (inPlace(company.mentions.order) ?? inPlace([clip]));
  if (there) {
    const { place } = there;
    const regions = [{ ...place, height: UPPER * place.height, weight: 1 }];
    const setup = setupOf(role, { ...look, regions, trust: Math.min(look.trust, TRUST) }, company.life);
    const who = clips.length > 1 ? `character${clip + 1}` : null;
    return {
      setup: { ...setup, who, most_zoom: MOST_ZOOM },
      staged: { filmed: null, figures: [there] },
      heard: [clip],
      said: null,
    };
  }
  const { aspect, look: seen } = clips[clip]!;
  const frame = request.width / request.height;
  const who = clips.length > 1 ? `character${clip + 1}` : null;
  if (fits(company, clip)) {
    const { subject, known, wanders } = shownOf(clips[clip]!);
    const cut = cutFor(aspect, frame, subject);
    // What is guessed may be low in who is shown; of who is known to be whole the head is in the upper part.
    const main = {
      ...subject,
      height: (known && !wanders ? UPPER : 1) * subject.height,
      weight: seen.regions[0]!.weight,
    };
    const through = lookThrough({ ...seen, regions: [main, ...seen.regions.slice(1)] }, cut);
    const setup = { ...setupOf(role, through, STILL), who };
    const { width, height } = through.regions[0]!;
    // A shot of one's own is new by whom it shows, and need not be near: it may cut off no head, which a look often misses. Nor
    // may a nearer one leave no more than an eye of who fills the frame.
    const near = role === 'own' ? within(0.85 / Math.max(width, height), 1.12, 1.3) : Math.max(1.2, 1 / width);
    setup.most_zoom = Math.min(setup.most_zoom, near);
    return { setup, staged: { filmed: { clip, cut }, figures: [] }, heard: [clip], said: null };
  }
  const [window] = windowsFor([shownOf(clips[clip]!)], frame, 1, request.seed, `window of ${clip}`);
  const cut = nearer(window!.cut, seen.regions[0]!, CLOSER[role] ?? 1);
  const figure = { clip, place: window!.place, stands: window!.place, cut, ...WINDOW };
  const regions = regionsOf([figure]);
  const most_zoom = 0.99 / Math.max(regions[0]!.width, regions[0]!.height);
  const setup = { ...setupOf(role, { ...look, regions }, company.life), who, most_zoom };
  return { setup, staged: { filmed: null, figures: [figure] }, heard: [clip], said: null };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function fits({ request, clips }: Company, clip: number): boolean {
  return holds(shownOf(clips[clip]!), request.width / request.height);
}

/** The staging of scenes whose shots are cast: passages, runs and voices, by the shots' lengths. */
export function stagingOf({ request, clips, mentions }: Company, scenes: Scene[], shots: Shot[]): Staging {
  const spans = spansOf(shots);
  const turns = turnsOf(scenes, spans, mentions, request.fps);
  const spoken = spokenOf(turns, scenes, mentions);
  const count = scenes.length;
  const staged = scenes.map((scene, index) =>
    passing(scene, { index, count, span: spans[index]! }, clips, turns, mentions, request.fps),
  );
  const runs: Staging['runs'] = [];
  const voices: Voice[] = [];
  for (const [clip, look] of clips.entries()) {
    const { from: opening, frames, goodness, heard } = look;
    const seen = seenOf(clip, staged, spans);
    const own = spoken.filter((turn) => turn.clip === clip);
    const first = own[0]?.from ?? 0;
    const before = seen.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, first) - from), 0);
    const whole = seen.reduce((sum, { from, to }) => sum + to - from, 0);
    const best = Math.round((bestRun(goodness, lengthIn(whole, request.fps)) * request.fps) / GOODNESS_RATE);
    const start = whole <= frames ? Math.min(best, frames - whole) : wrapped(look, before, request.fps);
    const way = wayThrough(look, clip, staged, spans, heard ? first : 0, request.fps);
    const played = way ?? runsOf(seen, look, start, request.fps);
    const run = played.map((part) => ({ ...part, picture: opening + part.picture }));
    runs.push(run);
    if (heard) voices.push(...voicesOf(clip, run, own, seen, request.fps));
  }
  return { shots: staged, runs, voices: voices.sort((a, b) => a.at - b.at) };
}

/**
 * The runs of a clip whose subject goes about and never comes round to where it was: in each shot it goes its way once, in the first
 * from that frame on, and its figures are put where they are on it. null for other clips.
 */
function wayThrough(
  look: ClipLook,
  clip: number,
  staged: Staged[],
  spans: Span[],
  begins: number,
  fps: number,
): Run[] | null {
  const { cut_out, wanders, round } = look;
  if (cut_out === null || !wanders || round !== null || cut_out.steps.length < 2) return null;
  const runs: Run[] = [];
  for (const [i, shot] of staged.entries()) {
    const index = shot.figures.findIndex((figure) => figure.clip === clip);
    const figure = shot.figures[index];
    const { from, to } = spans[i]!;
    if (figure?.cut_out) {
      const before = runs.length === 0 ? null : shownBy(runs.at(-1)!, from);
      const way = walked(cut_out, figure, { from, to, begins }, before, fps);
      shot.figures[index] = way.figure;
      runs.push(...way.runs);
    } else if (figure !== undefined || shot.filmed?.clip === clip) runs.push(...runsOf([{ from, to }], look, 0, fps));
  }
  return runs;
}

function lengthIn(frames: number, fps: number): number {
  return Math.max(1, Math.round((frames * GOODNESS_RATE) / fps));
}
