// Clears away what is only kept for a while. Files go first and rows after them: a crash between is made good next time.
import { readdir, rm } from 'node:fs/promises';
import { resultsIn } from '../artifacts/results.ts';
import { uploadName } from '../intake/media.ts';
import { forgetKeys } from '../store/idempotency.ts';
import { forgetUpload, noteFilesDeleted, outlivedResults, outlivedUploads, unfinished } from '../store/retention.ts';
import { keptMedia, type WorkerParts } from './attempt.ts';

type ClearingParts = Pick<WorkerParts, 'database' | 'storage' | 'work' | 'keep' | 'log'>;

const KEPT_MEDIA = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-media$/;

/** What was fetched for requests that were cancelled, or that ended while nobody was there to remove it. */
async function clearMedia({ database, work }: ClearingParts): Promise<void> {
  const request_ids = (await readdir(work)).flatMap((name) => KEPT_MEDIA.exec(name)?.[1] ?? []);
  if (request_ids.length === 0) return;
  const wanted = new Set(await unfinished(database, request_ids));
  for (const request_id of request_ids.filter((one) => !wanted.has(one))) {
    await rm(keptMedia(work, request_id), { recursive: true, force: true });
  }
}

/** One round: a batch of each kind. */
export async function clear(parts: ClearingParts): Promise<void> {
  const { database, storage, keep, log } = parts;
  await forgetKeys(database);
  await clearMedia(parts);
  const results = keep.results === null ? [] : await outlivedResults(database, keep.results);
  for (const { request_id } of results) {
    await resultsIn(storage).removeAll(request_id);
    await noteFilesDeleted(database, request_id);
  }
  const uploads = keep.uploads === null ? [] : await outlivedUploads(database, keep.uploads);
  for (const { upload_id } of uploads) {
    await storage.remove([uploadName(upload_id)]);
    await forgetUpload(database, upload_id);
  }
  if (results.length + uploads.length > 0) {
    log.info({ results: results.length, uploads: uploads.length }, 'kept long enough');
  }
}
