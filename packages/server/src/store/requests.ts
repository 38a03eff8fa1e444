// The requests table: the row is the work item. Each function is one statement, which calls that meet share; the row's status decides, so that no
// two callers can both move it, and a worker's write names its attempt and itself, so that a stale one matches no row.
import {
  before,
  type Compute,
  isFinal,
  type Outcome,
  type Phase,
  STATUSES,
  type Status,
  type VideoRequest,
} from '../request.ts';
import type { Claim } from './claims.ts';
import { type Database, seconds } from './database.ts';
import { together } from './together.ts';
import { DELIVERY, EVENT } from './trail.ts';

/** The columns of a request as clients see it; `payload` first of what may be large. */
export const RECORD = `request_id, org_id, '' as user_id, model, status, false as is_public, payload, outcome, error, error_code,
  error_param, warnings, metadata, (array['low', 'normal', 'high'])[priority + 1] as priority, phase, progress::float8 as progress,
  seconds_left, compute, attempt, event_id,
  case when status in ('queued', 'processing', 'success') and files_deleted_at is null then preview end as preview_url,
  case when status = 'success' then json_build_object('engine', pool, 'micro_usd', micro_usd) end as usage,
  ${['created_at', 'updated_at', 'queued_at', 'started_at', 'finished_at', 'files_deleted_at'].map(seconds).join(', ')}`;

export type NewRequest = {
  request_id: string;
  org_id: string;
  model: string;
  /** The engine whose workers may take it. */
  pool: string;
  payload: unknown;
  normalised: unknown;
  warnings: string[];
  metadata: unknown;
  /** Who is told of its end; null when nobody is. */
  webhook_url: string | null;
  /** Index into PRIORITIES. */
  priority: number;
  /** Seconds from now by which it must have started; null for ever. */
  start_within: number | null;
  /** Seconds that its render takes, as its engine has it. */
  cost: number;
  /** What it costs if it succeeds, in millionths of a US dollar. */
  micro_usd: number;
  /** The key under which the answer is to be found again; null for none. */
  idempotency_key: string | null;
};

/** What a submit is answered. */
export type Accepted = Pick<
  VideoRequest,
  'request_id' | 'model' | 'status' | 'created_at' | 'updated_at' | 'queued_at'
>;

/** A submit with more characters, which holds files, goes in a statement of its own. */
const LARGE = 100_000;

/** Adds requests, each as JSON, and their first events. */
const enter = together<{ request_id: string; json: string }, Accepted>(
  async (database, entries) => {
    const rows = await database.query<Accepted>(
      'enqueue',
      `with entry as (
        select * from json_to_recordset($1) as entry(request_id uuid, org_id uuid, model text, pool text, payload text, normalised text,
          warnings json, metadata text, priority smallint, start_within float8, webhook_url text, cost float8, micro_usd bigint,
          idempotency_key text)
      ), changed as (
        insert into requests (request_id, org_id, model, pool, payload, normalised, warnings, metadata, priority, phase, start_before,
          webhook_url, cost, micro_usd, turn, place)
        select request_id, org_id, model, pool, payload::json, normalised::json, warnings, metadata::json, priority, 'waiting',
          now() + make_interval(secs => start_within), webhook_url, cost, micro_usd, now() - make_interval(hours => priority - 1), (
            select coalesce(sum(entered), 0) from lane_counts where lane_counts.org_id = entry.org_id and lane_counts.pool = entry.pool
          ) from entry
        returning request_id, org_id, model, status, phase, event_id, created_at, updated_at, queued_at
      ), event as (${EVENT}), answered as (
        update idempotency set request_id = entry.request_id from entry
        where idempotency.org_id = entry.org_id and key = idempotency_key
      )
      select request_id, model, status, ${['created_at', 'updated_at', 'queued_at'].map(seconds).join(', ')} from changed`,
      [`[${entries.map(({ json }) => json).join()}]`],
    );
    const accepted = new Map(rows.map((row) => [row.request_id, row]));
    return entries.map(({ request_id }) => accepted.get(request_id) as Accepted);
  },
  { under_way: 2, most: 64, line: ({ request_id, json }) => (json.length > LARGE ? request_id : '') },
);

