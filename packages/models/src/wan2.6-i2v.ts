// wan2.6-i2v: a film from one picture.
import { Type } from 'typebox';
import { type Tier, tierSize } from './sizes.ts';
import type { MediaRule, ModelSpec } from './spec.ts';

const picture: MediaRule = {
  kind: 'image',
  formats: ['jpeg', 'png', 'webp', 'bmp'],
  min_side: 360,
  max_side: 2000,
  max_bytes: 10_000_000,
};
const sound: MediaRule = {
  kind: 'audio',
  formats: ['wav', 'mp3'],
  min_seconds: 3,
  max_seconds: 30,
  max_bytes: 15_000_000,
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
    audio_url: Type.Optional(
      Type.String({
        title: 'Sound',
        description: 'Laid under the film from its start and cut at its end; silent after it is over.',
        media: sound,
      }),
    ),
    negative_prompt: Type.Optional(
      Type.String({
        title: 'Negative prompt',
        description: 'What to leave out.',
        maxLength: 500,
        default: '',
      }),
    ),
    resolution: Type.Optional(
      Type.Enum(['720P', '1080P'], {
        title: 'Resolution',
        description: 'Number of pixels; the aspect ratio follows the picture.',
        default: '1080P',
      }),
    ),
    duration: Type.Optional(
      Type.Enum([5, 10, 15], { title: 'Duration', description: 'Length in seconds.', default: 5 }),
    ),
    prompt_extend: Type.Optional(
      Type.Boolean({
        title: 'Extend the prompt',
        description: 'Writes the prompt out in more detail; the result is `actual_prompt`.',
        default: true,
      }),
    ),
    shot_type: Type.Optional(
      Type.Enum(['single', 'multi'], {
        title: 'Shots',
        description: 'One continuous shot or several with cuts; counts only while `prompt_extend` is true.',
        default: 'single',
      }),
    ),
    audio: Type.Optional(
      Type.Boolean({
        title: 'Soundtrack',
        description: 'Makes a soundtrack when `audio_url` is absent; false and no `audio_url` is silence.',
        default: true,
      }),
    ),
    watermark: Type.Optional(
      Type.Boolean({
        title: 'Watermark',
        description: 'Marks the film "AI Generated", bottom right.',
        default: false,
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        title: 'Seed',
        description: 'The same payload and seed give the same film; random when absent.',
        minimum: 0,
        maximum: 2147483647,
      }),
    ),
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
  frame: (payload, size) => ({ ...tierSize(payload.resolution as Tier, size), fps: 30 }),
};
