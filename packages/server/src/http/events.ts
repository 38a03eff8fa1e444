// Following a request: one answer that waits for news, or a stream of server-sent events.
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { isFinal, type VideoRequest } from '../request.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import { eventsOf } from '../store/events.ts';
import type { Mark } from '../store/requests.ts';
import { wholeNumber } from './query.ts';
import { present } from './reply.ts';
import { findRequest } from './requests.ts';
import { beginStream, departure, format, KEEP_ALIVE, recordAt, STILL_HERE, sinceOf } from './server-sent.ts';
import { LOOK, type Watch } from './watch.ts';

/** The most seconds that a call waits. */
const MOST_WAIT = 60;

/** `leaving`: aborts when the server stops now. */
export type FollowParts = { database: Database; watch: Watch; publicUrl(): string; log: Log; leaving: AbortSignal };

/** How long the call is to wait, in seconds, from `wait` or `Prefer: wait=`; null when it is not. */
function patienceOf(request: FastifyRequest): number | null {
  const { wait } = request.query as { wait?: unknown };
  const [, preferred] = /(?:^|[,;\s])wait=(\d+)/.exec(String(request.headers.prefer ?? '')) ?? [];
  const seconds = wholeNumber('wait', wait) ?? wholeNumber('wait', preferred);
  return seconds === null ? null : Math.min(seconds, MOST_WAIT);
}

/** Resolves when the request may have news after the event `since`, after `patience` seconds, or when the client has gone. */
function news(watch: Watch, request_id: string, since: number, patience: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      clearTimeout(timer);
      gone.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, patience * 1000);
    const stop = watch.follow(request_id, (mark) => {
      if (mark === null || mark.event_id > since) done();
    });
    gone.addEventListener('abort', done);
    if (gone.aborted) done();
  });
}

/** The request, waited for as the call asks until it has news or has ended: as it was `found` if there is nothing to wait for. */
export async function awaitNews(
  { database, watch, leaving }: FollowParts,
  found: VideoRequest,
  call: FastifyRequest,
  reply: FastifyReply,
): Promise<VideoRequest> {
  const patience = patienceOf(call);
  const { since: asked } = call.query as { since?: unknown };
  const since = wholeNumber('since', asked) ?? found.event_id;
  if (patience === null) return found;
  const until = performance.now() + patience * 1000;
  // Who waits at a server that stops now is answered as things stand, and asks the next one.
  const gone = AbortSignal.any([departure(reply), leaving]);
  for (let now = found; ; ) {
    const left = (until - performance.now()) / 1000;
    if (isFinal(now.status) || now.event_id > since || left <= 0 || gone.aborted) return now;
    await news(watch, now.request_id, now.event_id, left, gone);
    now = await findRequest(database, now.org_id, now.request_id);
  }
}

/** Writes every event of a request after `since`, then each as it comes, and progress between them; ends after the last. */
class RequestEvents {
  readonly #parts: FollowParts;
  readonly #of: { request_id: string; org_id: string };
  readonly #to: ServerResponse;
  #last: number;
  #progress = 0;
  /** Seconds since something was written. */
  #silent = 0;
  /** There may be more than what was read; it is being read; the client is slow to take what it was sent. */
  #stale = true;
  #reading = false;
  #full = false;

  constructor(parts: FollowParts, { request_id, org_id }: VideoRequest, since: number, to: ServerResponse) {
    this.#parts = parts;
    this.#of = { request_id, org_id };
    this.#last = since;
    this.#to = to;
    to.once(
      'close',
      parts.watch.follow(request_id, (mark) => this.#look(mark)),
    );
    void this.#advance();
  }

  #look(mark: Mark | null): void {
    if (mark === null || mark.event_id > this.#last || mark.progress !== this.#progress) this.#stale = true;
    else this.#silent += LOOK;
    if (this.#silent >= KEEP_ALIVE && !this.#full) this.#say(STILL_HERE);
    void this.#advance();
  }

  #say(text: string): void {
    this.#silent = 0;
    if (this.#to.destroyed || this.#to.write(text) || this.#full) return;
    this.#full = true;
    this.#to.once('drain', () => {
      this.#full = false;
      void this.#advance();
    });
  }

  async #advance(): Promise<void> {
    if (!this.#stale || this.#full || this.#reading || this.#to.destroyed || this.#to.writableEnded) return;
    this.#reading = true;
    this.#stale = false;
    try {
      await this.#tell();
    } catch (error) {
      // A database that is away is asked again at the next look; anything else is a bug.
      if (!(error instanceof DatabaseAway)) {
        this.#parts.log.error({ err: error, ...this.#of }, 'a stream of events broke off');
        this.#to.destroy();
      }
    }
    this.#reading = false;
    void this.#advance();
  }

  async #tell(): Promise<void> {
    const { database, publicUrl } = this.#parts;
    const { request_id, org_id } = this.#of;
    // The events first: the record is then at least as new as the last of them.
    const events = await eventsOf(database, request_id, this.#last);
    const now = await findRequest(database, org_id, request_id);
    for (const event of events) {
      this.#say(format(event.type, event.event_id, event.at, present(recordAt(event, now), publicUrl())));
      this.#last = event.event_id;
    }
    if (events.length === 0 && now.status === 'processing' && now.progress !== this.#progress) {
      this.#say(format('request.progress', null, now.updated_at, present(now, publicUrl())));
    }
    this.#progress = now.progress;
    if (isFinal(now.status) && this.#last >= now.event_id) this.#to.end();
  }
}

/** Answers with server-sent events; 204 when there will be none any more, which tells a browser not to come back. */
export async function sendEvents(
  parts: FollowParts,
  org_id: string,
  request_id: string,
  call: FastifyRequest,
  reply: FastifyReply,
) {
  const request = await findRequest(parts.database, org_id, request_id);
  const since = sinceOf(call) ?? 0;
  if (isFinal(request.status) && since >= request.event_id) return reply.code(204).send();
  new RequestEvents(parts, request, since, beginStream(call, reply));
  return reply;
}
