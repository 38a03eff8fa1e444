// Random histories of requests, on a real PostgreSQL, held against a model of what may happen to them. STEPS and SEED say how
// long and which: `npm run histories` drives 100,000.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import { createLog } from '../src/log.ts';
import { createGuard } from '../src/media/address.ts';
import { isFinal, NEXT, type Status } from '../src/request.ts';
import { renew, reportCompute } from '../src/store/attempts.ts';
import { type Claim, claim } from '../src/store/claims.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { eventsOf, statusOf } from '../src/store/events.ts';
import { tendLanes } from '../src/store/lanes.ts';
import { migrate } from '../src/store/migrations.ts';
import { move } from '../src/store/moves.ts';
import { expire, recover } from '../src/store/recovery.ts';
import { enqueue, getRequest } from '../src/store/requests.ts';
import { openSignals } from '../src/store/signals.ts';
import { startDeliveries } from '../src/webhooks/deliver.ts';
import { testDatabase } from './postgres.ts';
import { newRequest } from './rows.ts';
import { receiver } from './webhooks/receiver.ts';

const STEPS = Number(process.env.STEPS ?? 20_000);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** Histories that go on side by side, each on requests of its own. */
const SIDE_BY_SIDE = 8;

let store: Awaited<ReturnType<typeof testDatabase>>;
let database: Database;

before(async () => {
  store = await testDatabase();
  database = openDatabase(store.url, { connections: 2 * SIDE_BY_SIDE });
  await migrate(database);
});
after(async () => {
  await database.close();
  await store[Symbol.asyncDispose]();
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is believed of a request: its status, and every status that it has had. */
type Believed = {
  request_id: string;
  status: Status;
  had: Status[];
  attempt: number;
  failures: number;
  hooked: boolean;
  /** Every claim of it, the last of which is good while it is processing. */
  claims: { held: Claim; worker_id: string }[];
};

type Step = (history: History, one: Believed) => Promise<void>;

/** One history: an organisation, a pool and workers of its own. */
class History {
  readonly org_id = uuidv7();
  readonly pool = `pool-${this.org_id}`;
  readonly workers = [uuidv7(), uuidv7(), uuidv7()];
  /** Requests that have not ended. */
  readonly open = new Map<string, Believed>();
  readonly all: Believed[] = [];
  readonly next: () => number;
  readonly hook: string;

  constructor(seed: number, hook: string) {
    this.next = chance(seed);
    this.hook = hook;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)];
  }

  /** Notes what a statement that reported `status` must have done. */
  moved(one: Believed, status: Status): void {
    const may: readonly Status[] = NEXT[one.status];
    assert.ok(may.includes(status), `${one.request_id} went from ${one.status} to ${status}`);
    one.status = status;
    one.had.push(status);
    if (isFinal(status)) this.open.delete(one.request_id);
  }

  async submit(): Promise<void> {
    const hooked = this.next() < 0.05;
    const { request_id } = await enqueue(
      database,
      newRequest(this.org_id, this.pool, {
        webhook_url: hooked ? this.hook : null,
        priority: this.pick([0, 1, 1, 2]),
        cost: this.pick([1, 5, 10]),
      }),
    );
    const one: Believed = {
      request_id,
      status: 'queued',
      had: ['queued'],
      attempt: 0,
      failures: 0,
      hooked,
      claims: [],
    };
    this.open.set(request_id, one);
    this.all.push(one);
  }

  async claim(): Promise<void> {
    const worker_id = this.pick(this.workers);
    const waits = [...this.open.values()].some(({ status }) => status === 'queued');
    let held = await claim(database, worker_id, this.pool, 20);
    // A lane that was put to rest under a submit is woken by the next look, which one process takes at a time.
    for (let looks = 0; held === null && waits && looks < 100; looks++) {
      await tendLanes(database);
      held = await claim(database, worker_id, this.pool, 20);
    }
    assert.equal(held !== null, waits, 'a claim takes something exactly when something waits');
    if (held === null) return;
    const one = this.open.get(held.request_id);
    assert.ok(one, 'what was claimed had not ended');
    this.moved(one, 'processing');
    assert.equal(held.attempt, ++one.attempt);
    assert.equal(held.failures, one.failures);
    one.claims.push({ held, worker_id });
  }
}

