// What a machine asks a process: whether it lives, whether it is ready, what it measures.
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { authorise } from './auth.ts';
import { createOpenCalls, type OpenCalls } from './open-calls.ts';
import { createServer, type ServerParts } from './server.ts';

type SystemParts = Pick<ServerParts, 'metrics' | 'draining'> & { database: Database };

/** The routes that every process has which listens. */
export function systemRoutes(app: FastifyInstance, parts: SystemParts, openCalls: OpenCalls): void {
  const { database, metrics, draining } = parts;
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    if (draining.aborted) throw new RequestError('unavailable', 'this server is about to stop');
    await database.query('ready', 'select 1', []);
    return { status: 'ready' };
  });
  app.get('/metrics', { onRequest: authorise(database, 'metrics', openCalls) }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}

/** The HTTP application of a worker without API, not yet listening. */
export function createWorkerApp(parts: SystemParts & ServerParts): FastifyInstance {
  const app = createServer(parts);
  systemRoutes(app, parts, createOpenCalls(parts.database));
  return app;
}
