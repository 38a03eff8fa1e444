// The reader of an organisation's events: gives them their positions, remembers the latest, and wakes the streams that wait.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import { lastPosition, orderEvents, orderedEvents, recordsOf } from '../store/events.ts';
import type { Signals } from '../store/signals.ts';
import { presentListed } from './reply.ts';
import { format, KEEP_ALIVE, recordAt } from './server-sent.ts';

/** Seconds after which a reader looks without a hint. */
const LOOK = 1;
/** Milliseconds between two looks at least: hints come for every request of every organisation. */
const GATHER_MS = 50;
/** Events of one look: records may carry whole pictures in their payloads. */
const PAGE = 20;
/** Bytes of events that a reader remembers for its streams. */
const MOST_REMEMBERED = 4 * 1024 * 1024;

export type ReaderParts = { database: Database; signals: Signals; publicUrl(): string; log: Log };

/** An event as it is sent. */
type Told = { position: number; text: Buffer };

/** The next events of an organisation after a position, of those that have one. */
export async function tell({ database, publicUrl }: ReaderParts, org_id: string, after: number): Promise<Told[]> {
  const events = await orderedEvents(database, org_id, after, PAGE);
  if (events.length === 0) return [];
  // The events first: a record is then at least as new as the last of its events.
  const records = await recordsOf(database, org_id, [...new Set(events.map(({ request_id }) => request_id))]);
  return events.map((event) => {
    const record = presentListed(recordAt(event, records.get(event.request_id)!), publicUrl());
    return { position: event.position, text: Buffer.from(format(event.type, event.position, event.at, record)) };
  });
}

/** What a reader remembers: every event after `floor` and up to `head`. Both are null until it has caught up once. */
class Memory {
  floor: number | null = null;
  head: number | null = null;
  #told: Told[] = [];
  #bytes = 0;

  begin(position: number): void {
    this.floor = position;
    this.head = position;
  }

  add(more: Told[]): void {
    for (const one of more) {
      this.#told.push(one);
      this.#bytes += one.text.length;
      this.head = one.position;
    }
    let forgotten = 0;
    for (; this.#bytes > MOST_REMEMBERED; forgotten += 1) {
      this.#bytes -= this.#told[forgotten].text.length;
      this.floor = this.#told[forgotten].position;
    }
    this.#told.splice(0, forgotten);
  }

  /** The events after a position; null when they are not all remembered. */
  after(position: number): Told[] | null {
    if (this.floor === null || position < this.floor) return null;
    return this.#told.slice(this.#told.findLastIndex((told) => told.position <= position) + 1);
  }
}

/** Those who wait for a reader's next word. `turn` counts its words. */
class Waiting {
  turn = 0;
  #waiting = new Set<() => void>();

  /** Resolves at the next word, or when the client has gone. */
  next(gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        gone.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      gone.addEventListener('abort', done);
      if (gone.aborted) done();
    });
  }

  wake(): void {
    this.turn += 1;
    for (const done of [...this.#waiting]) done();
  }
}

export type Reader = { memory: Memory; waiting: Waiting; stop(): void };

/** Starts a reader, which looks until it is stopped. */
export function startReader(parts: ReaderParts, org_id: string): Reader {
  const reader = { memory: new Memory(), waiting: new Waiting() };
  const stopped = new AbortController();
  void attend(parts, org_id, reader, stopped.signal);
  return { ...reader, stop: () => stopped.abort() };
}

type Looking = Omit<Reader, 'stop'>;

/** Looks once; true when there may be more at once. */
async function look(parts: ReaderParts, org_id: string, { memory, waiting }: Looking): Promise<boolean> {
  const more = await orderEvents(parts.database, org_id);
  if (memory.head === null) {
    // A stream reads the past for itself: the reader begins at the present, once it has got there.
    if (!more) memory.begin(await lastPosition(parts.database, org_id));
    waiting.wake();
    return true;
  }
  const told = await tell(parts, org_id, memory.head);
  if (told.length === 0) return false;
  memory.add(told);
  waiting.wake();
  return true;
}

async function attend(parts: ReaderParts, org_id: string, reader: Looking, stopped: AbortSignal): Promise<void> {
  const { waiting } = reader;
  let turn = -1;
  let spoke = performance.now();
  let away = false;
  while (!stopped.aborted) {
    // Asked for before the look: a hint that comes meanwhile is not missed.
    const news = parts.signals.news(LOOK, stopped).catch(() => {}); // it was stopped
    try {
      while (await look(parts, org_id, reader)) if (stopped.aborted) return;
      if (away) waiting.wake(); // streams that were behind ask again
      away = false;
    } catch (error) {
      away = true; // it comes back, and nothing is missed: events are rows
      if (!(error instanceof DatabaseAway)) parts.log.error({ err: error, org_id }, 'events can not be read');
    }
    if (waiting.turn === turn && performance.now() - spoke >= KEEP_ALIVE * 1000) waiting.wake();
    if (waiting.turn !== turn) spoke = performance.now();
    turn = waiting.turn;
    await news;
    await sleep(GATHER_MS);
  }
}
