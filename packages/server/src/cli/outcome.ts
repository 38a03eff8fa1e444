// Following a request to its end: progress while it runs, then what came of it.
import type { Client, SuccessOutcome, VideoRequest } from '@reelqueue/client';
import { CommandError, Interrupted } from './command-error.ts';
import { save } from './download.ts';
import { printJson, printTable } from './output.ts';
import { showProgress } from './progress.ts';

/** Waits for the end with progress on stderr; answers the record of a failed or cancelled request too. */
export async function follow(client: Client, request_id: string, signal: AbortSignal): Promise<VideoRequest> {
  const progress = showProgress(process.stderr);
  try {
    return await client.wait(request_id, { signal, onUpdate: progress.update });
  } finally {
    progress.end();
  }
}

/** The outcome of a request that succeeded. Throws CommandError with the request's own sentence when it did not. */
export function outcomeOf(request: VideoRequest): SuccessOutcome {
  if (request.status === 'success') return request.outcome;
  const why = request.status === 'failed' ? `: ${request.error}` : '';
  throw new CommandError(1, `request ${request.request_id} is ${request.status}${why}`);
}

/** Follows, prints the outcome (with `json` the record), and saves the film as `output`. */
export async function showToEnd(
  client: Client,
  request_id: string,
  { json, output }: { json?: boolean; output?: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    const request = await follow(client, request_id, signal);
    if (json) printJson(request);
    for (const warning of request.warnings ?? []) process.stderr.write(`warning: ${warning}\n`);
    const outcome = outcomeOf(request);
    if (output !== undefined) await save(client, outcome.video_url, output, signal);
    if (json) return;
    printTable([
      ['film', outcome.video_url],
      ['thumbnail', outcome.thumbnail_image_url],
      ...(output === undefined ? [] : [['saved', output]]),
    ]);
  } catch (error) {
    if (error instanceof Interrupted) {
      process.stderr.write(
        `The request goes on. Watch it: reelqueue watch ${request_id}; stop it: reelqueue cancel ${request_id}\n`,
      );
    }
    throw error;
  }
}
