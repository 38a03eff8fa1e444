// News of a prompt from ComfyUI's websocket: how far it is, and that it may be worth a look. Only a hint: it may be silent.
import { WebSocket } from 'undici';
import type { ComfyServer } from './server.ts';
import type { Graph } from './workflow.ts';

/** Seconds until a connection that was lost is tried again, at first and at most. */
const AGAIN = 1;
const AGAIN_AT_MOST = 15;

type Message = {
  type?: string;
  data?: {
    prompt_id?: string;
    node?: string | null;
    value?: number;
    max?: number;
    nodes?: Record<string, { state?: string; value?: number; max?: number }>;
  };
};

type Listening = {
  server: ComfyServer;
  prompt_id: string;
  graph: Graph;
  /** The share that is done, 0 to 1. */
  onShare(share: number): void;
  /** Something has ended: a look will tell what. */
  onHint(): void;
};

/** Listens until it is closed. Never throws: without news the looks go on. */
export function listen({ server, prompt_id, graph, onShare, onHint }: Listening): { close(): void } {
  const { url, authorization } = server.address;
  const shares = sharesOf(graph);
  let socket: WebSocket | null = null;
  let timer: NodeJS.Timeout | undefined;
  let wait = AGAIN;
  let closed = false;
  const hear = (message: Message): void => {
    wait = AGAIN;
    if (message.data?.prompt_id !== prompt_id) return;
    if (/^execution_(success|error|interrupted)$/.test(message.type ?? '') || message.data.node === null) onHint();
    const share = shares(message);
    if (share !== null) onShare(share);
  };
  const open = (): void => {
    const address = `${url.replace(/^http/, 'ws')}/ws?clientId=${prompt_id}`;
    const headers = authorization === null ? {} : { authorization };
    socket = new WebSocket(address, { dispatcher: server.dispatcher, headers });
    socket.onmessage = ({ data }) => {
      // Pictures of what is being made come as bytes.
      if (typeof data !== 'string') return;
      try {
        hear(JSON.parse(data) as Message);
      } catch {
        // Whatever it was, it was not news.
      }
    };
    socket.onerror = () => {}; // 'close' follows
    socket.onclose = () => {
      if (closed) return;
      timer = setTimeout(open, wait * 1000);
      wait = Math.min(2 * wait, AGAIN_AT_MOST);
    };
  };
  open();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

/** Reads messages as the share of the workflow that is done: of its samplers' steps, or of its nodes where it has none. */
function sharesOf(graph: Graph): (message: Message) => number | null {
  const all = Object.keys(graph);
  const samplers = all.filter((id) => /sampler/i.test(graph[id].class_type));
  const done = new Map<string, number>();
  let at: string | null = null;
  return ({ type, data = {} }) => {
    if (type === 'progress' && data.node && data.max) done.set(data.node, (data.value ?? 0) / data.max);
    if (type === 'progress_state') {
      for (const [id, { state, value = 0, max = 0 }] of Object.entries(data.nodes ?? {})) {
        done.set(id, state === 'finished' ? 1 : max > 0 ? value / max : 0);
      }
    }
    if (type === 'executing') {
      if (at !== null) done.set(at, 1);
      at = data.node ?? null;
    }
    if (!['progress', 'progress_state', 'executing'].includes(type ?? '')) return null;
    const counted = samplers.length > 0 ? samplers : all;
    return counted.reduce((sum, id) => sum + Math.min(1, done.get(id) ?? 0), 0) / counted.length;
  };
}
