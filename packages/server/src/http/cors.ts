// Pages of every origin may call and read the answers: no cookie counts here, only keys.
import type { FastifyInstance } from 'fastify';

const EXPOSED = [
  ...['Content-Range', 'ETag', 'Retry-After', 'RateLimit-Policy', 'RateLimit', 'Idempotent-Replayed'],
  'WWW-Authenticate',
];

/** Headers of every answer, also of those that no route gives. */
export const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': EXPOSED.join(', '),
};

/** Of the answer to what a browser asks before it calls. A star among the headers would not stand for Authorization. */
const preflight = (asked: string | undefined): Record<string, string> => ({
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
  'access-control-max-age': '7200',
  vary: 'Access-Control-Request-Headers',
  ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
});

/** Gives every answer its headers, and answers OPTIONS at any address. */
export function allowAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, headers }, reply) => {
    reply.headers(CORS);
    if (method !== 'OPTIONS') return;
    return reply.code(204).headers(preflight(headers['access-control-request-headers'])).send();
  });
}
