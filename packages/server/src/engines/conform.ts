// What a model has made becomes what was asked for, in a confined process: nothing that comes from elsewhere is believed.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Conformed, Wanted } from '@reelqueue/animatic/conform';
import { runChild } from './child.ts';
import type { ConformOrder } from './conform-child.ts';
import type { RenderContext, Rendered } from './engine.ts';
import { Turns } from './turns.ts';

const CHILD = new URL(import.meta.url.endsWith('.ts') ? './conform-child.ts' : './conform-child.js', import.meta.url);

/**
 * A film takes two cores and 400 MB at 1080p, and engines elsewhere may deliver a dozen at once: those of all engines wait in
 * one line.
 */
const TURNS = new Turns(Math.max(1, Math.floor(availableParallelism() / 2)));

/** Brings the film at `source` to what is wanted of it, and says so to `onProgress` (0 to 1). See `createConform`. */
export type Conform = (
  source: string,
  wanted: Wanted,
  context: Pick<RenderContext, 'signal' | 'workdir'> & { onProgress(share: number): void },
) => Promise<Omit<Rendered, 'seed' | 'actual_prompt'>>;

/**
 * `preset`: x264's; `cache`: a folder for compiled code. What it makes lies in the workdir. Throws `Unusable` when the film
 * is none, is damaged or far too short, and the signal's reason when that aborts.
 */
export function createConform({ preset, cache }: { preset: string; cache: string }): Conform {
  return async (source, wanted, { signal, workdir, onProgress }) => {
    const [video, thumbnail] = [join(workdir, 'film.mp4'), join(workdir, 'film.jpg')];
    using _ = await TURNS.take(signal);
    const order: ConformOrder = { source, wanted, video, thumbnail, preset };
    const { width, height, fps, duration, warnings } = await runChild<{ share: number }, Conformed>(CHILD, order, {
      ...{ signal, cache, writes: [workdir] },
      onProgress: ({ share }) => onProgress(share),
    });
    return { video, thumbnail, width, height, fps, duration, warnings };
  };
}
