// Whether the data folder can hold what it must.
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { layout } from '../layout.ts';
import { error, type Finding, ok, reason, warning } from './finding.ts';

/** Bytes free below which films soon fail, and below which there is time to act. A film of 15 s at 1080p has about 10 MB. */
const TOO_LITTLE = 500e6;
const LITTLE = 5e9;

/** The path itself, or of the folders above it the first that is there. */
async function nearest(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false, // to be made at the first start
  );
  return isThere || dirname(path) === path ? path : nearest(dirname(path));
}

/** How much is free where a folder lies, or will. */
export async function examineRoom(check: string, folder: string): Promise<Finding> {
  const path = await nearest(folder);
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const says = `${(free / 1e9).toFixed(1)} GB are free where ${path} lies.`;
  const remedy = 'Make room, or let results go after a while: REELQUEUE_KEEP_RESULTS=30d.';
  if (free < TOO_LITTLE) return error(check, says, remedy);
  return free < LITTLE ? warning(check, says, remedy) : ok(check, says);
}

async function secret(path: string): Promise<Finding[]> {
  const found = await stat(path).catch(() => null); // not made yet
  if (found === null || (found.mode & 0o077) === 0) return [];
  return [warning('admin-key', `Others on this machine can read ${path}.`, `chmod 600 ${path}`)];
}

/** Whether a folder can be used, or made. `setting`: the one that names it. */
export async function examineAccess(check: string, folder: string, setting: string): Promise<Finding> {
  const path = await nearest(folder);
  const found = await stat(path);
  const uid = process.getuid?.() ?? found.uid;
  const choose = `choose another folder with ${setting}`;
  if (!found.isDirectory()) return error(check, `${path} is a file, not a folder.`, `Remove it, or ${choose}.`);
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EROFS') {
      const remedy = `See why in dmesg (a failing disk is mounted so), then mount -o remount,rw, or ${choose}.`;
      return error(check, `${path} lies on a disk that can only be read.`, remedy);
    }
    const who = `user ${uid} can not write into ${path}, which is user ${found.uid}'s`;
    return error(check, `${who}: ${reason(failure)}.`, `chown ${uid} ${path}, or ${choose}.`);
  }
  return ok(check, path === folder ? `${folder} can be written.` : `${folder} is made at the first start.`);
}

export async function examineFolder(folder: string): Promise<Finding[]> {
  const usable = await examineAccess('folder', folder, 'REELQUEUE_DATA_DIR');
  if (usable.state === 'error') return [usable];
  const path = await nearest(folder);
  const [owner, uid] = [(await stat(path)).uid, process.getuid?.()];
  const isForeign = path === folder && uid !== undefined && uid !== 0 && uid !== owner;
  const remedy = 'Start as its owner, or choose another folder with REELQUEUE_DATA_DIR.';
  const says = isForeign ? error('folder', `${folder} is user ${owner}'s, and this is user ${uid}.`, remedy) : usable;
  return [says, await examineRoom('disk', folder), ...(await secret(layout(folder).admin_key))];
}
