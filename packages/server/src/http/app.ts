// Every route, a line each.
import { isUtf8 } from 'node:buffer';
import type { ModelSpec } from '@reelqueue/models';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Storage } from '../artifacts/storage.ts';
import { RequestError } from '../errors.ts';
import type { IntakeParts } from '../intake/intake.ts';
import type { Scope } from '../store/keys.ts';
import { rotateWebhookSecret, webhookSecret } from '../store/webhook-secrets.ts';
import { VERSION } from '../version.ts';
import { authorise, callerOf, foundFor } from './auth.ts';
import { readDeliveries, replay } from './deliveries.ts';
import { awaitNews, sendEvents } from './events.ts';
import { fileRoutes } from './files.ts';
import { frontPage } from './front-page.ts';
import { submitOnce } from './idempotency.ts';
import { llmsText } from './llms.ts';
import { modelById, modelRecord } from './models.ts';
import { createOpenCalls, type OpenCalls } from './open-calls.ts';
import { openapi } from './openapi.ts';
import { ALIASES, QUEUE } from './operation.ts';
import { type OrganisationEvents, organisationEvents } from './organisation-events.ts';
import { present } from './reply.ts';
import {
  acknowledged,
  cancelRequest,
  deleteFiles,
  listPage,
  missing,
  readListing,
  readPlan,
  UUID,
  whole,
} from './requests.ts';
import { createServer, MOST_BODY_WITH_DATA, type ServerParts } from './server.ts';
import { systemRoutes } from './system.ts';
import { announceUpload, receiveUpload } from './uploads.ts';
import { usagePage } from './usage.ts';
import { createWatch, type Watch } from './watch.ts';

export type AppParts = IntakeParts &
  ServerParts & {
    storage: Storage;
    /** Where clients reach this system: no slash at its end. */
    publicUrl(): string;
  };

/** Bytes of a body without data URIs in it. */
const MOST_BODY = 1024 * 1024;

/** What is wrong with a text that is refused as JSON, and where. */
function whyNot(text: string): string {
  try {
    JSON.parse(text);
    return 'it holds a key "__proto__", which is forbidden';
  } catch (error) {
    return (error as Error).message;
  }
}

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
      if (!isUtf8(body)) return done(new RequestError('invalid_json', 'the body is not JSON: it is not UTF-8'));
      const text = body.toString();
      parse(request, text, (error, value) => {
        done(error ? new RequestError('invalid_json', `the body is not JSON: ${whyNot(text)}`) : null, value);
      });
    },
  );
}

/** What the routes of all paths share. */
type Shared = { openCalls: OpenCalls; events: OrganisationEvents; watch: Watch; leaving: AbortSignal };

function queueRoutes(
  app: FastifyInstance,
  parts: AppParts,
  base: string,
  { openCalls, events, watch, leaving }: Shared,
): void {
  const { database, signals, publicUrl } = parts;
  const may = (scope: Scope) => ({ onRequest: authorise(database, scope, openCalls) });
  const following = { database, watch, publicUrl, log: parts.log, leaving };
  const org = (request: FastifyRequest): string => callerOf(request).org_id;
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
  const { routes, catalogue } = parts;
  const record = (model: ModelSpec) =>
    modelRecord(
      model,
      routes.takers(model).map(({ name }) => name),
    );

  const listed = (): ModelSpec[] => {
    const passed = catalogue.ids().flatMap((id) => routes.find(id) ?? []);
    return [...routes.models, ...passed];
  };

  const cancel = async (request: FastifyRequest, reply: { code(status: number): unknown }) => {
    const { request: cancelled, already } = await cancelRequest(database, signals, org(request), idOf(request));
    const shown = present(cancelled, publicUrl());
    if (!already) parts.metrics.ended([cancelled.request_id]);
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
  app.get(`${base}/models`, may('read'), async () =>
    listsRecords ? { models: listed().map(record) } : { model_ids: listed().map(({ id }) => id) },
  );
  app.get(`${base}/models/:id`, may('read'), async (request) => record(modelById(parts, idOf(request))));
  app.post(`${base}/requests`, may('submit'), async (request, reply) =>
    acknowledged(await submitOnce(parts, callerOf(request), request, reply)),
  );
  app.get(`${base}/requests`, may('read'), (request) =>
    listPage(database, org(request), readListing(request.query as Record<string, unknown>), publicUrl()),
  );
  const idIn = (request: FastifyRequest): string | undefined => (UUID.test(idOf(request)) ? idOf(request) : undefined);
  const polls = { onRequest: authorise(database, 'read', openCalls, idIn) };
  app.get(`${base}/requests/:id`, polls, async (request, reply) => {
    const { request: found, place } = foundFor(request);
    const now = await awaitNews(following, found ?? missing(idOf(request)), request, reply);
    if (reply.sent) return reply; // its key has ended
    return whole(database, now, publicUrl(), now === found ? place : null);
  });
  app.get(`${base}/requests/:id/events`, may('read'), (request, reply) =>
    sendEvents(following, org(request), idOf(request), request, reply),
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
    { bodyLimit: Number.MAX_SAFE_INTEGER, config: { body: 'upload' } },
    async (request, reply) => {
      await receiveUpload(parts, request.params.token, request.raw);
      return reply.code(200).send({});
    },
  );
}

/** The HTTP application, not yet listening. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const leaving = new AbortController();
  const app = createServer(parts, () => leaving.abort());
  readJson(app);
  const shared = {
    openCalls: createOpenCalls(parts.database),
    events: organisationEvents(parts),
    watch: createWatch(parts.database, parts.signals),
    leaving: leaving.signal,
  };
  for (const base of [QUEUE, ...ALIASES]) queueRoutes(app, parts, base, shared);
  await app.register(async (uploads) => uploadRoutes(uploads, parts));
  fileRoutes(app, parts.database, parts.storage);
  systemRoutes(app, parts, shared.openCalls);
  frontPage(app, parts.publicUrl);
  app.get('/openapi.json', async () => openapi(parts.publicUrl(), VERSION));
  app.get('/llms.txt', (_request, reply) => reply.type('text/plain; charset=utf-8').send(llmsText(parts.publicUrl())));
  return app;
}
