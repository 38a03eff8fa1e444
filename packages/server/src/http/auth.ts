// Who calls: the Bearer key, and what it may do.
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { type Found, findCaller, type Scope } from '../store/keys.ts';
import type { OpenCalls } from './open-calls.ts';

const found = new WeakMap<FastifyRequest, Found>();

/** The caller of an authorised route, and the request that a poll asks for. */
export function foundFor(request: FastifyRequest): Found {
  const one = found.get(request);
  if (!one) throw new Error('the route has no authorisation');
  return one;
}

/** The caller of an authorised route. */
export const callerOf = (request: FastifyRequest): Found['caller'] => foundFor(request).caller;

/** Keys of some vendors are about 250 characters; a longer header than this is not hashed. */
const LONGEST_KEY = 4096;

function keyOf(request: FastifyRequest): string {
  const [, key] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (key === undefined || key.length > LONGEST_KEY) {
    throw new RequestError('unauthorized', 'a key is needed: send the header "Authorization: Bearer <key>"');
  }
  return key;
}

/**
 * A hook that lets in whoever's key has the scope, for as long as the key is good; `admin` has every scope but `metrics`.
 * `polls`: the id of the request that the call reads, found in the same statement.
 */
export function authorise(
  database: Database,
  scope: Scope,
  openCalls: OpenCalls,
  polls?: (request: FastifyRequest) => string | undefined,
): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const one = await findCaller(database, keyOf(request), {
      waiting: scope === 'submit',
      request_id: polls?.(request),
    });
    if (!one) throw new RequestError('unauthorized', 'the key is unknown, revoked or expired');
    const { key_id, scopes } = one.caller;
    if (!scopes.includes(scope) && !(scopes.includes('admin') && scope !== 'metrics')) {
      throw new RequestError('forbidden', `the key may ${scopes.join(' and ')}; this call needs the scope ${scope}`);
    }
    found.set(request, one);
    // What changes something is done or not done; only what reads can end in the middle.
    if (request.method === 'GET') openCalls.enter(key_id, request, reply);
  };
}
