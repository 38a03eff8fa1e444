// wan2.6-t2v: a film from words alone.
import { Type } from 'typebox';
import {
  audio,
  audio_url,
  duration,
  negative_prompt,
  prompt_extend,
  seed,
  shot_type,
  size,
  watermark,
} from './shared-parameters.ts';
import { writtenSize } from './sizes.ts';
import type { ModelSpec } from './spec.ts';

const parameters = Type.Object(
  {
    prompt: Type.String({
      title: 'Prompt',
      description: 'What is to be seen, what should move, and how the camera should.',
      maxLength: 1500,
      pattern: '\\S', // there is nothing else to film
    }),
    audio_url,
    negative_prompt,
    size,
    duration,
    prompt_extend,
    shot_type,
    audio,
    watermark,
    seed,
  },
  { additionalProperties: false },
);

export const wan26T2v: ModelSpec = {
  id: 'wan2.6-t2v',
  brief: 'A film of 5, 10 or 15 seconds from words alone, with sound.',
  guide:
    'Describe a place, its light and weather, and how the camera moves. Leave `prompt_extend` on for short prompts; with it, `shot_type` "multi" ' +
    'cuts between several views. A soundtrack is made unless `audio_url` brings one or `audio` is false.',
  price_micro_usd: 150_000,
  parameters,
  aliases: {},
  example: {
    prompt: 'A mountain lake at sunrise, mist over the water, slow push in',
    negative_prompt: 'blurry, low quality, distorted',
    size: '1280*720',
    duration: 5,
    seed: 42,
  },
  frame: ({ size }) => ({ ...writtenSize(String(size)), fps: 30 }),
};
