// Somebody whom webhooks call: a real server that keeps what came and answers as it is told.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** One call. `id`: its webhook-id. */
export type Call = { id: string; path: string; headers: Record<string, string>; body: string };

/** How the nth call (from 0) is answered: a status, or undefined and whatever is done with the response. */
type Answer = (n: number, response: ServerResponse) => number | undefined;

/** Listens on a free port of 127.0.0.1. Redirects lead to /elsewhere. */
export async function receiver(answer: Answer = () => 204) {
  const calls: Call[] = [];
  const heard = new EventEmitter();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const entries = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const headers: Record<string, string> = Object.fromEntries(entries);
    const n = calls.push({ id: headers['webhook-id'] ?? '', path: request.url ?? '', headers, body }) - 1;
    const status = answer(n, response);
    if (status !== undefined) response.writeHead(status, { location: '/elsewhere' }).end();
    heard.emit('call');
  }).listen(0, '127.0.0.1');
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    calls,
    connections: () => connections,
    /** Resolves with the calls once there are `n`; fails the test after so many seconds. */
    async arrived(n: number, within = 10): Promise<Call[]> {
      const signal = AbortSignal.timeout(within * 1000);
      while (calls.length < n) await once(heard, 'call', { signal });
      return calls;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a receiver that knows `secret` understands of a call; throws when no signature is made with it. */
// biome-ignore lint/suspicious/noExplicitAny: the body is checked by what the tests say of it
export function verified(call: Call | undefined, secret: string): any {
  assert.ok(call);
  return new Webhook(secret).verify(call.body, call.headers);
}
