// Hints between processes over NOTIFY, and the session lock by which others see that a worker lives. A hint may be
// lost: whoever waits for one also looks for itself once a second.
import { EventEmitter } from 'node:events';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Database } from './database.ts';
import { WORKER_LOCKS } from './recovery.ts';

const CHANNEL = 'reelqueue';

/**
 * `queued`: something may be claimed. `delivery`: a webhook is due. `cancelled`: this request was; `changed`: its record
 * has news. `listening`: hints come from now on; those before were lost.
 */
type Events = {
  queued: [];
  delivery: [];
  cancelled: [request_id: string];
  changed: [request_id: string];
  listening: [];
};

type Hint = 'queued' | 'delivery' | `${'cancelled' | 'changed'} ${string}`;

export type Signals = {
  on: EventEmitter<Events>['on'];
  off: EventEmitter<Events>['off'];
  /** Tells every process, soon: hints of the next few milliseconds go out in one statement. */
  announce(hint: Hint): void;
  /** Resolves when any request may have news: at a hint, or after `patience` seconds. Throws when the signal aborts. */
  news(patience: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

/** Milliseconds without an answer after which the connection is given up and made anew. */
const PATIENCE_MS = 5_000;
/** Milliseconds from the end of a connection to the next. */
const AGAIN_MS = 500;
/** Milliseconds between two questions: well within the time after which others take a worker without its lock for dead. */
const PING_MS = 1_000;

/** Milliseconds between two statements of hints: a burst of submits costs one, and a single submit does not wait. */
const GATHER_MS = 5;

/** A hint leaves nothing behind, so its commit need not wait for the disk, which those who submit wait for. */
const NOTIFY = `select set_config('synchronous_commit', 'off', true), pg_notify($1, hint) from unnest($2::text[]) hint`;

function sender(database: Database): { announce(hint: string): void; flush(): Promise<void> } {
  const hints = new Set<string>();
  let sending: Promise<void> = Promise.resolve();
  let last = Number.NEGATIVE_INFINITY;
  const send = async (): Promise<void> => {
    const batch = [...hints];
    hints.clear();
    last = performance.now();
    // A lost hint costs at most a second: the sweep finds what it told of.
    await database.query('notify', NOTIFY, [CHANNEL, batch]).catch(() => {});
  };
  return {
    announce(hint) {
      const wait = last + GATHER_MS - performance.now();
      if (hints.size === 0) sending = (wait > 0 ? sleep(wait) : immediate()).then(send);
      hints.add(hint);
    },
    flush: () => sending,
  };
}

/**
 * One connection that listens and holds the lock, until it breaks or `closing` aborts: it always ends by throwing.
 * `onListening` is called when nothing is missed any more, `onHint` with each hint.
 */
async function listen(
  url: string,
  lock_key: number | null,
  { closing, onListening, onHint }: { closing: AbortSignal; onListening(): void; onHint(hint: string): void },
): Promise<never> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  const ended = new AbortController();
  client.once('end', () => ended.abort(new Error('the connection has ended')));
  client.on('error', () => {}); // 'end' follows
  client.on('notification', ({ payload = '' }) => onHint(payload));
  let holds = lock_key === null;
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    onListening();
    const over = AbortSignal.any([closing, ended.signal]);
    // Asked again and again: a connection whose other end has vanished looks well as long as nothing is sent on it, and
    // its session may keep the lock for a while, which shows all the same that this worker lives.
    for (; ; await sleep(PING_MS, undefined, { signal: over })) {
      if (holds) await client.query('select 1');
      else {
        const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as holds', [WORKER_LOCKS, lock_key]);
        holds = rows[0].holds;
      }
    }
  } finally {
    void client.end().catch(() => {}); // it has ended already
  }
}

/** The part of a logger that is used. */
type Log = { warn(details: object, sentence: string): void };

/**
 * Listens over a connection of its own, and makes a new one when it breaks; `log` hears of that. `lock_key`: a worker's,
 * held as long as the connection lasts and taken again on the next.
 */
export function openSignals(database: Database, url: string, lock_key: number | null, log: Log): Signals {
  const events = new EventEmitter<Events>();
  events.setMaxListeners(0);
  const changes = new EventEmitter<{ any: [] }>();
  changes.setMaxListeners(0);
  const closing = new AbortController();
  const { announce, flush } = sender(database);

  const onHint = (text: string): void => {
    const [hint, request_id] = text.split(' ');
    if (request_id !== undefined) events.emit('changed', request_id);
    if (hint === 'cancelled') events.emit('cancelled', request_id);
    else if (hint === 'queued' || hint === 'delivery') events.emit(hint);
    if (hint !== 'delivery') changes.emit('any');
  };
  let away = false;
  const onListening = (): void => {
    if (away) log.warn({}, 'the database answers again');
    away = false;
    events.emit('listening');
    events.emit('queued'); // whatever was announced while nobody listened
  };
  const listening = (async () => {
    while (!closing.signal.aborted) {
      await listen(url, lock_key, { closing: closing.signal, onListening, onHint }).catch((error) => {
        const reason = (error.cause ?? error).message;
        if (!away && !closing.signal.aborted)
          log.warn({ reason }, 'the database is away: it is asked until it answers');
        away = true;
      });
      await sleep(AGAIN_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  })();

  return {
    on: events.on.bind(events),
    off: events.off.bind(events),
    announce,
    async news(patience, signal) {
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      changes.once('any', wake);
      try {
        await sleep(patience * 1000, undefined, { signal: AbortSignal.any([signal, woken.signal]) });
      } catch {
        signal.throwIfAborted(); // else it was woken
      } finally {
        changes.off('any', wake);
      }
    },
    async close() {
      closing.abort();
      await Promise.all([listening, flush()]);
    },
  };
}
