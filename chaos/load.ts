// Clients of several organisations: they submit, follow, cancel, delete and come again, and write down what they were told.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, ReelqueueError, type Submission, type VideoRequest } from '@reelqueue/client';
import { QUEUE } from '../packages/server/test/system.ts';
import { drawAsk } from './asks.ts';
import type { Ledger } from './ledger.ts';
import type { Organisation } from './organisations.ts';
import type { Random } from './random.ts';
import { PUBLIC } from './system.ts';

/** Seconds for which a submit is tried: an abandoned key is free again after 60. */
const SUBMIT_PATIENCE = 100;
/** Seconds for one call, the client's own repetitions included. */
const CALL_PATIENCE = 30;
const MOST_TRIED = 20;

export type Load = {
  /** Submits, cancels and polls of one round, spread over some seconds; resolves when the last has begun. */
  burst(random: Random, most: number): Promise<void>;
  /** Resolves when every submit was answered or given up. */
  settled(): Promise<void>;
  stop(): void;
};

type LoadParts = { ledger: Ledger; organisations: Organisation[]; urls: string[]; outside: string };

/** What a client does besides submitting and following. `cancelAfter`: milliseconds; null for never. */
type Habits = { streams: boolean; twice: boolean; again: boolean; deletes: boolean; cancelAfter: number | null };

const habitsOf = (random: Random): Habits => ({
  streams: random.chance(0.4),
  twice: random.chance(0.3),
  again: random.chance(0.2),
  deletes: random.chance(0.2),
  cancelAfter: random.chance(0.7) ? null : random.chance(0.3) ? 0 : random.between(0, 4000),
});

/** As behind a load balancer that knows nothing of the health of what is behind it. Notes answers that nothing excuses. */
function balancer(urls: string[], ledger: Ledger): typeof fetch {
  let turn = 0;
  return async (address, init) => {
    const { pathname, search } = new URL(String(address));
    const answer = await fetch(new URL(pathname + search, urls[turn++ % urls.length]), init);
    const isProper = answer.status < 500 || (answer.status === 503 && answer.headers.has('retry-after'));
    if (!isProper) {
      const said = `${answer.status} ${await answer.clone().text()}`;
      ledger.write({ what: 'misanswered', call: `${init?.method ?? 'GET'} ${pathname}`, said });
    }
    return answer;
  };
}

/** An organisation's client, patient enough for what is done to the system. */
function personOf({ key }: Organisation, { ledger, urls }: LoadParts, signal: AbortSignal) {
  const balanced = balancer(urls, ledger);
  const client = createClient({ url: PUBLIC, key, fetch: balanced });
  /** A call to a process that was stopped would hang. */
  const limited = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(CALL_PATIENCE * 1000)]);
  const note = (record: VideoRequest): void => {
    const sha256 = record.status === 'success' ? (record.outcome as { sha256?: string }).sha256 : null;
    ledger.write({ what: 'seen', request_id: record.request_id, status: record.status, sha256: sha256 ?? null });
  };
  /** Until it is answered; null when it never is, or when it was refused for good. */
  const tried = async <T>(call: () => Promise<T>, most = MOST_TRIED): Promise<T | null> => {
    for (let tries = 0; tries < most && !signal.aborted; tries++) {
      try {
        return await call();
      } catch (error) {
        if (error instanceof ReelqueueError && (error.status === 409 || error.status === 404)) return null;
      }
      await sleep(500, undefined, { signal }).catch(() => {});
    }
    return null;
  };
  return {
    client,
    async submit(submission: Submission, load: string, key: string | undefined): Promise<string | null> {
      for (const end = performance.now() + SUBMIT_PATIENCE * 1000; ; await sleep(1000)) {
        try {
          const options = { signal: limited(), ...(key === undefined ? {} : { idempotency_key: key }) };
          const { request_id } = await client.submit(submission, options);
          ledger.write({ what: 'submitted', load, request_id });
          return request_id;
        } catch (error) {
          if (key !== undefined && performance.now() < end && !signal.aborted) continue;
          ledger.write({ what: 'given_up', load, error: error instanceof Error ? error.message : String(error) });
          return null;
        }
      }
    },
    async upload(jpeg: Uint8Array<ArrayBuffer>): Promise<string | null> {
      const address = await tried(() => client.upload(jpeg, { file_type: 'jpg', signal: limited() }), 3);
      const sha256 = createHash('sha256').update(jpeg).digest('hex');
      if (address !== null) ledger.write({ what: 'uploaded', address, sha256 });
      return address;
    },
    async cancel(request_id: string): Promise<void> {
      const answer = await tried(() => client.cancel(request_id, { signal: limited() }));
      if (answer?.status !== 'cancelled') return;
      ledger.write({ what: 'cancelled', request_id, compute: answer.compute ?? null });
    },
    async remove(request_id: string): Promise<void> {
      ledger.write({ what: 'deleting', request_id });
      const headers = { authorization: `Bearer ${key}` };
      const call = { method: 'DELETE', headers };
      const answer = await tried(async () => {
        const said = await balanced(`${PUBLIC}${QUEUE}/requests/${request_id}/files`, { ...call, signal: limited() });
        await said.body?.cancel();
        if (!said.ok) throw new Error(`it answered ${said.status}`);
        return said;
      });
      if (answer !== null) ledger.write({ what: 'deleted', request_id });
    },
    /** Follows by polls to the end, whatever it takes. */
    async poll(request_id: string): Promise<void> {
      while (!signal.aborted) {
        const ended = await client.wait(request_id, { signal }).catch(() => null);
        if (ended !== null) return note(ended);
        await sleep(500, undefined, { signal }).catch(() => {});
      }
    },
    /** The same by the request's own stream, taken up again where it broke off. */
    async listen(request_id: string): Promise<void> {
      let since: number | undefined;
      while (!signal.aborted) {
        try {
          for await (const { id, type, data } of client.events(request_id, { signal, since })) {
            if (id === null) continue;
            since = id;
            ledger.write({ what: 'told', request_id, type, event_id: id });
            if (/success|failed|cancelled/.test(type)) note(data);
          }
          return ledger.write({ what: 'told_all', request_id });
        } catch {} // it is taken up where it ended
        await sleep(500, undefined, { signal }).catch(() => {});
      }
    },
  };
}

