// The first tables: organisations, keys, uploads, workers, requests, their events and their webhook deliveries.
import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // webhook_secret_given is the last one that was taken from the settings, so that a restart does not undo a rotation.
  `create table organisations (
    org_id uuid primary key,
    name text not null unique,
    webhook_secret text not null,
    webhook_secret_before text,
    webhook_secret_rotated_at timestamptz,
    webhook_secret_given text,
    created_at timestamptz not null default now()
  )`,
  `create table keys (
    key_id uuid primary key,
    org_id uuid not null references organisations,
    hash bytea not null unique,
    prefix text not null,
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  `create table uploads (
    upload_id text primary key,
    org_id uuid not null references organisations,
    put_hash bytea not null unique,
    bytes bigint,
    created_at timestamptz not null default now(),
    uploaded_at timestamptz,
    used_at timestamptz not null default now()
  )`,
  // lock_key is what a living worker holds as a session advisory lock; host, pid and started name its process.
  `create table workers (
    worker_id uuid primary key,
    lock_key integer generated always as identity,
    host text not null,
    pid integer not null,
    process_started text not null,
    created_at timestamptz not null default now()
  )`,
  'create sequence event_ids as bigint',
  `create table requests (
    request_id uuid primary key,
    org_id uuid not null references organisations,
    model text not null,
    pool text not null,
    status text not null default 'queued'
      check (status in ('queued', 'processing', 'success', 'failed', 'cancelled')),
    payload json not null,
    normalised json not null,
    warnings json not null default '[]',
    metadata json,
    webhook_url text,
    priority smallint not null default 1,
    phase text,
    progress real not null default 0,
    seconds_left integer,
    attempt integer not null default 0,
    worker_id uuid,
    lease_until timestamptz,
    not_before timestamptz not null default now(),
    start_before timestamptz,
    losses smallint not null default 0,
    failures smallint not null default 0,
    checkpoint json,
    outcome json,
    error text,
    error_code text,
    error_param text,
    compute text check (compute in ('not_started', 'stopped', 'still_running')),
    event_id bigint not null default nextval('event_ids'),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    queued_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    files_deleted_at timestamptz
  )`,
  // Ids are UUID version 7: their order is the order of submission.
  'create index requests_listed on requests (org_id, request_id desc)',
  `create index requests_waiting on requests (pool, priority desc, request_id) where status = 'queued'`,
  `create index requests_finished on requests (org_id, finished_at) where status = 'success'`,
  `create index requests_kept on requests (finished_at) where status = 'success' and files_deleted_at is null`,
  `create index requests_processing on requests (worker_id) where status = 'processing'`,
  `create index requests_running_on on requests (worker_id) where compute = 'still_running'`,
  `create table events (
    event_id bigint primary key,
    request_id uuid not null references requests,
    org_id uuid not null,
    type text not null,
    phase text,
    at timestamptz not null default now()
  )`,
  // request_id is null while the first submit under the key is under way.
  `create table idempotency (
    org_id uuid not null references organisations,
    key text not null,
    body_hash bytea not null,
    request_id uuid,
    created_at timestamptz not null default now(),
    primary key (org_id, key)
  )`,
  'create index events_of_request on events (request_id, event_id)',
  // next_attempt_at is null once there is none to come; attempt counts the claims of a row, and failures those that failed
  // since it was last asked for.
  `create table deliveries (
    delivery_id uuid primary key default gen_random_uuid(),
    request_id uuid not null unique references requests,
    org_id uuid not null references organisations,
    url text not null,
    type text not null,
    attempts json[] not null default '{}',
    attempt integer not null default 0,
    failures integer not null default 0,
    next_attempt_at timestamptz default now(),
    delivered_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  'create index deliveries_due on deliveries (next_attempt_at) where next_attempt_at is not null',
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(database);
}
