// What the steps of one render at a hosted queue share, and how they wait and give up.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import type { Download } from '../../media/fetch.ts';
import type { Conform } from '../conform.ts';
import type { ClaimedRequest, RenderContext } from '../engine.ts';
import { type Answer, Unanswered, Unsent, type Upstream } from './upstream.ts';

/** The settings of an engine, as the configuration file has them; those that may be absent there are filled in. */
export type Settings = {
  key: string;
  url: string;
  media: 'upload' | 'data';
  mark: boolean;
  /** Seconds. */
  poll: number;
  /** Seconds. */
  reconcile: number;
};

/** One render. `open` makes connections that are the caller's to close. */
export type Visit = {
  name: string;
  settings: Settings;
  /** Whether what may have been accepted is asked for again in the end. */
  paidRetry: boolean;
  request: ClaimedRequest;
  context: RenderContext;
  upstream: Upstream;
  open(): Upstream;
  download: Download;
  conform: Conform;
  log: Log;
};

/** What it takes to look for a call and to end what came of it. */
export type Looking = Pick<Visit, 'name' | 'settings' | 'upstream' | 'log'> & {
  request: Pick<ClaimedRequest, 'request_id' | 'model'>;
  context: Pick<RenderContext, 'signal'>;
};

/** Seconds before the second look. */
const SOON = 0.5;
/** How much longer each wait is than the one before. */
const GROWTH = 1.4;

/** Seconds between looks, growing up to `most`, and never quite the same for two who began together. */
export function* waits(most: number): Generator<number, never> {
  for (let wait = Math.min(SOON, most); ; wait = Math.min(most, wait * GROWTH)) {
    yield wait * (0.8 + randomInt(400) / 1000);
  }
}

/** Waits so many seconds, or until the signal aborts: nothing is thrown. */
export const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  sleep(seconds * 1000, undefined, { signal }).catch(() => {}); // whoever waits looks at the signal

/** An answer, or null where none came: then there is nothing to do but to ask again. Throws the signal's reason. */
export const heard = (asked: Promise<Answer>): Promise<Answer | null> =>
  asked.catch((error) => {
    if (error instanceof Unsent || error instanceof Unanswered) return null;
    throw error;
  });

/** Seconds that the next wait must have: no less than the other side asks for. */
export const atLeast = (wait: number, answer: Answer | null): number =>
  answer?.status === 429 || answer?.status === 503 ? Math.max(wait, answer.retry_after ?? 0) : wait;
