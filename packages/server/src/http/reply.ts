// How things look on the wire: errors, and records with absolute addresses.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Payload } from '@reelqueue/models';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { StorageAway } from '../artifacts/storage.ts';
import { ERRORS, type ErrorCode, RequestError } from '../errors.ts';
import type { VideoRequest } from '../request.ts';
import { DatabaseAway } from '../store/database.ts';
import { CORS } from './cors.ts';

/** A data URI in a list is cut to this many characters; one record shows it whole. */
const LISTED = 120;

/** Fields that a record only has when they say something: clients take the mere presence of `error` for a failure. */
export const ONLY_WHEN_KNOWN = [
  'error',
  'error_code',
  'error_param',
  'compute',
  'usage',
  'preview_url',
  'files_deleted_at',
] as const;

/** A record as clients see it. The database keeps the addresses of files relative to `publicUrl`. */
export function present(request: VideoRequest, publicUrl: string): Partial<VideoRequest> & { payload: Payload } {
  const { outcome } = request;
  const shown: Partial<VideoRequest> & { payload: Payload } = { ...request };
  for (const field of ONLY_WHEN_KNOWN) if (shown[field] === null) delete shown[field];
  const absolute = (path: string): string => publicUrl + path;
  if (shown.preview_url) shown.preview_url = absolute(shown.preview_url);
  if (outcome === null || 'error' in outcome) return shown;
  return {
    ...shown,
    outcome: {
      ...outcome,
      video_url: absolute(outcome.video_url),
      thumbnail_image_url: absolute(outcome.thumbnail_image_url),
      media_urls: outcome.media_urls.map(({ id, url }) => ({ id, url: absolute(url) })),
    },
  };
}

function shorten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shorten);
  const isLong = typeof value === 'string' && value.startsWith('data:') && value.length > LISTED;
  return isLong ? `${value.slice(0, LISTED)}…` : value;
}

/** A record as a list shows it: media sent inside the payload are cut short. */
export function presentListed(request: VideoRequest, publicUrl: string): Partial<VideoRequest> {
  const short = Object.entries(request.payload).map(([key, value]) => [key, shorten(value)]);
  return present({ ...request, payload: Object.fromEntries(short) }, publicUrl);
}

/** The codes of Fastify that are the client's doing. */
const FASTIFY: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'the body is larger than 1 MiB (30 MiB with data URIs)'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_json', 'the body does not have the length that Content-Length says'],
  FST_ERR_BAD_URL: ['not_found', 'the address is not well formed'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'nothing here has so long an address'],
};

const AWAY = 'the database is away for a moment; try again';
const LACKING = 'the database has no room, or not what else it needs, to do this';

function toRequestError(error: unknown, { raw, log }: FastifyRequest): RequestError {
  if (error instanceof RequestError) return error;
  if (raw.errored) return new RequestError('invalid_http', 'the call ended before its body did');
  if (error instanceof DatabaseAway) {
    if (error.lacks !== null) log.error({ lacks: error.lacks }, LACKING);
    return new RequestError('unavailable', error.lacks === null ? AWAY : `${LACKING}; try again later`);
  }
  if (error instanceof StorageAway) {
    log.warn({ err: error }, 'the storage is away');
    return new RequestError('unavailable', 'the storage of files is away for a moment; try again');
  }
  const known = FASTIFY[(error as FastifyError).code];
  if (known) return new RequestError(...known);
  return new RequestError('internal', 'something went wrong here; it was logged');
}

/** The one place where an error becomes an answer. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told = toRequestError(error, request);
  // A code that answers no call is a bug where it does.
  const status = ERRORS[told.code].http ?? 500;
  if (status === 500) request.log.error({ err: error, url: request.routeOptions.url }, 'a bug');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (status === 503) reply.header('retry-after', '1');
  if (status === 408) reply.header('connection', 'close'); // the rest of the call may still come
  return reply.code(status).type('application/json; charset=utf-8').send(told.toJSON());
}

/** What is wrong with what never became a request, by Node's code; anything else is not HTTP. */
const BROKEN: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: ['invalid_http', 'the headers are larger than 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'the headers did not come within a minute'],
};

/** Answers what never became a request, since it is not HTTP as it should be. */
export function sendClientError(error: ConnectionError, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const told = new RequestError(...(BROKEN[error.code] ?? ['invalid_http', 'the call is not well-formed HTTP']));
  const body = JSON.stringify(told);
  const status = ERRORS[told.code].http ?? 500;
  const headers = {
    ...CORS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`, () => socket.destroy());
}