const good = (one: Believed): Claim | null => (one.status === 'processing' ? (one.claims.at(-1)?.held ?? null) : null);
const error = { error: 'it failed', code: 'engine_failed', param: null };

/** Moves by a claim, which does something exactly when the claim is good. */
async function finish(history: History, one: Believed, held: Claim, status: Status): Promise<void> {
  const change = status === 'success' ? {} : status === 'failed' ? { error } : { retry_after: 0 };
  const moved = await move(database, held, status, change);
  assert.equal(moved !== null, good(one) === held, `an attempt moved ${one.request_id} exactly when it was at it`);
  if (moved === null) return;
  history.moved(one, status);
  if (status === 'queued') one.failures++;
}

/** Loses a worker: all that it was at is queued again, or has been lost too often. */
async function lose(history: History, worker_id: string): Promise<void> {
  const held = [...history.open.values()].filter((one) => good(one) && one.claims.at(-1)?.worker_id === worker_id);
  const recovered = await recover(database, [worker_id]);
  assert.deepEqual(
    recovered.map(({ request_id }) => request_id).sort(),
    held.map(({ request_id }) => request_id).sort(),
  );
  for (const { request_id, status } of recovered) history.moved(history.open.get(request_id) as Believed, status);
}

const STEPS_OF_ONE: Record<string, Step> = {
  renew: async (_history, one) => {
    const held = one.claims.at(-1)?.held;
    if (!held) return;
    const renewed = await renew(database, held, 20, { phase: 'rendering', progress: 0.5, seconds_left: 1 });
    assert.equal(renewed, good(one) === held);
  },
  success: async (history, one) => {
    const held = good(one);
    if (held) await finish(history, one, held, 'success');
  },
  'engine error': async (history, one) => {
    const held = good(one);
    if (held) await finish(history, one, held, one.failures > 0 ? 'failed' : 'queued');
  },
  'a stale attempt': async (history, one) => {
    const held = one.claims.at(-2)?.held ?? (good(one) ? undefined : one.claims.at(-1)?.held);
    if (held) await finish(history, one, held, history.pick(['success', 'failed', 'queued']));
  },
  cancel: async (history, one) => {
    const moved = await move(database, { request_id: one.request_id, org_id: history.org_id }, 'cancelled');
    assert.ok(moved, 'what has not ended can be cancelled');
    assert.equal(moved.compute, one.status === 'queued' ? 'not_started' : 'still_running');
    history.moved(one, 'cancelled');
    const held = one.claims.at(-1)?.held;
    if (held && moved.compute === 'still_running') await reportCompute(database, held, 'stopped');
  },
  'cancel by another organisation': async (_history, one) => {
    assert.equal(await move(database, { request_id: one.request_id, org_id: uuidv7() }, 'cancelled'), null);
  },
  expire: async (history, one) => {
    if (one.status !== 'queued') return;
    await database.query('late', 'update requests set start_before = now() where request_id = $1', [one.request_id]);
    // Another history's look may be at it.
    let looks = 0;
    let now = await getRequest(database, history.org_id, one.request_id);
    for (; now?.status === 'queued' && looks < 1000; looks++) {
      await expire(database);
      now = await getRequest(database, history.org_id, one.request_id);
    }
    assert.equal(now?.error_code, 'expired');
    history.moved(one, 'failed');
  },
  'everything at once': async (history, one) => {
    const held = good(one);
    if (!held) return;
    const of = { request_id: one.request_id, org_id: history.org_id };
    const moves = await Promise.all([
      move(database, of, 'cancelled'),
      move(database, held, 'success', {}),
      move(database, held, 'failed', { error }),
      move(database, of, 'cancelled'),
    ]);
    const ends = moves.filter((moved) => moved !== null);
    assert.equal(ends.length, 1, 'it ended once');
    history.moved(one, ends[0].status);
  },
};

