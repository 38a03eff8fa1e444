// How the HTTP server takes its leave of those who have connected.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { createServer } from '../src/http/server.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { openDatabase } from '../src/store/database.ts';

test('a call on an open connection that comes as the server stops is answered as ever, and the connection ends', async () => {
  const database = openDatabase('postgres://127.0.0.1:1/none'); // nothing here asks it
  const parts = {
    log: createLog('fatal'),
    tls: null,
    metrics: createMetrics(database, []),
    draining: new AbortController().signal,
  };
  const leaving = Promise.withResolvers<void>();
  const app = createServer(parts, leaving.resolve);
  app.get('/anything', async () => ({ answered: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const connection = connect(port, '127.0.0.1');
  await once(connection, 'connect');
  const stopped = app.close();
  await leaving.promise;
  connection.write('GET /anything HTTP/1.1\r\nhost: here\r\n\r\n');
  const text = (await connection.toArray()).join('');
  assert.match(text, /^HTTP\/1.1 200 OK\r\n/);
  assert.match(text, /connection: close/i);
  assert.match(text, /\{"answered":true\}$/);
  await stopped;
});
