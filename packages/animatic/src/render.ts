// The whole renderer in one call: words, and mostly a picture, in; film and thumbnail out.
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { buildStage, type Stage } from './draw/stage.ts';
import { shoot } from './film/shooting.ts';
import { imagine } from './imagine/imagine.ts';
import { readPicture } from './input/picture.ts';
import { lookAt } from './look/look.ts';
import { makePlan } from './plan/director.ts';
import type { FilmRequest, Plan } from './plan/plan.ts';
import { makeSound } from './sound/sound.ts';

export type RenderOptions = {
  /** Paths to write the MP4 and the JPEG to. A render that fails leaves neither. */
  video: string;
  thumbnail: string;
  /** An x264 preset; `fast` when absent. */
  preset?: string;
  /** Threads that draw; the pictures do not depend on it. One keeps up with an encoder that has two cores. */
  threads?: number;
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
};

/** Share of a film's time that goes by before its first frame, about. */
const PLANNING = 0.05;

/** Makes the film. Same request, same decoded frames. Throws the signal's reason soon after it aborts. */
export async function render(request: FilmRequest, options: RenderOptions): Promise<Rendered> {
  const { video, thumbnail, preset = 'fast', threads = availableParallelism() > 2 ? 2 : 1 } = options;
  const { signal = new AbortController().signal, onProgress = () => {} } = options;
  try {
    onProgress('planning', 0);
    const stage = await prepare(request, threads, signal);
    const { plan } = stage;
    await shoot(stage, await makeSound(plan), {
      video,
      thumbnail,
      preset,
      signal,
      onProgress: (phase, share) => onProgress(phase, PLANNING + (1 - PLANNING) * share),
    });
    const { width, height, fps, frames } = plan;
    return { plan, width, height, fps, frames, duration: frames / fps, has_sound: plan.sound !== null };
  } catch (error) {
    await Promise.all([video, thumbnail].map((path) => rm(path, { force: true })));
    throw error;
  }
}

/** Everything before the first frame. The picture itself is not needed after it. */
async function prepare(request: FilmRequest, threads: number, signal: AbortSignal): Promise<Stage> {
  signal.throwIfAborted();
  if (request.picture === null) {
    const { picture, look, painted } = imagine(request);
    return buildStage(makePlan(request, look, painted), look, picture, threads, signal);
  }
  const picture = await readPicture(request.picture);
  signal.throwIfAborted();
  const look = lookAt(picture, request);
  return buildStage(makePlan(request, look), look, picture, threads, signal);
}
