// pixverse-v5.6-i2v: a film from one picture, in the aspect ratio that is asked for.
import { Type } from 'typebox';
import { seed } from './shared-parameters.ts';
import { type Quality, qualitySize } from './sizes.ts';
import type { MediaRule, ModelSpec } from './spec.ts';

const picture: MediaRule = {
  kind: 'image',
  formats: ['jpeg', 'png', 'webp'],
  min_side: 1,
  max_side: 4000,
  max_bytes: 20_000_000,
};

const parameters = Type.Object(
  {
    image_url: Type.String({
      title: 'Picture',
      description: 'The first frame, cropped to the aspect ratio: a URL, a data URI or an upload.',
      media: picture,
    }),
    prompt: Type.String({
      title: 'Prompt',
      description: 'What should move, and how the camera should.',
      maxLength: 2048,
    }),
    negative_prompt: Type.Optional(
      Type.String({ title: 'Negative prompt', description: 'What to leave out.', maxLength: 2048, default: '' }),
    ),
    duration: Type.Optional(
      Type.Enum([5, 8, 10], {
        title: 'Duration',
        description: 'Length in seconds; 10 not at 1080p.',
        default: 5,
        listed_as_required: true,
      }),
    ),
    aspect_ratio: Type.Optional(
      Type.Enum(['16:9', '9:16', '1:1', '4:3', '3:4'], {
        title: 'Aspect ratio',
        description: 'Shape of the frame.',
        default: '16:9',
        listed_as_required: true,
      }),
    ),
    quality: Type.Optional(
      Type.Enum(['360p', '540p', '720p', '1080p'], {
        title: 'Quality',
        description: 'The short side of the frame.',
        default: '540p',
        listed_as_required: true,
      }),
    ),
    thinking_type: Type.Optional(
      Type.Enum(['enabled', 'disabled', 'auto'], {
        title: 'Thinking',
        description: 'Whether the prompt is written out in more detail; "auto": when it has fewer than 20 words.',
        default: 'auto',
      }),
    ),
    generate_audio_switch: Type.Optional(
      Type.Boolean({ title: 'Sound', description: 'Makes effects and music; else silence.', default: false }),
    ),
    generate_multi_clip_switch: Type.Optional(
      Type.Boolean({ title: 'Cuts', description: 'Several views with cuts instead of one shot.', default: false }),
    ),
    seed,
  },
  { additionalProperties: false },
);

export const pixverse56I2v: ModelSpec = {
  id: 'pixverse-v5.6-i2v',
  brief: 'A film of 5, 8 or 10 seconds from one picture, in five aspect ratios.',
  guide:
    'Give a picture and describe the motion. The picture is cropped to `aspect_ratio`; `quality` is the short side of the frame. ' +
    'Sound and cuts are off unless switched on.',
  price_micro_usd: 30_000,
  parameters,
  aliases: { image: 'image_url', img_url: 'image_url', first_frame: 'image_url' },
  example: {
    image_url: 'https://example.com/reference-image.jpg',
    prompt: 'The camera slowly pushes in while the leaves sway in the wind',
    duration: 5,
    aspect_ratio: '16:9',
    quality: '540p',
  },
  broken: ({ duration, quality }) =>
    duration === 10 && quality === '1080p'
      ? { param: 'duration', error: 'duration is 10 and quality is "1080p"; at 1080p it must be 5 or 8' }
      : null,
  frame: ({ quality, aspect_ratio }) => ({ ...qualitySize(quality as Quality, String(aspect_ratio)), fps: 24 }),
};
