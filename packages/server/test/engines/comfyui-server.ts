// A ComfyUI for tests: its protocol over real HTTP and WebSocket, a line, a memory and a folder, and faults on demand.
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Graph } from '../../src/engines/comfyui/workflow.ts';

/** What may go wrong with a call: before it is carried out, or after; `late`: it is, but only when nobody waits any more. */
export const CALL_FAULTS = [
  ...(['reset', 'mute', 'busy', 'broken', 'garbage'] as const),
  ...(['reset after', 'mute after', 'broken after', 'late'] as const),
];
export type CallFault = (typeof CALL_FAULTS)[number];
/** What may go wrong with a prompt. `crash`: the server is started anew in the middle of it, `crash after` once it is saved. */
export const RUN_FAULTS = [
  ...(['slow', 'error', 'no file', 'truncated', 'late file', 'crash', 'crash after', 'twice', 'stuck'] as const),
];
export type RunFault = (typeof RUN_FAULTS)[number];
export type Call =
  | 'object_info'
  | 'upload'
  | 'prompt'
  | 'queue'
  | 'history'
  | 'cancel'
  | 'view'
  | 'ws'
  | 'system_stats';

type Item = { prompt_id: string; client_id: string; prompt: Graph };
type File = { bytes: Buffer; from: number };

export type ComfyOptions = {
  /** Of an MP4. */
  film: Buffer;
  /** Milliseconds of a step, of which a prompt has four. */
  stepMs?: number;
  /** What goes wrong with this call; null: nothing. */
  onCall?(call: Call): CallFault | null;
  onRun?(prompt_id: string): RunFault | null;
  /** While it answers true a prompt that is being run goes on without an end. */
  held?(): boolean;
  /** A prompt is being put in line. */
  onAsked?(): void;
  /** Names of node classes and files that it does not have. */
  lacks?: readonly string[];
  /** An older one, without /api/jobs. */
  old?: boolean;
  /** A still older one, which gives prompts ids of its own. */
  ownIds?: boolean;
  ignoresCancel?: boolean;
  silent?: boolean;
};

const WORKFLOWS = globSync(join(import.meta.dirname, '../../workflows/*.json')).map(
  (path) => JSON.parse(readFileSync(path, 'utf8')) as Graph,
);

/** The classes of nodes that our workflows use, with their inputs and the files that these name. */
function nodesBut(lacks: readonly string[]) {
  const info: Record<string, { input: { required: Record<string, unknown[]>; optional: Record<string, unknown[]> } }> =
    {};
  for (const { class_type, inputs } of WORKFLOWS.flatMap((graph) => Object.values(graph))) {
    if (lacks.includes(class_type)) continue;
    info[class_type] ??= { input: { required: {}, optional: {} } };
    for (const [name, value] of Object.entries(inputs)) {
      // A picture to begin with is a node's own choice.
      const of = info[class_type].input[name === 'start_image' ? 'optional' : 'required'];
      const isFile = typeof value === 'string' && value.endsWith('.safetensors');
      const choices = new Set((of[name]?.[0] as string[] | undefined) ?? []);
      if (isFile && !lacks.includes(value)) choices.add(value);
      of[name] = isFile ? [[...choices], {}] : [Array.isArray(value) ? 'LINK' : 'VALUE', {}];
    }
  }
  return info;
}

