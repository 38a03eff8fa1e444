// Submits under an Idempotency-Key: the same key and body make one request, however often they come.
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import { type IntakeParts, submit } from '../intake/intake.ts';
import { show } from '../intake/validate.ts';
import type { VideoRequest } from '../request.ts';
import { free, reserve } from '../store/idempotency.ts';
import type { Caller } from '../store/keys.ts';
import type { Accepted } from '../store/requests.ts';
import { withinLimits } from './limits.ts';
import { findRequest } from './requests.ts';

const LONGEST_KEY = 255;

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && key.length > 0 && key.length <= LONGEST_KEY) return key;
  throw new RequestError(
    'invalid_payload',
    `Idempotency-Key is ${show(key)}; it must have 1 to ${LONGEST_KEY} characters`,
    'Idempotency-Key',
  );
}

/** What the first answer said: the request as it stood when it was accepted. */
const asAccepted = (request: VideoRequest): Accepted => ({
  ...request,
  status: 'queued',
  updated_at: request.created_at,
  queued_at: request.created_at,
});

/** Submits, or answers again what the key has been answered before, with `Idempotent-Replayed: true`. */
export async function submitOnce(
  parts: IntakeParts,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Accepted> {
  const key = keyOf(request);
  const { database } = parts;
  const { org_id } = caller;
  // An answer that is given again asks for nothing and counts against no limit.
  const attempt = (): Promise<Accepted> =>
    withinLimits(database, caller, reply, () => submit(parts, caller, request.body, key));
  if (key === null) return attempt();
  const hash = createHash('sha256')
    .update(JSON.stringify(request.body) ?? '')
    .digest();
  const held = await reserve(database, org_id, key, hash);
  if (held.state === 'in_flight') {
    throw new RequestError(
      'idempotency_in_flight',
      `the first submit under Idempotency-Key ${show(key)} is still under way`,
    );
  }
  if (held.state === 'answered') {
    if (!held.same_body) {
      throw new RequestError('idempotency_mismatch', `Idempotency-Key ${show(key)} came with another body before`);
    }
    reply.header('idempotent-replayed', 'true');
    return asAccepted(await findRequest(database, org_id, held.request_id));
  }
  try {
    return await attempt();
  } catch (error) {
    // When the database is away too, the key frees itself after a minute.
    await free(database, org_id, key).catch(() => {});
    throw error;
  }
}
