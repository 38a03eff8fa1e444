// The folder of PostgreSQL's Unix socket. Who can enter it is superuser without a password, so it is ours alone (0700).
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './command.ts';

/** Bytes of a socket's path: `sun_path` holds 104 on macOS and 108 on Linux, one of them the closing zero. */
const LONGEST_PATH = 103;
/** Of no meaning but in the socket's name. */
export const PORT = 5432;
const SOCKET = `.s.PGSQL.${PORT}`;

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

/**
 * The socket folder of `home`, made when absent, emptied, and seen to be the account's own and closed to others; else
 * throws. The caller holds the folder's lock.
 */
export function makeSocketFolder(home: string, account: Account): string {
  const path = socketFolder(home) ?? choose(home);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const ourselves = process.getuid?.();
  if (account.uid !== undefined && account.gid !== undefined && lstatSync(path).uid === ourselves) {
    lchownSync(path, account.uid, account.gid);
  }
  const made = lstatSync(path);
  const uid = account.uid ?? ourselves;
  if (!made.isDirectory() || made.uid !== uid) {
    throw new Error(
      `${path} must be a folder of user ${uid}, but belongs to user ${made.uid}: who can write there could pose as the database. Remove it and start again.`,
    );
  }
  chmodSync(path, 0o700); // a copy of the folder may have lost its mode
  // Of a server that was killed. PostgreSQL would fear for the process that has its number now.
  for (const name of [SOCKET, `${SOCKET}.lock`]) rmSync(join(path, name), { force: true });
  return path;
}

/** `home/socket` when a socket's path fits there, else a short folder with a random name, which `home/socket` links to. */
function choose(home: string): string {
  const path = join(home, 'socket');
  if (Buffer.byteLength(join(path, SOCKET)) <= LONGEST_PATH) return path;
  const short = mkdtempSync(join(tmpdir(), 'reelqueue-socket-'));
  symlinkSync(short, `${path}.new`);
  renameSync(`${path}.new`, path);
  return short;
}
