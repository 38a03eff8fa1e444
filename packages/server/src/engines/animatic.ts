// The embedded engine: each render is a process of its own, and a cancel is its death.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FilmRequest } from '@reelqueue/animatic';
import type { Payload } from '@reelqueue/models';
import { type Static, Type } from 'typebox';
import { PRESETS } from '../config.ts';
import { layout } from '../layout.ts';
import { runChild } from './child.ts';
import {
  type ClaimedRequest,
  type Engine,
  type EngineParts,
  type EngineType,
  type RenderContext,
  type Rendered,
  Stopped,
} from './engine.ts';
import { PLUGINS, pluginsOf, surroundings } from './plugins.ts';
import type { RenderOrder, RenderProgress, RenderResult } from './render-child.ts';
import { createWriter, Unwritten, type Writer } from './writer.ts';

const CHILD = new URL(import.meta.url.endsWith('.ts') ? './render-child.ts' : './render-child.js', import.meta.url);

type Words = Omit<FilmRequest, 'width' | 'height' | 'fps'>;
type Common =
  | 'prompt'
  | 'negative_prompt'
  | 'duration'
  | 'watermark'
  | 'seed'
  | 'last_picture'
  | 'first_clip'
  | 'references'
  | 'drive';
type Given = Pick<ClaimedRequest, 'payload' | 'media'>;

/** Below this many words `thinking_type: "auto"` extends a prompt (CONTRACT: section 4). */
const FEW_WORDS = 20;

/** What a render took on two cores at preset fast: before its first frame, and for each pixel of the film. */
const STARTING = 1;
const SECONDS_A_PIXEL = 1.2e-8;

/** The size of a film hardly depends on its picture's, only its shape does. */
const ANY_PICTURE = { width: 1280, height: 720 };

const text = (value: unknown): string => String(value ?? '');

/** The file of a parameter that names one; null when it was not given. */
const only = (files?: readonly string[]): string | null => files?.[0] ?? null;

/** What every model calls by the same name, and what most do not have. */
function common({ payload }: Given): Pick<Words, Common> {
  const { prompt, negative_prompt, duration, watermark, seed } = payload;
  return {
    prompt: text(prompt),
    negative_prompt: text(negative_prompt),
    duration: Number(duration),
    watermark: watermark === true,
    seed: Number(seed),
    last_picture: null,
    first_clip: null,
    references: [],
    drive: null,
  };
}

function wan26(given: Given): Words {
  const { payload, media } = given;
  const file = only(media.audio_url);
  const prompt_extend = payload.prompt_extend === true;
  return {
    ...common(given),
    // The model that films words alone has no picture.
    picture: only(media.img_url),
    prompt_extend,
    // Counts only while the prompt is extended.
    shot_type: prompt_extend && payload.shot_type === 'multi' ? 'multi' : 'single',
    sound: file !== null ? { file } : payload.audio === true ? 'generated' : 'silent',
  };
}

function wan26r2v(given: Given): Words {
  return {
    ...common(given),
    picture: null,
    references: given.media.reference_video_urls,
    prompt_extend: false,
    shot_type: given.payload.shot_type === 'multi' ? 'multi' : 'single',
    sound: 'generated',
  };
}

function pixverse(given: Given): Words {
  const { payload, media } = given;
  const words = text(payload.prompt).split(/\s+/u).filter(Boolean).length;
  const { thinking_type } = payload;
  return {
    ...common(given),
    picture: only(media.image_url),
    prompt_extend: thinking_type === 'enabled' || (thinking_type === 'auto' && words < FEW_WORDS),
    shot_type: payload.generate_multi_clip_switch === true ? 'multi' : 'single',
    sound: payload.generate_audio_switch === true ? 'generated' : 'silent',
  };
}

function wan27(given: Given): Words {
  const { payload, media } = given;
  return {
    ...common(given),
    picture: only(media.first_frame),
    last_picture: only(media.last_frame),
    first_clip: only(media.first_clip),
    drive: only(media.driving_audio),
    prompt_extend: payload.prompt_extend === true,
    shot_type: 'single',
    sound: 'generated',
  };
}

