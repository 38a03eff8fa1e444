// The director: makes a plan of what was asked and what is in the picture.
import type { ClipLook } from '../look/clip-look.ts';
import type { Look } from '../look/look.ts';
import { windWay } from './air.ts';
import { attentive } from './attention.ts';
import { fitting } from './beats.ts';
import { fadesOf } from './fades.ts';
import { keptInView } from './in-view.ts';
import { type Intent, intentOf } from './intent.ts';
import { continuing, jointsOf, wayTo } from './joints.ts';
import { mentionsOf } from './mentions.ts';
import { fulfilled, type Painted } from './painted.ts';
import { performed } from './performed.ts';
import type { Air, FilmRequest, Momentum, Plan, Shot } from './plan.ts';
import { scriptOf } from './script.ts';
import { cast, listedOf } from './shots.ts';
import { furnished, LEAST_SHARE, lifeOf, type Scenery, sceneriesOf } from './sites.ts';
import { moodOf, soundOf } from './sounding.ts';
import { scenesOf, stagingOf } from './staging.ts';
import { beatsThrough } from './tempo.ts';
import { setupsOn, shownOn, stretchesAt, type Tour } from './tour.ts';
import { hoursSeen, type Turn, unturned } from './turning.ts';

/** What a film is made of besides its words and its picture. */
export type Company = {
  /** How the camera moves as it begins, after a clip; the plan is of what follows the clip then. */
  momentum?: Momentum | null;
  /** The references, which stand in the picture. */
  clips?: ClipLook[];
  /** Seconds at which a given sound would have its cuts; null: the film's own music decides. */
  beats?: number[] | null;
  /** The places that a film of words goes through, the picture's own first; null where it stays. */
  tour?: Tour | null;
  /** What becomes of a painted place while its hour turns; null where the light stays, or is the picture's own. */
  turn?: Turn | null;
};

/**
 * The plan of a film: a pure function of the request (its seed included), the look, and for a picture that was painted
 * after the words, what of them it holds. Any text plans a film.
 */
export function makePlan(
  request: FilmRequest,
  look: Look,
  painted: Painted | null = null,
  { momentum = null, clips = [], beats = null, tour = null, turn = null }: Company = {},
): Plan {
  const { width, height, fps, seed } = request;
  const read = intentOf(request.prompt, request.negative_prompt, tour?.parts);
  const mentions = mentionsOf(request.prompt, clips.length);
  const staged = clips.length === 0 ? read : performed(read, mentions);
  const listed = listedOf(request, read);
  const holds = tour === null ? painted : shownOn(tour, listed.length);
  const filled = holds === null ? staged : fulfilled(staged, holds);
  const lit = turn === null ? filled : { ...filled, changes: unturned(filled).before };
  const intent = momentum === null ? lit : continuing(lit, momentum);
  const here: Scenery = { look, painted, intent, life: lifeOf(request, look, intent) };
  const hours = (turn ?? []).map(
    (later, i, all): Scenery => ({
      ...here,
      ...later,
      intent: {
        ...fulfilled(staged, later.painted),
        changes: i === all.length - 1 ? unturned(staged).after : [],
      },
    }),
  );
  const sceneries = tour === null ? [here, ...hours] : sceneriesOf(request, tour);
  const { life } = sceneries[0]!;
  const lives = sceneries.map((scenery) => scenery.life);
  const toured = tour && setupsOn(tour, listed, lives);
  const company = { request, look, life, clips, mentions, painted: painted !== null, tour: toured };
  const scenes = clips.length === 0 ? null : scenesOf(company, intent);
  const set = scenes?.map(({ setup }) => setup) ?? toured;
  const pulse = beats ?? beatsThrough(request.duration, moodOf(request, look, intent));
  const { shots: free, whips, takes } = cast(request, look, intent, life, set, pulse);
  const shots = scenes === null ? free : attentive(request, keptInView(free, scenes, intent), scenes, mentions, intent);
  const frames = Math.round(request.duration * fps);
  const seen = turn && hoursSeen(sceneries.length, frames, unturned(staged).after.length > 0);
  const alone = tour === null;
  const sites = sceneries.map((scenery, i) =>
    seen === null
      ? furnished(request, scenery, stretchesAt(i, shots), shots, alone)
      : furnished(request, scenery, [seen[i]!.seen], shots, false, seen[i]!.alone),
  );
  const locations = sites.map(({ location }, i) =>
    seen === null ? location : { ...location, becomes: seen[i]!.becomes },
  );
  const strikes = locations.flatMap(({ air }) => air?.strikes ?? []);
  const heard = sites.flatMap(({ ambience }) => ambience);
  const played = scenes && stagingOf(company, scenes, shots);
  const sound = soundOf(request, look, intent, shots, { ambience: heard, whips, strikes }, played);
  const { fade_in, fade_out, warnings: unfaded } = fadesOf(request, intent);
  const handheld = (intent.handheld ?? 0) > 0;
  const told = locations.map((location, i) => ({ ...location, life: lives[i]! }));
  const scene = { locations: told, shots, fade_in, fade_out, sound, handheld };
  const ending = request.last_picture === null ? 0 : wayTo(frames, fps);
  return {
    width,
    height,
    fps,
    frames,
    seed,
    blows: windWay(seed, intent),
    shots,
    locations,
    grain: intent.grain,
    fade_in,
    fade_out,
    joints: jointsOf(momentum, ending),
    staging: played,
    watermark: request.watermark,
    sound,
    speech: [],
    plugins: [],
    actual_prompt: request.prompt_extend ? scriptOf(request.prompt, takes, scene) : null,
    warnings: [
      ...intent.warnings,
      ...new Set(sceneries.flatMap((one, i) => shortfalls(one, locations[i]!.air))),
      ...unhurried(request, intent),
      ...unjoined(intent, shots),
      ...unlisted(intent, shots),
      ...new Set(sites.flatMap(({ warnings }) => warnings)),
      ...unfaded,
    ],
  };
}

