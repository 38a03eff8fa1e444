// The whole renderer in one call: words, and mostly a picture or a clip, in; film and thumbnail out.
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Pixels } from './draw/plate.ts';
import { dress, layStage, type Stage } from './draw/stage.ts';
import type { Opening } from './film/opening.ts';
import { References } from './film/references.ts';
import type { Painting } from './film/sets.ts';
import { shoot } from './film/shooting.ts';
import type { Atelier } from './imagine/atelier.ts';
import { readPicture } from './input/picture.ts';
import { composed, covering } from './look/composed.ts';
import { type Look, lookAt } from './look/look.ts';
import { makePlan } from './plan/director.ts';
import { morphing } from './plan/joints.ts';
import { mentionsOf } from './plan/mentions.ts';
import type { Painted } from './plan/painted.ts';
import type { Accent, FilmRequest, Plan } from './plan/plan.ts';
import type { Tour } from './plan/tour.ts';
import type { Turn } from './plan/turning.ts';
import { PlugIns, type Plugins } from './plugins/plugins.ts';
import { type Asked, completed } from './request.ts';
import { pulseOf, strokesOf } from './sound/pulse.ts';
import { makeSound } from './sound/sound.ts';
import type { Stereo } from './sound/stereo.ts';
import { withVoices } from './sound/voices.ts';

export type RenderOptions = {
  /** Paths to write the MP4 to, and the most typical frame as a JPEG, if wanted. A render that fails leaves neither. */
  video: string;
  thumbnail?: string;
  /** An x264 preset; `fast` when absent. */
  preset?: string;
  /** Threads that draw; the pictures do not depend on it. One keeps up with an encoder that has two cores. */
  threads?: number;
  /** Models and a voice of the caller's own. What goes wrong with one is a warning of the plan's. */
  plugins?: Plugins;
  signal?: AbortSignal;
  /**
   * What is happening, and the share of the whole film that is done, 0 to 1, never falling. It is `rendering` while frames
   * are drawn and encoded, `encoding` when all are drawn.
   */
  onProgress?(phase: 'planning' | 'rendering' | 'encoding', share: number): void;
};

/** What was made: the plan it followed, and the film's own measures (pixels, frames, seconds). */
export type Rendered = {
  plan: Plan;
  width: number;
  height: number;
  fps: number;
  frames: number;
  duration: number;
  has_sound: boolean;
  /** A checksum of its pictures as encoded, by which `inspectFilm` can tell whether the file holds just these. */
  sum: number;
};

/** Share of a film's time that goes by before its first frame, about. */
const PLANNING = 0.05;

/**
 * What a picture, its look and the sound took is collected when the encoder has its first frame, since nothing else would give it
 * back, a hundred megabytes of a large photo: in frames of more pixels than that, or where it is more bytes. Elsewhere there is
 * room for it.
 */
const LARGE = 1_500_000;
const LYING = 48_000_000;

/**
 * Makes the film; what the request leaves out is filled in (`completed` says how). Same request, same decoded frames.
 * Throws the signal's reason soon after it aborts, `InputError` for a file that can not be read, `RangeError` for a number
 * out of range.
 */
export async function render(asked: Asked, options: RenderOptions): Promise<Rendered> {
  const request = await completed(asked);
  const { video, thumbnail = null, preset = 'fast', threads = availableParallelism() > 2 ? 2 : 1 } = options;
  const { signal = new AbortController().signal, onProgress = () => {} } = options;
  try {
    onProgress('planning', 0);
    const opening = await openingOf(request, video, signal);
    await using _ = opening?.video;
    await using references = await References.open(request, video, signal);
    await using atelier = await atelierFor(request, signal);
    const plugins = new PlugIns(options.plugins ?? {}, signal);
    const set = { opening, references, plugins, atelier, threads, signal };
    const { stage, painting, said } = await prepare(request, set);
    references.planned();
    if (painting === null) await atelier?.[Symbol.asyncDispose]();
    const { plan } = stage;
    const frames = (opening?.frames ?? 0) + plan.frames;
    const sounding = async () => {
      const sound = await soundOf(plan, frames, opening, references, said);
      if (request.width * request.height > LARGE || process.memoryUsage().arrayBuffers > LYING) globalThis.gc?.();
      return sound;
    };
    const sum = await shoot(stage, opening, references.filmed, sounding, painting, {
      video,
      thumbnail,
      preset,
      signal,
      onProgress: (phase, share) => onProgress(phase, PLANNING + (1 - PLANNING) * share),
    });
    const { width, height, fps } = plan;
    return { plan, width, height, fps, frames, duration: frames / fps, has_sound: plan.sound !== null, sum };
  } catch (error) {
    await Promise.all([video, thumbnail].map((path) => path && rm(path, { force: true })));
    throw error;
  } finally {
    if (isOfClips(request)) await (await import('./film/working-copy.ts')).removeCopies(video);
  }
}

