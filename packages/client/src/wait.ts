// Waiting for a request to end. The queue is asked to hold its answer until there is news; where it does not, it is looked
// at again and again.
import { ReelqueueError } from './error.ts';
import { delays, pause, persist } from './patience.ts';
import { hasEnded, type VideoRequest } from './video-request.ts';

/** Seconds without a useful answer after which a wait gives up: longer than a new version takes to be put in place. */
const PATIENCE = 10 * 60;
/** Seconds for one look; a connection that died without a word would otherwise hold the wait for ever. */
const LOOK_LIMIT = 30;
/** Seconds for which the queue is asked to hold an answer; less where progress is to be seen, which is no news. */
const HOLD = 25;
const HOLD_WITH_PROGRESS = 2;
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

/** One look at the request; `query` is empty or begins with a question mark. */
export type Look = (query: string, signal: AbortSignal) => Promise<VideoRequest>;

/** Looks until the request has ended; see `Client.wait`. */
export async function waitFor(
  ask: Look,
  request_id: string,
  { signal, onUpdate, timeout }: WaitOptions,
): Promise<VideoRequest> {
  const clock = timeout === undefined ? null : AbortSignal.timeout(Math.min(timeout, TIMER_LIMIT) * 1000);
  const both = AbortSignal.any([signal, clock].filter((one) => one != null));
  const hold = onUpdate === undefined ? HOLD : HOLD_WITH_PROGRESS;
  // Only this queue numbers its events; others would not understand the question.
  let seen: number | undefined;
  const look = async () => {
    const limit = AbortSignal.timeout(LOOK_LIMIT * 1000);
    try {
      const asked = performance.now();
      const query = seen === undefined ? '' : `?wait=${hold}&since=${seen}`;
      const request = await ask(query, AbortSignal.any([both, limit]));
      // Held back, or news: there is nothing to wait for before the next look.
      const held = (performance.now() - asked) / 1000 > 0.9 * hold || request.event_id !== seen;
      seen = request.event_id;
      return { request, held: held && seen !== undefined };
    } catch (error) {
      if (error !== limit.reason) throw error;
      throw new ReelqueueError('unreachable', `no answer within ${LOOK_LIMIT} s`, { request_id, cause: error });
    }
  };
  try {
    let steps = delays();
    for (let stage = ''; ; ) {
      const { request, held } = await persist(look, PATIENCE, both);
      onUpdate?.(request);
      if (hasEnded(request.status)) return request;
      const now = `${request.status} ${request.phase}`;
      // Something new may go by quickly, the end above all.
      if (now !== stage) steps = delays();
      stage = now;
      if (!held) await pause(steps.next().value, both);
    }
  } catch (error) {
    if (clock === null || error !== clock.reason) throw error;
    throw new ReelqueueError('wait_timed_out', `request ${request_id} has not ended within ${timeout} s`, {
      request_id,
    });
  }
}
