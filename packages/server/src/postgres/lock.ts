// A lock that the kernel keeps on an open file (flock): it ends with the last process that holds the file open, however
// that process dies. Node can't flock, so a command does it on a descriptor of ours.
import { closeSync, fchownSync, fstatSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from './command.ts';

/** A held lock. A child that is given `fd` holds it too, and goes on holding it after our `release()`. */
export type Lock = { fd: number; release(): void };

/** `flock`'s arguments for perl: macOS has no flock command, but perl and the same system call. */
const PERL = 'open(my $f, "+<&=", $ARGV[1]) or exit 2; exit(flock($f, $ARGV[0]) ? 0 : 1)';
const [SHARED, EXCLUSIVE, AT_ONCE] = [1, 2, 4]; // LOCK_SH, LOCK_EX, LOCK_NB of <sys/file.h>

/** The command that locks its own descriptor `fd`: it waits for the lock, or with `atOnce` exits with 1 when it is taken. */
export function lockCommand(mode: 'shared' | 'exclusive', fd: number, atOnce: boolean): string[] {
  if (process.platform === 'darwin') {
    const operation = (mode === 'shared' ? SHARED : EXCLUSIVE) + (atOnce ? AT_ONCE : 0);
    return ['perl', '-e', PERL, String(operation), String(fd)];
  }
  return ['flock', mode === 'shared' ? '-s' : '-x', ...(atOnce ? ['-n'] : []), String(fd)];
}

/** Opens a file, made when absent for its folder's owner: what root makes must not keep that owner out later. */
export function openOwned(path: string, flags: 'a' | 'a+'): number {
  const fd = openSync(path, flags, 0o600);
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(dirname(path));
    fchownSync(fd, uid, gid);
  }
  return fd;
}

/** Locks the file `path`, made when absent; null when the lock is taken. Throws ENOENT when its folder has gone. */
export async function tryLock(path: string, mode: 'shared' | 'exclusive'): Promise<Lock | null> {
  const fd = openOwned(path, 'a+');
  try {
    const command = lockCommand(mode, 3, true);
    const { code, output } = await run(command, { fds: [fd] }).catch((error: Error) => ({
      code: null,
      output: error.message,
    }));
    if (code !== 0 && code !== 1) {
      throw new Error(
        `${path} can't be locked (${output || `${command[0]} ended with ${code}`}). Reelqueue needs the ${command[0]} command (package ${command[0] === 'flock' ? 'util-linux' : 'perl'}) and a disk that can lock for its data folder.`,
      );
    }
    // A temporary folder may have been removed between our open and our lock: then this is a file of nobody's.
    const current = code === 0 ? statSync(path, { throwIfNoEntry: false })?.ino : undefined;
    if (code === 0 && current === fstatSync(fd).ino) {
      return { fd, release: () => closeSync(fd) };
    }
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  closeSync(fd);
  return null;
}
