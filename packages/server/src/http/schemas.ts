// What goes over the wire, as JSON Schema 2020-12. A field that a type has and its schema lacks does not compile.
import { MODELS, type ModelSpec, type ParameterRow, type ParameterSchema, parametersOf } from '@reelqueue/models';
import { ERRORS } from '../errors.ts';
import { type Outcome, PRIORITIES, STATUSES, type VideoRequest } from '../request.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { Place } from '../store/lanes.ts';
import type { Usage } from '../store/usage.ts';
import { modelRecord } from './models.ts';
import { ONLY_WHEN_KNOWN } from './reply.ts';

/** A JSON Schema, or any part of an OpenAPI document. */
export type Schema = { readonly [keyword: string]: unknown };

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const number: Schema = { type: 'number' };
const yes: Schema = { type: 'boolean' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const address: Schema = { type: 'string', format: 'uri' };
const time: Schema = { type: 'integer', description: 'Unix seconds.' };

const listOf = (items: Schema): Schema => ({ type: 'array', items });
const or = (schema: Schema, description?: string): Schema => ({
  anyOf: [schema, { type: 'null' }],
  ...(description === undefined ? {} : { description }),
});
const said = (schema: Schema, description: string): Schema => ({ ...schema, description });

/** The schema with that name in the document. */
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const named = (kind: 'submit' | 'payload', { id }: ModelSpec): string => `${kind}-${id}`;

/** `optional`: the keys that may be absent. Clients have to live with more keys than are named. */
function object(properties: Record<string, Schema>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', properties, required };
}

/** One parameter as JSON Schema that every reader knows; null means absent where it may be absent. */
function parameter({ media, items, listed_as_required, ...schema }: ParameterSchema, required: boolean): Schema {
  const type = schema.type ?? typeof schema.enum?.[0];
  return {
    ...schema,
    type: required ? type : [type, 'null'],
    ...(schema.enum && !required ? { enum: [...schema.enum, null] } : {}),
    ...(items ? { items: parameter(items, true) } : {}),
    ...(media ? { 'x-media': media } : {}),
  };
}

function payload(model: ModelSpec): Schema {
  const required: readonly string[] = model.parameters.required ?? [];
  const aliases = Object.entries(model.aliases).map(([alias, name]) => `\`${alias}\` for \`${name}\``);
  const also = ['numbers sent as text', 'keys that it does not know', ...aliases].join(', ');
  return {
    type: 'object',
    description: `${model.brief} Also taken, with a warning: ${also}.`,
    properties: Object.fromEntries(
      parametersOf(model).map(([name, schema]) => [name, parameter(schema, required.includes(name))]),
    ),
    ...(required.length > 0 ? { required } : {}),
    minProperties: 1,
    examples: [model.example],
  };
}

const submission = (model: Schema, payload: Schema): Schema =>
  object(
    {
      model,
      payload,
      webhook_url: or(address, 'Called once, signed after Standard Webhooks, when the request has ended.'),
      priority: { enum: [...PRIORITIES, null], default: 'normal' },
      start_within: or(
        { type: 'number', exclusiveMinimum: 0, maximum: 31_536_000 },
        'Seconds; a request that has not started by then fails as `expired`.',
      ),
      metadata: { description: 'Any JSON of at most 4 kB; the record gives it back.' },
    },
    ['webhook_url', 'priority', 'start_within', 'metadata'],
  );

/** What is not described here is left to the engine. */
const OTHER = {
  name: 'submit-other',
  model: { type: 'string', not: { enum: MODELS.map(({ id }) => id) } },
  payload: {
    type: 'object',
    description:
      'Of a model that only an engine knows: passed on as it is where a route of this system leads to such an engine; `GET …/models` lists those that engines name. Elsewhere `model_not_found`.',
  },
};

const submit: Schema = {
  oneOf: [...MODELS.map((model) => ref(named('submit', model))), ref(OTHER.name)],
  discriminator: {
    propertyName: 'model',
    mapping: Object.fromEntries(MODELS.map((model) => [model.id, ref(named('submit', model)).$ref])),
  },
};

const OUTCOME = {
  video_url: address,
  thumbnail_image_url: address,
  media_urls: listOf(object({ id: text, url: address })),
  seed: said(whole, 'The seed that was used, given or drawn.'),
  actual_prompt: said(text, 'The prompt as it was extended; absent when it was not.'),
  width: said(whole, 'Pixels.'),
  height: said(whole, 'Pixels.'),
  fps: number,
  duration: said(number, 'Seconds.'),
  sha256: said(text, "Of the film's bytes, in hex."),
  engine: text,
} satisfies Record<keyof Outcome, Schema>;

const RECORD = {
  request_id: uuid,
  org_id: text,
  user_id: text,
  model: text,
  status: ref('Status'),
  is_public: yes,
  payload: { type: 'object', description: 'The echo of what was sent.' },
  outcome: {
    anyOf: [ref('Outcome'), ref('FailedOutcome'), { type: 'null' }],
    description: 'Null until the request has ended well or badly.',
  },
  error: said(text, 'What went wrong, a sentence; only in a failed record.'),
  error_code: { enum: Object.keys(ERRORS).filter((code) => ERRORS[code as keyof typeof ERRORS].ends) },
  error_param: said(text, 'The payload key that the error is about.'),
  warnings: listOf(text),
  metadata: { description: 'As it was sent; null when it was not.' },
  priority: { enum: PRIORITIES },
  phase: { enum: ['waiting', 'fetching', 'planning', 'rendering', 'encoding', 'publishing', null] },
  progress: { type: 'number', minimum: 0, maximum: 1 },
  seconds_left: or(number, 'Until it is likely to end, while it is processing.'),
  compute: {
    enum: ['not_started', 'stopped', 'still_running'],
    description: 'After a cancel: whether the compute behind it runs on.',
  },
  attempt: said(whole, 'Which try this is, from 1; 0 before the first.'),
  event_id: said(whole, 'The id of its last event; grows with each.'),
  created_at: time,
  updated_at: time,
  queued_at: time,
  started_at: or(time),
  finished_at: or(time),
  preview_url: said(
    address,
    'A film of the same payload by the embedded renderer, where the route asks for a preview and it is there.',
  ),
  usage: said(
    object({ engine: text, micro_usd: whole }),
    'Which engine made it, and what it billed, in millionths of a US dollar; only once it has succeeded.',
  ),
  files_deleted_at: said(time, 'When its files were removed (unix seconds); absent while they are there.'),
} satisfies Record<keyof VideoRequest, Schema>;

/** What a queued record has besides. */
const PLACE = {
  queue_position: said(whole, 'Its place in line, from 1, while queued.'),
  position_is_estimate: { const: true, description: 'Only beyond place 100, where it is estimated from totals.' },
  starts_in: or(whole, 'Seconds until it is likely to start, while queued; null while no worker serves its line.'),
} satisfies Record<keyof Place, Schema>;

const PARAMETER = {
  name: text,
  display_name: text,
  description: text,
  type: { enum: ['string', 'enum', 'integer', 'float', 'boolean', 'image', 'audio', 'video'] },
  required: said(yes, 'What the guide says; one with a default may be absent all the same.'),
  default_value: {},
  options: or({ type: 'array' }),
  min_value: or(number),
  max_value: or(number),
} satisfies Record<keyof ParameterRow, Schema>;

/** A model record says of itself what type each of its keys has: the constants of one are those of all. */
function modelSchema(): Schema {
  const sample = modelRecord(MODELS[0], []);
  const typed = Object.entries(sample).map(([key, value]): [string, Schema] => [
    key,
    Array.isArray(value) ? listOf(text) : { type: typeof value === 'number' ? 'integer' : typeof value },
  ]);
  return object({
    ...Object.fromEntries(typed),
    parameters: listOf(ref('Parameter')),
    price_info: said(object({ price: whole, pricing_type: text, unit: text }), '`price` in micro-USD per `unit`.'),
    json_schema: { type: 'object', description: 'The parameters once more, as JSON Schema 2020-12.' },
  } satisfies Partial<Record<keyof typeof sample, Schema>>);
}

const DELIVERY = {
  id: uuid,
  url: address,
  type: text,
  attempts: listOf(object({ at: time, status: or(whole), error: or(text) })),
  delivered_at: or(time),
  next_attempt_at: or(time),
} satisfies Record<keyof Delivery, Schema>;

const USAGE = {
  date: { type: 'string', format: 'date', description: 'In UTC.' },
  model: text,
  engine: text,
  requests: whole,
  seconds: said(number, 'Of film.'),
  micro_usd: said(whole, 'What the engines billed; the embedded one 0, unless it is told otherwise.'),
} satisfies Record<keyof Usage, Schema>;

const errorCodes = Object.entries(ERRORS).flatMap(([code, { http }]) => (http === null ? [] : [code]));

/** The body of a webhook of that type. */
export const told = (type: string): Schema =>
  object({
    type: { const: type },
    timestamp: { type: 'string', format: 'date-time', description: 'When the request ended.' },
    data: ref('Request'),
  });

/** Every schema of the document, by its name. */
export const SCHEMAS: Record<string, Schema> = {
  Submit: submit,
  ...Object.fromEntries(
    MODELS.map((model) => [
      named('submit', model),
      submission({ type: 'string', const: model.id }, ref(named('payload', model))),
    ]),
  ),
  [OTHER.name]: submission(OTHER.model, OTHER.payload),
  ...Object.fromEntries(MODELS.map((model) => [named('payload', model), payload(model)])),
  Submitted: object({
    request_id: uuid,
    model: text,
    status: ref('Status'),
    created_at: time,
    updated_at: time,
    queued_at: time,
  }),
  Status: { enum: STATUSES },
  Request: object({ ...RECORD, ...PLACE }, [...ONLY_WHEN_KNOWN, ...Object.keys(PLACE)]),
  Outcome: object(OUTCOME, ['actual_prompt', 'seed']),
  FailedOutcome: object({ error: text }),
  RequestPage: object(
    {
      requests: listOf(ref('Request')),
      total: said(whole, 'Of all pages: exact up to 10,000, and no larger.'),
      total_is_exact: said(yes, 'Only there, and false, when there are more.'),
      next_page_token: { type: ['string', 'null'], description: 'Asks for the next page; null on the last.' },
    },
    ['total_is_exact'],
  ),
  ModelIds: object({ model_ids: listOf(text) }),
  Model: modelSchema(),
  Parameter: object(PARAMETER),
  UploadUrl: object({ upload_url: address, public_url: address }),
  Delivery: object(DELIVERY),
  Deliveries: object({ deliveries: listOf(ref('Delivery')) }),
  WebhookSecret: object({ secret: text }),
  UsagePage: object({ usage: listOf(object(USAGE)) }),
  Error: object(
    {
      error: said(text, 'What is wrong, for people: the value seen and the rule. It may change.'),
      code: { enum: errorCodes, description: 'The same, for programs.' },
      param: said(text, 'The payload key that it is about.'),
      details: listOf(object({ param: text, error: text })),
      request: ref('Request'),
    },
    ['param', 'details', 'request'],
  ),
};
