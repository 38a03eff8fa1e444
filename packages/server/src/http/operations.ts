// What every call is for, takes and answers: the table from which openapi.json and llms.txt are made. A route without a
// line here fails a test (openapi.test.ts).
import type { ErrorCode } from '../errors.ts';
import { STATUSES } from '../request.ts';
import { LIMIT_HEADERS } from './limits.ts';
import { ALIASES, bytes, header, json, type Operation, QUEUE, query } from './operation.ts';
import { ref } from './schemas.ts';
import { FILE_TYPES } from './uploads.ts';

const cancelling = { tag: 'Requests', scope: 'submit', answer: json(ref('Request')) } as const;
const CANCEL_ERRORS: ErrorCode[] = ['not_found', 'already_finished'];

/** Every call, by its method and path, in the order of the document. */
export const OPERATIONS: Record<string, Operation> = {
  [`POST ${QUEUE}/requests`]: {
    id: 'submitRequest',
    tag: 'Requests',
    summary: 'Ask for a film',
    more: 'Once it has answered, the request is on disk. The body is JSON whatever its type says: at most 1 MiB, with data URIs 30 MiB.',
    scope: 'submit',
    parameters: [
      header(
        'Idempotency-Key',
        'Under the same key and body, the first answer again for 24 hours: one request, however often it is sent.',
        { type: 'string', minLength: 1, maxLength: 255 },
      ),
    ],
    body: json(ref('Submit')),
    answer: json(ref('Submitted')),
    answerHeaders: {
      'Idempotent-Replayed': { description: '`true` when the answer was given before.', schema: { const: 'true' } },
      ...LIMIT_HEADERS,
    },
    errors: [
      ...(['invalid_json', 'invalid_payload', 'invalid_media', 'model_not_found', 'payload_too_large'] as const),
      ...(['idempotency_in_flight', 'idempotency_mismatch'] as const),
      ...(['insufficient_credits', 'rate_limited', 'queue_full'] as const),
    ],
  },
  [`GET ${QUEUE}/requests`]: {
    id: 'listRequests',
    tag: 'Requests',
    summary: 'List the requests, newest first',
    more: 'Pictures that were sent inside a payload are cut short here.',
    scope: 'read',
    parameters: [
      query('model_id', 'Only those of this model.', { type: 'string' }),
      query('model', 'The same as `model_id`.', { type: 'string' }),
      query('status', 'Only those with this status.', { enum: STATUSES }),
      query('page_size', 'How many.', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
      query('page_token', 'The `next_page_token` of the page before.', { type: 'string' }),
    ],
    answer: json(ref('RequestPage')),
    errors: ['invalid_payload'],
  },
  [`GET ${QUEUE}/requests/{id}`]: {
    id: 'getRequest',
    tag: 'Requests',
    summary: 'Read a request, or wait for news of it',
    more: 'Without `wait` it answers at once.',
    scope: 'read',
    parameters: [
      query('wait', 'Answer when there is news, or after so many seconds; more than 60 are 60.', {
        type: 'integer',
        minimum: 0,
      }),
      query('since', 'The `event_id` last seen: what is newer is news. Absent: than on arrival.', { type: 'integer' }),
      header('Prefer', '`wait=30` does what the query parameter does.', { type: 'string' }),
    ],
    answer: json(ref('Request')),
    errors: ['not_found', 'invalid_payload'],
  },
  [`GET ${QUEUE}/requests/{id}/events`]: {
    id: 'followRequest',
    tag: 'Requests',
    summary: 'Follow a request by server-sent events',
    more:
      'Every change of status and phase in order, with its `id`, then live, with progress between them; it ends after the last. ' +
      '`data` is {"type", "timestamp", "data"}, with the record in `data`. 204 when nothing is left to tell.',
    scope: 'read',
    parameters: [
      header('Last-Event-ID', 'Go on after the event with this id.', { type: 'integer' }),
      query('since', 'The same, for those who can not set a header.', { type: 'integer' }),
    ],
    answer: { 'text/event-stream': { type: 'string' } },
    errors: ['not_found', 'invalid_payload'],
  },
  [`GET ${QUEUE}/requests/{id}/plan`]: {
    id: 'getPlan',
    tag: 'Files',
    summary: 'Read how a film was planned',
    more: 'Its shots with the way of the camera through each, its places with their grades, and its sound, as animatic decided before the first frame. 404 before the film is made, and for engines without plans.',
    scope: 'read',
    answer: json({ type: 'object' }),
    errors: ['not_found', 'gone'],
  },
  [`GET ${QUEUE}/events`]: {
    id: 'followAll',
    tag: 'Requests',
    summary: 'Follow all requests by server-sent events',
    more:
      'Every change of status and phase of every request of the organisation, each once and in order within its request, without an ' +
      'end. `id` goes on from one event to the next; it is not the `event_id` of the record. As in a list, pictures that were sent ' +
      'inside a payload are cut short.',
    scope: 'read',
    parameters: [
      header('Last-Event-ID', 'Go on after the event with this id. Absent: from the first one on.', {
        type: 'integer',
      }),
      query('since', 'The same, for those who can not set a header; `now` begins with the next one.', {
        anyOf: [{ type: 'integer' }, { const: 'now' }],
      }),
    ],
    answer: { 'text/event-stream': { type: 'string' } },
    errors: ['invalid_payload'],
  },
  [`POST ${QUEUE}/requests/{id}/cancel`]: {
    id: 'cancelRequest',
    summary: 'Cancel a request',
    ...cancelling,
    errors: CANCEL_ERRORS,
  },
  [`DELETE ${QUEUE}/requests/{id}`]: {
    id: 'deleteRequest',
    summary: 'Cancel a request, by another name',
    ...cancelling,
    errors: CANCEL_ERRORS,
  },
  [`DELETE ${QUEUE}/requests/{id}/files`]: {
    id: 'deleteFiles',
    tag: 'Files',
    summary: 'Delete the film and thumbnail of a request that has ended',
    more: 'The record stays; the addresses of its files answer 410 from then on.',
    scope: 'submit',
    answer: json(ref('Request')),
    errors: ['not_found', 'not_finished'],
  },
  [`POST ${QUEUE}/upload-url`]: {
    id: 'announceUpload',
    tag: 'Files',
    summary: 'Ask for an address to upload a file to',
    more: 'PUT the bytes of one file to `upload_url` within 15 minutes; `public_url` is then good as an address in payloads.',
    scope: 'submit',
    body: json({
      type: 'object',
      properties: {
        file_type: { enum: FILE_TYPES },
        filename: { type: 'string', description: 'Instead of `file_type`: its ending counts.' },
      },
      anyOf: [{ required: ['file_type'] }, { required: ['filename'] }],
    }),
    answer: json(ref('UploadUrl')),
    errors: ['invalid_json', 'invalid_payload', 'payload_too_large'],
  },
  'PUT /uploads/put/{token}': {
    id: 'upload',
    tag: 'Files',
    summary: 'Upload a file',
    more: 'Any content type, of known length or chunked; at most 100 MB. The same bytes may come again; what is kept never changes.',
    scope: null,
    body: { '*/*': bytes },
    answer: json({ type: 'object' }),
    errors: ['not_found', 'invalid_payload', 'already_uploaded', 'payload_too_large'],
  },
  'GET /uploads/{upload_id}': {
    id: 'readUpload',
    tag: 'Files',
    summary: 'Read an uploaded file',
    scope: null,
    answer: { '*/*': bytes },
    errors: ['not_found', 'invalid_range'],
  },
  'GET /files/{request_id}/{name}': {
    id: 'readFile',
    tag: 'Files',
    summary: 'Read a film or a thumbnail',
    more: 'The address stands in the outcome and can not be guessed. Ranges and HEAD are answered.',
    scope: null,
    answer: { 'video/mp4': bytes, 'image/jpeg': bytes },
    errors: ['not_found', 'gone', 'invalid_range'],
  },
  [`GET ${QUEUE}/models`]: {
    id: 'listModels',
    tag: 'Models',
    summary: 'List the ids of the models',
    more: 'Those that are described here and have a route, and then those that engines have beside them, which are passed on as they are.',
    scope: 'read',
    answer: json(ref('ModelIds')),
  },
  [`GET ${ALIASES[1]}/models`]: {
    id: 'listModelRecords',
    tag: 'Models',
    summary: 'List the models with all that is known of them',
    scope: 'read',
    answer: json({
      type: 'object',
      properties: { models: { type: 'array', items: ref('Model') } },
      required: ['models'],
    }),
  },
  [`GET ${QUEUE}/models/{id}`]: {
    id: 'getModel',
    tag: 'Models',
    summary: 'Read what a model is and takes',
    scope: 'read',
    answer: json(ref('Model')),
    errors: ['model_not_found'],
  },
  [`GET ${QUEUE}/usage`]: {
    id: 'getUsage',
    tag: 'Requests',
    summary: 'Count what was made, by day, model and engine',
    scope: 'read',
    parameters: [
      query('from', 'Unix seconds; absent: from the beginning.', { type: 'integer', minimum: 0 }),
      query('to', 'Unix seconds, not included; absent: up to now.', { type: 'integer', minimum: 0 }),
    ],
    answer: json(ref('UsagePage')),
    errors: ['invalid_payload'],
  },
  [`GET ${QUEUE}/requests/{id}/deliveries`]: {
    id: 'listDeliveries',
    tag: 'Webhooks',
    summary: "See what came of a request's webhook",
    scope: 'read',
    answer: json(ref('Deliveries')),
    errors: ['not_found'],
  },
  [`POST ${QUEUE}/deliveries/{id}/replay`]: {
    id: 'replayDelivery',
    tag: 'Webhooks',
    summary: 'Deliver a webhook again, now',
    scope: 'submit',
    answer: json(ref('Delivery')),
    errors: ['not_found'],
  },
  [`GET ${QUEUE}/webhook-secret`]: {
    id: 'getWebhookSecret',
    tag: 'Webhooks',
    summary: 'Read the secret that signs webhooks',
    scope: 'admin',
    answer: json(ref('WebhookSecret')),
  },
  [`POST ${QUEUE}/webhook-secret/rotate`]: {
    id: 'rotateWebhookSecret',
    tag: 'Webhooks',
    summary: 'Replace the secret that signs webhooks',
    more: 'For 24 hours both sign.',
    scope: 'admin',
    answer: json(ref('WebhookSecret')),
  },
  'GET /': {
    id: 'showFrontPage',
    tag: 'System',
    summary: 'Look at the system in a browser: that it runs, and where to read on',
    more: 'For those who ask for HTML; 404 for programs.',
    scope: null,
    answer: { 'text/html': { type: 'string' } },
    errors: ['not_found'],
  },
  'GET /healthz': {
    id: 'isAlive',
    tag: 'System',
    summary: 'Whether the process answers',
    scope: null,
    answer: json({ type: 'object', properties: { status: { const: 'ok' } }, required: ['status'] }),
  },
  'GET /readyz': {
    id: 'isReady',
    tag: 'System',
    summary: 'Whether it can take calls: 503 while the database is away, and when it is about to stop',
    scope: null,
    answer: json({ type: 'object', properties: { status: { const: 'ready' } }, required: ['status'] }),
  },
  'GET /metrics': {
    id: 'readMetrics',
    tag: 'System',
    summary: 'Read what Prometheus is to know of the whole system, and of this process',
    scope: 'metrics',
    answer: { 'text/plain': { type: 'string' } },
  },
  'GET /openapi.json': {
    id: 'getOpenApi',
    tag: 'System',
    summary: 'Read this document',
    scope: null,
    answer: json({ type: 'object' }),
  },
  'GET /llms.txt': {
    id: 'getLlmsText',
    tag: 'System',
    summary: 'Read in brief, as text, how to use this system',
    scope: null,
    answer: { 'text/plain': { type: 'string' } },
  },
};
