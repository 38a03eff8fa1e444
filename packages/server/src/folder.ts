// Making folders that may be there already.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, unless they are there. One by one: all at once, Node.js says ENOENT where a disk is read-only,
 * and never ends where a file system takes no folders, as that of /proc. Throws a sentence then.
 */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  const missing = await make(path, mode);
  if (missing === null) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above, mode);
  if ((await make(path, mode)) !== null) {
    throw new Error(`the folder ${path} can not be made: there can be none in ${above}`, { cause: missing });
  }
}

/** Null once it is there, or the error that something above it is missing. */
async function make(path: string, mode: number): Promise<Error | null> {
  try {
    await mkdir(path, { mode });
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return null;
    if (code === 'ENOENT') return error as Error;
    throw error;
  }
}
