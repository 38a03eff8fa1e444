// Clients of several organisations: they submit, follow, cancel and come again, and write down what they were told.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, ReelqueueError, type VideoRequest } from '@reelqueue/client';
import type { Database } from '../packages/server/src/store/database.ts';
import { addKey } from '../packages/server/src/store/keys.ts';
import {
  addOrganisation,
  type Limits,
  listOrganisations,
  setLimits,
} from '../packages/server/src/store/organisations.ts';
import { webhookSecret } from '../packages/server/src/store/webhook-secrets.ts';
import { picture } from '../packages/server/test/system.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';

const ORGANISATIONS: Record<string, Partial<Limits>> = {
  'chaos light': {},
  'chaos heavy': { weight: 3 },
  'chaos capped': { max_running: 1 },
};
/** Seconds for which a submit is tried: an abandoned key is free again after 60. */
const SUBMIT_PATIENCE = 100;
/** Seconds for one call, the client's own repetitions included. */
const CALL_PATIENCE = 30;

export type Organisation = { org_id: string; key: string; secret: string };

/** The organisations of the load, made when they are not there yet. */
export async function organisationsOf(database: Database): Promise<Organisation[]> {
  const known = await listOrganisations(database);
  const made = Object.entries(ORGANISATIONS).map(async ([name, limits]) => {
    const { org_id } = known.find((one) => one.name === name) ?? (await addOrganisation(database, name))!;
    await setLimits(database, org_id, { weight: 1, ...limits });
    const { key } = await addKey(database, { org_id, scopes: ['read', 'submit'], expires_in: null });
    return { org_id, key, secret: await webhookSecret(database, org_id) };
  });
  return Promise.all(made);
}

export type Load = {
  /** Submits, cancels and polls of one round, spread over some seconds; resolves when the last has begun. */
  burst(random: Random, most: number): Promise<void>;
  /** Calls under way that are not about to end by themselves: submits that try again. */
  readonly submitting: number;
  /** Resolves when every submit was answered or given up. */
  settled(): Promise<void>;
  stop(): void;
};

type LoadParts = { ledger: Ledger; organisations: Organisation[]; urls: string[]; outside: string };

