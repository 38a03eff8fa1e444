// The process that reads one film of another maker, writes it as it was asked for, and ends. Its parent kills it to cancel.
import { type Conformed, conform, InputError, inspectFilm, type Wanted } from '@reelqueue/animatic/conform';
import type { News } from './child.ts';

export type ConformOrder = { source: string; wanted: Wanted; video: string; thumbnail: string; preset: string };

// Nobody would want the film of a worker that is gone.
process.once('disconnect', () => process.exit(1));
// A Ctrl-C reaches every process of the terminal: what becomes of the film is for the worker to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const tell = (news: News<{ share: number }, Conformed>): Promise<void> =>
  new Promise((resolve) => {
    process.send!(news, () => resolve());
  });

async function make({ source, wanted, video, ...options }: ConformOrder): Promise<void> {
  let told = 0;
  const made = await conform(source, wanted, {
    video,
    ...options,
    onProgress: (share) => {
      if (share - told < 0.01) return;
      told = share;
      void tell({ kind: 'progress', share });
    },
  });
  // What is published must play: it is read back, not believed.
  const seen = await inspectFilm(video);
  if (seen.width !== made.width || seen.height !== made.height || seen.frames !== made.frames) {
    throw new Error(
      `the film is ${seen.width} × ${seen.height} with ${seen.frames} frames, not ${made.width} × ${made.height} with ${made.frames}`,
    );
  }
  await tell({ kind: 'done', ...made });
}

process.once('message', (order: ConformOrder) => {
  make(order)
    .catch((error: Error) =>
      error instanceof InputError
        ? tell({ kind: 'failed', error: error.message, file: true })
        : tell({ kind: 'failed', error: error.stack ?? String(error) }),
    )
    // Native encoders may still hold threads; the process has nothing left to say.
    .finally(() => process.exit(0));
});
