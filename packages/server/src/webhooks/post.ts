// One POST to an address that a user named: guarded, bounded in time, no redirect followed, nothing of the answer read.
import { Agent, request } from 'undici';
import type { Guard } from '../media/address.ts';
import { AddressRefused, guardedConnector, sayFailure } from '../media/connect.ts';

/** Seconds for all of it: name, connection, body and answer. */
export const POST_LIMIT = 15;

/** `status`: of the answer, null when there was none. `error`: null when the answer was 2xx. */
export type Posted = { status: number | null; error: string | null };

/** Posts `body`, which is JSON. Throws only the signal's reason, once that has aborted. */
export async function post(
  guard: Guard,
  url: string,
  { headers, body, signal }: { headers: Record<string, string>; body: string; signal: AbortSignal },
): Promise<Posted> {
  const deadline = AbortSignal.timeout(POST_LIMIT * 1000);
  const stop = AbortSignal.any([signal, deadline]);
  // Without pipelining the connection ends with its answer: none is kept that leads to an address checked long ago.
  const agent = new Agent({ connect: guardedConnector(guard, POST_LIMIT), pipelining: 0 });
  // A request that still waits for its connection does not heed its own signal.
  const abandon = () => void agent.destroy(stop.reason);
  stop.addEventListener('abort', abandon);
  try {
    stop.throwIfAborted();
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'reelqueue' },
      body,
      signal: stop,
    });
    // Closing a body that nobody reads is an error that nobody needs.
    answer.body.on('error', () => {}).destroy();
    const status = answer.statusCode;
    return { status, error: status >= 200 && status < 300 ? null : `the receiver answered ${status}; it must be 2xx` };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) return { status: null, error: `the receiver did not answer within ${POST_LIMIT} s` };
    if (error instanceof AddressRefused) return { status: null, error: `the address leads to ${error.message}` };
    return { status: null, error: `the receiver ${sayFailure(error as Error, POST_LIMIT)}` };
  } finally {
    stop.removeEventListener('abort', abandon);
    await agent.destroy();
  }
}
