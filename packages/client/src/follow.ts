// Following requests: the events of a stream, taken up again where a connection was lost.
import { ReelqueueError } from './error.ts';
import { delays, pause, persist } from './patience.ts';
import { type Message, readMessages } from './server-sent.ts';
import type { Transport } from './transport.ts';
import { hasEnded, type VideoRequest } from './video-request.ts';

/** Seconds without a useful answer after which it is given up: longer than a new version takes to be put in place. */
const PATIENCE = 10 * 60;
/** Seconds of silence after which a connection is taken for dead: the queue says every 15 that it lives. */
const SILENCE = 45;

/** `type` is `request.<status>`, `request.files_deleted` or `request.progress`; `data` is the record as it stood then. */
export type RequestEvent = {
  /** Goes on after this event as `since`; null for progress, which is told live only. */
  id: number | null;
  type: string;
  timestamp: string;
  data: VideoRequest;
};

export type EventOptions = {
  /** Ends it at once with its reason. */
  signal?: AbortSignal;
  /** The `id` of the last event that is known already; absent, it begins with the first one. */
  since?: number;
};

/** A stream of the queue. `request_id`: the one it is about, after whose end it ends; null when it has none. */
type Stream = { path: string; request_id: string | null; since: number | 'now' | undefined };

/** Reads a stream until the request has ended; see `Client.events`. */
export async function* follow(
  { open }: Transport,
  { path, request_id, since }: Stream,
  signal: AbortSignal | undefined,
): AsyncGenerator<RequestEvent> {
  let last = since === undefined ? null : String(since);
  let steps = delays();
  for (let heard = Date.now(); ; ) {
    const address = last === null ? path : `${path}?since=${encodeURIComponent(last)}`;
    const line = await persist(() => connect(open, address, request_id, signal), PATIENCE, signal);
    if (line === null) return;
    try {
      for await (const { id, data } of listen(line, signal)) {
        steps = delays();
        heard = Date.now();
        if (id !== null) last = id;
        if (data === null) continue;
        const event = { id: id === null ? null : Number(id), ...JSON.parse(data) } as RequestEvent;
        yield event;
        if (request_id !== null && hasEnded(event.data.status)) return;
      }
    } finally {
      line.close();
    }
    if (Date.now() - heard > PATIENCE * 1000) {
      throw new ReelqueueError('unreachable', `streams break off without an event for ${PATIENCE} s`, { request_id });
    }
    await pause(steps.next().value, signal);
  }
}

/** A connection that is open; `alive` puts off the moment at which its silence counts as death. */
type Line = { body: ReadableStream<Uint8Array>; alive(): void; close(): void };

/** Opens a connection; null when the queue has nothing more to tell. */
async function connect(
  open: Transport['open'],
  address: string,
  request_id: string | null,
  signal: AbortSignal | undefined,
): Promise<Line | null> {
  const ended = new AbortController();
  const silence = new ReelqueueError('unreachable', `no sign of life within ${SILENCE} s`, { request_id });
  let clock: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(clock);
    ended.abort();
  };
  const alive = () => {
    clearTimeout(clock);
    clock = setTimeout(() => ended.abort(silence), SILENCE * 1000);
  };
  alive();
  try {
    const both = AbortSignal.any([signal, ended.signal].filter((one) => one != null));
    const response = await open(address, { signal: both, ...(request_id === null ? {} : { request_id }) });
    if (response.status === 204) {
      close();
      return null;
    }
    const type = response.headers.get('content-type') ?? 'no content-type';
    if (response.body !== null && type.startsWith('text/event-stream')) return { body: response.body, alive, close };
    throw new ReelqueueError('unexpected_answer', `${response.url} answered ${type}, which is no stream of events`, {
      status: response.status,
      request_id,
    });
  } catch (error) {
    close();
    throw error;
  }
}

/** The messages of a connection until it ends or breaks off: what it does not tell comes on the next. */
async function* listen({ body, alive }: Line, signal: AbortSignal | undefined): AsyncGenerator<Message> {
  try {
    yield* readMessages(body, alive);
  } catch {
    if (signal?.aborted) throw signal.reason;
  }
}