export function startLoad({ ledger, organisations, urls, outside }: LoadParts): Load {
  const over = new AbortController();
  const { signal } = over;
  /** A call to a process that was stopped would hang. */
  const limited = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(CALL_PATIENCE * 1000)]);
  let turn = 0;
  // As behind a load balancer that knows nothing of the health of what is behind it.
  const balanced: typeof fetch = (address, init) => {
    const other = new URL(String(address));
    other.port = new URL(urls[turn++ % urls.length]).port;
    return fetch(other, init);
  };
  const clients = new Map<string, Client>(
    organisations.map(({ org_id, key }) => [org_id, createClient({ url: urls[0], key, fetch: balanced })]),
  );
  const note = (record: VideoRequest): void => {
    const sha256 = record.status === 'success' ? (record.outcome as { sha256?: string }).sha256 : null;
    ledger.write({ what: 'seen', request_id: record.request_id, status: record.status, sha256: sha256 ?? null });
  };
  /** Follows to the end, whatever it takes. */
  const follow = async (client: Client, request_id: string): Promise<void> => {
    while (!signal.aborted) {
      const ended = await client.wait(request_id, { signal }).catch(() => null);
      if (ended !== null) return note(ended);
      await sleep(500, undefined, { signal }).catch(() => {});
    }
  };
  const cancel = async (client: Client, request_id: string): Promise<void> => {
    for (let tries = 0; tries < 20 && !signal.aborted; tries++) {
      try {
        const { status } = await client.cancel(request_id, { signal: limited() });
        if (status === 'cancelled') ledger.write({ what: 'cancelled', request_id });
        return;
      } catch (error) {
        if (error instanceof ReelqueueError && error.status === 409) return; // it has ended
      }
      await sleep(500, undefined, { signal }).catch(() => {});
    }
  };
  const payloadOf = async (random: Random, unreachable: boolean) => {
    const number = random.below(1000);
    const inline = !unreachable && random.chance(0.4);
    const url = unreachable ? 'http://127.0.0.1:1/none.jpg' : `${outside}/${number}.jpg`;
    return {
      image_url: inline ? await picture(64, 64, number) : url,
      prompt: `handheld, ${random.pick(['slow push in', 'pan left', 'orbit right'])}`,
      ...{ quality: '360p', aspect_ratio: random.pick(['1:1', '16:9']), duration: 5, thinking_type: 'disabled' },
      seed: random.below(1_000_000),
    };
  };
  /** One request's life, as its client sees it. */
  const live = async (random: Random): Promise<void> => {
    const { org_id } = random.pick(organisations);
    const client = clients.get(org_id)!;
    const [load, key] = [randomUUID(), random.chance(0.85) ? randomUUID() : undefined];
    const webhook = random.chance(0.75);
    const [unreachable, cancels, twice] = [random.chance(0.3), random.chance(0.3), random.chance(0.3)];
    const cancelAfter = random.chance(0.3) ? 0 : random.between(0, 4000);
    const submission = {
      model: 'pixverse-v5.6-i2v',
      payload: await payloadOf(random, unreachable),
      metadata: { load },
      priority: random.pick(['low', 'normal', 'high'] as const),
      ...(webhook ? { webhook_url: `${outside}/hook` } : {}),
      ...(random.chance(0.1) ? { start_within: 2 } : {}),
    };
    ledger.write({ what: 'submitting', load, org_id, key: key ?? null, webhook });
    const submit = async (): Promise<string | null> => {
      for (const end = performance.now() + SUBMIT_PATIENCE * 1000; ; await sleep(1000)) {
        try {
          const { request_id } = await client.submit(submission, {
            signal: limited(),
            ...(key === undefined ? {} : { idempotency_key: key }),
          });
          ledger.write({ what: 'submitted', load, request_id });
          return request_id;
        } catch (error) {
          if (key !== undefined && performance.now() < end && !signal.aborted) continue;
          ledger.write({ what: 'given_up', load, error: error instanceof Error ? error.message : String(error) });
          return null;
        }
      }
    };
    underWay += 1;
    const answers = await Promise.all([submit(), ...(twice && key !== undefined ? [submit()] : [])]);
    underWay -= 1;
    const request_id = answers.find((answer) => answer !== null);
    if (request_id == null) return;
    const cancelling = cancels ? sleep(cancelAfter).then(() => cancel(client, request_id)) : null;
    await Promise.all([cancelling, follow(client, request_id)]);
  };
  let underWay = 0;
  const streams = organisations.map(({ org_id }) => listen(clients.get(org_id)!, org_id, ledger, signal));
  return {
    get submitting() {
      return underWay;
    },
    async burst(random, most) {
      for (let count = 0; count < most; count++) {
        void live(random).catch((error) => console.error(error));
        await sleep(random.between(0, 700));
      }
    },
    async settled() {
      while (underWay > 0) await sleep(100);
    },
    stop() {
      over.abort();
      void Promise.allSettled(streams);
    },
  };
}

/** Listens to an organisation from where the ledger ends, and notes the ends of its requests. */
async function listen(client: Client, org_id: string, ledger: Ledger, signal: AbortSignal): Promise<void> {
  const told = ledger.all('event').filter((entry) => entry.org_id === org_id);
  let since = Math.max(0, ...told.map(({ event_id }) => event_id));
  while (!signal.aborted) {
    try {
      for await (const event of client.allEvents({ since, signal })) {
        since = event.id as number; // null is for progress, which this stream does not tell
        if (!/success|failed|cancelled/.test(event.type)) continue;
        const { request_id } = event.data;
        ledger.write({ what: 'event', org_id, request_id, type: event.type, event_id: since });
      }
    } catch {} // it is taken up where it ended
    await sleep(500, undefined, { signal }).catch(() => {});
  }
}
