// How a request's status changes: here and nowhere else, but for what recovery.ts finds lost. The row's status decides, so that no two
// callers can both move it, and a worker's move names its attempt and itself, so that a stale one matches no row.
import { before, isFinal, type Outcome, type Status, type VideoRequest } from '../request.ts';
import type { Claim } from './claims.ts';
import type { Database } from './database.ts';
import { asText } from './requests.ts';
import { together } from './together.ts';
import { DELIVERY, EVENT } from './trail.ts';

/** Whose request is to be moved: a worker's, by the attempt that it is at, or an organisation's. */
export type Of = { request_id: string; org_id: string } | Claim;

/** What is written with the new status. Absent leaves the column as it is. */
export type Change = {
  outcome?: Outcome;
  error?: { error: string; code: string; param: string | null };
  warnings?: string[];
  /** Counts an engine error against the request, which waits this many seconds before it is tried again. */
  retry_after?: number;
};

/** What a move came to. */
export type Moved = Pick<VideoRequest, 'request_id' | 'status' | 'compute'>;

/** A move as its statement reads it. */
type Step = { request_id: string } & Record<string, unknown>;

/**
 * What a cancel can say at once: a queued request had not begun, unless an engine elsewhere has it from a worker that was lost; that
 * one, and a processing one, may run on until a worker says.
 */
const COMPUTE = `case when next <> 'cancelled' then compute when status = 'queued' and checkpoint is null then 'not_started'
  else 'still_running' end`;

/** Moves each request that stands where its next status may follow, and is theirs who move it; null for the others. */
const step = together<Step, Moved | null>(
  async (database, steps) => {
    const rows = await database.query<Moved>(
      'move',
      `with step as (
        select * from json_to_recordset($1) as step(request_id uuid, org_id uuid, next text, earlier text[], by_attempt integer,
          by_worker uuid, result text, sentence text, code text, param text, told text, retry_after float8, is_final boolean)
      ), changed as (
        update requests set status = next, compute = ${COMPUTE},
          phase = case when next = 'queued' then 'waiting' end,
          progress = case next when 'success' then 1 when 'queued' then 0 else progress end,
          seconds_left = null,
          lease_until = null, worker_id = case when next = 'cancelled' then worker_id end,
          outcome = coalesce(result::json, outcome), error = sentence, error_code = code, error_param = param,
          warnings = case when told is null then warnings else (warnings::jsonb || told::jsonb)::json end,
          failures = failures + (retry_after is not null)::int,
          not_before = now() + make_interval(secs => coalesce(retry_after, 0)),
          updated_at = now(), finished_at = case when is_final then now() end, event_id = nextval('event_ids')
        from step
        where requests.request_id = step.request_id and requests.org_id = step.org_id and status = any(earlier)
          and (by_attempt is null or (attempt = by_attempt and worker_id = by_worker and status = 'processing'))
        returning requests.request_id, requests.org_id, status, phase, compute, event_id, finished_at, webhook_url
      ), event as (${EVENT}), delivery as (${DELIVERY})
      select request_id, status, compute from changed`,
      [JSON.stringify(steps)],
    );
    const moved = new Map(rows.map((row) => [row.request_id, row]));
    return steps.map(({ request_id }) => moved.get(request_id) ?? null);
  },
  { under_way: 4, most: 64, apart: ({ request_id }) => request_id },
);

/** Moves a request to `next` if it stands where `next` may follow; null when it does not, or is not theirs. */
export function move(database: Database, of: Of, next: Status, change: Change = {}): Promise<Moved | null> {
  const { outcome, error, warnings, retry_after } = change;
  return step(database, {
    request_id: of.request_id,
    org_id: of.org_id,
    next,
    earlier: before(next),
    ...('worker_id' in of ? { by_attempt: of.attempt, by_worker: of.worker_id } : {}),
    result: asText(outcome ?? (error ? { error: error.error } : null)),
    sentence: error?.error,
    code: error?.code,
    param: error?.param,
    told: asText(warnings && warnings.length > 0 ? warnings : null),
    retry_after,
    is_final: isFinal(next),
  });
}
