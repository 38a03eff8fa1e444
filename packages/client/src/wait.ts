// Waiting for a request to end by looking at it again and again.
import { ReelqueueError } from './error.ts';
import { delays, pause, persist } from './patience.ts';
import { hasEnded, type VideoRequest } from './video-request.ts';

/** Seconds without a useful answer after which a wait gives up: longer than a new version takes to be put in place. */
const PATIENCE = 10 * 60;
/** Seconds for one look; a connection that died without a word would otherwise hold the wait for ever. */
const LOOK_LIMIT = 30;
/** The most seconds a timer can count (2^31 - 1 ms); it fires at once beyond that. */
const TIMER_LIMIT = 2_147_483;

export type WaitOptions = {
  /** Ends the wait at once with its reason. The request goes on: stopping that is what `cancel` does. */
  signal?: AbortSignal;
  /** Called with each record seen, the last one included. */
  onUpdate?: (request: VideoRequest) => void;
  /** Seconds until `wait_timed_out` is thrown; absent, it waits as long as the queue answers. */
  timeout?: number;
};

/** Looks until the request has ended; see `Client.wait`. `get` is one look. */
export async function waitFor(
  get: (options: { signal: AbortSignal }) => Promise<VideoRequest>,
  request_id: string,
  { signal, onUpdate, timeout }: WaitOptions,
): Promise<VideoRequest> {
  const clock = timeout === undefined ? null : AbortSignal.timeout(Math.min(timeout, TIMER_LIMIT) * 1000);
  const both = AbortSignal.any([signal, clock].filter((one) => one != null));
  const look = async () => {
    const limit = AbortSignal.timeout(LOOK_LIMIT * 1000);
    try {
      return await get({ signal: AbortSignal.any([both, limit]) });
    } catch (error) {
      if (error !== limit.reason) throw error;
      throw new ReelqueueError('unreachable', `no answer within ${LOOK_LIMIT} s`, { request_id, cause: error });
    }
  };
  try {
    let steps = delays();
    for (let stage = ''; ; ) {
      const request = await persist(look, PATIENCE, both);
      onUpdate?.(request);
      if (hasEnded(request.status)) return request;
      const now = `${request.status} ${request.phase}`;
      // Something new may go by quickly, the end above all.
      if (now !== stage) steps = delays();
      stage = now;
      await pause(steps.next().value, both);
    }
  } catch (error) {
    if (clock === null || error !== clock.reason) throw error;
    throw new ReelqueueError('wait_timed_out', `request ${request_id} has not ended within ${timeout} s`, {
      request_id,
    });
  }
}
