// wan2.6-i2v: a film from one picture.
import { Type } from 'typebox';
import {
  audio,
  audio_url,
  duration,
  negative_prompt,
  picture,
  prompt,
  prompt_extend,
  resolution,
  seed,
  shot_type,
  watermark,
} from './shared-parameters.ts';
import { type Tier, tierSize } from './sizes.ts';
import type { ModelSpec } from './spec.ts';

const parameters = Type.Object(
  {
    prompt,
    img_url: Type.String({
      title: 'Picture',
      description: 'The first frame: a URL, a data URI or an upload.',
      media: picture,
    }),
    audio_url,
    negative_prompt,
    resolution,
    duration,
    prompt_extend,
    shot_type,
    audio,
    watermark,
    seed,
  },
  { additionalProperties: false },
);

export const wan26I2v: ModelSpec = {
  id: 'wan2.6-i2v',
  brief: 'A film of 5, 10 or 15 seconds from one picture, with sound.',
  guide:
    'Give a picture and say what should move. The film starts on the picture itself and keeps its aspect ratio. Leave `prompt_extend` on for short prompts; ' +
    'with it, `shot_type` "multi" cuts between several views. A soundtrack is made unless `audio_url` brings one or `audio` is false.',
  price_micro_usd: 150_000,
  parameters,
  aliases: { image: 'img_url', image_url: 'img_url', first_frame: 'img_url' },
  example: {
    prompt: 'Slow cinematic pan around a futuristic tower at sunset with neon accents',
    img_url: 'https://example.com/reference-image.jpg',
    negative_prompt: 'blurry, low quality, distorted',
    resolution: '1080P',
    duration: 10,
    seed: 987654321,
  },
  frame: ({ resolution }, size) => {
    if (size === null) throw new Error('wan2.6-i2v has no picture to take its size from');
    return { ...tierSize(resolution as Tier, size), fps: 30 };
  },
};
