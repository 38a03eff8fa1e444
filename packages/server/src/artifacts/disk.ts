// Objects on a disk: files below a folder, never half written.
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, copyFile, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../folder.ts';
import { type Found, type Storage, StorageAway } from './storage.ts';

/** Makes what was written to a file or a folder survive a power cut. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Null for a file that is not there. */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

/** What a disk says that is full, was made read-only, or is on a host that does not answer: it may pass. */
const AWAY = new Map([
  ['ENOSPC', 'it is full'],
  ['EDQUOT', 'its quota is used up'],
  ['EROFS', 'it can only be read'],
  ['ESTALE', 'its host has lost it'],
  ['EIO', 'it can not be written or read'],
]);

/** Runs what writes below a folder; throws `StorageAway` where its disk may take it later. */
export async function writing<T>(folder: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const why = AWAY.get((error as NodeJS.ErrnoException).code ?? '');
    throw why === undefined ? error : new StorageAway(`${folder}: ${why}`, error);
  }
}

/** Brings a file over from another file system, which a rename can not. */
async function carry(path: string, target: string): Promise<void> {
  const partial = `${target}.${randomBytes(4).toString('hex')}.part`;
  try {
    await copyFile(path, partial);
    await sync(partial);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The names of files below a path that come after `after`, in their order. */
async function* walk(root: string, path: string, after: string): AsyncGenerator<string> {
  const entries = (await readdir(join(root, path), { withFileTypes: true }).catch(absent)) ?? [];
  const names = entries.map((entry) => `${path}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  for (const name of names.sort((one, other) => (one < other ? -1 : 1))) {
    if (!name.endsWith('/')) {
      if (name > after) yield name;
    } else if (name > after || after.startsWith(name)) yield* walk(root, name, after);
  }
}

/** Objects in a folder, which may lie on a file system that several hosts share. */
export function openDisk(folder: string): Storage {
  const find = async (name: string): Promise<Found | null> => {
    const seen = await stat(join(folder, name)).catch(absent);
    if (!seen?.isFile()) return null;
    const etag = `"${seen.size.toString(36)}-${Math.trunc(seen.mtimeMs * 1000).toString(36)}"`;
    return { bytes: seen.size, etag, modified: seen.mtime };
  };
  return {
    address: folder,
    async check() {
      const probe = join(folder, `.probe-${randomBytes(4).toString('hex')}`);
      try {
        await makeFolder(folder);
        await writeFile(probe, '');
        await rm(probe);
      } catch (error) {
        throw new Error(`files can not be kept in ${folder} (${(error as NodeJS.ErrnoException).code})`);
      }
    },
    async save(name, path, signal) {
      signal?.throwIfAborted();
      const target = join(folder, name);
      await writing(folder, async () => {
        await makeFolder(dirname(target));
        await sync(path);
        await rename(path, target).catch((error) => {
          if (error.code !== 'EXDEV') throw error;
          return carry(path, target);
        });
        for (let above = dirname(name); above !== '.'; above = dirname(above)) await sync(join(folder, above));
        await sync(folder);
      });
    },
    find,
    read: async (name, _found, range) =>
      createReadStream(join(folder, name), range === null ? {} : { start: range.first, end: range.last }),
    local: (name) => {
      const path = join(folder, name);
      return access(path).then(() => path, absent);
    },
    async remove(names) {
      await writing(folder, () => Promise.all(names.map((name) => rm(join(folder, name), { force: true }))));
    },
    removeAll: (path) => writing(folder, () => rm(join(folder, path), { recursive: true, force: true })),
    async list(path, { after, most }) {
      const listed: { name: string; modified: Date }[] = [];
      for await (const name of walk(folder, path, after)) {
        const found = await find(name);
        if (found !== null) listed.push({ name, modified: found.modified });
        if (listed.length >= most) break;
      }
      return listed;
    },
    close() {},
  };
}
