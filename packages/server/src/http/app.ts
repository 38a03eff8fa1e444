// Every route, a line each.
import cors from '@fastify/cors';
import { MODELS } from '@reelqueue/models';
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Disk } from '../artifacts/disk.ts';
import { RequestError } from '../errors.ts';
import type { IntakeParts } from '../intake/intake.ts';
import type { Log } from '../log.ts';
import type { Scope } from '../store/keys.ts';
import { rotateWebhookSecret, webhookSecret } from '../store/webhook-secrets.ts';
import { VERSION } from '../version.ts';
import { authorise, callerOf } from './auth.ts';
import { readDeliveries, replay } from './deliveries.ts';
import { awaitNews, sendEvents } from './events.ts';
import { fileRoutes } from './files.ts';
import { submitOnce } from './idempotency.ts';
import { llmsText } from './llms.ts';
import { modelById, modelIds, modelRecord } from './models.ts';
import { createOpenCalls, type OpenCalls } from './open-calls.ts';
import { openapi } from './openapi.ts';
import { ALIASES, QUEUE } from './operations.ts';
import { type OrganisationEvents, organisationEvents } from './organisation-events.ts';
import { present, sendClientError, sendError } from './reply.ts';
import { acknowledged, cancelRequest, deleteFiles, listPage, readListing, readPlan, readRequest } from './requests.ts';
import { announceUpload, receiveUpload } from './uploads.ts';
import { usagePage } from './usage.ts';

export type AppParts = IntakeParts & {
  disk: Disk;
  /** Where clients reach this system: no slash at its end. */
  publicUrl(): string;
  log: Log;
  tls: { cert: Buffer; key: Buffer } | null;
  /** Aborts when this process is to stop soon: it answers every call, but is not ready any more. */
  draining: AbortSignal;
};

/** Bytes of a body, without and with data URIs in it. */
const MOST_BODY = 1024 * 1024;
const MOST_BODY_WITH_DATA = 30 * 1024 * 1024;

/** Characters of an address that an error shows. */
const MOST_SHOWN = 200;

/** Node would answer a call without Host by an empty 400. */
const LENIENT = { requireHostHeader: false };

/** Bodies are JSON whatever their type says, if it says anything that can be read; none at all is undefined. */
function readJson(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    delete request.headers['content-type'];
  });
  const parse = app.getDefaultJsonParser('error', 'ignore');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: MOST_BODY_WITH_DATA },
    (request, body: Buffer, done) => {
      if (body.length > MOST_BODY && !body.includes('"data:')) {
        return done(
          new RequestError(
            'payload_too_large',
            `the body has ${body.length} bytes; at most ${MOST_BODY} are allowed without data URIs`,
          ),
        );
      }
      if (body.length === 0) return done(null, undefined);
      parse(request, body.toString(), (error, value) => {
        done(error ? new RequestError('invalid_json', `the body is not JSON: ${error.message}`) : null, value);
      });
    },
  );
}

/** What the routes of all paths share. */
type Shared = { openCalls: OpenCalls; events: OrganisationEvents };

