// A ComfyUI as its HTTP interface lets one talk to it. What can not be known is told apart from what was refused.
import { createWriteStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, FormData, fetch, type RequestInit, type Response } from 'undici';
import { Unusable } from '../child.ts';
import { cleaned } from './cleaned.ts';
import type { Graph } from './workflow.ts';

/** Bytes of a film at most: 15 s of lossless 1080p have fewer. */
const MOST_BYTES = 4e9;

/** What undici and the system say when a call never left: nobody has taken it. */
const UNSENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** No answer that says anything: the call may have been carried out or not. */
export class NoAnswer extends Error {
  /** It certainly was not: there was no connection, or it was put off. */
  readonly unsent: boolean;
  /** It has too much to do; asked to come back after that many seconds, where it says. */
  readonly busy: { seconds: number | null } | null;
  constructor(sentence: string, { unsent = false, busy = null }: Partial<Pick<NoAnswer, 'unsent' | 'busy'>> = {}) {
    super(sentence);
    this.name = 'NoAnswer';
    this.unsent = unsent;
    this.busy = busy;
  }
}

/** A call that was understood and refused: the sentence says why. */
export class CallRefused extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = 'CallRefused';
    this.status = status;
  }
}

/** It does not take ids of others: versions before autumn 2025 have their own. */
export class OtherId extends Error {
  constructor() {
    super('ComfyUI makes the film under an id of its own, by which it is not found again: it is too old, update it');
    this.name = 'OtherId';
  }
}

/** A file in one of its folders. */
export type ComfyFile = { filename: string; subfolder: string; type: string };

/** What is known of a prompt. `absent`: it is neither in line, nor running, nor in its memory of what has run. */
export type Seen =
  | { state: 'waiting' | 'running' | 'interrupted' | 'absent' }
  | { state: 'done'; files: ComfyFile[] }
  | { state: 'failed'; said: string };

/** The description of a class of nodes, as far as it is read: each input's type or choices, by name. */
export type NodeInfo = { input?: { required?: Record<string, unknown[]>; optional?: Record<string, unknown[]> } };

type QueueItem = [number, string, ...unknown[]];
type HistoryItem = {
  outputs?: Record<string, Record<string, unknown>>;
  status?: { status_str?: string; messages?: [string, Record<string, unknown>][] };
};

/** Where it is. `authorization`: a header for a proxy before it. `patience`: seconds for an answer. */
export type Address = { url: string; authorization: string | null; patience: number };

/** Connections to one server; dispose of it. */
export class ComfyServer implements AsyncDisposable {
  readonly address: Address;
  readonly dispatcher: Agent;

  constructor(address: Address) {
    const ms = Math.ceil(address.patience * 1000);
    this.address = address;
    this.dispatcher = new Agent({ connect: { timeout: ms }, headersTimeout: ms, bodyTimeout: ms });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispatcher.destroy();
  }

