// Asking a hosted queue for a film, which costs money: once. What was asked is saved before, and its id right after.
import { isDeepStrictEqual } from 'node:util';
import { findModel, type Payload } from '@reelqueue/models';
import { RequestError } from '../../errors.ts';
import { NotTaken, Stopped } from '../engine.ts';
import { refuseFree, withMedia } from './media.ts';
import { type Answer, clean, Unanswered, Unsent } from './upstream.ts';
import { heard, type Looking, pause, type Visit, waits } from './visit.ts';

/** The key of the payload under which a request is found again in the other side's list. */
export const MARK = 'reelqueue-id';

/** What is saved of a call: before it, and with its id after it. `tries`: how many calls there were, this one included. */
export type Asked = { tries: number; sent: Payload; remote_id: string | null };

/** Seconds that a call under way still gets when the attempt is to stop: its answer is worth having. */
const PARTING = 5;
/** Pages of the other side's list that are looked through, and the records of each. */
const MOST_PAGES = 20;
const PAGE = 100;

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w.:-]{1,200}$/.test(value);

export function readAsked(saved: unknown): Asked | null {
  const { tries, sent, remote_id } = (saved ?? {}) as Partial<Asked>;
  if (typeof tries !== 'number' || typeof sent !== 'object' || sent === null) return null;
  return { tries, sent, remote_id: isId(remote_id) ? remote_id : null };
}

/** Whether a payload shows what was sent. Lists cut data URIs short. */
function shows(shown: unknown, sent: unknown): boolean {
  if (Array.isArray(shown) && Array.isArray(sent)) {
    return shown.length === sent.length && shown.every((one, index) => shows(one, sent[index]));
  }
  const isCut = typeof shown === 'string' && shown.startsWith('data:') && shown.endsWith('…');
  if (isCut && typeof sent === 'string') return sent.startsWith(shown.slice(0, -1));
  return isDeepStrictEqual(shown, sent);
}

/** Whether a record of the other side's is that of our call; also where it does not show what it was asked. */
export function isOurs(record: Record<string, unknown>, { sent }: Pick<Asked, 'sent'>): boolean {
  const payload = record.payload as Payload | null | undefined;
  if (typeof payload !== 'object' || payload === null) return true;
  if (sent[MARK] !== undefined && payload[MARK] !== undefined) return payload[MARK] === sent[MARK];
  return Object.entries(sent).every(([name, value]) => name === MARK || shows(payload[name], value));
}

/** What the other side has of a call of ours: the id, null when it has none, undefined when it could not be asked. */
async function search({ upstream, request, context }: Looking, asked: Asked): Promise<string | null | undefined> {
  const found: string[] = [];
  let token: unknown = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ model_id: request.model.id, page_size: String(PAGE) });
    if (typeof token === 'string') query.set('page_token', token);
    const answer = await heard(upstream.ask('GET', `/requests?${query}`, { signal: context.signal }));
    if (answer?.status !== 200 || !Array.isArray(answer.body?.requests)) return undefined;
    for (const record of answer.body.requests as Record<string, unknown>[]) {
      // Here a record that does not show what it was asked says nothing.
      if (record.payload && isId(record.request_id) && isOurs(record, asked)) found.push(record.request_id);
    }
    token = answer.body.next_page_token;
    if (found.length > 0 || typeof token !== 'string') break;
  }
  // Without a mark two requests may look alike: then it is not known which is whose.
  return found.length === 1 ? found[0] : null;
}

/** Looks for a call whose answer was lost, until the other side has had time to show it; null when it does not. */
export async function lookUp(visit: Looking, asked: Asked): Promise<string | null> {
  const { settings, context, name, log, request } = visit;
  const { signal } = context;
  log.warn({ request_id: request.request_id, engine: name }, 'whether it was accepted is not known; looking for it');
  const until = performance.now() + settings.reconcile * 1000;
  for (const wait of waits(settings.poll)) {
    if (signal.aborted) throw new Stopped('still_running');
    const found = await search(visit, asked).catch((error) => {
      if (signal.aborted) throw new Stopped('still_running');
      throw error;
    });
    if (typeof found === 'string') return found;
    if (found === null && performance.now() >= until) return null;
    await pause(wait, signal);
  }
  return null;
}

