// Clears away what is only kept for a while. Files go first and rows after them: a crash between is made good next time.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetKeys } from '../store/idempotency.ts';
import { forgetUpload, noteFilesDeleted, outlivedResults, outlivedUploads } from '../store/retention.ts';
import type { WorkerParts } from './attempt.ts';

type ClearingParts = Pick<WorkerParts, 'database' | 'disk' | 'sources' | 'keep' | 'log'>;

/** One round: a batch of each kind. */
export async function clear({ database, disk, sources, keep, log }: ClearingParts): Promise<void> {
  await forgetKeys(database);
  const results = keep.results === null ? [] : await outlivedResults(database, keep.results);
  for (const { request_id } of results) {
    await disk.removeAll(request_id);
    await noteFilesDeleted(database, request_id);
  }
  const uploads = keep.uploads === null ? [] : await outlivedUploads(database, keep.uploads);
  for (const { upload_id } of uploads) {
    await rm(join(sources.uploads, upload_id), { force: true });
    await forgetUpload(database, upload_id);
  }
  if (results.length + uploads.length > 0) {
    log.info({ results: results.length, uploads: uploads.length }, 'kept long enough');
  }
}
