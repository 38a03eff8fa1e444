// Following a request: one answer that waits for news, or a stream of server-sent events.
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFinal, type VideoRequest } from '../request.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import { eventsOf, type RequestEvent, statusOf } from '../store/events.ts';
import type { Signals } from '../store/signals.ts';
import { wholeNumber } from './query.ts';
import { present } from './reply.ts';
import { findRequest } from './requests.ts';

/** The most seconds that a call waits. */
const MOST_WAIT = 60;
/** Seconds after which a waiting call looks again without a hint. */
const LOOK = 1;
/** Seconds of silence after which a stream says that it lives. */
const KEEP_ALIVE = 15;

export type FollowParts = { database: Database; signals: Signals; publicUrl(): string };

/** Aborts when the client has gone. */
function departure(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

/** How long the call is to wait, in seconds, from `wait` or `Prefer: wait=`; null when it is not. */
function patienceOf(request: FastifyRequest): number | null {
  const { wait } = request.query as { wait?: unknown };
  const [, preferred] = /(?:^|[,;\s])wait=(\d+)/.exec(String(request.headers.prefer ?? '')) ?? [];
  const seconds = wholeNumber('wait', wait) ?? wholeNumber('wait', preferred);
  return seconds === null ? null : Math.min(seconds, MOST_WAIT);
}

/** Waits as the call asks until the request has news or has ended. Throws `not_found`. */
export async function awaitNews(
  parts: FollowParts,
  org_id: string,
  request_id: string,
  call: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const patience = patienceOf(call);
  const { since: asked } = call.query as { since?: unknown };
  const given = wholeNumber('since', asked);
  if (patience === null) return;
  const until = performance.now() + patience * 1000;
  const gone = departure(reply);
  let now = await findRequest(parts.database, org_id, request_id);
  const since = given ?? now.event_id;
  for (;;) {
    const left = (until - performance.now()) / 1000;
    if (isFinal(now.status) || now.event_id > since || left <= 0 || gone.aborted) return;
    await parts.signals.change(now.request_id, Math.min(left, LOOK), gone).catch(() => {}); // the client has gone
    now = await findRequest(parts.database, org_id, request_id);
  }
}

/** A record as it stood at an event: the log keeps what changed, the row the rest. */
function recordAt(event: RequestEvent, request: VideoRequest): VideoRequest {
  const { event_id, phase, at } = event;
  const status = statusOf(event);
  if (status === null || isFinal(status)) return request;
  const progress = status === 'queued' ? 0 : request.progress;
  const ended = { outcome: null, error: null, error_code: null, error_param: null, compute: null, finished_at: null };
  return { ...request, ...ended, event_id, status, phase, progress, updated_at: at };
}

function format(type: string, id: number | null, at: number, data: unknown): string {
  const timestamp = new Date(at * 1000).toISOString();
  const head = id === null ? '' : `id: ${id}\n`;
  return `${head}event: ${type}\ndata: ${JSON.stringify({ type, timestamp, data })}\n\n`;
}

/** Every event of a request after `since`, then each as it comes, and progress between them; ends after the last. */
async function* stream(
  { database, signals, publicUrl }: FollowParts,
  request: VideoRequest,
  since: number,
  gone: AbortSignal,
): AsyncGenerator<string> {
  let last = since;
  let progress = 0;
  let silent = 0;
  const look = async () => {
    // The events first: the record is then at least as new as the last of them.
    const events = await eventsOf(database, request.request_id, last);
    return { events, now: await findRequest(database, request.org_id, request.request_id) };
  };
  for (; ; await signals.change(request.request_id, LOOK, gone)) {
    const looked = await look().catch((error) => {
      if (error instanceof DatabaseAway) return null; // it comes back, and nothing is missed: events are rows
      throw error;
    });
    if (looked === null) continue;
    const { events, now } = looked;
    for (const event of events) {
      const data = present(recordAt(event, now), publicUrl());
      yield format(event.type, event.event_id, event.at, data);
      last = event.event_id;
    }
    if (isFinal(now.status) && last >= now.event_id) return;
    if (events.length === 0 && now.status === 'processing' && now.progress !== progress) {
      yield format('request.progress', null, now.updated_at, present(now, publicUrl()));
    } else if (events.length === 0 && silent >= KEEP_ALIVE) {
      yield ': still here\n\n';
    }
    silent = events.length > 0 || now.progress !== progress ? 0 : (silent % KEEP_ALIVE) + LOOK;
    progress = now.progress;
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
  const { since: asked } = call.query as { since?: unknown };
  const since = wholeNumber('Last-Event-ID', call.headers['last-event-id']) ?? wholeNumber('since', asked) ?? 0;
  if (isFinal(request.status) && since >= request.event_id) return reply.code(204).send();
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no');
  const gone = departure(reply);
  const events = Readable.from(stream(parts, request, since, gone));
  // The client's leaving ends the generator with an error that nobody is there to hear.
  events.on('error', (error) => {
    if (!gone.aborted) call.log.error({ err: error }, 'a stream of events broke off');
  });
  return reply.send(events);
}