function queueRoutes(app: FastifyInstance, parts: AppParts, base: string, { openCalls, events }: Shared): void {
  const { database, signals, publicUrl } = parts;
  const may = (scope: Scope) => ({ onRequest: authorise(database, scope, openCalls) });
  const org = (request: FastifyRequest): string => callerOf(request).org_id;
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
  const record = (model: (typeof MODELS)[number]) =>
    modelRecord(model, parts.engine.refuses(model, {}) === null ? [parts.engine.name] : []);

  const cancel = async (request: FastifyRequest, reply: { code(status: number): unknown }) => {
    const { request: cancelled, already } = await cancelRequest(database, signals, org(request), idOf(request));
    const shown = present(cancelled, publicUrl());
    if (!already) return shown;
    reply.code(409);
    return {
      error: `request ${cancelled.request_id} has ended: ${cancelled.status}`,
      code: 'already_finished',
      request: shown,
    };
  };

  // Only under the bare path does the list of models hold whole records.
  const listsRecords = base === ALIASES[1];
  app.get(`${base}/models`, may('read'), async () => (listsRecords ? { models: MODELS.map(record) } : modelIds()));
  app.get(`${base}/models/:id`, may('read'), async (request) => record(modelById(idOf(request))));
  app.post(`${base}/requests`, may('submit'), async (request, reply) =>
    acknowledged(await submitOnce(parts, callerOf(request), request, reply)),
  );
  app.get(`${base}/requests`, may('read'), (request) =>
    listPage(database, org(request), readListing(request.query as Record<string, unknown>), publicUrl()),
  );
  app.get(`${base}/requests/:id`, may('read'), async (request, reply) => {
    await awaitNews(parts, org(request), idOf(request), request, reply);
    if (reply.sent) return reply; // its key has ended
    return readRequest(database, org(request), idOf(request), publicUrl());
  });
  app.get(`${base}/requests/:id/events`, may('read'), (request, reply) =>
    sendEvents(parts, org(request), idOf(request), request, reply),
  );
  app.get(`${base}/events`, may('read'), (request, reply) => events.send(org(request), request, reply));
  app.post(`${base}/requests/:id/cancel`, may('submit'), cancel);
  app.get(`${base}/requests/:id/plan`, may('read'), async (request, reply) =>
    reply.type('application/json; charset=utf-8').send(await readPlan(parts, org(request), idOf(request))),
  );
  app.delete(`${base}/requests/:id/files`, may('submit'), (request) => deleteFiles(parts, org(request), idOf(request)));
  app.get(`${base}/usage`, may('read'), (request) =>
    usagePage(database, org(request), request.query as Record<string, unknown>),
  );
  app.delete(`${base}/requests/:id`, may('submit'), cancel);
  app.get(`${base}/webhook-secret`, may('admin'), async (request) => ({
    secret: await webhookSecret(database, org(request)),
  }));
  app.post(`${base}/webhook-secret/rotate`, may('admin'), async (request) => ({
    secret: await rotateWebhookSecret(database, org(request)),
  }));
  app.get(`${base}/requests/:id/deliveries`, may('read'), (request) =>
    readDeliveries(database, org(request), idOf(request)),
  );
  app.post(`${base}/deliveries/:id/replay`, may('submit'), (request) =>
    replay(database, signals, org(request), idOf(request)),
  );
  app.post(`${base}/upload-url`, may('submit'), (request) =>
    announceUpload(database, org(request), request.body, publicUrl()),
  );
}

/** Uploads take any type and any length that the address allows: their bodies are not parsed. */
function uploadRoutes(app: FastifyInstance, parts: AppParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.put<{ Params: { token: string } }>(
    '/uploads/put/:token',
    { bodyLimit: Number.MAX_SAFE_INTEGER },
    async (request, reply) => {
      await receiveUpload(parts.database, parts.sources.uploads, request.params.token, request.raw);
      return reply.code(200).send({});
    },
  );
}

/** The HTTP application, not yet listening. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    // Clients put addresses together in every way; a redirect would lose them their body or their key.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 200 },
    bodyLimit: MOST_BODY_WITH_DATA,
    // A stuck client must not hold a stop up.
    forceCloseConnections: true,
    clientErrorHandler: sendClientError,
    frameworkErrors: sendError,
    ...(parts.tls ? { https: { ...parts.tls, ...LENIENT } } : { http: LENIENT }),
  }) as unknown as FastifyInstance;
  // Node would answer an expectation that it does not know with an empty 417.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?');
    const sentence = `there is no ${request.method} ${path.slice(0, MOST_SHOWN)} here`;
    return sendError(new RequestError('not_found', sentence), request, reply);
  });
  await app.register(cors, {
    origin: '*',
    strictPreflight: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: ['Content-Range', 'ETag', 'Retry-After', 'RateLimit-Policy', 'RateLimit', 'Idempotent-Replayed'],
  });
  app.addHook('onSend', async (_request, reply) => {
    if (parts.draining.aborted) reply.header('connection', 'close'); // the next call goes elsewhere
  });
  readJson(app);
  const shared = { openCalls: createOpenCalls(parts.database), events: organisationEvents(parts) };
  for (const base of [QUEUE, ...ALIASES]) queueRoutes(app, parts, base, shared);
  await app.register(async (uploads) => uploadRoutes(uploads, parts));
  await fileRoutes(app, parts.database, { results: parts.disk.folder, uploads: parts.sources.uploads });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    if (parts.draining.aborted) throw new RequestError('unavailable', 'this server is about to stop');
    await parts.database.query('ready', 'select 1', []);
    return { status: 'ready' };
  });
  app.get('/openapi.json', async () => openapi(parts.publicUrl(), VERSION));
  app.get('/llms.txt', (_request, reply) => reply.type('text/plain; charset=utf-8').send(llmsText(parts.publicUrl())));
  return app;
}
