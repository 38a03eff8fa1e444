// The requests table: the row is the work item. How requests enter it, and what is read of them: each function is one statement, which
// calls that meet share.
import { STATUSES, type Status, type VideoRequest } from '../request.ts';
import { type Database, seconds } from './database.ts';
import { together } from './together.ts';
import { EVENT } from './trail.ts';

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
export const asText = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

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
