// The director: makes a plan of what was asked and what is in the picture.
import type { ClipLook } from '../look/clip-look.ts';
import type { Look } from '../look/look.ts';
import { airOf, isNight } from './air.ts';
import { attentive } from './attention.ts';
import { fitting } from './beats.ts';
import { between } from './chance.ts';
import { daylightOf } from './daylight.ts';
import { fadesOf } from './fades.ts';
import { focusOf } from './focus.ts';
import { keptInView } from './in-view.ts';
import { type Intent, intentOf } from './intent.ts';
import { continuing, jointsOf, wayTo } from './joints.ts';
import { exposureOf, gradeOf } from './light.ts';
import { mentionsOf } from './mentions.ts';
import { fulfilled, type Painted } from './painted.ts';
import { performed } from './performed.ts';
import type { Air, FilmRequest, Life, Momentum, Plan, Shot } from './plan.ts';
import { scriptOf } from './script.ts';
import { cast } from './shots.ts';
import { moodOf, soundOf } from './sounding.ts';
import { scenesOf, stagingOf } from './staging.ts';
import { beatsThrough } from './tempo.ts';

/**
 * The plan of a film: a pure function of the request (its seed included), the look, and for a picture that was painted
 * after the words, what of them it holds. Any text plans a film. `momentum`: how the camera moves as it begins, after a clip;
 * the plan is of what follows the clip then. `clips`: the references, which stand in that picture. `beats`: seconds at which a
 * given sound would have its cuts; null: the film's own music decides.
 */
export function makePlan(
  request: FilmRequest,
  look: Look,
  painted: Painted | null = null,
  momentum: Momentum | null = null,
  clips: ClipLook[] = [],
  beats: number[] | null = null,
): Plan {
  const { width, height, fps, seed } = request;
  const read = intentOf(request.prompt, request.negative_prompt);
  const mentions = mentionsOf(request.prompt, clips.length);
  const staged = clips.length === 0 ? read : performed(read, mentions);
  const filled = painted === null ? staged : fulfilled(staged, painted);
  const intent = momentum === null ? filled : continuing(filled, momentum);
  const life = lifeOf(request, look, intent);
  const company = { request, look, life, clips, mentions, painted: painted !== null };
  const scenes = clips.length === 0 ? null : scenesOf(company, intent);
  const set = scenes?.map(({ setup }) => setup) ?? null;
  const pulse = beats ?? beatsThrough(request.duration, moodOf(request, look, intent));
  const { shots: free, whips, takes } = cast(request, look, intent, life, set, pulse);
  const shots = scenes === null ? free : attentive(request, keptInView(free, scenes, intent), scenes, mentions, intent);
  const grade = gradeOf(intent, look, seed) ?? (shots.every(isStill) ? exposureOf(seed) : null);
  const staging = scenes && stagingOf(company, scenes, shots);
  const air = airOf(request, look, intent, life);
  const sound = soundOf(request, look, intent, shots, { whips, strikes: air?.strikes ?? [] }, staging);
  const { focus, warnings: unfocused } = focusOf(request, look, intent);
  const { fade_in, fade_out, warnings: unfaded } = fadesOf(request, intent);
  const daylight = daylightOf(request, look, intent);
  const scene = { daylight, fade_in, fade_out, life, air, focus, grade, sound, handheld: (intent.handheld ?? 0) > 0 };
  const frames = Math.round(request.duration * fps);
  const ending = request.last_picture === null ? 0 : wayTo(frames, fps);
  return {
    width,
    height,
    fps,
    frames,
    seed,
    shots,
    air,
    surf: life.water > 0 ? (painted?.surf ?? null) : null,
    falling: life.water > 0 ? (painted?.falling ?? null) : null,
    grade,
    grain: intent.grain,
    focus,
    daylight,
    fade_in,
    fade_out,
    joints: jointsOf(momentum, ending),
    staging,
    watermark: request.watermark,
    sound,
    speech: [],
    plugins: [],
    actual_prompt: request.prompt_extend ? scriptOf(request.prompt, takes, scene) : null,
    warnings: [
      ...intent.warnings,
      ...shortfalls(request, look, intent, air),
      ...unjoined(intent, shots),
      ...unlisted(intent, shots),
      ...unfocused,
      ...unfaded,
    ],
  };
}

function isStill({ camera, handheld, life }: Shot): boolean {
  const places = new Set(camera.map(({ at: _, ...place }) => JSON.stringify(place)));
  return places.size === 1 && handheld === 0 && life.wind + life.water + life.clouds === 0;
}

/** Least share of the picture that must be sky, water or foliage before it is set in motion. */
const LEAST_SHARE = 0.01;

function lifeOf(request: FilmRequest, look: Look, intent: Intent): Life {
  const open = request.prompt_extend && !intent.motionless;
  const share = { wind: look.foliage, water: look.water, clouds: look.sky };
  const usual = { wind: 0.35, water: 0.5, clouds: 0.4 };
  const amount = (kind: keyof Life) => {
    if (intent.motionless || share[kind] < LEAST_SHARE) return 0;
    const asked =
      intent.life[kind] ??
      (open && share[kind] > 0.08 && !(kind === 'clouds' && isNight(request, look)) ? usual[kind] : 0);
    return Math.min(1, asked * between(request.seed, `life ${kind}`, 0.85, 1.15));
  };
  return { wind: amount('wind'), water: amount('water'), clouds: amount('clouds') };
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
function shortfalls(request: FilmRequest, look: Look, intent: Intent, air: Air | null): string[] {
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
  const kept = fitting(intent, request.duration).length;
  const listed = request.shot_type === 'multi' && intent.shots.length > 0;
  if (kept < intent.beats.length && !listed) {
    sentences.push(
      `The prompt asks for ${intent.beats.length} camera moves in a row; ${request.duration} s have time for ${kept}, the others are left out.`,
    );
  }
  return sentences;
}
