// wan2.6-i2v: a film from one picture.
import { Type } from 'typebox';
import { type Tier, tierSize } from './sizes.ts';
import type { MediaRule, ModelSpec } from './spec.ts';
import {
  audio,
  audio_url,
  duration,
  negative_prompt,
  prompt_extend,
  seed,
  shot_type,
  watermark,
} from './wan-parameters.ts';

const picture: MediaRule = {
  kind: 'image',
  formats: ['jpeg', 'png', 'webp', 'bmp'],
  min_side: 360,
  max_side: 2000,
  max_bytes: 10_000_000,
};

const parameters = Type.Object(
  {
    prompt: Type.Optional(
      Type.String({
        title: 'Prompt',
        description: 'What should move, and how the camera should.',
        maxLength: 1500,
        default: '',
      }),
    ),
    img_url: Type.String({
      title: 'Picture',
      description: 'The first frame: a URL, a data URI or an upload.',
      media: picture,
    }),
    audio_url,
    negative_prompt,
    resolution: Type.Optional(
      Type.Enum(['720P', '1080P'], {
        title: 'Resolution',
        description: 'Number of pixels; the aspect ratio follows the picture.',
        default: '1080P',
      }),
    ),
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