type Person = ReturnType<typeof personOf>;

export function startLoad(parts: LoadParts): Load {
  const { ledger, organisations, outside } = parts;
  const over = new AbortController();
  const { signal } = over;
  const people = new Map<string, Person>(organisations.map((one) => [one.org_id, personOf(one, parts, signal)]));
  let submitting = 0;
  /** One request's life, as its client sees it. */
  const live = async (random: Random): Promise<void> => {
    const { org_id } = random.pick(organisations);
    const person = people.get(org_id)!;
    const [load, key] = [randomUUID(), random.chance(0.85) ? randomUUID() : undefined];
    const [webhook, expires] = [random.chance(0.75), random.chance(0.1)];
    const habits = habitsOf(random);
    const priority = random.pick(['low', 'normal', 'high'] as const);
    const { model, payload, media } = await drawAsk(random, { outside, upload: person.upload });
    const submission = {
      ...{ model, payload, metadata: { load }, priority },
      ...(webhook ? { webhook_url: `${outside}/hook` } : {}),
      ...(expires ? { start_within: 2 } : {}),
    };
    ledger.write({ what: 'submitting', load, org_id, key: key ?? null, webhook, model, media, expires });
    const submit = () => person.submit(submission, load, key);
    submitting += 1;
    const answers = await Promise.all([submit(), ...(habits.twice && key !== undefined ? [submit()] : [])]);
    submitting -= 1;
    const request_id = answers.find((answer) => answer !== null);
    if (request_id == null) return;
    const { cancelAfter } = habits;
    const cancelling = cancelAfter === null ? null : sleep(cancelAfter).then(() => person.cancel(request_id));
    await Promise.all([cancelling, habits.streams ? person.listen(request_id) : person.poll(request_id)]);
    if (habits.again && key !== undefined) await submit();
    if (habits.deletes && !signal.aborted) await person.remove(request_id);
  };
  const streams = organisations.map(({ org_id }) => listenToAll(people.get(org_id)!.client, org_id, ledger, signal));
  return {
    async burst(random, most) {
      for (let count = 0; count < most; count++) {
        void live(random).catch((error) => console.error(error));
        await sleep(random.between(0, 700));
      }
    },
    async settled() {
      while (submitting > 0) await sleep(100);
    },
    stop() {
      over.abort();
      void Promise.allSettled(streams);
    },
  };
}

/** Listens to an organisation from where the ledger ends, and notes the ends of its requests. */
async function listenToAll(client: Client, org_id: string, ledger: Ledger, signal: AbortSignal): Promise<void> {
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