/** JSON within JSON: of what clients send, PostgreSQL would read no zero characters and halves of surrogate pairs otherwise. */
const asText = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** Adds a request and its first event. Once this has returned the request is on disk. */
export function enqueue(database: Database, request: NewRequest): Promise<Accepted> {
  const { request_id, payload, normalised, metadata } = request;
  const texts = { payload: asText(payload), normalised: asText(normalised), metadata: asText(metadata) };
  return enter(database, { request_id, json: JSON.stringify({ ...request, ...texts }) });
}

/** The request, or null when the organisation has none of that id. */
export async function getRequest(database: Database, org_id: string, request_id: string): Promise<VideoRequest | null> {
  const rows = await database.query<VideoRequest>(
    'get',
    `select ${RECORD} from requests where request_id = $1 and org_id = $2`,
    [request_id, org_id],
  );
  return rows[0] ?? null;
}

/** How far a request is. */
export type Mark = Pick<VideoRequest, 'request_id' | 'event_id' | 'progress'>;

/** How far requests are, whoever's they are. */
export function marksOf(database: Database, request_ids: string[]): Promise<Mark[]> {
  return database.query<Mark>(
    'marks',
    'select request_id, event_id, progress::float8 as progress from requests where request_id = any($1)',
    [request_ids],
  );
}

export type Listing = { model: string | null; status: Status | null; page_size: number; after: string | null };

/** A page of an organisation's requests, newest first, after the request `after`. */
export function listRequests(database: Database, org_id: string, page: Listing): Promise<VideoRequest[]> {
  // Each filter is a condition of its own: a plan for "or it is null" would use no index.
  const [by_model, by_status] = [page.model !== null, page.status !== null];
  return database.query<VideoRequest>(
    `list${by_model ? ' by model' : ''}${by_status ? ' by status' : ''}`,
    `select ${RECORD} from requests where org_id = $1 and ${by_model ? 'model = $2' : '$2::text is null'}
       and ${by_status ? 'status = $3' : '$3::text is null'} and request_id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
     order by request_id desc limit $5`,
    [org_id, page.model, page.status, page.after, page.page_size],
  );
}

/** How many an organisation has, of a model or a status when these are given. */
export async function countRequests(
  database: Database,
  org_id: string,
  { model, status }: Pick<Listing, 'model' | 'status'>,
): Promise<number> {
  // The lines' counts are fewer rows.
  const [{ n }] =
    model === null && status === null
      ? await database.query<{ n: number }>(
          'count all',
          'select coalesce(sum(submitted), 0)::bigint as n from lane_counts where org_id = $1',
          [org_id],
        )
      : await database.query<{ n: number }>(
          'count',
          `select coalesce(sum(n), 0)::bigint as n from request_counts
           where org_id = $1 and status = any($2) and ($3::text is null or model = $3)`,
          [org_id, status === null ? STATUSES : [status], model],
        );
  return n;
}

/** What a worker says of a claim while it works on it. */
export type Pulse = { phase: Phase; progress: number; seconds_left: number | null };

/** Prolongs a claim and notes its progress; false once it is no longer this worker's: cancelled, or taken over. */
export async function renew(database: Database, held: Claim, leaseSeconds: number, pulse: Pulse): Promise<boolean> {
  const rows = await database.query(
    'renew',
    `with held as (
      select request_id, phase as phase_before from requests
      where request_id = $1 and attempt = $2 and worker_id = $7 and status = 'processing' for no key update
    ), changed as (
      update requests set lease_until = now() + make_interval(secs => $3), phase = $4, progress = $5, seconds_left = $6,
        updated_at = now(), event_id = case when phase_before is distinct from $4 then nextval('event_ids') else event_id end
      from held where requests.request_id = held.request_id
      returning requests.request_id, org_id, status, phase, event_id, phase_before
    ), event as (${EVENT} where phase_before is distinct from phase)
    select set_config('synchronous_commit', 'off', true) from changed`,
    [held.request_id, held.attempt, leaseSeconds, pulse.phase, pulse.progress, pulse.seconds_left, held.worker_id],
  );
  return rows.length === 1;
}

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

