// What the command does once its words are understood: the renderer is loaded only then, so that help comes at once.
import { type Rendered, type RenderOptions, render } from '../render.ts';
import { type Asked, shapeOf, sizeFor } from '../request.ts';
import type { Words } from './program.ts';

/** Renders what the words ask for. Throws as `render` does. */
export async function makeFilm(
  picture: string | null,
  prompt: string,
  words: Words,
  options: RenderOptions,
): Promise<Rendered> {
  return render(await askedOf(picture, prompt, words), options);
}

/** What was asked, as the renderer takes it. */
async function askedOf(picture: string | null, prompt: string, words: Words): Promise<Asked> {
  const asked: Asked = {
    picture,
    prompt,
    negative_prompt: words.negative,
    prompt_extend: words.extend,
    shot_type: words.shots,
    duration: words.duration,
    fps: words.fps,
    seed: words.seed,
    last_picture: words.last,
    first_clip: words.clip,
    references: words.reference,
    drive: words.drive,
    sound: words.silent ? 'silent' : words.audio === undefined ? 'generated' : { file: words.audio },
    watermark: words.watermark,
  };
  if (words.size === undefined && words.aspect === undefined) return asked;
  if (words.size && 'width' in words.size) return { ...asked, ...words.size };
  return { ...asked, ...sizeFor(words.aspect ?? (await shapeOf(asked)), words.size?.shorter ?? 720) };
}
