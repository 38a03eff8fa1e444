// The process that makes one film for the embedded engine, and ends. Its parent kills it to cancel.
import { writeFile } from 'node:fs/promises';
import { type FilmRequest, inspectFilm, type Plan, type Plugins, render, saveWork } from '@reelqueue/animatic';
import type { News } from './child.ts';

export type RenderOrder = {
  film: FilmRequest;
  video: string;
  thumbnail: string;
  plan: string;
  /** Paths of the files of each media parameter. */
  media: Record<string, readonly string[]>;
  preset: string;
  threads: number;
  plugins: Plugins;
};

export type RenderProgress = { phase: 'planning' | 'rendering' | 'encoding'; share: number };
export type RenderResult = { duration: number; actual_prompt: string | null; warnings: string[] };

saveWork();

// Nobody would want the film of a worker that is gone.
process.once('disconnect', () => process.exit(1));
// A Ctrl-C reaches every process of the terminal, a service's stop every process of the service: what becomes of the film
// is for the worker to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const tell = (news: News<RenderProgress, RenderResult>): Promise<void> =>
  new Promise((resolve) => {
    process.send!(news, () => resolve());
  });

/** The plan as others may see it: a given file is called by its parameter. */
function planText(plan: Plan, media: RenderOrder['media']): string {
  const names = new Map(Object.entries(media).flatMap(([param, paths]) => paths.map((path) => [path, param])));
  return JSON.stringify(plan, (_key, value) => (typeof value === 'string' ? (names.get(value) ?? value) : value));
}

/** Tells of every hundredth: two messages a frame would cost both processes more than drawing a small one. */
function teller(): (phase: RenderProgress['phase'], share: number) => void {
  let [said, told] = ['', -1];
  return (phase, share) => {
    if (phase === said && share < told + 0.01) return;
    [said, told] = [phase, share];
    void tell({ kind: 'progress', phase, share });
  };
}

async function make(order: RenderOrder): Promise<void> {
  const { film, video, thumbnail, preset, threads, plugins } = order;
  const { plan, sum } = await render(film, {
    video,
    thumbnail,
    preset,
    threads,
    plugins,
    onProgress: teller(),
  });
  // What is published must play: it is read back, not believed.
  const seen = await inspectFilm(video, sum);
  const frames = Math.round(film.duration * film.fps);
  if (seen.width !== film.width || seen.height !== film.height || seen.frames !== frames) {
    throw new Error(
      `the film is ${seen.width} × ${seen.height} with ${seen.frames} frames, not ${film.width} × ${film.height} with ${frames}`,
    );
  }
  await writeFile(order.plan, planText(plan, order.media));
  await tell({ kind: 'done', duration: seen.duration, actual_prompt: plan.actual_prompt, warnings: plan.warnings });
}

process.once('message', (order: RenderOrder) => {
  make(order)
    .catch((error: Error) => tell({ kind: 'failed', error: error.stack ?? String(error) }))
    // Native encoders may still hold threads; the process has nothing left to say.
    .finally(() => process.exit(0));
});
