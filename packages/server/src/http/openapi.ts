// The OpenAPI document, put together from the tables: operations, schemas, errors.
import { ERRORS, type ErrorCode } from '../errors.ts';
import { isFinal, STATUSES, type Status } from '../request.ts';
import { LIMIT_HEADERS } from './limits.ts';
import { ALIASES, type Operation, QUEUE } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { ref, SCHEMAS, type Schema, told } from './schemas.ts';

/** Any call may answer these. */
const ALWAYS: ErrorCode[] = ['internal', 'unavailable'];
/** Any call that needs a key, these too. */
const WITH_KEY: ErrorCode[] = ['unauthorized', 'forbidden'];

/** Any call that has a body, these too. */
const WITH_BODY: ErrorCode[] = ['request_timeout'];

const HEADERS: Record<number, Schema> = {
  401: { 'WWW-Authenticate': { schema: { const: 'Bearer' } } },
  429: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } }, ...LIMIT_HEADERS },
  503: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
};

const content = (types: Record<string, Schema>): Schema =>
  Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));

/** By HTTP status, with every code that comes with it. */
function refusals(codes: ErrorCode[]): Schema {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].http ?? 500);
  const refusal = ([status, group]: [number, ErrorCode[]]): [number, Schema] => [
    status,
    {
      description: group.map((code) => `\`${code}\`: ${ERRORS[code].means}`).join(' '),
      ...(HEADERS[status] ? { headers: HEADERS[status] } : {}),
      content: content({ 'application/json': ref('Error') }),
    },
  ];
  return Object.fromEntries([...byStatus].map(refusal));
}

function operation(path: string, { id, tag, summary, more, scope, body, answer, ...rest }: Operation): Schema {
  const { parameters = [], answerHeaders, errors = [] } = rest;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const needs = scope === null ? [] : [`Needs the scope \`${scope}\`.`];
  const description = [more, ...needs].filter((sentence) => sentence !== undefined).join(' ');
  const streams = 'text/event-stream' in answer;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === '' ? {} : { description }),
    ...(scope === null ? { security: [] } : {}),
    parameters: [...inPath, ...parameters],
    ...(body ? { requestBody: { required: true, content: content(body) } } : {}),
    responses: {
      200: { description: 'Done.', ...(answerHeaders ? { headers: answerHeaders } : {}), content: content(answer) },
      ...(streams ? { 204: { description: 'The request has ended, and its last event was seen.' } } : {}),
      ...refusals([...(scope === null ? [] : WITH_KEY), ...(body ? WITH_BODY : []), ...errors, ...ALWAYS]),
    },
  };
}

function paths(): Record<string, Record<string, Schema>> {
  const all: Record<string, Record<string, Schema>> = {};
  for (const [call, described] of Object.entries(OPERATIONS)) {
    const [method, path] = call.split(' ');
    all[path] = { ...all[path], [method.toLowerCase()]: operation(path, described) };
  }
  return all;
}

/** What we call: the operation of whoever receives it. */
const WEBHOOK_HEADERS = [
  ['webhook-id', 'Of the delivery: the same however often it is tried.', { type: 'string', format: 'uuid' }],
  ['webhook-timestamp', 'When it was tried, in unix seconds.', { type: 'string', pattern: '^\\d+$' }],
  [
    'webhook-signature',
    '`v1,` and the base64 of HMAC-SHA256 of `id.timestamp.body` under the secret; for a day after a rotation a second one, after a space.',
    { type: 'string', pattern: '^v1,\\S+( v1,\\S+)?$' },
  ],
] as const;

/** One for each end that a request may come to. */
function webhooks(): Schema {
  const parameters = WEBHOOK_HEADERS.map(([name, description, schema]) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema,
  }));
  const webhook = (status: Status): [string, Schema] => {
    const type = `request.${status}`;
    const post = {
      operationId: `request${status[0].toUpperCase()}${status.slice(1)}`,
      tags: ['Webhooks'],
      summary: `A request has ended: ${status}`,
      description:
        'Posted to the `webhook_url` of the request, signed after Standard Webhooks 1.0.0, until it is answered by 2xx.',
      security: [],
      parameters,
      requestBody: { required: true, content: content({ 'application/json': told(type) }) },
      responses: {
        '2XX': { description: 'You have it.' },
        410: { description: 'You want it no more: it is given up.' },
        default: { description: 'A failure, redirects too: it is tried again, for some three days.' },
      },
    };
    return [type, { post }];
  };
  return Object.fromEntries(STATUSES.filter(isFinal).map(webhook));
}

/** The document (OpenAPI 3.1) of the system that clients reach at `url`. */
export function openapi(url: string, version: string): Schema {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Reelqueue',
      version,
      description:
        'A self-hosted request queue for video models: submit a request, ask how it is going, fetch an MP4. ' +
        `Every call under \`${QUEUE}\` is also answered under ${ALIASES.map((path) => `\`${path}\``).join(' and ')}. ` +
        'Answers may hold more keys than are named here. Errors are JSON, with `error` a string, at any address.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url }],
    security: [{ key: [] }],
    tags: ['Requests', 'Models', 'Files', 'Webhooks', 'System'].map((name) => ({ name })),
    paths: paths(),
    webhooks: webhooks(),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of `reelqueue keys create`.' } },
      schemas: SCHEMAS,
    },
  };
}