/** The id of an answer that says that the request was accepted; null where nothing is certain. Throws `NotTaken`. */
function accepted(visit: Visit, answer: Answer): string | null {
  const { status, body } = answer;
  const { name, request, settings } = visit;
  if (status === 200 || status === 201 || status === 202) {
    const { request_id, model } = body ?? {};
    return isId(request_id) && (model === undefined || model === request.model.id) ? request_id : null;
  }
  // It may have been done all the same: a proxy's answer, or one that came too late.
  if (status >= 500 || status === 408 || status === 409) return null;
  if (status >= 400 && ![401, 402, 403, 429].includes(status)) {
    const said = clean(body?.error, settings.key);
    throw new NotTaken('refused', `${name} refused it: ${said === '' ? `HTTP ${status}` : said}`);
  }
  return refuseFree(answer, visit);
}

/** The call that costs. Null where it is not certain that it was not accepted. */
async function askOnce(visit: Visit, { sent }: Asked): Promise<string | null> {
  const { request, context, open } = visit;
  const { signal } = context;
  const parting = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const part = (): void => {
    timer = setTimeout(() => parting.abort(new Unanswered('it did not answer in time')), PARTING * 1000);
  };
  signal.addEventListener('abort', part, { once: true });
  // A connection of its own: one that was kept may be closed just then, and nobody could tell.
  const fresh = open();
  try {
    const mark = sent[MARK];
    const headers: Record<string, string> = typeof mark === 'string' ? { 'idempotency-key': mark } : {};
    const json = { model: request.model.id, payload: sent };
    return accepted(visit, await fresh.ask('POST', '/requests', { json, headers, signal: parting.signal }));
  } catch (error) {
    if (error instanceof Unsent) throw new NotTaken('away', error.message);
    if (error instanceof Unanswered) return null;
    throw error;
  } finally {
    signal.removeEventListener('abort', part);
    clearTimeout(timer);
    await fresh.close();
  }
}

/** Throws `NotTaken` where the other side says of a model that is not described here that it makes no films. */
async function refuseOthers({ upstream, request, context, name, settings }: Visit): Promise<void> {
  const { id } = request.model;
  if (findModel(id) !== null) return;
  const { status, body } = await upstream.ask('GET', `/models/${encodeURIComponent(id)}`, { signal: context.signal });
  const type = status === 200 ? body?.model_type : null;
  if (typeof type !== 'string' || type === '' || /video/i.test(type)) return;
  throw new NotTaken(
    'refused',
    `${name} says that ${id} is of the type ${clean(type, settings.key)}: only films are kept here`,
  );
}

/** Files are sent first: that costs nothing, and where it fails nothing was asked. */
async function prepare(visit: Visit, tries: number): Promise<Asked> {
  const { settings, request, context } = visit;
  try {
    await refuseOthers(visit);
    const payload = await withMedia(visit);
    const mark = settings.mark ? { [MARK]: `${request.request_id}-${tries}` } : {};
    return { tries, sent: { ...payload, ...mark }, remote_id: null };
  } catch (error) {
    if (context.signal.aborted) throw new Stopped('stopped');
    if (error instanceof Unsent || error instanceof Unanswered) throw new NotTaken('away', error.message);
    throw error;
  }
}

/** A new call. Its id, or null where even looking for it did not say whether it was accepted. */
async function askAnew(visit: Visit, tries: number): Promise<Asked> {
  const { context } = visit;
  const asked = await prepare(visit, tries);
  if (context.signal.aborted) throw new Stopped('stopped');
  await context.checkpoint.save(asked);
  try {
    return { ...asked, remote_id: await askOnce(visit, asked) };
  } catch (error) {
    if (error instanceof NotTaken) await context.checkpoint.save(null);
    throw error;
  }
}

/**
 * The request at the other side: the one that an earlier attempt asked for, or a new one. Throws `NotTaken` when it certainly
 * was not accepted, `unknown_outcome` when that can not be found out.
 */
export async function ask(visit: Visit): Promise<Asked & { remote_id: string }> {
  const asked = readAsked(await visit.context.checkpoint.load());
  return settle(visit, asked ?? (await askAnew(visit, 1)));
}

/** The same, where the id that came was another request's. */
export const askAgain = (visit: Visit, asked: Asked): Promise<Asked & { remote_id: string }> =>
  settle(visit, { ...asked, remote_id: null });

async function settle(visit: Visit, first: Asked): Promise<Asked & { remote_id: string }> {
  const { name, settings, paidRetry } = visit;
  for (let asked = first; ; asked = await askAnew(visit, asked.tries + 1)) {
    const remote_id: string | null = asked.remote_id ?? (await lookUp(visit, asked));
    if (remote_id !== null) return { ...asked, remote_id };
    if (!paidRetry) {
      throw new RequestError(
        'unknown_outcome',
        `${name} was asked for the film and gave no answer, and ${settings.reconcile} s later its list did not show it: it may have been made and billed there`,
      );
    }
  }
}
