// The whole renderer in one call: picture and words in, film and thumbnail out.
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { drawFilm } from './draw/crew.ts';
import { Painter } from './draw/painter.ts';
import { buildStage, type Stage } from './draw/stage.ts';
import { Film } from './film/film.ts';
import { ThumbnailChoice, writeThumbnail } from './film/thumbnail.ts';
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
  /** What is happening, and the share of the whole film that is done, 0 to 1, never falling. */
  onProgress?(phase: Phase, share: number): void;
};

/** `rendering` while frames are drawn and encoded, `encoding` when all are drawn. */
export type Phase = 'planning' | 'rendering' | 'encoding';

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

/** Shares of a film's time, about: looking and planning; of the rest, drawing against encoding. Measured at 720p. */
const PLANNING = 0.05;
const DRAWING = 0.2;

/** Makes the film. Same request, same decoded frames. Throws the signal's reason soon after it aborts. */
export async function render(request: FilmRequest, options: RenderOptions): Promise<Rendered> {
  try {
    return await make(request, options);
  } catch (error) {
    await Promise.all([options.video, options.thumbnail].map((path) => rm(path, { force: true })));
    throw error;
  }
}

async function make(request: FilmRequest, options: RenderOptions): Promise<Rendered> {
  const { preset = 'fast', threads = availableParallelism() > 2 ? 2 : 1 } = options;
  const signal = options.signal ?? new AbortController().signal;
  options.onProgress?.('planning', 0);
  const stage = await prepare(request, threads, signal);
  const { plan } = stage;
  const { width, height, fps, frames } = plan;
  const memory = new Uint8Array(stage.memory.buffer);
  const choice = new ThumbnailChoice(frames);
  await using film = await Film.create(options.video, { width, height, fps, preset }, await makeSound(plan));
  let drawn = 0;
  const report = (phase: Phase) => {
    signal.throwIfAborted();
    const done = (DRAWING * drawn + (1 - DRAWING) * film.encoded) / frames;
    options.onProgress?.(phase, PLANNING + (1 - PLANNING) * 0.98 * done);
  };
  for await (const slot of drawFilm(stage, signal)) {
    choice.see(drawn, slot, memory, width, height);
    await film.add(slot, memory);
    drawn++;
    report('rendering');
  }
  await film.finish(() => report('encoding'));
  signal.throwIfAborted();
  const [slot] = stage.slots;
  new Painter(stage, 0).paint(choice.choose(), slot!);
  await writeThumbnail(options.thumbnail, slot!, memory, width, height);
  options.onProgress?.('encoding', 1);
  return { plan, width, height, fps, frames, duration: frames / fps, has_sound: plan.sound !== null };
}

/** Everything before the first frame. The picture itself is not needed after it. */
async function prepare(request: FilmRequest, threads: number, signal: AbortSignal): Promise<Stage> {
  signal.throwIfAborted();
  const picture = await readPicture(request.picture);
  signal.throwIfAborted();
  const look = lookAt(picture, request);
  return buildStage(makePlan(request, look), look, picture, threads, signal);
}
