// Server-sent events: how one is written, where a stream goes on, and how it ends.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFinal, type VideoRequest } from '../request.ts';
import { type RequestEvent, statusOf } from '../store/events.ts';
import { wholeNumber } from './query.ts';

/** Seconds of silence after which a stream says that it lives. */
export const KEEP_ALIVE = 15;
/** What it says then: a comment, which readers pass over. */
export const STILL_HERE = ': still here\n\n';

/** Aborts when the client has gone. */
export function departure(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

/** The id of the event after which a stream goes on: `Last-Event-ID`, or `since`; null when the call says neither. */
export function sinceOf(call: FastifyRequest): number | null {
  const { since } = call.query as { since?: unknown };
  return wholeNumber('Last-Event-ID', call.headers['last-event-id']) ?? wholeNumber('since', since);
}

/** A record as it stood at an event: the log keeps what changed, the row the rest. */
export function recordAt(event: RequestEvent, request: VideoRequest): VideoRequest {
  const { event_id, phase, at } = event;
  const status = statusOf(event);
  if (status === null || isFinal(status)) return { ...request, event_id };
  const progress = status === 'queued' ? 0 : request.progress;
  const ended = { outcome: null, error: null, error_code: null, error_param: null, compute: null, finished_at: null };
  return {
    ...request,
    ...ended,
    files_deleted_at: null,
    usage: null,
    event_id,
    status,
    phase,
    progress,
    updated_at: at,
  };
}

/** One event; `at` in unix seconds. Without an `id` it is none to go on from. */
export function format(type: string, id: number | null, at: number, data: unknown): string {
  const timestamp = new Date(at * 1000).toISOString();
  const head = id === null ? '' : `id: ${id}\n`;
  return `${head}event: ${type}\ndata: ${JSON.stringify({ type, timestamp, data })}\n\n`;
}

/**
 * Begins an answer of server-sent events, to which they are then written as they come: past Fastify, whose streams would cost
 * each of thousands of waiting clients twice the memory.
 */
export function beginStream(call: FastifyRequest, reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  raw.on('error', () => {}); // the client has gone
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no');
  raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
  if (call.method === 'HEAD') raw.end();
  else raw.flushHeaders();
  return raw;
}