/** What a cancel can say at once: a queued request had not begun, a processing one may run on until its worker says. */
const COMPUTE = `case when next <> 'cancelled' then compute when status = 'queued' then 'not_started' else 'still_running' end`;

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

/** A worker's last word on a request that was cancelled under it. */
export async function reportCompute(database: Database, held: Claim, compute: Compute): Promise<void> {
  await database.query(
    'compute',
    `update requests set compute = $3, updated_at = now() where request_id = $1 and attempt = $2 and worker_id = $4 and status = 'cancelled'`,
    [held.request_id, held.attempt, compute, held.worker_id],
  );
}

/** What an engine saved of a request in an earlier attempt, or null. */
export async function loadCheckpoint(database: Database, held: Claim): Promise<unknown> {
  const rows = await database.query<{ checkpoint: unknown }>(
    'checkpoint',
    'select checkpoint from requests where request_id = $1',
    [held.request_id],
  );
  return rows[0]?.checkpoint ?? null;
}

/**
 * False once the claim is no longer this worker's. Nothing is saved then, but for what becomes known of a call that was already
 * under way when the request was cancelled: by that its compute is ended.
 */
export async function saveCheckpoint(database: Database, held: Claim, state: unknown): Promise<boolean> {
  const rows = await database.query<{ is_held: boolean }>(
    'save checkpoint',
    `update requests set checkpoint = $3 where request_id = $1 and attempt = $2 and worker_id = $4
       and (status = 'processing' or (status = 'cancelled' and checkpoint is not null))
     returning status = 'processing' as is_held`,
    [held.request_id, held.attempt, state === null ? null : JSON.stringify(state), held.worker_id],
  );
  return rows[0]?.is_held ?? false;
}

/** The outcome of a request, whoever's it is; null while it has none. */
export async function outcomeOf(database: Database, request_id: string): Promise<Outcome | null> {
  const rows = await database.query<{ outcome: Outcome | null }>(
    'outcome',
    'select outcome from requests where request_id = $1',
    [request_id],
  );
  return rows[0]?.outcome ?? null;
}

/** Whether a worker is at this attempt of a request. */
export async function isHeld(database: Database, request_id: string, attempt: number): Promise<boolean> {
  const rows = await database.query(
    'held',
    `select 1 from requests where request_id::text = $1 and attempt = $2 and status = 'processing'`,
    [request_id, attempt],
  );
  return rows.length === 1;
}

/** Notes where the preview of a request lies; false where it has one, or the claim is no longer this worker's. */
export async function notePreview(database: Database, held: Claim, path: string): Promise<boolean> {
  const rows = await database.query(
    'note preview',
    `update requests set preview = $4 where request_id = $1 and attempt = $2 and worker_id = $3 and status = 'processing'
       and preview is null returning 1`,
    [held.request_id, held.attempt, held.worker_id, path],
  );
  return rows.length === 1;
}

/** Whether a request has a preview, whoever's it is. */
export async function hasPreview(database: Database, request_id: string): Promise<boolean> {
  const rows = await database.query(
    'has preview',
    'select 1 from requests where request_id = $1 and preview is not null',
    [request_id],
  );
  return rows.length === 1;
}

/** Whether a request was cancelled, whoever's it is. */
export async function isCancelled(database: Database, request_id: string): Promise<boolean> {
  const rows = await database.query(
    'is cancelled',
    `select 1 from requests where request_id = $1 and status = 'cancelled'`,
    [request_id],
  );
  return rows.length === 1;
}