/** Starts one on a free port. */
export async function startComfy(options: ComfyOptions) {
  const { film, stepMs = 5, onCall = () => null, onRun = () => null, held = () => false } = options;
  const nodes = nodesBut(options.lacks ?? []);
  const [inputs, files] = [new Map<string, Buffer>(), new Map<string, File>()];
  let [pending, running]: [Item[], Item | null] = [[], null];
  let interrupted = false;
  let { ignoresCancel = false } = options;
  let history = new Map<string, object>();
  const sockets = new Map<string, Duplex>();
  /** Prompts that were put in line, in that order. */
  const asked: Item[] = [];

  const tell = (client_id: string, type: string, data: object): void => {
    const text = Buffer.from(JSON.stringify({ type, data }));
    const head = text.length < 126 ? [0x81, text.length] : [0x81, 126, text.length >> 8, text.length & 255];
    if (!options.silent) sockets.get(client_id)?.write(Buffer.concat([Buffer.from(head), text]));
  };
  const crash = (): void => {
    [pending, running, history] = [[], null, new Map()];
    // What was not written yet never is.
    for (const [path, { from }] of files) if (from > performance.now()) files.delete(path);
    server.closeAllConnections();
    for (const socket of sockets.values()) socket.destroy();
  };
  const keep = (item: Item, status: object, outputs: object): void => {
    if (running !== item) return;
    running = null;
    history.set(item.prompt_id, { prompt: [0, item.prompt_id, item.prompt, {}, []], outputs, status });
  };
  async function run(item: Item): Promise<void> {
    const { prompt_id, client_id, prompt } = item;
    const fault = onRun(prompt_id);
    const sampler = Object.keys(prompt).find((id) => /sampler/i.test(prompt[id].class_type)) ?? 'repeated';
    for (let step = 1; step <= 4 || fault === 'stuck' || held(); step++) {
      await sleep(stepMs * (fault === 'slow' ? 10 : 1));
      if (running !== item) return;
      if (fault === 'crash' && step === 2) return crash();
      if (interrupted) return keep(item, { status_str: 'error', messages: [['execution_interrupted', {}]] }, {});
      tell(client_id, 'progress', { prompt_id, node: sampler, value: Math.min(step, 4), max: 4 });
    }
    const error = { node_type: 'KSampler', exception_message: 'CUDA out of memory\n at /opt/comfy/model.py' };
    if (fault === 'error') return keep(item, { status_str: 'error', messages: [['execution_error', error]] }, {});
    const save = Object.values(prompt).find(({ class_type }) => class_type === 'SaveVideo')!;
    const path = `${save.inputs.filename_prefix}_00001_.mp4`;
    const bytes = fault === 'truncated' ? film.subarray(0, film.length * 0.6) : film;
    if (fault !== 'no file') files.set(path, { bytes, from: performance.now() + (fault === 'late file' ? 30 : 0) });
    if (fault === 'crash after') return crash();
    const [subfolder, filename] = path.split('/');
    const images = fault === 'no file' ? [] : [{ filename, subfolder, type: 'output' }];
    const outputs = { save: { images: fault === 'twice' ? [...images, ...images] : images, animated: [true, null] } };
    keep(item, { status_str: 'success', completed: true, messages: [] }, outputs);
    for (const _ of fault === 'twice' ? [1, 2] : [1]) tell(client_id, 'execution_success', { prompt_id });
  }
  const work = async (): Promise<void> => {
    while (running === null && pending.length > 0) {
      running = pending.shift()!;
      interrupted = false;
      await run(running);
    }
  };

  const item = ({ prompt_id, prompt }: Item) => [0, prompt_id, prompt, {}, []];
  const cancel = (prompt_id: string, where: 'line' | 'run' | 'both'): boolean => {
    if (ignoresCancel) return false;
    const waits = where !== 'run' && pending.some((one) => one.prompt_id === prompt_id);
    const runs = where !== 'line' && running?.prompt_id === prompt_id;
    if (waits) pending = pending.filter((one) => one.prompt_id !== prompt_id);
    if (runs) interrupted = true;
    return waits || runs;
  };
  /** An answer is an object, bytes, or a status. */
  const answers: Record<string, (at: URL, body: Buffer, request: IncomingMessage) => object | Buffer | number> = {
    'GET system_stats': () => ({ system: { comfyui_version: '0.0.0' }, devices: [{ name: 'none', vram_total: 8e9 }] }),
    'GET object_info': ({ pathname }) => {
      const name = pathname.split('/')[2];
      return nodes[name] ? { [name]: nodes[name] } : {};
    },
    'POST upload': (_at, body) => {
      const text = body.toString('latin1');
      const [, filename] = /name="image"; filename="([^"]+)"/.exec(text)!;
      inputs.set(`reelqueue/${filename}`, body);
      return { name: filename, subfolder: 'reelqueue', type: 'input' };
    },
    'POST prompt': (_at, body) => {
      const { prompt, prompt_id, client_id } = JSON.parse(String(body)) as Item;
      const missing = Object.values(prompt).find(({ class_type, inputs: of }) => {
        const file = of.image ?? of.audio;
        return /^Load/.test(class_type) && typeof file === 'string' && !inputs.has(file);
      });
      if (!/^[0-9a-f-]{36}$/.test(prompt_id)) return 400;
      if (missing) {
        const errors = [{ message: 'Custom validation failed for node', details: 'image - Invalid image file' }];
        const node_errors = { first: { class_type: missing.class_type, errors } };
        return { refused: true, error: { message: 'Prompt outputs failed validation', details: '' }, node_errors };
      }
      options.onAsked?.();
      asked.push({ prompt_id, client_id, prompt });
      pending.push({ prompt_id, client_id, prompt });
      void work();
      return { prompt_id: options.ownIds ? randomUUID() : prompt_id, number: asked.length, node_errors: {} };
    },
    'GET queue': () => ({ queue_running: running ? [item(running)] : [], queue_pending: pending.map(item) }),
    'POST queue': (_at, body) => {
      for (const id of (JSON.parse(String(body)) as { delete: string[] }).delete) cancel(id, 'line');
      return 200;
    },
    'POST interrupt': (_at, body) => {
      cancel((JSON.parse(String(body)) as { prompt_id: string }).prompt_id, 'run');
      return 200;
    },
    'GET history': ({ pathname }) => {
      const prompt_id = pathname.split('/')[2];
      return history.has(prompt_id) ? { [prompt_id]: history.get(prompt_id)! } : {};
    },
    'POST api': ({ pathname }) => (options.old ? 404 : { cancelled: cancel(pathname.split('/')[3], 'both') }),
    'GET view': ({ searchParams }) => {
      const file = files.get(`${searchParams.get('subfolder')}/${searchParams.get('filename')}`);
      return file && performance.now() >= file.from ? file.bytes : 404;
    },
  };

  const reply = (response: ServerResponse, answer: object | Buffer | number): void => {
    if (typeof answer === 'number') response.writeHead(answer).end();
    else if (Buffer.isBuffer(answer)) response.writeHead(200, { 'content-type': 'video/mp4' }).end(answer);
    else {
      const status = 'refused' in answer ? 400 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    }
  };
  const server = createServer(async (request, response) => {
    const at = new URL(request.url!, 'http://comfy');
    const what = at.pathname.split('/')[1];
    const body = await request.toArray().then(Buffer.concat, () => null);
    if (body === null) return; // whoever called has gone
    const answer = answers[`${request.method} ${what}`];
    if (!answer) return reply(response, 404);
    const call =
      { interrupt: 'cancel', api: 'cancel' }[what] ?? (what === 'queue' && request.method === 'POST' ? 'cancel' : what);
    const fault = onCall(call as Call);
    if (fault === 'reset') return void request.socket.destroy();
    if (fault === 'mute') return;
    if (fault === 'busy') return void response.writeHead(429, { 'retry-after': '7' }).end();
    if (fault === 'broken') return void response.writeHead(502).end('<h1>Bad gateway</h1>');
    if (fault === 'garbage')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
    if (fault === 'late') {
      request.socket.destroy();
      await sleep(60);
    }
    const said = answer(at, body, request);
    if (fault === 'reset after') return void request.socket.destroy();
    if (fault === 'mute after') return;
    if (fault === 'broken after') return void response.writeHead(504).end();
    reply(response, said);
  });
  server.on('upgrade', (request, socket) => {
    const client_id = new URL(request.url!, 'http://comfy').searchParams.get('clientId')!;
    // All that a client says is that it goes.
    socket.on('error', () => {}).on('data', () => socket.end());
    if (onCall('ws') !== null) return void socket.destroy();
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    sockets.set(client_id, socket);
    tell(client_id, 'status', { status: { exec_info: { queue_remaining: pending.length } } });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    inputs,
    /** Prompts whose film lies there whole. */
    made: (): string[] =>
      [...files].flatMap(([path, { bytes }]) => (bytes === film ? [path.replace(/^.*\/|_00001_.mp4$/g, '')] : [])),
    /** Whether it has that prompt in line, or runs it. */
    has: (prompt_id: string): boolean => [...pending, running].some((one) => one?.prompt_id === prompt_id),
    running: (): string | null => running?.prompt_id ?? null,
    /** From now on a cancel is heeded. */
    heed(): void {
      ignoresCancel = false;
    },
    /** Puts somebody else's prompt in line. */
    occupy(prompt_id: string): void {
      pending.push({ prompt_id, client_id: 'other', prompt: WORKFLOWS.find((graph) => graph.repeated)! });
      void work();
    },
    /** Starts it anew: what it had in line and in its memory is gone, its files are not. */
    restart: crash,
    async [Symbol.asyncDispose](): Promise<void> {
      crash();
      server.close();
    },
  };
}
