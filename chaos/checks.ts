// Whether what the database says agrees with what clients were told. Each check finds violations of some promises.
import { isFinal, NEXT, type Status } from '../packages/server/src/request.ts';
import type { Known } from './ledger.ts';
import type { Row, Violation } from './rows.ts';

/** Acknowledged requests are there, ended once and as they were told to have ended; keys made one request each. */
export function checkRows(rows: Row[], known: Known): Violation[] {
  const found: Violation[] = [];
  const violated = (promise: string, request_id: string | null, seen: string): void => {
    found.push({ promise, request_id, seen });
  };
  const byId = new Map(rows.map((row) => [row.request_id, row]));
  const byLoad = Map.groupBy(rows, ({ load }) => load);
  for (const { request_id, load } of known.all('submitted')) {
    if (!byId.has(request_id)) violated('an acknowledged request is there', request_id, 'no row');
    else if (byId.get(request_id)!.load !== load) violated('an answer is about what was asked', request_id, load);
  }
  const keyed = new Set(known.all('submitting').flatMap(({ load, key }) => (key === null ? [] : [load])));
  for (const [load, made] of byLoad) {
    const ids = made.map(({ request_id }) => request_id);
    if (load !== null && keyed.has(load) && ids.length > 1) violated('a key makes one request', ids[0], ids.join(' '));
  }
  for (const row of rows) {
    const steps = row.events.filter((type, n) => type in NEXT && type !== row.events[n - 1]) as Status[];
    const illegal = steps.findIndex((next, n) => n > 0 && !(NEXT[steps[n - 1]] as readonly Status[]).includes(next));
    const told = row.events.join(' ');
    if (steps[0] !== 'queued' || illegal > 0) violated('statuses follow each other as they may', row.request_id, told);
    if (row.events.filter((type) => type in NEXT && isFinal(type as Status)).length > 1) {
      violated('a request ends once', row.request_id, told);
    }
    if (steps.at(-1) !== row.status) violated('the last event is the status', row.request_id, `${row.status}: ${told}`);
    if (!row.timely) violated("times are by the database's clock", row.request_id, told);
  }
  for (const { request_id, compute: said } of known.all('cancelled')) {
    const { status, compute } = byId.get(request_id) ?? {};
    if (status !== 'cancelled') violated('a cancel that was acknowledged stands', request_id, String(status));
    if (said !== 'still_running' && compute !== said) {
      violated('what a cancel said of the compute stands', request_id, `${said}, ${compute}`);
    }
  }
  for (const { request_id } of known.all('deleted')) {
    if (!byId.get(request_id)?.files_deleted) violated('what was deleted stays so', request_id, 'not noted');
  }
  for (const { request_id, status, sha256 } of known.all('seen')) {
    const row = byId.get(request_id);
    const now = `${row?.status} ${row?.outcome?.sha256 ?? null}`;
    if (now !== `${status} ${sha256}`)
      violated('an end that was shown stands', request_id, `${status} ${sha256}, ${now}`);
  }
  return found;
}

/** Codes by which a request may end whatever was asked: the faults themselves bring them about. */
const BY_FAULTS = ['engine_failed', 'engine_lost'];

/** A request that failed did so for a reason of its own. */
export function checkReasons(rows: Row[], known: Known): Violation[] {
  const asked = new Map(known.all('submitting').map((entry) => [entry.load, entry]));
  // Pictures come from the run itself, which was killed or stopped before.
  const resumed = known.all('resumed').at(-1)?.at ?? 0;
  return rows.flatMap(({ request_id, status, load, error_code, error }) => {
    const { media, expires, at = 0 } = asked.get(load ?? '') ?? {};
    const isAway = media === 'unreachable' || (media === 'address' && at < resumed);
    const own = [isAway ? 'media_unreachable' : '', expires ? 'expired' : ''];
    if (status !== 'failed' || media === undefined || [...BY_FAULTS, ...own].includes(error_code ?? '')) return [];
    const seen = `${error_code} (${error}), and its picture was ${media}`;
    return [{ promise: 'what fails has a reason of its own', request_id, seen }];
  });
}

/** No answer was one that no fault excuses. */
export const checkAnswers = (known: Known): Violation[] =>
  known.all('misanswered').map(({ call, said }) => ({
    promise: 'an answer is a good one or a 503',
    request_id: null,
    seen: `${call}: ${said}`,
  }));

/** Requests that have not ended, and slots that are still taken, for when all of them should have and none should be. */
export const unended = (rows: Row[]): Violation[] =>
  rows.flatMap(({ request_id, status, compute, events }) => {
    const seen = events.join(' ');
    if (!isFinal(status)) return [{ promise: 'a request ends', request_id, seen }];
    return compute === 'still_running' ? [{ promise: 'a slot is given back', request_id, seen }] : [];
  });
