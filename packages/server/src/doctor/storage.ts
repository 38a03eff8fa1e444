// Whether films and uploads can be kept where REELQUEUE_STORAGE says.
import type { Storage } from '../artifacts/storage.ts';
import type { Config } from '../config.ts';
import { error, type Finding, ok, reason, warning } from './finding.ts';
import { examineAccess, examineRoom } from './folder.ts';

const REMEDY = 'Correct REELQUEUE_STORAGE and the AWS_… settings, and see that this machine may call that address.';

/** Of the data folder itself others tell. */
export async function examineStorage(config: Config, open: () => Promise<Storage>): Promise<Finding[]> {
  const { REELQUEUE_STORAGE: address, DATABASE_URL } = config;
  if (address.kind === 'file') {
    const { folder } = address;
    if (folder === null) return [];
    const usable = await examineAccess('storage', folder, 'REELQUEUE_STORAGE');
    return usable.state === 'error' ? [usable] : [usable, await examineRoom('storage-disk', folder)];
  }
  try {
    const storage = await open();
    await storage.check().finally(() => storage.close());
    if (DATABASE_URL !== null) return [ok('storage', `${storage.address} can be written, listed and removed from.`)];
    const says = `${storage.address} can be used, and its requests are in a database of this machine only.`;
    return [warning('storage', says, 'For several hosts set DATABASE_URL too; else back up both.')];
  } catch (failure) {
    return [error('storage', `The storage can not be used: ${reason(failure)}.`, REMEDY)];
  }
}
