// Calls that stay open (waits, streams) end when the key that opened them does: revoked, replaced or expired.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { endedKeys } from '../store/keys.ts';
import { sendError } from './reply.ts';

/** Milliseconds between two looks at the keys of all open calls, one statement for all of them. */
const LOOK_MS = 500;

type Call = { request: FastifyRequest; reply: FastifyReply };

/** A stream breaks off, as if the connection had: its client comes again and is told then. Any other call is a 401 now. */
function end({ request, reply }: Call): void {
  if (reply.raw.headersSent) reply.raw.destroy();
  else sendError(new RequestError('unauthorized', 'the key was revoked, or has expired'), request, reply);
}

export type OpenCalls = {
  /** Watches over a call that was let in, until it has been answered or its client has left. */
  enter(key_id: string, request: FastifyRequest, reply: FastifyReply): void;
};

/** Looks at keys only while calls are open that have been for a while. */
export function createOpenCalls(database: Database): OpenCalls {
  const open = new Map<string, Set<Call>>();
  let watching = false;
  const watch = async (): Promise<void> => {
    watching = true;
    for (;;) {
      await sleep(LOOK_MS, undefined, { ref: false });
      if (open.size === 0) break;
      // While the database is away nobody can be revoked, and nothing is answered.
      const ended = await endedKeys(database, [...open.keys()]).catch(() => []);
      for (const key_id of ended) for (const call of open.get(key_id) ?? []) end(call);
    }
    watching = false;
  };
  return {
    enter(key_id, request, reply) {
      const call = { request, reply };
      const calls = open.get(key_id) ?? new Set();
      open.set(key_id, calls.add(call));
      reply.raw.once('close', () => {
        calls.delete(call);
        if (calls.size === 0 && open.get(key_id) === calls) open.delete(key_id);
      });
      if (!watching) void watch();
    },
  };
}
