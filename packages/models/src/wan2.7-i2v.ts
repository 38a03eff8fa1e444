// wan2.7-i2v: a film from a first picture or a first clip, to a last picture, moved by a sound.
import { Type } from 'typebox';
import {
  negative_prompt,
  picture,
  prompt,
  prompt_extend,
  resolution,
  seed,
  sound,
  watermark,
} from './shared-parameters.ts';
import { type Tier, tierSize } from './sizes.ts';
import type { MediaRule, ModelSpec, Payload } from './spec.ts';

const clip: MediaRule = {
  kind: 'video',
  formats: ['mp4', 'mov'],
  min_seconds: 2,
  max_seconds: 10,
  max_bytes: 100_000_000,
};

/** What can be given together. */
const SETS = [
  ['first_frame'],
  ['first_frame', 'driving_audio'],
  ['first_frame', 'last_frame'],
  ['first_frame', 'last_frame', 'driving_audio'],
  ['first_clip'],
  ['first_clip', 'last_frame'],
] as const;
const MEDIA = ['first_frame', 'last_frame', 'driving_audio', 'first_clip'] as const;

const parameters = Type.Object(
  {
    prompt,
    negative_prompt,
    first_frame: Type.Optional(
      Type.String({
        title: 'First frame',
        description: 'The picture the film begins with: a URL, a data URI or an upload.',
        media: picture,
      }),
    ),
    last_frame: Type.Optional(
      Type.String({
        title: 'Last frame',
        description: 'The picture the film ends on, cut to the shape of its beginning.',
        media: picture,
      }),
    ),
    driving_audio: Type.Optional(
      Type.String({
        title: 'Driving audio',
        description: 'Laid under the film and cut at its end; its loudness and onsets move camera and light.',
        media: sound,
      }),
    ),
    first_clip: Type.Optional(
      Type.String({
        title: 'First clip',
        description: 'The film begins with this clip and its sound, and goes on from it; cut at `duration`.',
        media: clip,
      }),
    ),
    resolution,
    duration: Type.Optional(
      Type.Integer({
        title: 'Duration',
        description: 'Length of the whole film in seconds, a clip included.',
        minimum: 2,
        maximum: 15,
        default: 5,
      }),
    ),
    prompt_extend,
    watermark,
    seed,
  },
  { additionalProperties: false },
);

/** The sets are told apart by which keys are there; the sentence says what was given and what would do. */
function broken(payload: Payload): { param: string; error: string } | null {
  const given = MEDIA.filter((name) => payload[name] !== undefined);
  if (SETS.some((set) => set.length === given.length && set.every((name) => given.includes(name)))) return null;
  const said =
    given.length === 0 ? 'no media is given' : `${given.join(', ')} ${given.length === 1 ? 'is' : 'are'} given`;
  const sets = SETS.map((set) => `{${set.join(', ')}}`).join(', ');
  return { param: given[0] ?? 'first_frame', error: `${said}; the sets that go together are ${sets}` };
}

export const wan27I2v: ModelSpec = {
  id: 'wan2.7-i2v',
  brief: 'A film of 2 to 15 seconds from a first picture or a first clip, to a last picture, moved by a sound.',
  guide:
    'Give `first_frame`, with `last_frame` and `driving_audio` if you like, or `first_clip`, with `last_frame` if you like; nothing else goes together. ' +
    'A film with `first_clip` begins with the clip and its sound and carries its motion on; `duration` is the whole. It always has a soundtrack.',
  price_micro_usd: 150_000,
  parameters,
  aliases: { image: 'first_frame', image_url: 'first_frame', img_url: 'first_frame', audio_url: 'driving_audio' },
  example: {
    prompt: 'The camera slowly rises above the valley at dawn',
    first_frame: 'https://example.com/first.jpg',
    last_frame: 'https://example.com/last.jpg',
    resolution: '1080P',
    duration: 5,
    seed: 987654321,
  },
  broken,
  frame: ({ resolution }, size) => {
    if (size === null) throw new Error('wan2.7-i2v has no picture or clip to take its size from');
    return { ...tierSize(resolution as Tier, size), fps: 30 };
  },
};
