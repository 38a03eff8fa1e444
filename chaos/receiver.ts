// What stands outside of the system: it takes webhooks, checks who signed them, and has pictures by their numbers: /7.jpg.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { jpegOf } from './asks.ts';
import type { Ledger } from './ledger.ts';

export type Receiver = { url: string; close(): void };

type Call = { type: string; data: { request_id: string; org_id: string } };

/** `secrets`: by organisation. `port`: 0 takes any. Each call is in the ledger before it is answered. */
export async function startReceiver(
  ledger: Ledger,
  secrets: ReadonlyMap<string, string>,
  port: number,
): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      return response.end(await jpegOf(Number.parseInt((request.url ?? '/').slice(1), 10)));
    }
    try {
      const body = await text(request);
      const { type, data } = JSON.parse(body) as Call;
      let signed = true;
      try {
        new Webhook(secrets.get(data.org_id) as string).verify(body, request.headers as Record<string, string>);
      } catch {
        signed = false; // the checks count it
      }
      ledger.write({ what: 'called', request_id: data.request_id, type, signed });
      response.end();
    } catch {
      response.destroy(); // the caller was killed in the middle of its call
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
