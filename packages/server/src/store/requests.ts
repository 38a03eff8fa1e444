// The requests table: the row is the work item. Each function is one statement; the row's status decides, so that no
// two callers can both move it, and a worker's write names its attempt and itself, so that a stale one matches no row.
import { before, type Compute, isFinal, type Outcome, type Phase, type Status, type VideoRequest } from '../request.ts';
import type { Claim } from './claims.ts';
import { type Database, seconds } from './database.ts';
import { DELIVERY, EVENT } from './trail.ts';

/** The columns of a request as clients see it; `payload` first of what may be large. */
export const RECORD = `request_id, org_id, '' as user_id, model, status, false as is_public, payload, outcome, error, error_code,
  error_param, warnings, metadata, (array['low', 'normal', 'high'])[priority + 1] as priority, phase, progress::float8 as progress,
  seconds_left, compute, attempt, event_id,
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

/** Adds a request and its first event. Once this has returned the request is on disk. */
export async function enqueue(database: Database, request: NewRequest): Promise<VideoRequest> {
  const rows = await database.query<VideoRequest>(
    'enqueue',
    `with changed as (
      insert into requests (request_id, org_id, model, pool, payload, normalised, warnings, metadata, priority, phase, start_before,
        webhook_url, cost, micro_usd, turn, place)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', now() + make_interval(secs => $10), $12, $13, $14,
        now() - make_interval(hours => $9::smallint - 1), (
          select coalesce(sum(entered), 0) from lane_counts where lane_counts.org_id = $2 and lane_counts.pool = $4
        )) returning *
    ), event as (${EVENT}), answered as (
      update idempotency set request_id = changed.request_id from changed
      where idempotency.org_id = changed.org_id and key = $11
    )
    select ${RECORD} from changed`,
    [
      request.request_id,
      request.org_id,
      request.model,
      request.pool,
      JSON.stringify(request.payload),
      JSON.stringify(request.normalised),
      JSON.stringify(request.warnings),
      request.metadata === null ? null : JSON.stringify(request.metadata),
      request.priority,
      request.start_within,
      request.idempotency_key,
      request.webhook_url,
      request.cost,
      request.micro_usd,
    ],
  );
  return rows[0];
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

export type Listing = { model: string | null; status: Status | null; page_size: number; after: string | null };

/** The filters that are given, each a condition of its own: a plan for "or it is null" would use no index. */
function filtered(name: string, { model, status }: Pick<Listing, 'model' | 'status'>): { name: string; where: string } {
  const [by_model, by_status] = [model !== null, status !== null];
  const where = `org_id = $1${by_model ? ' and model = $2' : ' and $2::text is null'}${by_status ? ' and status = $3' : ' and $3::text is null'}`;
  return { name: `${name}${by_model ? ' by model' : ''}${by_status ? ' by status' : ''}`, where };
}

/** A page of an organisation's requests, newest first, after the request `after`. */
export function listRequests(database: Database, org_id: string, page: Listing): Promise<VideoRequest[]> {
  const { name, where } = filtered('list', page);
  return database.query<VideoRequest>(
    name,
    `select ${RECORD} from requests where ${where} and request_id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
     order by request_id desc limit $5`,
    [org_id, page.model, page.status, page.after, page.page_size],
  );
}

/** How many an organisation has; those of a model or a status are counted no further than `most`. */
export async function countRequests(
  database: Database,
  org_id: string,
  of: Pick<Listing, 'model' | 'status'>,
  most: number,
): Promise<number> {
  const { name, where } = filtered('count', of);
  const [{ n }] =
    of.model === null && of.status === null
      ? await database.query<{ n: number }>(
          'count all',
          'select coalesce(sum(submitted), 0)::bigint as n from lane_counts where org_id = $1',
          [org_id],
        )
      : await database.query<{ n: number }>(
          name,
          `select count(*) as n from (select 1 from requests where ${where} limit $4) counted`,
          [org_id, of.model, of.status, most],
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

/** What a cancel can say at once: a queued request had not begun, a processing one may run on until its worker says. */
const COMPUTE = `case when $2 <> 'cancelled' then compute when status = 'queued' then 'not_started' else 'still_running' end`;

/** Moves a request to `next` if it stands where `next` may follow; null when it does not, or is not theirs. */
export async function move(
  database: Database,
  of: Of,
  next: Status,
  change: Change = {},
): Promise<VideoRequest | null> {
  const { outcome, error, warnings, retry_after } = change;
  const rows = await database.query<VideoRequest>(
    'move',
    `with changed as (
      update requests set status = $2, compute = ${COMPUTE},
        phase = case when $2 = 'queued' then 'waiting' end,
        progress = case $2 when 'success' then 1 when 'queued' then 0 else progress end,
        seconds_left = null,
        lease_until = null, worker_id = case when $2 = 'cancelled' then worker_id end,
        outcome = coalesce($6, outcome), error = $7, error_code = $8, error_param = $9,
        warnings = case when $10::json is null then warnings else (warnings::jsonb || $10::jsonb)::json end,
        failures = failures + ($11::float8 is not null)::int,
        not_before = now() + make_interval(secs => coalesce($11, 0)),
        updated_at = now(), finished_at = case when $12 then now() end, event_id = nextval('event_ids')
      where request_id = $1 and status = any($3) and ($4::int is null or (attempt = $4 and worker_id = $13 and status = 'processing'))
        and org_id = $5
      returning *
    ), event as (${EVENT}), delivery as (${DELIVERY})
    select ${RECORD} from changed`,
    [
      of.request_id,
      next,
      before(next),
      'worker_id' in of ? of.attempt : null,
      of.org_id,
      outcome ? JSON.stringify(outcome) : error ? JSON.stringify({ error: error.error }) : null,
      error?.error ?? null,
      error?.code ?? null,
      error?.param ?? null,
      warnings && warnings.length > 0 ? JSON.stringify(warnings) : null,
      retry_after ?? null,
      isFinal(next),
      'worker_id' in of ? of.worker_id : null,
    ],
  );
  return rows[0] ?? null;
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

/** False once the claim is no longer this worker's; nothing is saved then. */
export async function saveCheckpoint(database: Database, held: Claim, state: unknown): Promise<boolean> {
  const rows = await database.query(
    'save checkpoint',
    `update requests set checkpoint = $3 where request_id = $1 and attempt = $2 and worker_id = $4
       and status = 'processing' returning 1`,
    [held.request_id, held.attempt, JSON.stringify(state), held.worker_id],
  );
  return rows.length === 1;
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

/** Whether a request was cancelled, whoever's it is. */
export async function isCancelled(database: Database, request_id: string): Promise<boolean> {
  const rows = await database.query(
    'is cancelled',
    `select 1 from requests where request_id = $1 and status = 'cancelled'`,
    [request_id],
  );
  return rows.length === 1;
}
