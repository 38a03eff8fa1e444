// Following a request at a hosted queue to its end, and ending it there when nobody wants it any more.
import { ERRORS, type ErrorCode, RequestError } from '../../errors.ts';
import type { Phase } from '../../request.ts';
import { Stopped, stopOf } from '../engine.ts';
import { type Asked, isOurs } from './asking.ts';
import { type Answer, clean } from './upstream.ts';
import { atLeast, heard, type Looking, pause, type Visit, waits } from './visit.ts';

/** A record of the other side's, as it came. */
export type RemoteRecord = Record<string, unknown>;

/** The id that the other side gave belongs to another request. */
export class NotOurs extends Error {}

/** How often in a row something is seen before it is believed that could be a slip of whoever answers. */
const BELIEVED = 2;
/** Share of the progress that is the other side's; the rest is bringing the film here. */
const THEIRS = 0.9;
/** Seconds that a cancel waits for an answer; whoever cancelled waits one. */
const CANCEL_PATIENCE = 5;
/** Seconds for which it is watched when a compute ends that could not be stopped; what never ends is not waited for longer. */
const WATCHED = 24 * 3600;

const PHASES: readonly unknown[] = ['waiting', 'fetching', 'planning', 'rendering', 'encoding', 'publishing'];

const pathOf = (remote_id: string): string => `/requests/${encodeURIComponent(remote_id)}`;

/** The address of the film in a record; null when it names none. */
export function filmOf({ outcome }: RemoteRecord): string | null {
  const { video_url, media_urls } = (outcome ?? {}) as { video_url?: unknown; media_urls?: { url?: unknown }[] };
  const url = video_url ?? (Array.isArray(media_urls) ? media_urls[0]?.url : undefined);
  return typeof url === 'string' && url !== '' ? url : null;
}

/** Tells how far it is, as far as the other side says. */
function tell({ context }: Visit, record: RemoteRecord): void {
  const { status, phase, progress } = record;
  const share = typeof progress === 'number' && progress >= 0 && progress <= 1 ? THEIRS * progress : null;
  if (status === 'queued') context.onProgress('waiting', null);
  else context.onProgress(PHASES.includes(phase) ? (phase as Phase) : 'rendering', share);
}

/** What the other side says of a request that it failed, in the words of our own errors. */
function failure({ name, settings }: Visit, record: RemoteRecord): RequestError {
  const { error, outcome, error_code } = record;
  const said = clean(error ?? (outcome as { error?: unknown } | null)?.error, settings.key);
  const code = typeof error_code === 'string' && Object.hasOwn(ERRORS, error_code) ? (error_code as ErrorCode) : null;
  const kept = code !== null && ERRORS[code].ends ? code : 'engine_failed';
  return new RequestError(kept, `${name}: ${said === '' ? `the request ended as ${record.status}` : said}`);
}

/** What was seen last, and how often or since when: a single look is not believed where it would end the request. */
type Doubts = { foreign: number; missing: number | null; ended: number; empty: number | null };

/** Milliseconds since `since` are more than the other side is given to show what it has. */
const isOver = (since: number, { settings }: Visit): boolean => performance.now() - since > settings.reconcile * 1000;

/** The record where it is one that ends the request; null where it is to be looked at again. Throws when it failed. */
function judged(visit: Visit, record: RemoteRecord, doubts: Doubts): RemoteRecord | null {
  const { status } = record;
  if (status !== 'failed' && status !== 'cancelled') doubts.ended = 0;
  if (status !== 'success') doubts.empty = null;
  if (status === 'queued' || status === 'processing') tell(visit, record);
  if (status === 'success') {
    if (filmOf(record) !== null) return record;
    doubts.empty ??= performance.now();
    if (isOver(doubts.empty, visit)) {
      throw new RequestError('engine_failed', `${visit.name} says that the film is made and does not say where it is`);
    }
  }
  if (status === 'failed' || status === 'cancelled') {
    doubts.ended += 1;
    if (doubts.ended >= BELIEVED) throw failure(visit, record);
  }
  return null;
}

/** Looks until the request has ended there, and answers its record. Throws `RequestError` when it failed, `NotOurs`. */
export async function follow(visit: Visit, asked: Asked & { remote_id: string }): Promise<RemoteRecord> {
  const { upstream, context, settings } = visit;
  const { signal } = context;
  const doubts: Doubts = { foreign: 0, missing: null, ended: 0, empty: null };
  for (const wait of waits(settings.poll)) {
    signal.throwIfAborted();
    const answer = await heard(upstream.ask('GET', pathOf(asked.remote_id), { signal }));
    const record = answer?.status === 200 ? answer.body : null;
    if (answer?.status === 404) {
      doubts.missing ??= performance.now();
      if (isOver(doubts.missing, visit)) {
        throw new RequestError('engine_lost', `${visit.name} took the request and does not know it any more`);
      }
    } else if (record !== null) {
      doubts.missing = null;
      const isForeign = (record.request_id ?? asked.remote_id) !== asked.remote_id || !isOurs(record, asked);
      doubts.foreign = isForeign ? doubts.foreign + 1 : 0;
      if (doubts.foreign > BELIEVED) throw new NotOurs();
      const end = isForeign ? null : judged(visit, record, doubts);
      if (end !== null) return end;
    }
    await pause(atLeast(wait, answer), signal);
  }
  throw new Error('waits() never ends');
}

/** Whether what the other side says means that nothing runs there any more. */
function hasEnded(record: RemoteRecord | null | undefined): boolean {
  if (record?.compute === 'still_running') return false;
  return ['success', 'failed', 'cancelled'].includes(String(record?.status));
}

/** Null where it gave no answer that says anything. */
async function cancelThere({ upstream }: Pick<Visit, 'upstream'>, remote_id: string): Promise<Answer | null> {
  for (let tried = 0; tried < 2; tried++) {
    const signal = AbortSignal.timeout(CANCEL_PATIENCE * 1000);
    const path = `${pathOf(remote_id)}/cancel`;
    const answer = await upstream.ask('POST', path, { signal }).catch(() => null); // it is asked once more
    if (answer !== null && answer.status < 500) return answer;
  }
  return null;
}

/** Cancels it there, and resolves when nothing of it runs any more, or nobody could tell for a day. Throws the signal's reason. */
export async function endThere({ upstream, settings, context }: Looking, remote_id: string): Promise<void> {
  const { signal } = context;
  const over = AbortSignal.timeout(WATCHED * 1000);
  let isTold = false;
  for (const wait of waits(settings.poll)) {
    if (!isTold) isTold = (await cancelThere({ upstream }, remote_id)) !== null;
    const answer = await heard(upstream.ask('GET', pathOf(remote_id), { signal }));
    if (over.aborted || answer?.status === 404 || (answer?.status === 200 && hasEnded(answer.body))) return;
    await pause(atLeast(wait, answer), signal);
    signal.throwIfAborted();
  }
}

/** What a render throws whose signal has aborted, once the other side knows it where nobody wants the film any more. */
export async function stop(visit: Visit, remote_id: string): Promise<Stopped> {
  // Another attempt goes on with it.
  if (stopOf(visit.context.signal) === 'left') return new Stopped('still_running');
  const upstream = visit.open();
  try {
    const answer = await cancelThere({ upstream }, remote_id);
    const record = (answer?.status === 409 ? answer.body?.request : answer?.body) as RemoteRecord | null | undefined;
    if (answer !== null && (answer.status === 409 || answer.status < 300) && hasEnded(record)) {
      return new Stopped('stopped');
    }
    return new Stopped('still_running');
  } finally {
    await upstream.close();
  }
}
