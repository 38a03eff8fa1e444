// A clip as the film's opening: how much of it is shown, what is seen where it ends, and how the camera moves there.
import type { Pixels } from '../draw/plate.ts';
import type { Slot } from '../draw/stage.ts';
import { clipPictures, clipSound, type Target } from '../input/clip.ts';
import { VideoFile } from '../input/video.ts';
import { type Luma, type Motion, motionBetween, shrunk } from '../look/motion.ts';
import { wayTo } from '../plan/joints.ts';
import type { FilmRequest, Momentum } from '../plan/plan.ts';
import type { Stereo } from '../sound/stereo.ts';
import { pixelsOf } from './pixels.ts';

/** Frames over which a step of motion is measured, and how many steps: the clip's last 0.3 s. */
const STEP = 3;
const STEPS = 3;

/** Speed that is less than a measuring error: widths a second, enlargement a second. */
const NOISE = 0.004;

export type Opening = {
  video: VideoFile;
  /** Frames of the film that are the clip's own; the picture it goes on from is the one after them. */
  frames: number;
  picture: Pixels;
  momentum: Momentum;
  /** As long as those frames, or shorter when it ends before; null when the clip has none. */
  sound: Stereo | null;
  /** A sentence when the clip is longer than what is shown of it. */
  warning: string | null;
};

/** Reads a film's clip. Dispose of its `video`. Throws `InputError`, or the signal's reason when that aborts. */
export async function openClip(request: FilmRequest, path: string, signal: AbortSignal): Promise<Opening> {
  const video = await VideoFile.open(path);
  try {
    const { duration, fps } = request;
    const whole = Math.round(duration * fps);
    const has = Math.max(1, Math.round(video.duration * fps));
    const room = request.last_picture === null ? whole : whole - wayTo(whole, fps) - 1;
    const shown = Math.min(has, room);
    const { picture, momentum } = await endOf(video, request, shown, signal);
    return {
      video,
      frames: shown - 1,
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
  return clipPictures(opening.video, { bytes, slot, width, height, fps }, 0, opening.frames);
}

type FilmSize = { width: number; height: number; fps: number };

/** The last picture that is shown of a clip, and the camera's motion in the third of a second before it. */
async function endOf(video: VideoFile, { width, height, fps }: FilmSize, shown: number, signal: AbortSignal) {
  const slot = {
    y: 0,
    u: width * height,
    v: width * height * 1.25,
    lumaStride: width,
    chromaStride: width / 2,
  };
  const target: Target = { bytes: new Uint8Array(width * height * 1.5), slot, width, height, fps };
  const lumas: Luma[] = [];
  for await (const frame of clipPictures(video, target, Math.max(0, shown - 1 - STEP * STEPS), shown)) {
    signal.throwIfAborted();
    if ((shown - 1 - frame) % STEP === 0) lumas.push(shrunk(target.bytes, 0, width, width, height));
  }
  const steps = lumas.slice(1).map((luma, i) => motionBetween(lumas[i]!, luma));
  return { picture: pixelsOf(target.bytes, slot, width, height), momentum: momentumOf(steps, fps / STEP) };
}

/** The middle one of the steps in each direction, a second. */
function momentumOf(steps: Motion[], rate: number): Momentum {
  const middle = (of: (step: Motion) => number) => {
    const speed = (steps.map(of).toSorted((a, b) => a - b)[steps.length >> 1] ?? 0) * rate;
    return Math.abs(speed) < NOISE ? 0 : Math.round(speed * 1e4) / 1e4;
  };
  return { x: middle(({ x }) => x), y: middle(({ y }) => y), zoom: middle(({ zoom }) => zoom) };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
