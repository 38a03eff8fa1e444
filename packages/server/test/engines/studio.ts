// An engine for ComfyUI on its own, asked as a worker asks it, at the pace of tests.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findModel, type Payload } from '@reelqueue/models';
import sharp from 'sharp';
import { readConfig } from '../../src/config.ts';
import { Unusable } from '../../src/engines/child.ts';
import { createComfyui } from '../../src/engines/comfyui/comfyui.ts';
import type { Conform } from '../../src/engines/conform.ts';
import { type ClaimedRequest, type Engine, Stop } from '../../src/engines/engine.ts';

/** Looks every few milliseconds, and waits for nothing for long. */
export const QUICK = { call: 1.5, poll: 0.004, lost: 0.2, stop: 0.5 };

/** Takes the film that the server made for what was asked for, and anything else for no film. */
export const taking =
  (film: Buffer): Conform =>
  async (source, { frame, duration }, { workdir }) => {
    if (!film.equals(await readFile(source))) throw new Unusable('The file is cut short.');
    const [video, thumbnail] = [join(workdir, 'film.mp4'), join(workdir, 'film.jpg')];
    return { video, thumbnail, ...frame!, duration: duration!, warnings: [] };
  };

type Settings = Parameters<typeof createComfyui>[0];

export const engineAt = (
  url: string,
  conform?: Conform,
  settings: Partial<Settings> = {},
  patience = QUICK,
  environment: Record<string, string> = {},
): Engine =>
  createComfyui(
    { url, ...settings },
    { name: 'gpu', config: readConfig({ REELQUEUE_PRESET: 'ultrafast', ...environment }) },
    { conform, patience },
  );

/** What a payload asks of an engine: `media` are paths by parameter, 1280 × 720 pixels where none are given. */
export function requestOf(model_id: string, payload: Payload, media: Record<string, string> = {}): ClaimedRequest {
  const model = findModel(model_id)!;
  const whole = { prompt: 'waves', negative_prompt: '', duration: 5, seed: 7, ...payload };
  return {
    request_id: randomUUID(),
    attempt: 1,
    model,
    payload: whole,
    media: Object.fromEntries(Object.entries(media).map(([param, path]) => [param, [path]])),
    frame: model.frame(whole, { width: 1280, height: 720 }),
  };
}

/** A picture on disk. */
export async function pictureIn(folder: string): Promise<string> {
  const path = join(folder, 'picture');
  await sharp({ create: { width: 64, height: 36, channels: 3, background: '#48c' } })
    .png()
    .toFile(path);
  return path;
}

/** A request's attempts: what they save goes from one to the next. `die` is a crash: nothing is said or saved any more. */
export function attempts(workdir: string) {
  let saved: unknown = null;
  return {
    saved: (): unknown => saved,
    next() {
      const stop = new AbortController();
      const progress: [phase: string, share: number | null][] = [];
      let dead = false;
      const save = async (state: unknown): Promise<void> => {
        if (dead) throw new Error('it is dead');
        saved = structuredClone(state);
      };
      return {
        progress,
        die(): void {
          dead = true;
          stop.abort(new Stop('left'));
        },
        cancel: (why: Stop['why'] = 'cancelled') => stop.abort(new Stop(why)),
        context: {
          signal: stop.signal,
          workdir,
          onProgress: (phase: string, share: number | null) => void progress.push([phase, share]),
          checkpoint: { load: async () => structuredClone(saved), save },
        },
      };
    },
  };
}