/** Each model's payload in the renderer's words. A model that is not here is refused. */
const FILMS: Record<string, (given: Given) => Words> = {
  'wan2.6-i2v': wan26,
  'wan2.6-t2v': wan26,
  'wan2.6-r2v': wan26r2v,
  'wan2.7-i2v': wan27,
  'pixverse-v5.6-i2v': pixverse,
};

/** The words with their prompt written out, where that is asked for and somebody writes; and a warning where nothing came. */
async function writtenOut(
  words: Words,
  writer: Writer | null,
  signal: AbortSignal,
): Promise<{ words: Words; warnings: string[] }> {
  if (writer === null || !words.prompt_extend) return { words, warnings: [] };
  try {
    return { words: { ...words, prompt: await writer(words, signal) }, warnings: [] };
  } catch (error) {
    if (!(error instanceof Unwritten)) throw error;
    const why = `The language model did not write the prompt out: ${error.message}. It was extended without it.`;
    return { words, warnings: [why] };
  }
}

type Settings = { preset?: string; plugins?: Static<typeof PLUGINS> };

/** Without settings it goes by Reelqueue's own. */
function createAnimatic(settings: Settings, { name, config, slots }: EngineParts): Engine {
  const preset = settings.preset ?? config.REELQUEUE_PRESET;
  const plugins = pluginsOf(settings.plugins, config);
  const environment = plugins.voice ? surroundings(config) : {};
  const writer = createWriter(config);
  const bill = config.REELQUEUE_BILL;
  // Compiled code is kept, which halves a child's start.
  const { cache } = layout(config.REELQUEUE_DATA_DIR);
  const threads = Math.max(1, Math.floor(availableParallelism() / Math.max(1, slots)));
  return {
    name,
    refuses: (model) => (model.id in FILMS ? null : `animatic does not render ${model.id} yet`),
    takes(model, payload) {
      const { width, height, fps } = model.frame(payload, ANY_PICTURE);
      return STARTING + Number(payload.duration) * fps * width * height * SECONDS_A_PIXEL;
    },
    bills: (model, payload) => (bill === 'free' ? 0 : Math.round(model.price_micro_usd * Number(payload.duration))),
    // About ten times what the slowest preset takes on one slow core.
    deadline: (payload: Payload) => 120 + 60 * Number(payload.duration),
    async render(request: ClaimedRequest, context: RenderContext): Promise<Rendered> {
      const video = join(context.workdir, 'film.mp4');
      const thumbnail = join(context.workdir, 'film.jpg');
      const plan = join(context.workdir, 'plan.json');
      const { signal } = context;
      const stopped = (error: unknown): never => {
        throw signal.aborted ? new Stopped('stopped') : error;
      };
      context.onProgress('planning', 0);
      const asked = FILMS[request.model.id](request);
      const { words, warnings: unwritten } = await writtenOut(asked, writer, signal).catch(stopped);
      const film = { ...words, ...request.frame! };
      const order: RenderOrder = { film, video, thumbnail, plan, media: request.media, preset, threads, plugins };
      const { duration, actual_prompt, warnings } = await runChild<RenderProgress, RenderResult>(CHILD, order, {
        ...{ signal, cache, environment },
        onProgress: ({ phase, share }) => context.onProgress(phase, share),
      }).catch(stopped);
      const { width, height, fps, seed } = film;
      return {
        video,
        thumbnail,
        plan,
        width,
        height,
        fps,
        duration,
        seed,
        actual_prompt,
        warnings: [...unwritten, ...warnings],
      };
    },
    end: null,
    check: async () => ({ says: 'It renders on this machine.', models: [] }),
  };
}

export const ANIMATIC: EngineType = {
  means: 'The embedded renderer: no model, no GPU.',
  settings: Type.Object({
    preset: Type.Optional(
      Type.Enum([...PRESETS], {
        description: 'x264 preset; absent: REELQUEUE_PRESET. Slower ones make smaller files.',
      }),
    ),
    plugins: Type.Optional(PLUGINS),
  }),
  alone: null,
  local: true,
  passes: false,
  create: createAnimatic,
};
