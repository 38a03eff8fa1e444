// A preview: while an engine elsewhere makes the film, the embedded one makes its own of the same payload. It is a courtesy:
// nothing waits for it, and what goes wrong with it is only logged.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resultsIn } from '../artifacts/results.ts';
import { type ClaimedRequest, type Engine, Stop, stopOf } from '../engines/engine.ts';
import { notePreview } from '../store/attempts.ts';
import type { Claim } from '../store/claims.ts';
import type { WorkerParts } from './attempt.ts';

/** In its file's name in the place of an attempt's number, so that later attempts leave it where it is. */
const OUTLIVES_ATTEMPTS = 999_999_999;

/** Makes previews, so many at once; `begin` answers what ends one that is not there yet. */
export type Previewer = {
  begin(parts: WorkerParts, claim: Claim, request: ClaimedRequest, workdir: string): { end(): Promise<void> };
};

/** `engine`: the embedded renderer. `most`: how many at once; what comes beyond that gets none. */
export function createPreviewer(engine: Engine, most: number): Previewer {
  let under_way = 0;
  async function make(
    parts: WorkerParts,
    claim: Claim,
    request: ClaimedRequest,
    workdir: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { database, storage, signals } = parts;
    await mkdir(workdir);
    const checkpoint = { load: async () => null, save: async () => {} };
    const { video } = await engine.render(request, { signal, workdir, checkpoint, onProgress: () => {} });
    const name = await resultsIn(storage).save(claim.request_id, OUTLIVES_ATTEMPTS, video, signal);
    if (await notePreview(database, claim, `/${name}`)) signals.announce(`changed ${claim.request_id}`);
    else await storage.remove([name]); // there is one, or the request is no longer ours
  }
  return {
    begin(parts, claim, request, workdir) {
      const stopping = new AbortController();
      const { signal } = stopping;
      if (under_way >= most || engine.refuses(request.model, request.payload) !== null) return { end: async () => {} };
      under_way++;
      const made = make(parts, claim, request, join(workdir, 'preview'), signal)
        .catch((error) => {
          if (stopOf(signal) === null) parts.log.warn({ request_id: claim.request_id, err: error }, 'no preview');
        })
        .finally(() => void under_way--);
      return {
        end() {
          stopping.abort(new Stop('cancelled'));
          return made;
        },
      };
    },
  };
}
