// One HTTP exchange: the key where it belongs, the queue's errors as ReelqueueError, the caller's abort as it came.
import { errorOf, ReelqueueError } from './error.ts';

const QUEUE_PATH = '/api/v1/ie/requestqueue/apikey';

/** The bytes of an upload. A stream can not be sent by every browser; Node takes all of them. */
export type UploadBody = Uint8Array<ArrayBuffer> | ArrayBuffer | Blob | ReadableStream<Uint8Array>;

type CallOptions = {
  method?: 'GET' | 'POST' | 'PUT';
  /** Sent as JSON, instead of a body. */
  json?: unknown;
  body?: UploadBody;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** The request the call is about, for the error. */
  request_id?: string;
};

export type Transport = {
  /** Calls a path below the queue's and answers its JSON. */
  ask<T>(path: string, options?: CallOptions): Promise<T>;
  /** Calls a path below the queue's and answers the response, which is a 2xx with its body unread. */
  open(path: string, options?: CallOptions): Promise<Response>;
  /** Calls an address, absolute or relative to the queue's, and answers the response, which is a 2xx with its body unread. */
  send(address: string, options?: CallOptions): Promise<Response>;
};

/** Throws a TypeError when `url` is no absolute http(s) address or `key` can not be a header. */
export function createTransport(url: string | URL, key: string, fetch: typeof globalThis.fetch): Transport {
  if (!/^https?:/.test(String(url)) || !URL.canParse(String(url))) {
    throw new TypeError(`url is ${url}; it must be an http:// or https:// address`);
  }
  const root = new URL(url);
  const queue = `${root.origin}${root.pathname.replace(/\/+$/, '')}${QUEUE_PATH}`;
  const authorization = new Headers({ authorization: `Bearer ${key}` }).get('authorization') as string;

  async function exchange<T>(address: string, options: CallOptions, read: (response: Response) => T | Promise<T>) {
    const { signal, request_id = null } = options;
    const target = new URL(address, root);
    // An upload or a result may lie with somebody else, who must not see the key.
    const init = initOf(options, target.origin === root.origin ? authorization : null);
    try {
      const response = await fetch(target, init);
      if (!response.ok) throw await errorOf(response, request_id);
      return await read(response);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof ReelqueueError) throw error;
      throw unreachable(target.origin, error, request_id);
    }
  }

  return {
    ask: (path, options = {}) => exchange(`${queue}${path}`, options, (response) => readJson(response)),
    open: (path, options = {}) => exchange(`${queue}${path}`, options, (response) => response),
    send: (address, options = {}) => exchange(address, options, (response) => response),
  };
}

function initOf({ method = 'GET', json, body, headers, signal }: CallOptions, authorization: string | null) {
  const init: RequestInit & { duplex?: 'half'; headers: Headers } = { method, headers: new Headers(headers) };
  if (authorization !== null) init.headers.set('authorization', authorization);
  if (signal) init.signal = signal;
  if (json !== undefined) {
    init.headers.set('content-type', 'application/json');
    init.body = JSON.stringify(json);
  } else if (body !== undefined) {
    init.body = body;
    // Fetch demands this word with a stream: the answer is read only when all of it has been sent.
    if (body instanceof ReadableStream) init.duplex = 'half';
  }
  return init;
}

async function readJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    const sentence = `${response.url} answered no JSON: ${text.slice(0, 200)}`;
    throw new ReelqueueError('unexpected_answer', sentence, { status: response.status, cause });
  }
}

function unreachable(origin: string, cause: unknown, request_id: string | null): ReelqueueError {
  // Node's fetch says only "fetch failed" and keeps the reason (ECONNREFUSED …) in its cause.
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const said = reason instanceof Error ? reason.message || reason.name : String(reason);
  return new ReelqueueError('unreachable', `no answer from ${origin}: ${said}`, { request_id, cause });
}
