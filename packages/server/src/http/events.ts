// Following a request: one answer that waits for news, or a stream of server-sent events.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFinal, type VideoRequest } from '../request.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import { eventsOf } from '../store/events.ts';
import type { Signals } from '../store/signals.ts';
import { wholeNumber } from './query.ts';
import { present } from './reply.ts';
import { findRequest } from './requests.ts';
import { departure, format, KEEP_ALIVE, recordAt, STILL_HERE, sendStream, sinceOf } from './server-sent.ts';

/** The most seconds that a call waits. */
const MOST_WAIT = 60;
/** Seconds after which a waiting call looks again without a hint. */
const LOOK = 1;

export type FollowParts = { database: Database; signals: Signals; publicUrl(): string };

/** How long the call is to wait, in seconds, from `wait` or `Prefer: wait=`; null when it is not. */
function patienceOf(request: FastifyRequest): number | null {
  const { wait } = request.query as { wait?: unknown };
  const [, preferred] = /(?:^|[,;\s])wait=(\d+)/.exec(String(request.headers.prefer ?? '')) ?? [];
  const seconds = wholeNumber('wait', wait) ?? wholeNumber('wait', preferred);
  return seconds === null ? null : Math.min(seconds, MOST_WAIT);
}

/** The request, waited for as the call asks until it has news or has ended: as it was `found` if there is nothing to wait for. */
export async function awaitNews(
  parts: FollowParts,
  found: VideoRequest,
  call: FastifyRequest,
  reply: FastifyReply,
): Promise<VideoRequest> {
  const patience = patienceOf(call);
  const { since: asked } = call.query as { since?: unknown };
  const since = wholeNumber('since', asked) ?? found.event_id;
  if (patience === null) return found;
  const until = performance.now() + patience * 1000;
  const gone = departure(reply);
  for (let now = found; ; ) {
    const left = (until - performance.now()) / 1000;
    if (isFinal(now.status) || now.event_id > since || left <= 0 || gone.aborted) return now;
    await parts.signals.change(now.request_id, Math.min(left, LOOK), gone).catch(() => {}); // the client has gone
    now = await findRequest(parts.database, now.org_id, now.request_id);
  }
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
      yield STILL_HERE;
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
  const since = sinceOf(call) ?? 0;
  if (isFinal(request.status) && since >= request.event_id) return reply.code(204).send();
  const gone = departure(reply);
  return sendStream(stream(parts, request, since, gone), gone, call, reply);
}
