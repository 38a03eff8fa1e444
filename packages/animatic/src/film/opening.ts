// A clip as the film's opening: how much of it is shown, what is seen where it ends, and how the camera moves there.
import type { Pixels } from '../draw/plate.ts';
import type { Slot } from '../draw/stage.ts';
import { clipPictures, clipSound, picturesAt, type Target } from '../input/clip.ts';
import type { VideoFile } from '../input/video.ts';
import { GOODNESS_RATE } from '../look/clip-look.ts';
import { bestCut, isAlike } from '../look/composed.ts';
import { momentumOf } from '../look/momentum.ts';
import { type Luma, shrunk } from '../look/motion.ts';
import { stirringIn } from '../look/stirring.ts';
import { cutFor } from '../plan/framing.ts';
import { wayTo } from '../plan/joints.ts';
import type { Area, FilmRequest, Momentum } from '../plan/plan.ts';
import type { Stereo } from '../sound/stereo.ts';
import { pixelsOf } from './pixels.ts';
import { samplesOf, stillOf } from './searching.ts';
import { openClipFile } from './working-copy.ts';

/** Steps in which its motion is measured, over its last second or so, and seconds that each is longer than; pixels across, at most. */
const STEPS = 12;
const LEAST_STEP = 0.08;
const SMALL = 480;

export type Opening = {
  video: VideoFile;
  /** Frames of the film that are the clip's own; the picture it goes on from is the one after them. */
  frames: number;
  /** What of its pictures is seen; null: as much as covers the frame, which is of their shape. */
  cut: Area | null;
  picture: Pixels;
  momentum: Momentum;
  /** As long as those frames, or shorter when it ends before; null when the clip has none. */
  sound: Stereo | null;
  /** A sentence when the clip is longer than what is shown of it. */
  warning: string | null;
};

/** Reads the clip of the film at the path `film`. Dispose of its `video`. Throws `InputError`, or the signal's reason when that aborts. */
export async function openClip(
  request: FilmRequest,
  path: string,
  film: string,
  signal: AbortSignal,
): Promise<Opening> {
  const video = await openClipFile(path, film, 0, signal);
  try {
    const { duration, fps } = request;
    const whole = Math.round(duration * fps);
    const has = Math.max(1, Math.round(video.duration * fps));
    const room = request.last_picture === null ? whole : whole - wayTo(whole, fps) - 1;
    const shown = Math.min(has, room);
    const cut = await cutOf(video, request, shown / fps, signal);
    const { picture, momentum } = await endOf(video, request, cut, shown, signal);
    return {
      video,
      frames: shown - 1,
      cut,
      picture,
      momentum,
      sound: await clipSound(video, shown / fps),
      warning:
        shown < has
          ? `Of the ${round(video.duration)} s of first_clip the first ${round(shown / fps)} s are shown.`
          : null,
    };
  } catch (error) {
    await video[Symbol.asyncDispose]();
    throw error;
  }
}

/** Writes the clip's own frames one after the other into a slot in these bytes. */
export function openingFrames(opening: Opening, size: FilmSize, bytes: Uint8Array, slot: Slot): AsyncGenerator<number> {
  const { width, height, fps } = size;
  const target = { bytes, slot, width, height, fps, ...seen(opening.cut) };
  return clipPictures(opening.video, target, 0, opening.frames);
}

/** Places in what is shown of a clip, from its start, by which its cut is chosen: the camera may move meanwhile. */
const LOOKED_AT = [0.05, 0.5, 0.97];

/**
 * What the frame shows of a clip of another shape, all the time: who moves in it before a camera that stands, else the middle of
 * what suits its beginning, middle and end.
 */
async function cutOf(video: VideoFile, size: FilmSize, seconds: number, signal: AbortSignal): Promise<Area | null> {
  if (isAlike(video, size)) return null;
  const [clip, shape] = [video.width / video.height, size.width / size.height];
  const samples = await samplesOf(video, Math.max(1, Math.floor(seconds * GOODNESS_RATE)), signal);
  const mover = stirringIn(samples.map(({ luma }) => luma));
  if (mover !== null) return cutFor(clip, shape, mover);
  const cuts: Area[] = [];
  for (const share of LOOKED_AT) {
    const found = bestCut(await stillOf(video, share * seconds), size);
    signal.throwIfAborted();
    if (found !== null) cuts.push(found.area);
  }
  if (cuts.length === 0) return null;
  const mean = (of: (area: Area) => number) => cuts.reduce((sum, area) => sum + of(area), 0) / cuts.length;
  // The size to the pixel, which the stills are not.
  const [width, height] = [Math.min(1, shape / clip), Math.min(1, clip / shape)];
  return {
    x: Math.min(
      mean(({ x }) => x),
      1 - width,
    ),
    y: Math.min(
      mean(({ y }) => y),
      1 - height,
    ),
    width,
    height,
  };
}

function seen(cut: Area | null): { cut?: Area } {
  return cut === null ? {} : { cut };
}

type FilmSize = { width: number; height: number; fps: number };

/** The last picture that is shown of a clip, and how the clip moves there. */
async function endOf(
  video: VideoFile,
  { width, height, fps }: FilmSize,
  cut: Area | null,
  shown: number,
  signal: AbortSignal,
) {
  const whole = { ...targetOf(width, height), ...seen(cut) };
  for await (const _ of clipPictures(video, { ...whole, fps }, shown - 1, shown)) break;
  video.judgeReading((shown - 1) / fps);
  signal.throwIfAborted();
  const times = lastTimes(video.times, (shown - 1) / fps);
  const scale = SMALL / Math.max(width, height);
  const even = (size: number) => Math.max(16, 2 * Math.round((size * scale) / 2));
  const small = { ...targetOf(even(width), even(height)), ...seen(cut) };
  const lumas: Luma[] = [];
  for await (const _ of picturesAt(video, small, (number) => times[number]!, 0, times.length)) {
    signal.throwIfAborted();
    lumas.push(shrunk(small.bytes, 0, small.width, small.width, small.height));
  }
  return { picture: pixelsOf(whole.bytes, whole.slot, width, height), momentum: momentumOf(lumas, times) };
}

/**
 * When the pictures are shown that a clip's motion is measured by: up to that time, every so many of its own, whatever its rate and
 * however uneven it is. At the film's rate some come twice, which would look like a camera that stops.
 */
function lastTimes(times: number[], until: number): number[] {
  const chosen: number[] = [];
  for (const time of times.filter((one) => one < until + 1e-3).reverse()) {
    const before = chosen[0];
    if (before === undefined || before - time > LEAST_STEP) chosen.unshift(time);
    if (chosen.length > STEPS) break;
  }
  return chosen;
}

function targetOf(width: number, height: number): Target {
  const luma = width * height;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: width, chromaStride: width / 2 };
  return { bytes: new Uint8Array(luma * 1.5), slot, width, height };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