  /** What it is: version and devices, for people. */
  async says(signal: AbortSignal): Promise<string> {
    const { system = {}, devices = [] } = await this.#json<{
      system?: { comfyui_version?: string };
      devices?: { name?: string; vram_total?: number }[];
    }>('/system_stats', {}, signal);
    const on = devices.map(({ name = '?', vram_total = 0 }) => `${name} (${Math.round(vram_total / 1e9)} GB)`);
    return `ComfyUI ${system.comfyui_version ?? 'of an unknown version'} on ${on.join(', ') || 'no device'}`;
  }

  /** A class of nodes; null when it has none of that name. */
  async node(name: string, signal: AbortSignal): Promise<NodeInfo | null> {
    const all = await this.#json<Record<string, NodeInfo>>(`/object_info/${encodeURIComponent(name)}`, {}, signal);
    return all[name] ?? null;
  }

  /** Uploads a file into its input folder, and answers what a loading node calls it. */
  async upload(path: string, name: string, signal: AbortSignal): Promise<string> {
    const body = new FormData();
    body.set('image', await openAsBlob(path), name);
    body.set('subfolder', 'reelqueue');
    body.set('type', 'input');
    const kept = await this.#json<{ name?: string; subfolder?: string }>(
      '/upload/image',
      { method: 'POST', body },
      signal,
    );
    if (typeof kept.name !== 'string') throw new NoAnswer('ComfyUI took an upload and did not say under which name');
    return kept.subfolder ? `${kept.subfolder}/${kept.name}` : kept.name;
  }

  /**
   * Puts a workflow in line under that id. News of it goes to the websocket that calls itself the same. Throws `OtherId` where
   * it was put there under another one.
   */
  async ask(prompt_id: string, prompt: Graph, signal: AbortSignal): Promise<void> {
    const body = { prompt, prompt_id, client_id: prompt_id };
    const answer = await this.#json<{ prompt_id?: unknown }>('/prompt', posted(body), signal);
    // A page in the place of an answer, from something before it.
    if (typeof answer.prompt_id !== 'string') throw new NoAnswer('ComfyUI answered /prompt without an id');
    if (answer.prompt_id !== prompt_id) throw new OtherId();
  }

  /**
   * Looks for a prompt. First in line and then in its memory, as it goes itself: the other way round it could pass by between
   * the two looks.
   */
  async look(prompt_id: string, signal: AbortSignal): Promise<Seen> {
    const queue = await this.#json<{ queue_running?: QueueItem[]; queue_pending?: QueueItem[] }>('/queue', {}, signal);
    const { queue_running: running, queue_pending: pending } = queue;
    if (!Array.isArray(running) || !Array.isArray(pending))
      throw new NoAnswer('ComfyUI answered /queue without a queue');
    if (running.some(([, id]) => id === prompt_id)) return { state: 'running' };
    if (pending.some(([, id]) => id === prompt_id)) return { state: 'waiting' };
    const history = await this.#json<Record<string, HistoryItem>>(`/history/${prompt_id}`, {}, signal);
    return history[prompt_id] === undefined ? { state: 'absent' } : verdictOf(history[prompt_id]);
  }

  /** Has a prompt taken out of the line or stopped, and never another. What came of it is to be looked for. */
  async end(prompt_id: string, state: 'waiting' | 'running', signal: AbortSignal): Promise<void> {
    try {
      await this.#post(`/api/jobs/${prompt_id}/cancel`, {}, signal);
    } catch (error) {
      // It is older than that call.
      if (!(error instanceof CallRefused) || ![404, 405].includes(error.status)) throw error;
      if (state === 'waiting') await this.#post('/queue', { delete: [prompt_id] }, signal);
      else await this.#post('/interrupt', { prompt_id }, signal);
    }
  }

  /**
   * Writes a file of its to a path. False when it has none of that name. Throws `NoAnswer` when it did not come whole,
   * `Unusable` when a text came.
   */
  async download({ filename, subfolder, type }: ComfyFile, to: string, signal: AbortSignal): Promise<boolean> {
    const query = new URLSearchParams({ filename, subfolder, type });
    // However long it takes: each piece has to come in time, which the dispatcher sees to.
    return this.#call(`/view?${query}`, {}, signal, null, async (answer) => {
      if (answer.status === 404) return false;
      // A login page, or a proxy's excuse.
      if (/^text\/|json/.test(answer.headers.get('content-type') ?? ''))
        throw new Unusable('It sent a text and no film.');
      let bytes = 0;
      const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > MOST_BYTES) throw new CallRefused(413, `the film is larger than ${MOST_BYTES / 1e9} GB`);
          yield chunk;
        }
      };
      if (answer.body === null) throw new NoAnswer('ComfyUI sent an empty answer for a film');
      await pipeline(Readable.fromWeb(answer.body), counted, createWriteStream(to), { signal });
      return true;
    });
  }

  #post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    // What is done is done, whatever the answer's body is.
    return this.#call(path, posted(body), signal, this.address.patience, (answer) => answer.arrayBuffer());
  }

  #json<T>(path: string, init: RequestInit, signal: AbortSignal): Promise<T> {
    return this.#call(path, init, signal, this.address.patience, async (answer) => {
      const value: unknown = await answer.json();
      if (typeof value !== 'object' || value === null) throw new NoAnswer(`ComfyUI answered ${path} with no object`);
      return value as T;
    });
  }

  async #call<T>(
    path: string,
    init: RequestInit,
    signal: AbortSignal,
    patience: number | null,
    read: (answer: Response) => Promise<T>,
  ): Promise<T> {
    const { url, authorization } = this.address;
    const late = patience === null ? [] : [AbortSignal.timeout(Math.ceil(patience * 1000))];
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(authorization === null ? {} : { authorization }),
    };
    const stop = AbortSignal.any([signal, ...late]);
    try {
      const answer = await fetch(url + path, {
        ...init,
        headers,
        dispatcher: this.dispatcher,
        signal: stop,
        redirect: 'error',
      });
      if (!answer.ok && !(path.startsWith('/view?') && answer.status === 404)) await refuse(answer, path);
      return await read(answer);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof NoAnswer || error instanceof CallRefused || error instanceof Unusable) throw error;
      throw explained(error as Error, url);
    }
  }
}

