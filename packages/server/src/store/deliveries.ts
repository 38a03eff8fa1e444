// The deliveries table: one row for each request that ended and had asked for a webhook. A row that is due is the work item;
// claiming it pushes the next attempt ahead, so that a claim whose process died runs out by itself.
import { type Database, seconds } from './database.ts';
import { SECRET_BEFORE } from './webhook-secrets.ts';

/** Attempts that a delivery remembers; replays may make more. */
const MOST_REMEMBERED = 100;

/** One POST. `at`: unix seconds. `status`: of the answer, null when there was none. `error`: null when it was delivered. */
export type Attempt = { at: number; status: number | null; error: string | null };

/** A delivery as clients see it; times are unix seconds. `next_attempt_at`: null when none is to come. */
export type Delivery = {
  id: string;
  url: string;
  type: string;
  attempts: Attempt[];
  delivered_at: number | null;
  next_attempt_at: number | null;
};

const DELIVERY = `delivery_id as id, url, type, attempts, ${seconds('delivered_at')}, ${seconds('next_attempt_at')}`;

/** An organisation's deliveries of a request: one at most, once it has ended. */
export function listDeliveries(database: Database, org_id: string, request_id: string): Promise<Delivery[]> {
  return database.query(
    'deliveries',
    `select ${DELIVERY} from deliveries where request_id = $1 and org_id = $2 order by created_at`,
    [request_id, org_id],
  );
}

/** Makes a delivery due now, with all its retries before it, whatever came of it; null when the organisation has none of that id. */
export async function replayDelivery(
  database: Database,
  org_id: string,
  delivery_id: string,
): Promise<Delivery | null> {
  // The attempt goes up, so that one that is under way does not settle what comes next.
  const rows = await database.query<Delivery>(
    'replay delivery',
    `update deliveries set next_attempt_at = now(), failures = 0, attempt = attempt + 1
     where delivery_id = $1 and org_id = $2 returning ${DELIVERY}`,
    [delivery_id, org_id],
  );
  return rows[0] ?? null;
}

/** A hold on a delivery. `at`: now, in unix seconds. `secrets`: every one that signs, the newest first. */
export type DueDelivery = {
  delivery_id: string;
  request_id: string;
  org_id: string;
  url: string;
  type: string;
  attempt: number;
  failures: number;
  at: number;
  secrets: string[];
};

/** Takes the delivery that has been due longest, of any organisation but `passed_over`; null when none is. */
export async function claimDelivery(
  database: Database,
  passed_over: string[],
  leaseSeconds: number,
): Promise<DueDelivery | null> {
  const rows = await database.query<DueDelivery>(
    'claim delivery',
    `update deliveries set attempt = attempt + 1, next_attempt_at = now() + make_interval(secs => $2)
     from organisations where organisations.org_id = deliveries.org_id and delivery_id = (
       select delivery_id from deliveries where next_attempt_at <= now() and org_id <> all($1)
       order by next_attempt_at limit 1 for update skip locked
     ) and next_attempt_at <= now()
     returning delivery_id, request_id, deliveries.org_id, url, type, attempt, failures, extract(epoch from now())::bigint as at,
       array_remove(array[webhook_secret, ${SECRET_BEFORE}], null) as secrets`,
    [passed_over, leaseSeconds],
  );
  return rows[0] ?? null;
}

/**
 * Notes what came of an attempt. `retry_after`: seconds to the next one, give or take a tenth; null when none follows. Of a
 * claim that has run out, or was replayed under its feet, only the attempt is noted, and that it was delivered.
 */
export async function settleDelivery(
  database: Database,
  claimed: DueDelivery,
  attempt: Attempt,
  retry_after: number | null,
): Promise<void> {
  await database.query(
    'settle delivery',
    `update deliveries set
       attempts = attempts[cardinality(attempts) - ${MOST_REMEMBERED} + 2 :] || $3::json,
       delivered_at = case when $4 then now() else delivered_at end,
       failures = case when attempt = $2 then failures + (not $4)::int else failures end,
       next_attempt_at = case when attempt <> $2 then next_attempt_at
         else now() + make_interval(secs => $5 * (0.9 + 0.2 * random())) end
     where delivery_id = $1`,
    [claimed.delivery_id, claimed.attempt, JSON.stringify(attempt), attempt.error === null, retry_after],
  );
}

/** Gives a claim back, due at once, as if it had not been taken. */
export async function releaseDelivery(database: Database, claimed: DueDelivery): Promise<void> {
  await database.query(
    'release delivery',
    'update deliveries set next_attempt_at = now() where delivery_id = $1 and attempt = $2',
    [claimed.delivery_id, claimed.attempt],
  );
}
