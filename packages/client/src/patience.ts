// Waiting: a pause that can be aborted, and calls that are made again when what failed may pass.
import { ReelqueueError } from './error.ts';

/** Seconds before the second look, and the most between two looks. */
const FIRST_DELAY = 0.3;
const LONGEST_DELAY = 2;

/** Seconds between looks, growing from 0.3 to 2: a short film is noticed at once, a long one costs few calls. */
export function* delays(): Generator<number, never> {
  for (let delay = FIRST_DELAY; ; delay = Math.min(LONGEST_DELAY, delay * 1.25)) yield delay;
}

/** Waits that many seconds. Throws the signal's reason as soon as it is aborted. */
export function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Makes the call again while it fails in a way that may pass (no answer, 408, 429, 5xx), no sooner than `Retry-After` says.
 * Throws the last failure when `patience` seconds would be over, any other error at once, and the signal's reason once aborted.
 */
export async function persist<T>(call: () => Promise<T>, patience: number, signal?: AbortSignal): Promise<T> {
  const end = Date.now() + patience * 1000;
  for (const delay of delays()) {
    try {
      return await call();
    } catch (error) {
      if (signal?.aborted || !(error instanceof ReelqueueError) || !mayPass(error)) throw error;
      const seconds = Math.max(delay, error.retry_after ?? 0);
      if (Date.now() + seconds * 1000 > end) throw error;
      await pause(seconds, signal);
    }
  }
  throw new Error('delays() never ends');
}

function mayPass({ code, status }: ReelqueueError): boolean {
  if (status === null) return code === 'unreachable';
  return status === 408 || status === 429 || status >= 500;
}
