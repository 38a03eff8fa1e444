// One render: what the request asks of ComfyUI, what is heard of it meanwhile, and its end, also when it is told to stop.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conform } from '../conform.ts';
import { type ClaimedRequest, NotTaken, type RenderContext, type Rendered, Stopped, stopOf } from '../engine.ts';
import type { Kind, Skill } from './kinds.ts';
import { lacks } from './lacks.ts';
import { listen } from './news.ts';
import { type Order, orderOf } from './orders.ts';
import { attend, type Patience, stop } from './prompt.ts';
import { type Address, ComfyServer, type Seen } from './server.ts';
import { filled, type Graph } from './workflow.ts';

/** Share of the progress that is ComfyUI's part; the rest is for bringing the film and conforming it. */
const RENDERING = 0.9;
/** The folder under ComfyUI's output folder where films are saved. */
const FOLDER = 'reelqueue';

/** What the renders of one engine have in common. */
export type Studio = {
  name: string;
  address: Address;
  skills: Record<Kind, Skill | null>;
  patience: Patience;
  /** See `Work`. */
  again: boolean;
  conform: Conform;
  /** What was seen to have all that it needs. A refusal forgets it: what is there may be taken away. */
  complete: Set<Skill>;
};

/** See `Engine.render`. */
export async function render(studio: Studio, request: ClaimedRequest, context: RenderContext): Promise<Rendered> {
  const { name, address, patience, again, conform, complete } = studio;
  const made_by = `Made by a generative model (${name}, ComfyUI), and brought to this form by Reelqueue.`;
  const order = orderOf(request, studio.skills, made_by);
  const path = join(context.workdir, 'delivered');
  await using server = new ComfyServer(address);
  using hearing = new Hearing(server, order, context);
  try {
    const film = await attend({
      ...{ server, patience, again, context, path },
      graph: (prompt_id) => prepare(studio, server, order, prompt_id, context.signal),
      named: (prompt_id) => ({ filename: `${prompt_id}_00001_.mp4`, subfolder: FOLDER, type: 'output' }),
      finish: () =>
        conform(path, order.wanted, {
          ...context,
          onProgress: (share) => context.onProgress('encoding', RENDERING + (1 - RENDERING) * share),
        }),
      onAsked: (prompt_id, look) => hearing.of(prompt_id, look),
      onSeen: (seen) => hearing.seen(seen),
    });
    return { ...film, seed: order.seed, actual_prompt: null, warnings: [...order.warnings, ...film.warnings] };
  } catch (error) {
    if (error instanceof NotTaken) complete.clear();
    const why = stopOf(context.signal);
    if (why === null) throw error;
    if (hearing.prompt_id === null) throw new Stopped('stopped');
    if (why === 'left') throw new Stopped('still_running');
    const asked = { prompt_id: hearing.prompt_id, taken: hearing.taken };
    throw new Stopped(await stop(server, asked, patience));
  }
}

/** The graph of an order, once the server has all that it needs and all that it names. */
async function prepare(
  { name, complete }: Studio,
  server: ComfyServer,
  { skill, files, values }: Order,
  prompt_id: string,
  signal: AbortSignal,
): Promise<Graph> {
  if (!complete.has(skill)) {
    const lacking = await lacks(server, skill.workflow, signal);
    if (lacking.length > 0) {
      throw new NotTaken('refused', `${name} can not run the workflow ${skill.workflow.name}: ${lacking.join('; ')}`);
    }
    complete.add(skill);
  }
  const named: Order['values'] = { ...values, name: `${FOLDER}/${prompt_id}` };
  for (const { slot, path } of files) {
    named[slot] = await server.upload(path, `${prompt_id}-${slot}.${await extensionOf(path)}`, signal);
  }
  return filled(skill.workflow, named);
}

/** Loading nodes go by what is in a file; the name is for people who look into the folder, and for ComfyUI's lists. */
async function extensionOf(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(12), 0, 12, 0);
  const head = buffer.toString('latin1');
  const signs: [sign: RegExp, extension: string][] = [
    [/^\x89PNG/, 'png'],
    [/^\xff\xd8/, 'jpg'],
    [/^RIFF.{4}WEBP/s, 'webp'],
    [/^RIFF/, 'wav'],
    [/^BM/, 'bmp'],
  ];
  return signs.find(([sign]) => sign.test(head))?.[1] ?? 'mp3';
}

/** What is heard of the prompt that is waited for. */
class Hearing implements Disposable {
  /** What was asked for last and may be computed; null: nothing. */
  prompt_id: string | null = null;
  /** Whether it was seen there. */
  taken = false;
  readonly #server: ComfyServer;
  readonly #graph: Graph;
  readonly #context: RenderContext;
  #news: { close(): void } | null = null;
  #look = (): void => {};

  constructor(server: ComfyServer, { skill }: Order, context: RenderContext) {
    this.#server = server;
    this.#graph = skill.workflow.graph;
    this.#context = context;
    context.onProgress('rendering', null);
  }

  of(prompt_id: string | null, look: () => void): void {
    this.#look = look;
    if (prompt_id === this.prompt_id) return;
    this.#news?.close();
    this.prompt_id = prompt_id;
    this.taken = false;
    if (prompt_id === null) return;
    this.#news = listen({
      ...{ server: this.#server, prompt_id, graph: this.#graph },
      onShare: (share) => this.#context.onProgress('rendering', RENDERING * share),
      onHint: () => this.#look(),
    });
  }

  seen({ state }: Seen): void {
    if (state !== 'absent') this.taken = true;
    if (state === 'waiting' || state === 'running') {
      this.#context.onProgress(state === 'waiting' ? 'waiting' : 'rendering', null);
    }
  }

  [Symbol.dispose](): void {
    this.#news?.close();
  }
}
