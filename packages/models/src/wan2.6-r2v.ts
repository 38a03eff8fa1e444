// wan2.6-r2v: a film in which the subjects of given clips play, with their looks and voices.
import { Type } from 'typebox';
import { negative_prompt, seed, size, watermark } from './shared-parameters.ts';
import { writtenSize } from './sizes.ts';
import type { MediaRule, ModelSpec } from './spec.ts';

const clip: MediaRule = {
  kind: 'video',
  formats: ['mp4', 'mov'],
  min_seconds: 2,
  max_seconds: 30,
  max_bytes: 100_000_000,
};

const parameters = Type.Object(
  {
    prompt: Type.Optional(
      Type.String({
        title: 'Prompt',
        description: 'Who does what, and where; `character1` to `character3` are the clips in their order.',
        maxLength: 1500,
        default: '',
      }),
    ),
    reference_video_urls: Type.Array(Type.String({ media: clip }), {
      title: 'Reference clips',
      description: 'An array of clips, one character each, with its looks and its voice: URLs, data URIs or uploads.',
      minItems: 1,
      maxItems: 3,
    }),
    negative_prompt,
    size,
    duration: Type.Optional(Type.Enum([5, 10], { title: 'Duration', description: 'Length in seconds.', default: 5 })),
    shot_type: Type.Optional(
      Type.Enum(['single', 'multi'], {
        title: 'Shots',
        description: 'One continuous shot or several with cuts.',
        default: 'single',
      }),
    ),
    watermark,
    seed,
  },
  { additionalProperties: false },
);

export const wan26R2v: ModelSpec = {
  id: 'wan2.6-r2v',
  brief: 'A film of 5 or 10 seconds with the subjects and voices of one to three clips.',
  guide:
    'Give one to three clips of one character each, and say what `character1`, `character2` and `character3` do: the names follow the order of the clips. ' +
    '`shot_type` "multi" cuts between several views. The frame is as large as `size` says, whatever the clips are. It always has a soundtrack.',
  price_micro_usd: 150_000,
  parameters,
  aliases: {
    video: 'reference_video_urls',
    video_url: 'reference_video_urls',
    reference_urls: 'reference_video_urls',
    reference_video_url: 'reference_video_urls',
  },
  example: {
    prompt: 'character1 walks into a cozy cafe and greets character2 at the counter',
    reference_video_urls: ['https://example.com/character1.mp4', 'https://example.com/character2.mp4'],
    negative_prompt: 'blurry, low quality, distorted',
    size: '1920*1080',
    duration: 10,
    shot_type: 'single',
    watermark: false,
    seed: 424242,
  },
  frame: ({ size }) => ({ ...writtenSize(String(size)), fps: 30 }),
};
