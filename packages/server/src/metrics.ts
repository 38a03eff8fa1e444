// What Prometheus asks for: the pools, the same on every process, and what this process has answered, ended and used.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from './store/database.ts';
import { type Breaker, breakerOf, type EngineNow, readEngines } from './store/engines.ts';
import { countEnds, type PoolNow, readPools } from './store/pools.ts';
import { VERSION } from './version.ts';

/** One call that was answered. `route`: its pattern, so that addresses make no new series. `seconds`: null for a wait. */
type Call = { method: string; route: string; status: number; seconds: number | null };

export type Metrics = {
  answered(call: Call): void;
  /** Tells of requests that this process ended; how is read from their rows, later. */
  ended(request_ids: string[]): void;
  /** Everything in Prometheus' text format. Throws `DatabaseAway`. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** Ids that are kept for the next scrape to read; with more they are read at once. */
const MOST_UNREAD = 1_000;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The gauges of a pool: name, field, meaning. */
const POOL: [name: string, field: Exclude<keyof PoolNow, 'pool'>, help: string][] = [
  ['waiting_requests', 'waiting', 'Requests that wait.'],
  ['oldest_waiting_seconds', 'oldest', 'Seconds since the submit of the request that has waited longest.'],
  ['waiting_render_seconds', 'waiting_seconds', 'Seconds that all waiting requests take to render on one slot.'],
  ['busy_slots', 'busy', 'Requests that are rendered now, by any worker.'],
  ['slots', 'slots', 'Renders at once of all workers that live and take requests.'],
  ['workers', 'workers', 'Workers that live and take requests.'],
];

/** What the database says of the queue, set anew at each scrape. */
function queueGauges(registry: Registry) {
  const registers = [registry];
  const gauges = POOL.map(([name, field, help]) => ({
    field,
    gauge: new Gauge({ name: `reelqueue_${name}`, help, labelNames: ['pool'], registers }),
  }));
  const due = new Gauge({
    name: 'reelqueue_webhook_deliveries_due',
    help: 'Webhooks that are due and not sent.',
    registers,
  });
  return ({ pools, deliveries_due }: Awaited<ReturnType<typeof readPools>>): void => {
    for (const { gauge, field } of gauges) {
      gauge.reset();
      for (const pool of pools) gauge.set({ pool: pool.pool }, pool[field]);
    }
    due.set(deliveries_due);
  };
}

const BREAKER: Breaker[] = ['closed', 'open', 'trying'];

/** How the engine of each pool is, set anew at each scrape. One that never turned a request away has no row. */
function engineGauges(registry: Registry) {
  const registers = [registry];
  const breaker = new Gauge({
    name: 'reelqueue_engine_breaker',
    help: 'Whether requests go to the engine (closed), none does (open), or one tries it (trying): 1 for what it is.',
    labelNames: ['pool', 'state'],
    registers,
  });
  const failures = new Gauge({
    name: 'reelqueue_engine_failures',
    help: 'Times in a row that the engine was away; 0 once it took a request.',
    labelNames: ['pool'],
    registers,
  });
  return (pools: PoolNow[], engines: EngineNow[]): void => {
    for (const gauge of [breaker, failures]) gauge.reset();
    for (const { pool } of pools) {
      const row = engines.find(({ engine }) => engine === pool);
      const now = breakerOf(row ?? { why: null, rests: 0 });
      for (const state of BREAKER) breaker.set({ pool, state }, Number(state === now));
      failures.set({ pool }, row?.failures ?? 0);
    }
  };
}

/** `pools`: those that are told of even when nobody has used them yet. */
export function createMetrics(database: Database, pools: readonly string[]): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'reelqueue_build_info', help: 'Which version this is.', labelNames: ['version'], registers }).set(
    { version: VERSION },
    1,
  );
  const [setQueue, setEngines] = [queueGauges(registry), engineGauges(registry)];
  const calls = new Counter({
    name: 'reelqueue_http_requests_total',
    help: 'Calls that this process has answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const latency = new Histogram({
    name: 'reelqueue_http_request_seconds',
    help: 'Seconds to the end of the answer; without calls that wait for news.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const ends = new Counter({
    name: 'reelqueue_requests_ended_total',
    help: 'Requests that this process has ended.',
    labelNames: ['pool', 'model', 'status', 'error_code'],
    registers,
  });
  let unread: string[] = [];
  const readEnds = async (): Promise<void> => {
    const reading = unread;
    unread = [];
    try {
      if (reading.length === 0) return;
      for (const { count, error_code, ...end } of await countEnds(database, reading)) {
        ends.inc({ ...end, error_code: error_code ?? '' }, count);
      }
    } catch (error) {
      unread.push(...reading);
      throw error;
    }
  };
  return {
    answered({ seconds, ...labels }) {
      calls.inc(labels);
      if (seconds !== null) latency.observe(labels, seconds);
    },
    ended(request_ids) {
      unread.push(...request_ids);
      if (unread.length >= MOST_UNREAD) void readEnds().catch(() => {}); // the next one tries again
    },
    async text() {
      const [queue, engines] = await Promise.all([readPools(database, pools), readEngines(database), readEnds()]);
      setQueue(queue);
      setEngines(queue.pools, engines);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
