// The client: one function for each call of the queue, and two that wait for a film.
import { ReelqueueError } from './error.ts';
import { type EventOptions, follow, type RequestEvent } from './follow.ts';
import type { ModelRecord } from './model-record.ts';
import { persist } from './patience.ts';
import { createTransport, type UploadBody } from './transport.ts';
import { type UploadOptions, uploadTo } from './upload.ts';
import type { FilmPlan, Payload, RequestPage, Status, Submission, Submitted, VideoRequest } from './video-request.ts';
import { type Look, type WaitOptions, waitFor } from './wait.ts';

/** Seconds during which a submission that may be repeated is tried again. */
const SUBMIT_PATIENCE = 30;

export type ClientOptions = {
  /** Where Reelqueue is, e.g. `http://127.0.0.1:8787`; a path before the API's own is kept. */
  url: string | URL;
  /** Goes with every call to that origin, and to no other. */
  key: string;
  /** Stands in for the global fetch. */
  fetch?: typeof globalThis.fetch;
};

/** Aborting it ends the call at once with its reason; nothing is tried again then. */
type Abortable = { signal?: AbortSignal };

export type SubmitOptions = Abortable & {
  /** The same key and body are one request, so a failure that may pass (no answer, 429, 5xx) is tried again for 30 s. */
  idempotency_key?: string;
};

export type ListOptions = Abortable & {
  model?: string;
  status?: Status;
  /** 1 to 1000; absent, 100. */
  page_size?: number;
  /** `next_page_token` of the page before; null is the first page. */
  page_token?: string | null;
};

export type RunOptions = Omit<Submission, 'model' | 'payload'> & SubmitOptions & WaitOptions;

/** Each call throws ReelqueueError when it comes to nothing, and the signal's reason when it is aborted. */
export type Client = {
  /** The ids of the models the queue takes. */
  models(options?: Abortable): Promise<string[]>;
  model(id: string, options?: Abortable): Promise<ModelRecord>;
  /** Asks for a film and answers as soon as the request is stored. */
  submit(submission: Submission, options?: SubmitOptions): Promise<Submitted>;
  get(id: string, options?: Abortable): Promise<VideoRequest>;
  /** Newest first. */
  list(options?: ListOptions): Promise<RequestPage>;
  /** Stops a request; throws `already_finished` when it had ended. */
  cancel(id: string, options?: Abortable): Promise<VideoRequest>;
  /** Stores bytes with the queue and answers the address to put into a payload. */
  upload(body: UploadBody, options: UploadOptions): Promise<string>;
  /**
   * The events of a request from its beginning on, each once and in order, then each as it comes with progress between
   * them; ends with the request. Lost connections, 429 and 5xx are waited out, up to ten minutes of them.
   */
  events(id: string, options?: EventOptions): AsyncGenerator<RequestEvent>;
  /**
   * The events of all requests, each once and in order for each of them, without progress and without an end. `since: 'now'`
   * begins with the next one. These ids are not those of a single request's events.
   */
  allEvents(options?: Omit<EventOptions, 'since'> & { since?: number | 'now' }): AsyncGenerator<RequestEvent>;
  /** How a film was planned; throws `not_found` before it is made and where its engine has no plans. */
  plan(id: string, options?: Abortable): Promise<FilmPlan>;
  /**
   * Looks at a request until it has ended and answers its record, of failed and cancelled ones too. Lost connections, 429 and
   * 5xx are waited out, up to ten minutes of them.
   */
  wait(id: string, options?: WaitOptions): Promise<VideoRequest>;
  /** Submits and waits: the record of the ended request, of failed and cancelled ones too. */
  run(model: string, payload: Payload, options?: RunOptions): Promise<VideoRequest>;
  /** Fetches a film or a thumbnail: a 2xx response with its body unread. `range` is its first and last byte. */
  download(url: string | URL, options?: Abortable & { range?: [number, number] }): Promise<Response>;
};

/**
 * An id as a part of a path. What a path has no place for, such as the empty text of an id that was forgotten, would ask for
 * something else: it is refused with `code`, as the queue refuses ids of nothing.
 */
function part(id: string, kind: 'request' | 'model'): string {
  if (!/^\.{0,2}$/.test(id)) return encodeURIComponent(id);
  const code = kind === 'model' ? 'model_not_found' : 'not_found';
  throw new ReelqueueError(code, `${kind} ${JSON.stringify(id)} does not exist`);
}

/** A client of one queue with one key. Throws a TypeError when `url` or `key` can not be used. */
export function createClient({ url, key, fetch = globalThis.fetch }: ClientOptions): Client {
  const transport = createTransport(url, key, fetch);
  const { ask, send } = transport;
  const pathOf = (id: string) => `/requests/${part(id, 'request')}`;

  const client: Client = {
    models: async ({ signal } = {}) => (await ask<{ model_ids: string[] }>('/models', { signal })).model_ids,
    model: async (id, { signal } = {}) => ask(`/models/${part(id, 'model')}`, { signal }),
    submit: (submission, { idempotency_key, signal } = {}) => {
      const options = { method: 'POST', json: submission, signal } as const;
      // Without a key a lost answer may hide an accepted request, and trying again would make two.
      if (idempotency_key === undefined) return ask('/requests', options);
      const headers = { 'idempotency-key': idempotency_key };
      return persist(() => ask('/requests', { ...options, headers }), SUBMIT_PATIENCE, signal);
    },
    get: async (id, { signal } = {}) => ask(pathOf(id), { signal, request_id: id }),
    list: ({ model, signal, ...rest } = {}) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries({ model_id: model, ...rest })) {
        if (value != null) query.set(name, String(value));
      }
      return ask(`/requests?${query}`, { signal });
    },
    cancel: async (id, { signal } = {}) => ask(`${pathOf(id)}/cancel`, { method: 'POST', signal, request_id: id }),
    upload: (body, options) => uploadTo(transport, body, options),
    events: async function* (id, { signal, since } = {}) {
      yield* follow(transport, { path: `${pathOf(id)}/events`, request_id: id, since }, signal);
    },
    allEvents: ({ signal, since } = {}) => follow(transport, { path: '/events', request_id: null, since }, signal),
    plan: async (id, { signal } = {}) => ask(`${pathOf(id)}/plan`, { signal, request_id: id }),
    wait: async (id, options = {}) => {
      const path = pathOf(id);
      const look: Look = (query, signal) => ask(`${path}${query}`, { signal, request_id: id });
      return waitFor(look, id, options);
    },
    run: async (model, payload, { idempotency_key, signal, onUpdate, timeout, ...rest } = {}) => {
      const { request_id } = await client.submit({ model, payload, ...rest }, { idempotency_key, signal });
      return client.wait(request_id, { signal, onUpdate, timeout });
    },
    download: (address, { range, signal } = {}) =>
      send(String(address), { signal, headers: range === undefined ? {} : { range: `bytes=${range.join('-')}` } }),
  };
  return client;
}
