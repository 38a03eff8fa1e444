// From what somebody asks for to a whole request: what is left out is filled in, what makes no sense is refused.
import { measurePicture } from './input/picture.ts';
import { inEnglish } from './plan/lexicon/chinese.ts';
import type { FilmRequest } from './plan/plan.ts';

/** A film of which only some is said. Width and height go together. */
export type Asked = Partial<FilmRequest>;

/** Pixels of the shorter side where no size was given, and at most of the longer. */
const SHORTER = 720;
const LONGEST = 2560;

/** Seconds of a film at most, pixels of a side. */
const MOST_SECONDS = 120;
const SIDES = { least: 32, most: 4096 };

/** What a request leaves out: no picture, no clip, no words. */
export const DEFAULTS = {
  picture: null,
  last_picture: null,
  first_clip: null,
  references: [],
  drive: null,
  prompt: '',
  negative_prompt: '',
  prompt_extend: true,
  shot_type: 'single',
  fps: 30,
  duration: 5,
  sound: 'generated',
  watermark: false,
  seed: 1,
} as const satisfies Asked;

/**
 * The whole request, Chinese words that are known in English: 5 s at 30 fps with sound, in the shape of what is filmed, 720 pixels on the shorter side, where nothing
 * else was asked. Throws `RangeError` for a number out of range, `InputError` for a picture or clip that can not be read.
 */
export async function completed(asked: Asked): Promise<FilmRequest> {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Asked;
  const { width, height } = given;
  const size = width !== undefined && height !== undefined ? { width, height } : sizeFor(await shapeOf(given), SHORTER);
  const whole: FilmRequest = { ...DEFAULTS, ...given, ...size };
  const [prompt, negative_prompt] = [inEnglish(whole.prompt), inEnglish(whole.negative_prompt)];
  const request: FilmRequest = { ...whole, prompt, negative_prompt };
  judge(request);
  return request;
}

/** A film's size of that shape, width by height: even sides, the shorter one as given unless the other gets too long. */
export function sizeFor(shape: { width: number; height: number }, shorter: number): { width: number; height: number } {
  const scale = Math.min(shorter / Math.min(shape.width, shape.height), LONGEST / Math.max(shape.width, shape.height));
  const even = (length: number) => Math.max(SIDES.least, 2 * Math.round((length * scale) / 2));
  return { width: even(shape.width), height: even(shape.height) };
}

/** The shape of what is filmed; 16 by 9 where there is nothing yet. */
export async function shapeOf({
  picture,
  first_clip,
  references = [],
}: Asked): Promise<{ width: number; height: number }> {
  const clip = first_clip ?? references[0];
  if (clip) return (await import('./input/video.ts')).measureVideo(clip);
  return picture ? measurePicture(picture) : { width: 16, height: 9 };
}

function judge({ width, height, fps, duration, seed }: FilmRequest): void {
  for (const side of [width, height]) {
    if (!Number.isInteger(side / 2) || side < SIDES.least || side > SIDES.most) {
      throw new RangeError(
        `${width}x${height} is no size of a film: sides are even, ${SIDES.least} to ${SIDES.most} pixels.`,
      );
    }
  }
  if (!Number.isInteger(fps) || fps < 1 || fps > 60)
    throw new RangeError(`${fps} frames a second: 1 to 60, a whole number.`);
  if (!(duration * fps >= 1) || duration > MOST_SECONDS) {
    throw new RangeError(`${duration} s are no length of a film: one frame to ${MOST_SECONDS} s.`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 2147483647)
    throw new RangeError(`seed ${seed}: a whole number, 0 to 2147483647.`);
}
