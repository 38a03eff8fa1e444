// HTTP to a queue that speaks our own contract: every call says what is certain of it afterwards.
import { Agent, type Dispatcher, request } from 'undici';
import type { Guard } from '../../media/address.ts';
import { AddressRefused, guardedConnector, sayFailure } from '../../media/connect.ts';

const QUEUE = '/api/v1/ie/requestqueue/apikey';

/** Bytes of an answer; a page of a thousand records is some megabytes. */
const MOST_ANSWER = 32 * 1024 * 1024;

/** Nothing has gone out: no connection came about. Its sentence names the engine only. */
export class Unsent extends Error {}

/** It has gone out, and no whole answer came back: whether it was done is not known. Its sentence names the engine only. */
export class Unanswered extends Error {}

/** `body`: null where it is no JSON object. `retry_after`: seconds, as the answer asks; null when it does not. */
export type Answer = { status: number; body: Record<string, unknown> | null; retry_after: number | null };

type Call = { json?: object; headers?: Record<string, string>; signal?: AbortSignal };

export type Upstream = {
  /** Calls a path below the queue's. Throws `Unsent`, `Unanswered` or the signal's reason. */
  ask(method: 'GET' | 'POST', path: string, call?: Call): Promise<Answer>;
  /** Puts bytes where an answer said; the key goes to the queue's own origin only. Answers the HTTP status. */
  put(address: string, body: Buffer, type: string, signal: AbortSignal): Promise<number>;
  /** Hangs up. */
  close(): Promise<void>;
};

/** What is known only to happen before anything is sent. */
const BEFORE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+)$/;

/** `name`: what sentences call it. `url`: where the queue's paths begin. `patience`: the most seconds for a connection, an answer, and more of it. */
export type UpstreamParts = { name: string; url: string; key: string; guard: Guard; patience: number };

/** Connections are made anew for it, kept while they are used, and closed with it. */
export function openUpstream({ name, url, key, guard, patience }: UpstreamParts): Upstream {
  const agent = new Agent({
    connect: guardedConnector(guard, patience),
    headersTimeout: patience * 1000,
    bodyTimeout: patience * 1000,
    pipelining: 0,
    maxResponseSize: MOST_ANSWER,
  });
  const root = new URL(url);
  const authorization = `Bearer ${key}`;

  function explain(error: Error & { code?: string }, signal: AbortSignal | undefined): Error {
    if (signal?.aborted) return signal.reason as Error;
    if (error instanceof AddressRefused) return new Unsent(`${name} is not reached: ${error.message}`);
    const sentence = `${name} ${sayFailure(error, patience)}`;
    return BEFORE.test(error.code ?? '') ? new Unsent(sentence) : new Unanswered(sentence);
  }

  async function exchange<T>(
    target: URL,
    options: Omit<Dispatcher.RequestOptions, 'path' | 'origin'>,
    read: (answer: Dispatcher.ResponseData) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await read(await request(target, { ...options, dispatcher: agent, ...(signal ? { signal } : {}) }));
    } catch (error) {
      throw explain(error as Error, signal);
    }
  }

  return {
    async ask(method, path, { json, headers = {}, signal } = {}) {
      const target = new URL(`${root.href.replace(/\/$/, '')}${QUEUE}${path}`);
      const body = json === undefined ? null : JSON.stringify(json);
      const sent = { authorization, accept: 'application/json', 'content-type': 'application/json', ...headers };
      return exchange(target, { method, headers: sent, body }, readAnswer, signal);
    },
    put(address, body, type, signal) {
      const target = new URL(address, root);
      const headers = { 'content-type': type, ...(target.origin === root.origin ? { authorization } : {}) };
      const read = async (answer: Dispatcher.ResponseData): Promise<number> => {
        await answer.body.dump();
        return answer.statusCode;
      };
      return exchange(target, { method: 'PUT', headers, body }, read, signal);
    },
    close: () => agent.destroy(),
  };
}

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
  const text = await body.text();
  const after = Number(headers['retry-after']);
  return {
    status: statusCode,
    body: readObject(text),
    retry_after: Number.isFinite(after) && after >= 0 && headers['retry-after'] !== '' ? after : null,
  };
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null; // a proxy's page, most likely: the status says what there is to know
  }
}

/** Words of somebody else as they may be shown: without the key, control characters and line ends, and not too long. */
export function clean(text: unknown, key: string, most = 300): string {
  const words = typeof text === 'string' ? text : '';
  const hidden = words.replaceAll(key, '…').replace(/Bearer\s+\S+/gi, 'Bearer …');
  const plain = hidden.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}
