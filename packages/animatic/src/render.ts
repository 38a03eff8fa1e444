// The whole renderer in one call: picture and words in, film and thumbnail out.
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { drawFilm } from './draw/crew.ts';
import { buildStage } from './draw/stage.ts';
import { Film } from './film/film.ts';
import { readPicture } from './input/picture.ts';
import { lookAt } from './look/look.ts';
import { makePlan } from './plan/director.ts';
import type { FilmRequest, Plan } from './plan/plan.ts';
import { SAMPLE_RATE } from './sound/stereo.ts';

export type RenderOptions = {
  /** Paths to write the MP4 and the JPEG to. */
  video: string;
  thumbnail: string;
  /** An x264 preset. */
  preset?: string;
  /** Drawing threads; the pictures do not depend on it. */
  threads?: number;
  signal?: AbortSignal;
  /** What is happening, and the share of the whole film that is done, 0 to 1, never falling. */
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

/** Makes the film. Same request, same decoded frames. Throws the signal's reason soon after it aborts. */
export async function render(request: FilmRequest, options: RenderOptions): Promise<Rendered> {
  const { preset = 'fast', threads = availableParallelism(), signal = new AbortController().signal } = options;
  const progress = options.onProgress ?? (() => {});
  progress('planning', 0);
  const picture = await readPicture(request.picture);
  signal.throwIfAborted();
  const look = lookAt(picture, request);
  const plan = makePlan(request, look);
  const { width, height, fps, frames } = plan;
  const stage = await buildStage(plan, look, picture, threads, signal);
  const samples = Math.round((frames / fps) * SAMPLE_RATE);
  const sound = { left: new Float32Array(samples), right: new Float32Array(samples) };
  const memory = new Uint8Array(stage.memory.buffer);
  await using film = await Film.create(options.video, { width, height, fps, frames, preset }, sound);
  let drawn = 0;
  for await (const slot of drawFilm(stage, signal)) {
    await film.add(slot, memory);
    progress('rendering', 0.02 + (0.95 * ++drawn) / frames);
  }
  progress('encoding', 0.97);
  await film.finish();
  const { rgb } = picture;
  await sharp(rgb, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .resize(640, Math.round((640 * height) / width), { fit: 'cover' })
    .jpeg()
    .toFile(options.thumbnail);
  progress('encoding', 1);
  return { plan, width, height, fps, frames, duration: frames / fps, has_sound: plan.sound !== null };
}
