// Sends the webhooks that are due, several at once, and tries again those that fail, for some three days.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Guard } from '../media/address.ts';
import type { VideoRequest } from '../request.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import { claimDelivery, type DueDelivery, releaseDelivery, settleDelivery } from '../store/deliveries.ts';
import { getRequest } from '../store/requests.ts';
import type { Signals } from '../store/signals.ts';
import { POST_LIMIT, post } from './post.ts';
import { signatureHeaders } from './sign.ts';

/** Seconds to the next attempt after the first failure, the second …; then a delivery is given up (CONTRACT: section 2). */
const RETRIES = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** Seconds between looks for what no hint told of. */
const LOOK = 1;
/** Seconds for which a claim is held: longer than an attempt can take. */
const LEASE = 2 * POST_LIMIT;
/** Posts at once, and of them those of one organisation, so that its slow receiver does not hold up everybody's. */
const MOST_AT_ONCE = 32;
const MOST_OF_ONE = 8;
/** Milliseconds that posts under way have to end by themselves when the process stops. */
const PARTING_MS = 2_000;
/** Characters of a body beyond which it is cut short: many servers take no more than 100 kB unless they are told to. */
const LONGEST_BODY = 100_000;
/** The receiver is gone for good: it is asked no more. */
const GONE = 410;

export type DeliveryParts = {
  database: Database;
  signals: Signals;
  guard: Guard;
  /** A record as clients see it; `short`: as in lists, with the pictures that were sent in it cut. */
  present(request: VideoRequest, short: boolean): object;
  log: Log;
};

export type Deliveries = {
  /** Claims no more, and resolves when what is under way has ended or was given back. */
  stop(): Promise<void>;
};

/** One attempt at a claimed delivery. A claim of which nothing could be written runs out, and another attempt follows. */
async function attempt(
  { database, guard, present, log }: DeliveryParts,
  claimed: DueDelivery,
  retries: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const { delivery_id, request_id, org_id, type, at } = claimed;
  const request = (await getRequest(database, org_id, request_id)) as VideoRequest;
  const timestamp = new Date((request.finished_at as number) * 1000).toISOString();
  const tell = (short: boolean): string => JSON.stringify({ type, timestamp, data: present(request, short) });
  const whole = tell(false);
  const body = whole.length > LONGEST_BODY ? tell(true) : whole;
  const headers = signatureHeaders(claimed.secrets, delivery_id, at, body);
  const posted = await post(guard, claimed.url, { headers, body, signal }).catch((error) => {
    if (!signal.aborted) throw error;
    return null;
  });
  if (posted === null) return releaseDelivery(database, claimed);
  const retry_after = posted.error === null || posted.status === GONE ? null : (retries[claimed.failures] ?? null);
  await settleDelivery(database, claimed, { at, ...posted }, retry_after);
  log.info({ request_id, delivery_id, ...posted, retry_after }, 'webhook');
}

/** Delivers until it is stopped. `retries` takes the place of the schedule: seconds. */
export function startDeliveries(parts: DeliveryParts, retries: readonly number[] = RETRIES): Deliveries {
  const { database, signals, log } = parts;
  const [stopping, parting] = [new AbortController(), new AbortController()];
  const { signal } = stopping;
  const underWay = new Map<Promise<void>, string>();
  const report = (error: unknown): void => {
    if (!(error instanceof DatabaseAway)) log.error({ err: error }, 'the webhooks met a bug and go on');
  };
  let woken = new AbortController();
  const wake = (): void => woken.abort();
  signals.on('delivery', wake);

  const crowded = (): string[] => {
    const orgs = [...underWay.values()];
    return [...new Set(orgs)].filter((org_id) => orgs.filter((one) => one === org_id).length >= MOST_OF_ONE);
  };
  const takeAll = async (): Promise<void> => {
    while (underWay.size < MOST_AT_ONCE && !signal.aborted) {
      const claimed = await claimDelivery(database, crowded(), LEASE);
      if (!claimed) return;
      const sent: Promise<void> = attempt(parts, claimed, retries, parting.signal)
        .catch(report)
        .finally(() => {
          underWay.delete(sent);
          wake();
        });
      underWay.set(sent, claimed.org_id);
    }
  };
  const look = Math.min(LOOK, ...retries) * 1000;
  const running = (async () => {
    while (!signal.aborted) {
      woken = new AbortController();
      const rest = sleep(look, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
      await takeAll().catch(report);
      await rest;
    }
  })();

  return {
    async stop() {
      signals.off('delivery', wake);
      stopping.abort();
      await running;
      const timer = setTimeout(() => parting.abort(), PARTING_MS);
      await Promise.all(underWay.keys());
      clearTimeout(timer);
    },
  };
}
