// The folder of PostgreSQL's Unix socket. Who can enter it is superuser without a password, so it is ours alone (0700).
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './command.ts';

/** Bytes of a socket's path: `sun_path` holds 104 on macOS and 108 on Linux, one of them the closing zero. */
const LONGEST_PATH = 103;
/** Of no meaning but in the socket's name. */
export const PORT = 5432;

/**
 * The socket folder of `home`, as an earlier start left it: `home/socket`, or where that link points when the path was too
 * long for a socket. Null when there is none yet.
 */
export function socketFolder(home: string): string | null {
  const path = join(home, 'socket');
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  return found.isSymbolicLink() ? readlinkSync(path) : path;
}

/** The socket folder of `home`, made when absent, seen to be the account's own and closed to others; else throws. */
export function makeSocketFolder(home: string, account: Account): string {
  const path = socketFolder(home) ?? choose(home);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const made = lstatSync(path);
  const ourselves = process.getuid?.();
  const uid = account.uid ?? ourselves;
  if (made.isDirectory() && made.uid !== uid && made.uid === ourselves && account.gid !== undefined) {
    chownSync(path, account.uid ?? made.uid, account.gid);
    return makeSocketFolder(home, account);
  }
  if (!made.isDirectory() || made.uid !== uid || (made.mode & 0o077) !== 0) {
    const mode = (made.mode & 0o777).toString(8);
    throw new Error(
      `${path} must be a folder of user ${uid} with mode 700, but belongs to user ${made.uid} with mode ${mode}: who can write there could pose as the database. Remove it and start again.`,
    );
  }
  return path;
}

/** `home/socket` when a socket's path fits there, else a short folder with a random name, which `home/socket` links to. */
function choose(home: string): string {
  const path = join(home, 'socket');
  if (Buffer.byteLength(join(path, `.s.PGSQL.${PORT}`)) <= LONGEST_PATH) return path;
  const short = mkdtempSync(join(tmpdir(), 'reelqueue-'));
  symlinkSync(short, `${path}.new`);
  renameSync(`${path}.new`, path);
  return short;
}
