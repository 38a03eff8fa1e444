// What a client posts, beside the payload: the envelope, checked by hand because its errors name no model.

import { isIP } from 'node:net';
import type { ModelSpec, Payload } from '@reelqueue/models';
import type { Routes } from '../engines/routing.ts';
import { RequestError } from '../errors.ts';
import type { Guard } from '../media/address.ts';
import { PRIORITIES, type Priority } from '../request.ts';
import { show } from './validate.ts';

/** Bytes of `metadata` as JSON. */
const MOST_METADATA = 4_000;
/** Characters of `webhook_url`. */
const LONGEST_WEBHOOK_URL = 2_048;
/** Objects and arrays in each other; deeper ones can break whoever reads the echo. */
const MOST_DEPTH = 64;

export type Submission = {
  model: ModelSpec;
  payload: Payload;
  /** Index into PRIORITIES. */
  priority: number;
  start_within: number | null;
  metadata: unknown;
  webhook_url: string | null;
  warnings: string[];
};

const KNOWN = ['model', 'payload', 'priority', 'start_within', 'metadata', 'webhook_url'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (sentence: string, param: string): never => {
  throw new RequestError('invalid_payload', sentence, param);
};

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1));
}

function readModel(value: unknown, routes: Routes): ModelSpec {
  if (typeof value !== 'string') return invalid(`model is ${show(value)}; it must be the id of a model`, 'model');
  const model = routes.find(value);
  if (!model) throw new RequestError('model_not_found', `model ${JSON.stringify(value.slice(0, 200))} does not exist`);
  return model;
}

function readPayload(value: unknown): Payload {
  if (!isObject(value)) return invalid(`payload is ${show(value)}; it must be an object`, 'payload');
  if (Object.keys(value).length === 0) invalid('payload is empty; it must hold the parameters of the model', 'payload');
  if (isDeep(value, MOST_DEPTH)) invalid(`payload is nested more than ${MOST_DEPTH} deep`, 'payload');
  return value;
}

function readPriority(value: unknown): number {
  const index = PRIORITIES.indexOf((value ?? 'normal') as Priority);
  return index >= 0
    ? index
    : invalid(`priority is ${show(value)}; it must be one of ${PRIORITIES.join(', ')}`, 'priority');
}

function readStartWithin(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const fits = typeof value === 'number' && value > 0 && value <= 31_536_000;
  return fits
    ? value
    : invalid(`start_within is ${show(value)}; it must be seconds, more than 0 and at most a year`, 'start_within');
}

function readMetadata(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (isDeep(value, MOST_DEPTH)) invalid(`metadata is nested more than ${MOST_DEPTH} deep`, 'metadata');
  const bytes = Buffer.byteLength(JSON.stringify(value));
  return bytes <= MOST_METADATA
    ? value
    : invalid(`metadata is ${bytes} bytes; at most ${MOST_METADATA} are allowed`, 'metadata');
}

/** The rule that an address breaks; null when it may be called. What a name stands for is found out when it is. */
function brokenBy(address: string, guard: Guard): string | null {
  if (address.length > LONGEST_WEBHOOK_URL) return `must have at most ${LONGEST_WEBHOOK_URL} characters`;
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || /[\s\p{Cc}]/u.test(address)) return 'must be an http or https URL';
  if (url.username !== '' || url.password !== '') return 'must hold no user name and no password';
  const host = url.hostname.replace(/^\[(.*)\]$|\.$/, '$1');
  return isIP(host) === 0 || guard.admits(host, host) ? null : `must be a public address; ${host} is none`;
}

function readWebhookUrl(value: unknown, guard: Guard): string | null {
  if (value === undefined || value === null) return null;
  const rule = typeof value === 'string' ? brokenBy(value, guard) : 'must be an http or https URL';
  return rule === null ? (value as string) : invalid(`webhook_url is ${show(value)}; it ${rule}`, 'webhook_url');
}

/** `guard`: which addresses webhooks may have. Throws `invalid_payload` or `model_not_found`. */
export function readSubmission(body: unknown, { guard, routes }: { guard: Guard; routes: Routes }): Submission {
  if (!isObject(body))
    throw new RequestError('invalid_payload', `the body is ${show(body)}; it must be {"model", "payload"}`);
  const surplus = Object.keys(body).filter((key) => !KNOWN.includes(key) && body[key] !== null);
  return {
    model: readModel(body.model, routes),
    payload: readPayload(body.payload),
    priority: readPriority(body.priority),
    start_within: readStartWithin(body.start_within),
    metadata: readMetadata(body.metadata),
    webhook_url: readWebhookUrl(body.webhook_url, guard),
    warnings: surplus
      .slice(0, 20)
      .map((key) => `${JSON.stringify(key.slice(0, 100))} beside the payload has no effect`),
  };
}