/** Whether any of a film is read while it is made. What that takes is loaded for such a film only. */
function isOfClips({ first_clip, references }: FilmRequest): boolean {
  return first_clip !== null || references.length > 0;
}

/** Where the place of a film is painted; null where a picture or a clip is filmed. */
async function atelierFor(
  { picture, first_clip, references }: FilmRequest,
  signal: AbortSignal,
): Promise<Atelier | null> {
  if (references.length === 0 && (picture !== null || first_clip !== null)) return null;
  const { Atelier } = await import('./imagine/atelier.ts');
  return new Atelier(signal);
}

/** What a film opens with; null without a clip. */
async function openingOf(request: FilmRequest, video: string, signal: AbortSignal): Promise<Opening | null> {
  if (request.first_clip === null) return null;
  const { openClip } = await import('./film/opening.ts');
  return openClip(request, request.first_clip, video, signal);
}

/** Who and what a film is made with. */
type Crew = {
  opening: Opening | null;
  references: References;
  plugins: PlugIns;
  atelier: Atelier | null;
  threads: number;
  signal: AbortSignal;
};

/** What is drawn first, and where the film goes from there. `home`: the number of the clip whose own place it is. */
type Scene = {
  picture: Pixels;
  look: Look;
  painted: Painted | null;
  home: number | null;
  tour: Tour | null;
  turn: Turn | null;
  painting: Painting | null;
};

/** A film that stays where it is, at no clip's own place, in a picture that is not painted. */
const STAYS = { painted: null, home: null, tour: null, turn: null, painting: null };

/** Everything before the first frame that is drawn. The pictures themselves are not needed after it. */
async function prepare(
  request: FilmRequest,
  { opening, references, plugins, atelier, threads, signal }: Crew,
): Promise<{ stage: Stage; painting: Painting | null; said: Stereo[] }> {
  signal.throwIfAborted();
  const scene = await sceneOf(request, { opening, references, plugins, atelier, signal });
  const { picture, look, painting } = scene;
  signal.throwIfAborted();
  const last = request.last_picture === null ? null : covering(await readPicture(request.last_picture), request);
  const relation = last && (await plugins.relation(picture, last, request));
  signal.throwIfAborted();
  const silent = await planOf(request, opening, references, scene, relation !== null);
  const { plan, said } = await plugins.speak(request.prompt, silent, (opening?.frames ?? 0) / request.fps);
  const looks =
    scene.tour === null
      ? [look, ...(scene.turn ?? []).map((later) => later.look)]
      : scene.tour.sites.map((site) => site.look);
  const stage = await layStage(plugins.told(plan), looks, picture, threads);
  await dress(stage, look, picture, signal);
  if (last === null) return { stage, painting, said };
  const { withEnding } = await import('./draw/ending.ts');
  return { stage: await withEnding(stage, lookAt(last, request), last, relation, signal), painting, said };
}

/**
 * What is drawn: the end of a clip, a given picture, one that is painted after the words, or a clip's own background: the place
 * itself where it can be seen without anybody and all can stand in it (`home`: that clip's number), else its colours.
 */
async function sceneOf(
  request: FilmRequest,
  { opening, references: { all }, plugins, atelier, signal }: Omit<Crew, 'threads'>,
): Promise<Scene> {
  if (atelier !== null) {
    if (all.length === 0) atelier.open();
    // Sixty modules, a tenth of a second, that other films have no use for.
    const { namesPlace } = await import('./imagine/imagine.ts');
    const { routeOf } = await import('./imagine/route.ts');
    const route = routeOf(request);
    if (route !== null) {
      const { surveyed } = await import('./film/sets.ts');
      const { first, ...ahead } = await surveyed(request, route, atelier);
      return { ...STAYS, ...first, ...ahead };
    }
    const { hoursOf } = await import('./imagine/hours.ts');
    const hours = all.length > 0 || request.last_picture !== null ? null : hoursOf(request);
    if (hours !== null) {
      const { watched } = await import('./film/sets.ts');
      const { first, ...ahead } = await watched(request, hours, atelier);
      return { ...STAYS, ...first, ...ahead };
    }
    if (all.length === 0 || namesPlace(request)) return { ...STAYS, ...(await atelier.imagine(request)) };
    const { order, cues } = mentionsOf(request.prompt, all.length);
    const together = all.length > 1 || cues.some(({ enters, leaves }) => enters || leaves > 0);
    const stand = together && all.every(({ matte }) => matte !== null);
    const home = stand ? (order.find((clip) => all[clip]!.matte!.background !== null) ?? null) : null;
    if (home !== null) {
      const { cleanPlate } = await import('./film/clean-plate.ts');
      const picture = await cleanPlate(all[home]!, request, signal);
      return { ...STAYS, picture, look: lookAt(picture, request), home };
    }
    const { still, clip } = all[order[0]!]!;
    const { backdropOf } = await import('./imagine/backdrop.ts');
    return { ...STAYS, ...(await backdropOf(still, clip.look, request)) };
  }
  const picture = opening?.picture ?? composed(await readPicture(request.picture!), request);
  return { ...STAYS, picture, look: await plugins.look(lookAt(picture, request), picture, request) };
}

