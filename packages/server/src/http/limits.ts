// The limits of an organisation on its submits, and how an answer tells of them (draft-ietf-httpapi-ratelimit-headers-10).
import type { FastifyReply } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import type { Caller } from '../store/keys.ts';
import { countSubmit, MINUTE } from '../store/limits.ts';
import type { Schema } from './schemas.ts';

/** Seconds after which a full line may have a place again: nobody knows, but asking is cheap. */
const LINE_RETRY = 5;

/** The headers, as the API's description has them. */
export const LIMIT_HEADERS: Record<string, Schema> = {
  'RateLimit-Policy': {
    description: 'Where the organisation has a limit: `q` submits in `w` seconds.',
    schema: { type: 'string', examples: ['"default";q=100;w=60'] },
  },
  RateLimit: {
    description: 'What is left of it: `r` submits, for `t` seconds.',
    schema: { type: 'string', examples: ['"default";r=99;t=60'] },
  },
};

/** Each limit is an entry of both lists. */
function tell(reply: FastifyReply, policy: string, state: string): void {
  const added = (name: string, entry: string) => [reply.getHeader(name), entry].filter(Boolean).join(', ');
  reply.header('ratelimit-policy', added('ratelimit-policy', policy));
  reply.header('ratelimit', added('ratelimit', state));
}

async function refuseTooMany(database: Database, org_id: string, most: number, reply: FastifyReply): Promise<void> {
  const { used, left } = await countSubmit(database, org_id, most);
  const seconds = Math.max(1, Math.ceil(left));
  tell(reply, `"default";q=${most};w=${MINUTE}`, `"default";r=${Math.max(0, most - used)};t=${seconds}`);
  if (used <= most) return;
  reply.header('retry-after', String(seconds));
  throw new RequestError(
    'rate_limited',
    `the organisation has submitted ${most} times in this minute, as often as it may; it may again in ${seconds} s`,
  );
}

/** Submits where the caller's organisation has not done so too often; says in the answer's headers how it stands. */
export async function withinLimits<T>(
  database: Database,
  { org_id, requests_per_minute, max_waiting }: Caller,
  reply: FastifyReply,
  submit: () => Promise<T>,
): Promise<T> {
  if (requests_per_minute !== null) await refuseTooMany(database, org_id, requests_per_minute, reply);
  try {
    return await submit();
  } catch (error) {
    if (error instanceof RequestError && error.code === 'queue_full') {
      tell(reply, `"waiting";q=${max_waiting}`, `"waiting";r=0;t=${LINE_RETRY}`);
      reply.header('retry-after', String(LINE_RETRY));
    }
    throw error;
  }
}