/** Mean luma (0 to 1) above which no lamp stands out. */
const LIT = 0.45;

/** A sentence when cuts or dissolves were asked for and there is nothing to join. */
function unjoined({ joint }: Intent, shots: Shot[]): string[] {
  if (joint === null || shots.length > 1) return [];
  const names = {
    cut: 'A cut',
    match: 'A match cut',
    dissolve: 'A dissolve',
    wipe: 'A wipe',
    black: 'A fade through black',
  };
  const asked = names[joint];
  return [`${asked} was asked for, but the film is one shot: shots are joined where several are asked for (multi).`];
}

/** A sentence when the prompt names more shots than the film has. */
function unlisted({ shots: listed, count }: Intent, shots: Shot[]): string[] {
  const named = listed.length > 0 ? listed.length : (count ?? 0);
  if (named <= shots.length) return [];
  const filmed =
    shots.length === 1 ? 'is one shot: several are filmed where they are asked for (multi)' : `has ${shots.length}`;
  return [`The prompt names ${named} shots; the film ${filmed}.`];
}

/** What the wind is seen by. */
const BLOWN = ['rain', 'snow', 'fog', 'dust', 'embers', 'leaves', 'petals', 'steam'] as const;

/** Sentences on what this picture or this duration does not allow. */
function shortfalls({ look, intent }: Scenery, air: Air | null): string[] {
  const sentences: string[] = [];
  // What is in the air goes with the wind, leaves or none.
  const blown = air !== null && BLOWN.some((kind) => air[kind] > 0);
  const parts = [
    [
      'wind',
      look.foliage,
      'No leaves or grass were found in the picture, so the wind that was asked for moves nothing.',
    ],
    ['water', look.water, 'No water was found in the picture, so the water that was asked for does not move.'],
    ['clouds', look.sky, 'No sky was found in the picture, so the clouds that were asked for do not move.'],
  ] as const;
  for (const [kind, share, sentence] of parts) {
    if ((intent.life[kind] ?? 0) > 0 && share < LEAST_SHARE && !(kind === 'wind' && blown)) sentences.push(sentence);
  }
  if ((intent.air.lights ?? 0) > 0 && look.brightness > LIT) {
    sentences.push('The picture is too bright for lights in it to be seen flickering.');
  }
  return sentences;
}

/** A sentence when the words name more moves in a row than the film has time for. */
function unhurried(request: FilmRequest, intent: Intent): string[] {
  const kept = fitting(intent, request.duration).length;
  const listed = request.shot_type === 'multi' && intent.shots.length > 0;
  if (kept === intent.beats.length || listed) return [];
  return [
    `The prompt asks for ${intent.beats.length} camera moves in a row; ${request.duration} s have time for ${kept}, the others are left out.`,
  ];
}