async function step(history: History): Promise<void> {
  const { next, open } = history;
  const draw = next();
  if (open.size === 0 || (draw < 0.2 && open.size < 40)) return history.submit();
  if (draw < 0.45) return history.claim();
  if (draw < 0.47) return lose(history, history.pick(history.workers));
  if (draw < 0.48) return tendLanes(database);
  const one = history.pick([...open.values()]);
  await STEPS_OF_ONE[history.pick(Object.keys(STEPS_OF_ONE))](history, one);
}

/** The log and the row of a request say what is believed of it. */
async function check(history: History, one: Believed): Promise<void> {
  const [row, events] = [
    await getRequest(database, history.org_id, one.request_id),
    await eventsOf(database, one.request_id, 0),
  ];
  assert.equal(row?.status, one.status);
  const statuses = events.flatMap((event) => statusOf(event) ?? []);
  // A renewal that brings a phase repeats the status.
  const changes = statuses.filter((status, n) => status !== statuses[n - 1]);
  assert.deepEqual(changes, one.had, `the log of ${one.request_id}`);
  assert.equal(row.event_id, events.at(-1)?.event_id);
  assert.equal(statuses.filter(isFinal).length, isFinal(one.status) ? 1 : 0, 'it ended once');
}

test(`${STEPS} random steps (seed ${SEED}) break no rule: no illegal move, every event in order, one end, every webhook`, async () => {
  await using hooks = await receiver();
  const histories = Array.from({ length: SIDE_BY_SIDE }, (_, n) => new History(SEED * SIDE_BY_SIDE + n, hooks.url));
  for (const { org_id } of histories) {
    await database.query(
      'organisation',
      `insert into organisations (org_id, name, webhook_secret) values ($1, $1::uuid::text, 'whsec_' || encode(sha256($1::text::bytea), 'base64'))`,
      [org_id],
    );
  }
  await Promise.all(
    histories.map(async (history) => {
      for (let n = 0; n < STEPS / SIDE_BY_SIDE; n++) await step(history);
      for (const one of history.all) await check(history, one);
    }),
  );
  const counted = await database.query<{ request: string }>(
    'miscounted',
    `select c.org_id as request from (select org_id, pool, sum(entered - gone) as n from lane_counts group by 1, 2) c
     where n <> (select count(*) from requests r where r.org_id = c.org_id and r.pool = c.pool and status = 'queued')`,
    [],
  );
  assert.deepEqual(counted, []);
  const tallied = await database.query<{ request: string }>(
    'mistallied',
    `select c.org_id as request from (select org_id, status, model, sum(n) as n from request_counts group by 1, 2, 3) c
     where n <> (select count(*) from requests r where r.org_id = c.org_id and r.status = c.status and r.model = c.model)`,
    [],
  );
  assert.deepEqual(tallied, []);
  await delivered(
    histories.flatMap(({ all }) => all.filter(({ hooked, status }) => hooked && isFinal(status))),
    hooks,
  );
});

/** Sends what is due, and sees that whoever asked was told of the right end. */
async function delivered(ended: Believed[], hooks: Awaited<ReturnType<typeof receiver>>): Promise<void> {
  const log = createLog('silent');
  const signals = openSignals(database, store.url, null, log);
  const guard = createGuard(['127.0.0.1']);
  const deliveries = startDeliveries({ database, signals, guard, present: (request) => request, log }, [0.05]);
  try {
    await hooks.arrived(ended.length, 60);
  } finally {
    await deliveries.stop();
    await signals.close();
  }
  const told = new Map(hooks.calls.map(({ body }) => [JSON.parse(body).data.request_id, JSON.parse(body).type]));
  for (const { request_id, status } of ended) assert.equal(told.get(request_id), `request.${status}`);
  assert.equal(told.size, ended.length);
}
