// Parameters and media rules that the models have in common.
import { Type } from 'typebox';
import { SIZES } from './sizes.ts';
import type { MediaRule } from './spec.ts';

export const picture: MediaRule = {
  kind: 'image',
  formats: ['jpeg', 'png', 'webp', 'bmp'],
  min_side: 360,
  max_side: 2000,
  max_bytes: 10_000_000,
};

export const sound: MediaRule = {
  kind: 'audio',
  formats: ['wav', 'mp3'],
  min_seconds: 3,
  max_seconds: 30,
  max_bytes: 15_000_000,
};

export const audio_url = Type.Optional(
  Type.String({
    title: 'Sound',
    description: 'Laid under the film from its start and cut at its end; silent after it is over.',
    media: sound,
  }),
);

export const negative_prompt = Type.Optional(
  Type.String({
    title: 'Negative prompt',
    description: 'What to leave out.',
    maxLength: 500,
    default: '',
  }),
);

export const duration = Type.Optional(
  Type.Enum([5, 10, 15], { title: 'Duration', description: 'Length in seconds.', default: 5 }),
);

export const size = Type.Optional(
  Type.Enum(SIZES, { title: 'Size', description: 'Width and height in pixels.', default: '1920*1080' }),
);

export const prompt_extend = Type.Optional(
  Type.Boolean({
    title: 'Extend the prompt',
    description: 'Writes the prompt out in more detail; the result is `actual_prompt`.',
    default: true,
  }),
);

export const shot_type = Type.Optional(
  Type.Enum(['single', 'multi'], {
    title: 'Shots',
    description: 'One continuous shot or several with cuts; counts only while `prompt_extend` is true.',
    default: 'single',
  }),
);

export const audio = Type.Optional(
  Type.Boolean({
    title: 'Soundtrack',
    description: 'Makes a soundtrack when `audio_url` is absent; false and no `audio_url` is silence.',
    default: true,
  }),
);

export const watermark = Type.Optional(
  Type.Boolean({
    title: 'Watermark',
    description: 'Marks the film "AI Generated", bottom right.',
    default: false,
  }),
);

export const seed = Type.Optional(
  Type.Integer({
    title: 'Seed',
    description: 'The same payload and seed give the same film; random when absent.',
    minimum: 0,
    maximum: 2147483647,
  }),
);

export const prompt = Type.Optional(
  Type.String({
    title: 'Prompt',
    description: 'What should move, and how the camera should.',
    maxLength: 1500,
    default: '',
  }),
);

export const resolution = Type.Optional(
  Type.Enum(['720P', '1080P'], {
    title: 'Resolution',
    description: 'Number of pixels; the aspect ratio follows the picture or clip that the film begins with.',
    default: '1080P',
  }),
);
