// Whether everybody was told: by webhooks, by the streams of organisations and by those of single requests.
import { isFinal } from '../packages/server/src/request.ts';
import type { Ledger } from './ledger.ts';
import type { Row, Violation } from './rows.ts';

/** Every end was told: by a webhook to who asked for one, of the right type and signed, and once by the stream. */
export function checkTold(rows: Row[], ledger: Ledger): Violation[] {
  const found: Violation[] = [];
  const calls = Map.groupBy(ledger.all('called'), ({ request_id }) => request_id);
  const events = Map.groupBy(ledger.all('event'), ({ request_id }) => request_id);
  const streamed = new Set(ledger.all('submitting').map(({ load }) => load));
  for (const { request_id, status, load, webhook_url } of rows.filter((row) => isFinal(row.status))) {
    const called = calls.get(request_id) ?? [];
    const said = called.map(({ type, signed }) => `${type}${signed ? '' : ' (unsigned)'}`);
    const right = said.every((one) => one === `request.${status}`);
    if (!right || (webhook_url !== null) !== said.length > 0) {
      found.push({
        promise: 'its webhook tells of its end',
        request_id,
        seen: `${status}: ${said.join(', ') || 'none'}`,
      });
    }
    const told = (events.get(request_id) ?? []).map(({ type }) => type).join(' ');
    if (load !== null && streamed.has(load) && told !== `request.${status}`) {
      found.push({ promise: 'the stream tells of its end once', request_id, seen: `${status}: ${told || 'nothing'}` });
    }
  }
  return found;
}

/**
 * Streams of single requests told every event once and in order, the end last. A crash of the database may take back a claim that
 * was told already (docs/reliability.md): what has a number up to that of an event that is no more may then be missing.
 */
export function checkStreams(rows: Row[], ledger: Ledger): Violation[] {
  const told = Map.groupBy(ledger.all('told'), ({ request_id }) => request_id);
  const byId = new Map(rows.map((row) => [row.request_id, row]));
  return ledger.all('told_all').flatMap(({ request_id }) => {
    const row = byId.get(request_id);
    const ids = (told.get(request_id) ?? []).map(({ event_id }) => event_id);
    const types = (told.get(request_id) ?? []).map(({ type }) => type.replace('request.', ''));
    if (row === undefined) return [{ promise: 'a stream tells of what is there', request_id, seen: types.join(' ') }];
    const real = new Set(row.event_ids);
    const takenBack = Math.max(0, ...ids.filter((id) => !real.has(id)));
    // Files are deleted after the end of the stream.
    const missing = row.event_ids.filter(
      (id, n) => row.events[n] !== 'files_deleted' && id > takenBack && !ids.includes(id),
    );
    const inOrder = ids.every((id, n) => n === 0 || id > ids[n - 1]);
    if (inOrder && missing.length === 0 && types.filter((type) => type === row.status).length > 0) return [];
    const seen = `told ${ids.join(' ')} (${types.join(' ')}) of ${row.event_ids.join(' ')} (${row.events.join(' ')})`;
    return [{ promise: "a request's stream tells all, once and in order", request_id, seen }];
  });
}