/** The plan of what is drawn: the whole film, or what follows the opening. `related`: its picture becomes the last one. */
async function planOf(
  request: FilmRequest,
  opening: Opening | null,
  { all }: References,
  { look, painted, home, tour, turn }: Scene,
  related: boolean,
): Promise<Plan> {
  const { duration, fps, drive } = request;
  const rest = opening === null ? duration : (Math.round(duration * fps) - opening.frames) / fps;
  const heard = drive === null ? request.sound : { file: drive };
  const placed = painted !== null || home !== null;
  const clips = all.map(({ clip }, i) => ({
    ...clip,
    // Cut out of one picture it must stand in another: before mere colours out of focus it would hang in the air.
    cut_out: placed && clip.cut_out ? { ...clip.cut_out, home: i === home } : null,
  }));
  const multi = request.shot_type === 'multi';
  const listened = typeof heard === 'object' && (multi || drive !== null) ? heard.file : null;
  const given = listened === null ? null : await (await import('./input/audio.ts')).readAudio(listened, rest);
  const strokes = given && multi ? strokesOf(given, Math.round(rest * fps), fps) : [];
  const planned = makePlan({ ...request, duration: rest, sound: heard }, look, painted, {
    momentum: opening?.momentum ?? null,
    clips,
    beats: strokes.length > 0 ? strokes : null,
    tour,
    turn,
  });
  const plan = related ? morphing(planned) : planned;
  if (opening?.warning) plan.warnings.push(opening.warning);
  if (plan.sound?.given === null) plan.sound.accents = accentsOf(plan, plan.sound.accents, opening);
  if (drive === null) return plan;
  const { frames } = plan;
  const pulse = pulseOf(given!, frames, fps, request.last_picture !== null);
  return { ...plan, joints: { momentum: null, loose: 0, ending: 0, way: 'push', ...plan.joints, pulse } };
}

/** The accents by the whole film's clock, and one where the last picture comes through. */
function accentsOf(plan: Plan, accents: Accent[], opening: Opening | null): Accent[] {
  const { joints, frames, fps } = plan;
  const before = (opening?.frames ?? 0) / fps;
  const ending = joints?.ending ?? 0;
  const through: Accent[] =
    ending === 0 || joints?.way === 'morph' ? [] : [{ at: (frames - 0.65 * ending) / fps, kind: 'whoosh' }];
  return [...accents, ...through].map(({ at, kind }) => ({ at: at + before, kind }));
}

/**
 * The film's whole sound: after an opening with a sound of its own, the plan's takes over; references speak over it, or what
 * is `said`, one sound for each line of the plan.
 */
async function soundOf(
  plan: Plan,
  frames: number,
  opening: Opening | null,
  { filmed }: References,
  said: Stereo[],
): Promise<Stereo> {
  const sound = await makeSound({ ...plan, frames });
  if (plan.staging && plan.sound?.given === null) {
    const { voices } = plan.staging;
    const { clipSound } = await import('./input/clip.ts');
    const sounds = await Promise.all(
      filmed.map(({ video }, i) => {
        const last = Math.max(0, ...voices.filter(({ clip }) => clip === i).map(({ from, lasts }) => from + lasts));
        return last === 0 ? null : clipSound(video, last);
      }),
    );
    return withVoices(sound, voices, sounds);
  }
  const bed = opening?.sound ? (await import('./sound/takeover.ts')).takeOver(opening.sound, sound) : sound;
  return withVoices(
    bed,
    plan.speech.map(({ at, lasts }, clip) => ({ clip, at, from: 0, lasts })),
    said,
  );
}
