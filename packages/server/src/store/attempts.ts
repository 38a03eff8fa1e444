// What a worker writes and asks of a request while it is at it. Each write names its attempt and itself, so that a stale one matches no
// row.
import type { Compute, Outcome, Phase } from '../request.ts';
import type { Claim } from './claims.ts';
import type { Database } from './database.ts';
import { EVENT } from './trail.ts';

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