const posted = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Throws what a status of 4xx or 5xx means. */
async function refuse(answer: Response, path: string): Promise<never> {
  const { status } = answer;
  const text = cleaned(reasonIn(await answer.text()));
  const said = `ComfyUI answered ${status} to ${path.replace(/[?].*/, '')}`;
  if (status === 429 || status === 503) {
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    throw new NoAnswer(said, { unsent: status === 429, busy: { seconds: seconds >= 0 ? seconds : null } });
  }
  if (status >= 500 || status === 408) throw new NoAnswer(said);
  throw new CallRefused(status, text === '' ? said : `${said}: ${text}`);
}

/** What a refused workflow lacks, in ComfyUI's words; the text itself where it is none of its answers. */
function reasonIn(text: string): string {
  type Said = { message?: string; details?: string };
  try {
    const { error, node_errors = {} } = JSON.parse(text) as {
      error?: Said;
      node_errors?: Record<string, { class_type?: string; errors?: Said[] }>;
    };
    const say = ({ message = '', details = '' }: Said): string => [message, details].filter(Boolean).join(': ');
    const nodes = Object.values(node_errors).map(
      ({ class_type = 'a node', errors = [] }) => `${class_type}: ${errors.map(say).join(', ')}`,
    );
    return [say(error ?? {}), ...nodes].filter(Boolean).join('; ') || text;
  } catch {
    return text;
  }
}

function explained(error: Error, url: string): NoAnswer {
  const { code, message } = (error.cause ?? {}) as { code?: string; message?: string };
  const unsent = code !== undefined && UNSENT.test(code);
  return new NoAnswer(`${new URL(url).host} did not answer (${code ?? message ?? error.message})`, { unsent });
}

/** What it remembers of a prompt that has ended. */
function verdictOf({ status = {}, outputs = {} }: HistoryItem): Seen {
  const messages = status.messages ?? [];
  const told = (event: string) => messages.find(([name]) => name === event)?.[1];
  if (told('execution_interrupted')) return { state: 'interrupted' };
  const error = told('execution_error');
  if (error !== undefined || status.status_str === 'error') {
    const { node_type = 'the workflow', exception_message = 'no reason was given' } = error ?? {};
    return { state: 'failed', said: cleaned(`${node_type}: ${exception_message}`) };
  }
  const files = Object.values(outputs)
    .flatMap((of) => Object.values(of))
    .flatMap((items) => (Array.isArray(items) ? (items as (Partial<ComfyFile> | null)[]) : []))
    .flatMap((item) => {
      // Beside files there may be anything: a note that a film is one comes as [true].
      const { filename, subfolder = '', type = 'output' } = item ?? {};
      return typeof filename === 'string' && FILM.test(filename) ? [{ filename, subfolder, type }] : [];
    });
  return { state: 'done', files };
}

/** Names of films, among the other things that a workflow may save. */
const FILM = /\.(mp4|mov|mkv|webm|avi)$/i;
