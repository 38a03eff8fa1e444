// Between a body and a row: read, normalise, validate, judge the bytes in hand, ask the engines, enqueue.
import { randomBytes, randomInt } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findModel, inDollars, type ModelSpec, type Payload } from '@reelqueue/models';
import { uuidv7 } from 'uuidv7';
import { writing } from '../artifacts/disk.ts';
import type { Catalogue } from '../engines/catalogue.ts';
import type { Leg, Routes } from '../engines/routing.ts';
import { type Detail, RequestError } from '../errors.ts';
import type { Guard } from '../media/address.ts';
import { parseDataUri } from '../media/data-uri.ts';
import type { Database } from '../store/database.ts';
import { enqueueInLine, type Line, overdraftOf } from '../store/limits.ts';
import { type Accepted, enqueue } from '../store/requests.ts';
import type { Signals } from '../store/signals.ts';
import { addUpload, closeUpload, findUpload } from '../store/uploads.ts';
import { inspect, type MediaSources, type Medium, mediaOf, UPLOAD, uploadName } from './media.ts';
import { normalise } from './normalise.ts';
import { readSubmission } from './submission.ts';
import { refuse, show, validate } from './validate.ts';

/** Seeds run from 0 to this (CONTRACT: section 4). */
const MOST_SEED = 2_147_483_647;

/** A submit is not given up half way: the prober has a limit of its own. */
const NEVER = new AbortController().signal;

export type IntakeParts = {
  database: Database;
  signals: Signals;
  routes: Routes;
  /** The models that engines have and Reelqueue does not describe. */
  catalogue: Catalogue;
  sources: MediaSources;
  /** A folder for files that have come but are not kept yet. */
  arriving: string;
  /** Which addresses webhooks may have. */
  guard: Guard;
  /** The id of the upload that an address of this system's names, or null when it is somebody else's address. */
  uploadOf(address: string): string | null;
};

/** An id for an upload: its file name, and the part of its address that nobody can guess. */
export const newUploadId = (extension: string): string => `${randomBytes(16).toString('hex')}.${extension}`;

/** A file of the caller's own for as long as `use` takes. */
async function withFile<T>({ arriving }: IntakeParts, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(arriving, randomBytes(8).toString('hex'));
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** Keeps the bytes of a data URI as an upload, so that they are stored once and every attempt finds them. */
async function keepDataUri(parts: IntakeParts, org_id: string, file: Medium): Promise<string> {
  const bytes = parseDataUri(file.address, { param: file.place, limit: file.rule.max_bytes });
  const upload_id = newUploadId('bin');
  await withFile(parts, async (path) => {
    await writing(parts.arriving, () => writeFile(path, bytes, { mode: 0o600 }));
    await inspect(parts.sources, path, file, NEVER);
    await parts.sources.storage.save(uploadName(upload_id), path);
  });
  await addUpload(parts.database, { upload_id, org_id, put_token: randomBytes(16).toString('hex') });
  await closeUpload(parts.database, upload_id, bytes.length);
  return upload_id;
}

const unknownUpload = (place: string): RequestError =>
  new RequestError('invalid_media', `${place} names an upload that does not exist or has no bytes yet`, place);

async function findOwn(parts: IntakeParts, org_id: string, { place, rule }: Medium, upload_id: string): Promise<void> {
  const upload = await findUpload(parts.database, org_id, upload_id);
  if (!upload) throw unknownUpload(place);
  if (upload.bytes > rule.max_bytes) {
    throw new RequestError(
      'invalid_media',
      `${place} has ${upload.bytes} bytes; at most ${rule.max_bytes} are allowed`,
      place,
    );
  }
}

/** Turns one media address into what the row keeps, judging what is already here. Throws `invalid_media`. */
async function settle(parts: IntakeParts, org_id: string, file: Medium): Promise<string> {
  const { place, address } = file;
  const isData = /^data:/i.test(address);
  const own = isData ? null : parts.uploadOf(address);
  if (!isData && own === null) {
    if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
    const sentence = `${place} is ${show(address)}; it must be an http or https address, a data URI or an upload`;
    throw new RequestError('invalid_media', sentence, place);
  }
  if (own === null) return UPLOAD + (await keepDataUri(parts, org_id, file));
  await findOwn(parts, org_id, file, own);
  await withFile(parts, async (to) => {
    const path = await parts.sources.storage.local(uploadName(own), to);
    if (path === null)
      throw new RequestError('invalid_media', `${place} names an upload that is no longer kept`, place);
    await inspect(parts.sources, path, file, NEVER);
  });
  return UPLOAD + own;
}

/** Settles every media parameter; all that are wrong are told at once, each with the first of its files that is. */
async function settleMedia(parts: IntakeParts, org_id: string, model: ModelSpec, payload: Payload): Promise<Payload> {
  const settled: Payload = {};
  const details: Detail[] = [];
  for (const [param, files] of mediaOf(model, payload)) {
    try {
      const addresses: string[] = [];
      for (const file of files) addresses.push(await settle(parts, org_id, file));
      settled[param] = Array.isArray(payload[param]) ? addresses : addresses[0];
    } catch (error) {
      // A prober with too much to do says nothing about the file.
      if (!(error instanceof RequestError && error.code === 'invalid_media')) throw error;
      details.push({ param, error: error.message });
    }
  }
  refuse('invalid_media', details);
  return settled;
}

/**
 * A payload of a model that is not described stays as it is, but for the addresses of own uploads, which no engine could
 * reach: they become what rows call an upload.
 */
async function settleUnknown(parts: IntakeParts, org_id: string, sent: Payload): Promise<Payload> {
  const settleValue = async (place: string, value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) {
      return Promise.all(value.map((member, index) => settleValue(`${place}[${index}]`, member)));
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(async ([key, inner]) => [key, await settleValue(place, inner)]);
      return Object.fromEntries(await Promise.all(entries));
    }
    if (typeof value !== 'string') return value;
    if (value.startsWith(UPLOAD))
      refuse('invalid_payload', [{ param: place, error: `${place} must not begin with ${UPLOAD}` }]);
    const upload_id = parts.uploadOf(value);
    if (upload_id === null) return value;
    if (!(await findUpload(parts.database, org_id, upload_id))) throw unknownUpload(place);
    return UPLOAD + upload_id;
  };
  const entries = Object.entries(sent).map(async ([param, value]) => [param, await settleValue(param, value)]);
  return Object.fromEntries(await Promise.all(entries));
}

