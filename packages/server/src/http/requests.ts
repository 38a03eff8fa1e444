// Requests over HTTP: submit, get, list, cancel.
import { setTimeout as sleep } from 'node:timers/promises';
import { resultsIn } from '../artifacts/results.ts';
import type { Storage } from '../artifacts/storage.ts';
import { RequestError } from '../errors.ts';
import { show } from '../intake/validate.ts';
import { isFinal, STATUSES, type Status, type VideoRequest } from '../request.ts';
import type { Database } from '../store/database.ts';
import { type Place, placeInLine } from '../store/lanes.ts';
import { move } from '../store/moves.ts';
import { type Accepted, countRequests, getRequest, type Listing, listRequests } from '../store/requests.ts';
import { noteFilesDeleted } from '../store/retention.ts';
import type { Signals } from '../store/signals.ts';
import { present, presentListed } from './reply.ts';

/** `total` is exact up to here and stays there. */
const MOST_COUNTED = 10_000;
/** Milliseconds that a cancel waits for the worker's word. */
const CANCEL_PATIENCE_MS = 1_000;

/** Anything else is the id of nothing. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a submit answers: exactly these keys. */
export function acknowledged(request: Accepted): Accepted {
  const { request_id, model, status, created_at, updated_at, queued_at } = request;
  return { request_id, model, status, created_at, updated_at, queued_at };
}

/** Throws `not_found`, as for another organisation's request. */
export function missing(request_id: string): never {
  throw new RequestError('not_found', `request ${show(request_id)} does not exist`);
}

/** Throws `not_found`, also for another organisation's request. */
export async function findRequest(database: Database, org_id: string, request_id: string): Promise<VideoRequest> {
  return (UUID.test(request_id) ? await getRequest(database, org_id, request_id) : null) ?? missing(request_id);
}

/** The record, with its place in line while it is queued; `known`: the place, where it was found with the record. */
export async function whole(database: Database, request: VideoRequest, publicUrl: string, known: Place | null) {
  const place = request.status === 'queued' ? (known ?? (await placeInLine(database, request.request_id))) : null;
  return { ...present(request, publicUrl), ...place };
}

type Query = Record<string, unknown>;

const invalid = (sentence: string, param: string): never => {
  throw new RequestError('invalid_payload', sentence, param);
};

/** Reads the query of a list. Throws `invalid_payload` naming the parameter. */
export function readListing(query: Query): Listing {
  const text = (name: string): string | null => {
    const value = query[name];
    if (value === undefined || value === '') return null;
    if (typeof value !== 'string') return invalid(`${name} is given more than once`, name);
    return value.includes('\0') ? invalid(`${name} is ${show(value)}, which is no text`, name) : value;
  };
  const status = text('status');
  if (status !== null && !STATUSES.includes(status as Status)) {
    invalid(`status is ${show(status)}; it must be one of ${STATUSES.join(', ')}`, 'status');
  }
  const size = text('page_size') ?? '100';
  const page_size = /^\d{1,4}$/.test(size) ? Number(size) : 0;
  if (page_size < 1 || page_size > 1000) invalid(`page_size is ${show(size)}; it must be 1 to 1000`, 'page_size');
  return {
    model: text('model_id') ?? text('model'),
    status: status as Status | null,
    page_size,
    after: readToken(text('page_token')),
  };
}

function readToken(token: string | null): string | null {
  if (token === null) return null;
  const request_id = Buffer.from(token, 'base64url').toString();
  return UUID.test(request_id)
    ? request_id
    : invalid(`page_token is ${show(token)}, which no page has given`, 'page_token');
}

/** A page of requests, newest first; `next_page_token` is null on the last one. */
export async function listPage(database: Database, org_id: string, listing: Listing, publicUrl: string) {
  const [rows, counted] = await Promise.all([
    listRequests(database, org_id, { ...listing, page_size: listing.page_size + 1 }),
    countRequests(database, org_id, listing),
  ]);
  const page = rows.slice(0, listing.page_size);
  const last = rows.length > page.length ? page.at(-1) : undefined;
  return {
    requests: page.map((request) => presentListed(request, publicUrl)),
    total: Math.min(counted, MOST_COUNTED),
    ...(counted > MOST_COUNTED ? { total_is_exact: false } : {}),
    next_page_token: last ? Buffer.from(last.request_id).toString('base64url') : null,
  };
}

type FileParts = { database: Database; storage: Storage; publicUrl(): string };

/** Deletes the files of a request that has ended: first the files, so that a crash between leaves nothing behind. */
export async function deleteFiles({ database, storage, publicUrl }: FileParts, org_id: string, request_id: string) {
  const request = await findRequest(database, org_id, request_id);
  if (!isFinal(request.status)) {
    throw new RequestError('not_finished', `request ${request.request_id} is ${request.status}; it has no files yet`);
  }
  await resultsIn(storage).removeAll(request.request_id);
  await noteFilesDeleted(database, request.request_id);
  return present(await findRequest(database, org_id, request_id), publicUrl());
}

/**
 * The plan of a film, as JSON. Throws `not_found` when there is none (not made yet, not made at all, or by an engine
 * without plans), `gone` when it was deleted.
 */
export async function readPlan({ database, storage }: FileParts, org_id: string, request_id: string): Promise<Buffer> {
  const { outcome, files_deleted_at, status } = await findRequest(database, org_id, request_id);
  if (files_deleted_at !== null) throw new RequestError('gone', 'the files of this request were deleted');
  const film = outcome !== null && 'video_url' in outcome ? outcome.video_url : null;
  const plan = film === null ? null : await resultsIn(storage).readBeside(film.slice(1), '.json');
  if (plan === null) throw new RequestError('not_found', `request ${request_id} has no plan (it is: ${status})`);
  return plan;
}

/** What a cancel came to: the record, and whether it had ended before. */
export type Cancelled = { request: VideoRequest; already: boolean };

/** Cancels, wakes the worker, and waits a moment for its word on whether the compute has stopped. */
export async function cancelRequest(
  database: Database,
  signals: Signals,
  org_id: string,
  request_id: string,
): Promise<Cancelled> {
  const found = await findRequest(database, org_id, request_id);
  const cancelled = isFinal(found.status)
    ? null
    : await move(database, { request_id: found.request_id, org_id }, 'cancelled');
  if (!cancelled) return { request: await findRequest(database, org_id, request_id), already: true };
  signals.announce(`cancelled ${cancelled.request_id}`);
  signals.announce('delivery');
  const until = performance.now() + CANCEL_PATIENCE_MS;
  let request = await findRequest(database, org_id, request_id);
  while (request.compute === 'still_running' && performance.now() < until) {
    await sleep(20);
    request = await findRequest(database, org_id, request_id);
  }
  return { request, already: false };
}
