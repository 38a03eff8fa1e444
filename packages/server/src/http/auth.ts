// Who calls: the Bearer key, and what it may do.
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { type Caller, findCaller, type Scope } from '../store/keys.ts';
import type { OpenCalls } from './open-calls.ts';

const callers = new WeakMap<FastifyRequest, Caller>();

/** The caller of an authorised route. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the route has no authorisation');
  return caller;
}

/** Keys of some vendors are about 250 characters; a longer header than this is not hashed. */
const LONGEST_KEY = 4096;

function keyOf(request: FastifyRequest): string {
  const [, key] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (key === undefined || key.length > LONGEST_KEY) {
    throw new RequestError('unauthorized', 'a key is needed: send the header "Authorization: Bearer <key>"');
  }
  return key;
}

/** A hook that lets in whoever's key has the scope, for as long as the key is good; `admin` has every scope but `metrics`. */
export function authorise(database: Database, scope: Scope, openCalls: OpenCalls): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const caller = await findCaller(database, keyOf(request), scope === 'submit');
    if (!caller) throw new RequestError('unauthorized', 'the key is unknown, revoked or expired');
    if (!caller.scopes.includes(scope) && !(caller.scopes.includes('admin') && scope !== 'metrics')) {
      throw new RequestError(
        'forbidden',
        `the key may ${caller.scopes.join(' and ')}; this call needs the scope ${scope}`,
      );
    }
    callers.set(request, caller);
    // What changes something is done or not done; only what reads can end in the middle.
    if (request.method === 'GET') openCalls.enter(caller.key_id, request, reply);
  };
}