const queueFull = (most: number | null): RequestError =>
  new RequestError('queue_full', `the organisation has ${most} requests waiting, and may have no more than that`);

function refuseFull({ waiting, max_waiting }: Line): void {
  if (waiting !== null && max_waiting !== null && waiting >= max_waiting) throw queueFull(max_waiting);
}

/** Passes on what went wrong, in words when it was the budget. */
function refuseOverdraft(error: unknown): never {
  const over = overdraftOf(error);
  if (over === null) throw error;
  const [price, spent, budget] = [over.price, over.spent, over.budget].map(inDollars);
  throw new RequestError(
    'insufficient_credits',
    `Insufficient credits. The film costs ${price}; of the organisation's budget of ${budget}, ${spent} is spent or promised to requests under way`,
  );
}

/** The payload as engines are given it. Throws where it breaks a rule of its model. */
async function prepare(parts: IntakeParts, line: Line, model: ModelSpec, sent: Payload) {
  if (findModel(model.id) === null) {
    refuseFull(line);
    return { payload: await settleUnknown(parts, line.org_id, sent), warnings: [] };
  }
  const { payload, warnings } = normalise(model, sent);
  refuse('invalid_payload', validate(model, payload));
  // What is refused in the end need not be looked at.
  refuseFull(line);
  Object.assign(payload, await settleMedia(parts, line.org_id, model, payload));
  // The seed is drawn here, once, so that every attempt makes the same film.
  return { payload: { seed: randomInt(MOST_SEED + 1), ...payload }, warnings };
}

/** Throws `model_not_found` where nobody has the model: better now than from the engine, later. */
async function refuseUnknown({ routes, catalogue }: IntakeParts, { id }: ModelSpec): Promise<void> {
  if (findModel(id) !== null || routes.names(id) || (await catalogue.has(id))) return;
  throw new RequestError('model_not_found', `model ${JSON.stringify(id)} does not exist`);
}

/** The engine of the model's route that is to render it. Throws `invalid_payload` with what each said when none can. */
function choose({ routes }: IntakeParts, model: ModelSpec, payload: Payload): Leg {
  const { leg, refusals } = routes.choose(model, payload);
  if (leg === null) throw new RequestError('invalid_payload', refusals.join('; '));
  return leg;
}

/**
 * Takes a submission in, for the organisation whose line it is. Once this has returned, the request is on disk. Throws
 * `RequestError` and keeps nothing.
 */
export async function submit(
  parts: IntakeParts,
  line: Line,
  body: unknown,
  idempotency_key: string | null = null,
): Promise<Accepted> {
  const { model, payload: sent, warnings, ...envelope } = readSubmission(body, parts);
  await refuseUnknown(parts, model);
  const prepared = await prepare(parts, line, model, sent);
  const { engine, bills } = choose(parts, model, prepared.payload);
  const wanted = {
    request_id: uuidv7(),
    org_id: line.org_id,
    model: model.id,
    pool: engine.name,
    cost: engine.takes(model, prepared.payload),
    micro_usd: bills(model, prepared.payload),
    payload: sent,
    normalised: prepared.payload,
    warnings: [...warnings, ...prepared.warnings],
    ...envelope,
    idempotency_key,
  };
  const request = await enqueueInLine(parts.database, line, (database) => enqueue(database, wanted)).catch(
    refuseOverdraft,
  );
  if (!request) throw queueFull(line.max_waiting);
  parts.signals.announce('queued');
  return request;
}
