// The HTTP server beneath the routes: how it bears what clients send, says no, counts what it answered, and takes its leave.
import { Server as NetServer } from 'node:net';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { allowAnyOrigin, CORS } from './cors.ts';
import { sendClientError, sendError } from './reply.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which of the times for a body holds for a route; absent: `call`. */
    body?: keyof BodyTimes;
  }
}

/** Seconds within which a body must have come whole, counted from when its call has been let in. */
export type BodyTimes = { call: number; upload: number };

/** An upload has as long as its address lasts. */
const BODY_TIMES: BodyTimes = { call: 5 * 60, upload: 15 * 60 };

export type ServerParts = {
  log: Log;
  tls: { cert: Buffer; key: Buffer } | null;
  metrics: Metrics;
  /** Aborts when this process is to stop soon: it answers every call, but is not ready any more. */
  draining: AbortSignal;
  /** Absent: the usual ones. */
  bodyTimes?: BodyTimes;
};

/** Bytes of a body, with data URIs in it. */
export const MOST_BODY_WITH_DATA = 30 * 1024 * 1024;

/** Milliseconds that calls under way have when the server stops. */
const PARTING_MS = 1_500;
/** What who has connected has to say what he wants: 200 ms, and longer on a machine that is slow for him as well. */
const [SPEAKING_TURNS, TURN_MS] = [10, 20];

/** Milliseconds that are listened to a body that is larger than it may be. */
const HEARING_MS = 2_000;

/** Characters of an address that an error shows. */
const MOST_SHOWN = 200;

/** Node would answer a call without Host by an empty 400. */
const LENIENT = { requireHostHeader: false };

const streams = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.endsWith('/events') === true;

/** Whether the call is answered when something happens, and not as soon as it can be. */
const waits = (request: FastifyRequest): boolean =>
  'wait' in (request.query as object) || 'prefer' in request.headers || streams(request);

/** Gives up bodies that dribble in: each holds a connection, and what has come of it. */
function giveUpSlowBodies(app: FastifyInstance, times: BodyTimes): void {
  app.addHook('preParsing', async ({ raw, routeOptions }, reply) => {
    if (raw.complete || raw.destroyed) return; // it is here, or whoever sent it has left
    const seconds = times[routeOptions.config.body ?? 'call'];
    const giveUp = (): void => {
      const late = new RequestError('request_timeout', `the body did not come whole within ${seconds} s`);
      // Whoever reads the body hears of it and answers; as with Node's own errors of a call, there may be nobody.
      if (raw.listenerCount('error') > 0) raw.emit('error', late);
    };
    const timer = setTimeout(giveUp, seconds * 1000).unref();
    for (const one of [raw, reply.raw]) one.once('close', () => clearTimeout(timer));
  });
}

/** Lets the rest of a body pass by: who is still sending would find the connection broken, and not the answer. */
async function hearOut({ raw }: FastifyRequest): Promise<void> {
  raw.resume();
  await Promise.race([finished(raw).catch(() => {}), sleep(HEARING_MS, undefined, { ref: false })]);
}

/**
 * Lets a stop hang up on nobody who has been heard: new connections are refused from then on, and what has come is answered first,
 * but for streams and for what takes too long.
 */
function partFromClients(app: FastifyInstance, onLeaving: () => void): void {
  let underWay = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (streams(request)) return;
    underWay += 1;
    reply.raw.once('close', () => {
      underWay -= 1;
    });
  });
  app.addHook('preClose', async () => {
    onLeaving();
    // The HTTP server's own would also hang up on those who have connected and are about to say what they want.
    NetServer.prototype.close.call(app.server);
    const begun = performance.now();
    for (let turn = 0; turn < SPEAKING_TURNS || underWay > 0; turn++) {
      if (performance.now() - begun > PARTING_MS) break;
      await sleep(TURN_MS);
    }
  });
}

/** A server without routes, not yet listening. `onLeaving`: told when it stops, so that who waits can be answered. */
export function createServer(
  { log, tls, metrics, draining, bodyTimes = BODY_TIMES }: ServerParts,
  onLeaving: () => void = () => {},
): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // Clients put addresses together in every way; a redirect would lose them their body or their key.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 200 },
    bodyLimit: MOST_BODY_WITH_DATA,
    // A stuck client must not hold a stop up.
    forceCloseConnections: true,
    // What was heard before a stop is answered as ever, and not by a bare 503.
    return503OnClosing: false,
    clientErrorHandler: sendClientError,
    // No hook has seen these.
    frameworkErrors: (error, request, reply) => sendError(error, request, reply.headers(CORS)),
    ...(tls ? { https: { ...tls, ...LENIENT } } : { http: LENIENT }),
  }) as unknown as FastifyInstance;
  // Node would answer an expectation that it does not know with an empty 417.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.setErrorHandler(async (error, request, reply) => {
    if ((error as FastifyError).code === 'FST_ERR_CTP_BODY_TOO_LARGE') await hearOut(request);
    return sendError(error, request, reply);
  });
  allowAnyOrigin(app);
  // Before the body, which may be large: nobody has asked for a key yet.
  app.addHook('preParsing', async ({ is404, method, url }) => {
    if (!is404) return;
    const [path] = url.split('?');
    throw new RequestError('not_found', `there is no ${method} ${path.slice(0, MOST_SHOWN)} here`);
  });
  giveUpSlowBodies(app, bodyTimes);
  partFromClients(app, onLeaving);
  app.addHook('onSend', async (_request, reply) => {
    if (draining.aborted) reply.header('connection', 'close'); // the next call goes elsewhere
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const seconds = waits(request) ? null : reply.elapsedTime / 1000;
    metrics.answered({ method, route: routeOptions.url ?? 'none', status: reply.statusCode, seconds });
  });
  return app;
}
