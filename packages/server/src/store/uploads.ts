// Uploads: files that clients lend, by an address that is their only key.
import { createHash } from 'node:crypto';
import type { Database } from './database.ts';

// Only its hash is kept: who reads the database can not write uploads.
const hash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Seconds for which an upload address takes bytes. */
const UPLOAD_WINDOW = 15 * 60;

/** Announces an upload. `upload_id` is its file name, `put_token` what the upload address carries. */
export async function addUpload(
  database: Database,
  upload: { upload_id: string; org_id: string; put_token: string },
): Promise<void> {
  await database.query('add upload', 'insert into uploads (upload_id, org_id, put_hash) values ($1, $2, $3)', [
    upload.upload_id,
    upload.org_id,
    hash(upload.put_token),
  ]);
}

/** The upload that this address may still write, or null: unknown, or its window is over. */
export async function openUpload(database: Database, put_token: string): Promise<{ upload_id: string } | null> {
  const rows = await database.query<{ upload_id: string }>(
    'open upload',
    'select upload_id from uploads where put_hash = $1 and created_at > now() - make_interval(secs => $2)',
    [hash(put_token), UPLOAD_WINDOW],
  );
  return rows[0] ?? null;
}

/** Whose an upload address is that bytes have come for whole: the caller's, who is to keep them, or an earlier one's. */
export type Turn = 'ours' | 'kept' | 'under_way';

/**
 * Gives an upload to the first who has its bytes whole; `over`: also to one who has as many as an earlier one who is at it still.
 * `reopenUpload` or `closeUpload` is to follow.
 */
export async function takeUpload(database: Database, upload_id: string, bytes: number, over = false): Promise<Turn> {
  const taken = await database.query(
    'take upload',
    `update uploads set bytes = $2
    where upload_id = $1 and (bytes is null or ($3 and bytes = $2 and uploaded_at is null)) returning 1`,
    [upload_id, bytes, over],
  );
  if (taken.length > 0) return 'ours';
  const kept = await database.query(
    'kept upload',
    'select 1 from uploads where upload_id = $1 and uploaded_at is not null',
    [upload_id],
  );
  return kept.length > 0 ? 'kept' : 'under_way';
}

/** Gives an upload back whose bytes could not be kept. */
export async function reopenUpload(database: Database, upload_id: string): Promise<void> {
  await database.query(
    'reopen upload',
    'update uploads set bytes = null where upload_id = $1 and uploaded_at is null',
    [upload_id],
  );
}

/** Notes that the bytes of an upload are kept. */
export async function closeUpload(database: Database, upload_id: string, bytes: number): Promise<void> {
  await database.query('close upload', 'update uploads set bytes = $2, uploaded_at = now() where upload_id = $1', [
    upload_id,
    bytes,
  ]);
}

/** Notes that an organisation's upload is used. Its size in bytes, or null when it has none of that name or its bytes never came. */
export async function findUpload(
  database: Database,
  org_id: string,
  upload_id: string,
): Promise<{ bytes: number } | null> {
  const rows = await database.query<{ bytes: number }>(
    'upload',
    `update uploads set used_at = now() where upload_id = $1 and org_id = $2 and uploaded_at is not null returning bytes`,
    [upload_id, org_id],
  );
  return rows[0] ?? null;
}
