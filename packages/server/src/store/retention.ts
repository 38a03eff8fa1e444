// What is kept for a while only: films of requests that have ended, uploads, and what was fetched for those that have not.
import type { Database } from './database.ts';

/** Rows of one look; the next look finds the rest. */
const BATCH = 100;

/** Requests whose files have been kept longer than `keep` seconds. */
export function outlivedResults(database: Database, keep: number): Promise<{ request_id: string }[]> {
  return database.query(
    'outlived results',
    `select request_id from requests where status = 'success' and files_deleted_at is null
       and finished_at < now() - make_interval(secs => $1) order by finished_at limit ${BATCH}`,
    [keep],
  );
}

/** Notes that the files of a request are gone, and logs it; false when that was noted before. */
export async function noteFilesDeleted(database: Database, request_id: string): Promise<boolean> {
  const rows = await database.query(
    'files deleted',
    `with changed as (
      update requests set files_deleted_at = now(), updated_at = now(), event_id = nextval('event_ids')
      where request_id = $1 and files_deleted_at is null and finished_at is not null returning *
    ), event as (
      insert into events (event_id, request_id, org_id, type) select event_id, request_id, org_id, 'request.files_deleted' from changed
    )
    select 1 from changed`,
    [request_id],
  );
  return rows.length === 1;
}

/** Whether the files of a request were deleted, whoever's it is. */
export async function areFilesDeleted(database: Database, request_id: string): Promise<boolean> {
  const rows = await database.query(
    'are files deleted',
    'select 1 from requests where request_id::text = $1 and files_deleted_at is not null',
    [request_id],
  );
  return rows.length === 1;
}

/** Those of these requests that have not ended, whoever's they are. */
export async function unfinished(database: Database, request_ids: string[]): Promise<string[]> {
  const rows = await database.query<{ request_id: string }>(
    'unfinished',
    `select request_id from requests where request_id = any($1::uuid[]) and status in ('queued', 'processing')`,
    [request_ids],
  );
  return rows.map(({ request_id }) => request_id);
}

/** Uploads that nobody has used for `keep` seconds and no unfinished request names. */
export function outlivedUploads(database: Database, keep: number): Promise<{ upload_id: string }[]> {
  return database.query(
    'outlived uploads',
    `select upload_id from uploads where used_at < now() - make_interval(secs => $1) and not exists (
       select 1 from requests where requests.org_id = uploads.org_id and status in ('queued', 'processing')
         and position(upload_id in normalised::text) > 0
     ) order by used_at limit ${BATCH}`,
    [keep],
  );
}

export async function forgetUpload(database: Database, upload_id: string): Promise<void> {
  await database.query('forget upload', 'delete from uploads where upload_id = $1', [upload_id]);
}

/** Seconds after which a file is no longer one that is about to get its row. */
const SETTLED = 3600;

type Stored = { name: string; modified: Date };

async function strangers(database: Database, name: string, condition: string, stored: Stored[]): Promise<string[]> {
  if (stored.length === 0) return [];
  const rows = await database.query<{ name: string }>(
    name,
    `select name from unnest($1::text[], $2::timestamptz[]) as stored (name, modified)
     where modified < now() - make_interval(secs => ${SETTLED}) and ${condition}`,
    [stored.map((one) => one.name), stored.map(({ modified }) => modified.toISOString())],
  );
  return rows.map((row) => row.name);
}

/**
 * Of result files, `files/<request_id>/<attempt>-<random>.…`, those that no request can come to name: it has ended without
 * them, or there is none. A plan is named by its film's name but for the extension.
 */
export const unnamedResults = (database: Database, stored: Stored[]): Promise<string[]> =>
  strangers(
    database,
    'unnamed results',
    `not exists (
       select 1 from requests where request_id = split_part(name, '/', 2)::uuid and (finished_at is null
         or files_deleted_at is null and position(split_part(split_part(name, '/', 3), '.', 1) in outcome::text || coalesce(preview, '')) > 0)
     )`,
    stored,
  );

/** Of uploads, `uploads/<upload_id>`, those that were never announced, or are no longer kept. */
export const unknownUploads = (database: Database, stored: Stored[]): Promise<string[]> =>
  strangers(
    database,
    'unknown uploads',
    `not exists (select 1 from uploads where upload_id = split_part(name, '/', 2))`,
    stored,
  );
