// Downloads what a payload points at into a file: guarded, bounded in bytes and time, constant in memory.
import { rm, writeFile } from 'node:fs/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { RequestError } from '../errors.ts';
import type { Guard } from './address.ts';
import { sayBytes } from './bytes.ts';
import { AddressRefused, guardedConnector, type Resolve, sayFailure } from './connect.ts';

const MOST_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
// Asked for as they are: a small compressed body could unfold without end.
const HEADERS = { 'accept-encoding': 'identity', accept: '*/*', 'user-agent': 'reelqueue' };

/** See createDownloader. `param` is the payload key, `limit` the most bytes, `timeout` the most seconds in all (120). */
export type Download = (
  url: string,
  options: { to: string; param: string; limit: number; timeout?: number; signal: AbortSignal },
) => Promise<{ bytes: number }>;

/**
 * A function that downloads an http(s) URL into the file `to` (written anew) and says how many bytes came: they are on
 * disk when it returns. When it throws, nothing is left there. At most three redirects are followed, never from https back to http, since who asked
 * for https means the file to arrive as it was sent. Proxies, cookies and credentials are not known. `patience` is the
 * most seconds to wait for a connection, for an answer and for more of it.
 *
 * Throws RequestError `invalid_media` where the URL or what lies there breaks a rule (scheme, address, size) and
 * `media_unreachable` where network or server failed; the signal's reason when that aborts. Any other error is this
 * machine's, such as a full disk.
 */
export function createDownloader({
  guard,
  resolve,
  patience = 10,
}: {
  guard: Guard;
  resolve?: Resolve;
  patience?: number;
}): Download {
  return async (url, { to, param, limit, timeout = 120, signal }) => {
    const deadline = AbortSignal.timeout(timeout * 1000);
    const stop = AbortSignal.any([signal, deadline]);
    const agent = new Agent({
      connect: guardedConnector(guard, patience, resolve),
      headersTimeout: patience * 1000,
      bodyTimeout: patience * 1000,
      pipelining: 0,
    });
    // A request that still waits for its connection does not heed its own signal.
    const abandon = () => void agent.destroy(stop.reason);
    stop.addEventListener('abort', abandon);
    const visit = { param, limit, patience, agent };
    try {
      stop.throwIfAborted();
      const found = await follow(parseTarget(url, param), visit);
      const received = { bytes: 0 };
      await writeFile(to, receive(found, visit, received), { signal: stop, flush: true });
      return received;
    } catch (error) {
      await rm(to, { force: true });
      signal.throwIfAborted();
      if (deadline.aborted) throw unreachable(param, redact(url), `was not here within ${timeout} s`);
      throw error;
    } finally {
      stop.removeEventListener('abort', abandon);
      await agent.destroy();
    }
  };
}

type Visit = { param: string; limit: number; patience: number; agent: Agent };
type Found = { at: URL; body: Dispatcher.ResponseData['body'] };

/** Goes where redirects lead, to an answer whose body is worth reading. */
async function follow(start: URL, visit: Visit): Promise<Found> {
  const { param, agent } = visit;
  let at = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await request(at, { dispatcher: agent, headers: HEADERS }).catch((error: Error) => {
      throw explain(error, at, visit);
    });
    // Closing a body that nobody reads is an error that nobody needs.
    answer.body.on('error', () => {});
    if (!REDIRECTS.includes(answer.statusCode)) return accept(answer, at, visit);
    answer.body.destroy();
    at = nextTarget(at, answer, param);
  }
  throw unreachable(param, redact(start), `redirects more than ${MOST_REDIRECTS} times`);
}

function accept({ statusCode, headers, body }: Dispatcher.ResponseData, at: URL, { param, limit }: Visit): Found {
  if (statusCode !== 200) throw unreachable(param, redact(at), `answered ${statusCode}`);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw unreachable(param, redact(at), `answered in the encoding ${encoding}, unasked`);
  const size = Number(headers['content-length'] ?? 0);
  if (size > limit) throw tooLarge(param, limit, size);
  return { at, body };
}

/** The bytes as they come, counted in `received`. */
async function* receive({ at, body }: Found, visit: Visit, received: { bytes: number }): AsyncGenerator<Buffer> {
  const { param, limit } = visit;
  const chunks: AsyncIterable<Buffer> = body;
  try {
    for await (const chunk of chunks) {
      received.bytes += chunk.length;
      if (received.bytes > limit) throw tooLarge(param, limit, null);
      yield chunk;
    }
  } catch (error) {
    throw explain(error as Error, at, visit);
  }
  if (received.bytes === 0) throw new RequestError('invalid_media', `${param}: ${redact(at)} is empty`, param);
}

function nextTarget(at: URL, { statusCode, headers }: Dispatcher.ResponseData, param: string): URL {
  const { location } = headers;
  if (typeof location !== 'string') throw unreachable(param, redact(at), `answered ${statusCode} without one location`);
  const next = parseTarget(URL.parse(location, at.href)?.href ?? location, param);
  if (at.protocol === 'https:' && next.protocol === 'http:') {
    throw new RequestError('invalid_media', `${param}: ${redact(at)} redirects to http, away from https`, param);
  }
  return next;
}

function parseTarget(url: string, param: string): URL {
  const refuse = (reason: string) => new RequestError('invalid_media', `${param} ${reason}`, param);
  const target = URL.parse(url);
  if (target === null) throw refuse(`is not a URL: ${redact(url)}`);
  if (!['http:', 'https:'].includes(target.protocol))
    throw refuse(`is a ${target.protocol} URL; http and https are fetched`);
  if (target.username !== '' || target.password !== '')
    throw refuse(`has a user name or password in its URL: ${redact(url)}`);
  return target;
}

/** What the network did, in words; an error that says it already is left as it is. */
function explain(error: Error & { code?: string }, at: URL, { param, patience }: Visit): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof AddressRefused)
    return new RequestError('invalid_media', `${param} points at ${error.message}`, param);
  return unreachable(param, redact(at), sayFailure(error, patience));
}

function unreachable(param: string, where: string, seen: string): RequestError {
  return new RequestError('media_unreachable', `${param}: ${where} ${seen}`, param);
}

function tooLarge(param: string, limit: number, size: number | null): RequestError {
  const seen = size === null ? '' : `: ${size} bytes`;
  return new RequestError('invalid_media', `${param} is larger than ${sayBytes(limit)}${seen}`, param);
}

/** A URL without its user, query and fragment, which may hold secrets; cut, since it goes into sentences. */
function redact(url: URL | string): string {
  const shown = String(url)
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/]*@/, '//');
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
}
