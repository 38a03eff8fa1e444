// The references of a film: each clip is opened, searched for where it is best, and looked at there.
import type { Pixels } from '../draw/plate.ts';
import type { VideoFile } from '../input/video.ts';
import type { ClipLook } from '../look/clip-look.ts';
import type { Matte } from '../look/matte.ts';
import type { FilmRequest } from '../plan/plan.ts';
import type { Filmed } from './footage.ts';

export type Reference = {
  video: VideoFile;
  clip: ClipLook;
  /** Its best picture, upright. */
  still: Pixels;
  /** What its subject can be cut out by; null when it can not. */
  matte: Matte | null;
};

/** The references, in the order given; dispose of them. */
export class References implements AsyncDisposable {
  all: Reference[] = [];
  /** What is read of them while the film is made. */
  readonly filmed: Filmed[] = [];

  /** Opens and searches the files for the film at that path. Throws `InputError`, or the signal's reason when that aborts. */
  static async open(
    { references, fps }: Pick<FilmRequest, 'references' | 'fps'>,
    film: string,
    signal: AbortSignal,
  ): Promise<References> {
    const opened = new References();
    if (references.length === 0) return opened;
    const [{ searched }, { openClipFile }] = await Promise.all([import('./searching.ts'), import('./working-copy.ts')]);
    try {
      for (const [number, path] of references.entries()) {
        const video = await openClipFile(path, film, number, signal);
        try {
          const reference = await searched(video, fps, signal);
          opened.all.push(reference);
          opened.filmed.push({ video, matte: reference.matte });
        } catch (error) {
          await video[Symbol.asyncDispose]();
          throw error;
        }
      }
      return opened;
    } catch (error) {
      await opened[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Lets go of their stills and looks, 3 MB each, which nothing but the plan needs. */
  planned(): void {
    this.all = [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { video } of this.filmed) await video[Symbol.asyncDispose]();
  }
}
