// Result files on a disk: a folder per request, names that can not be guessed, and nothing half written.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

/** Makes what was written to a file or a folder survive a power cut. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export type Disk = {
  readonly folder: string;
  /**
   * Moves a finished file of the same file system in; it is on disk before this returns. Returns its name,
   * `<request_id>/<attempt>-<random>.<extension>`.
   */
  save(request_id: string, attempt: number, path: string): Promise<string>;
  /** Like `save`, under the name of a file that was saved but for the extension, so that it can be found by it. */
  saveBeside(name: string, path: string): Promise<string>;
  /** The file that `saveBeside` put beside another; null when there is none. */
  readBeside(name: string, extension: `.${string}`): Promise<Buffer | null>;
  /** Removes files by name; those that are gone already are none. */
  remove(names: string[]): Promise<void>;
  /** Removes what attempts before this one left of a request, if anything. */
  removeOlder(request_id: string, attempt: number): Promise<void>;
  /** Removes every file of a request. */
  removeAll(request_id: string): Promise<void>;
};

export function openDisk(folder: string): Disk {
  const remove = async (names: string[]): Promise<void> => {
    await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
  };
  const put = async (path: string, name: string): Promise<string> => {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await sync(path);
    await rename(path, target);
    await sync(dirname(target));
    await sync(folder);
    return name;
  };
  const beside = (name: string, extension: string): string =>
    `${name.slice(0, name.length - extname(name).length)}${extension}`;
  return {
    folder,
    save: (request_id, attempt, path) =>
      put(path, `${request_id}/${attempt}-${randomBytes(16).toString('hex')}${extname(path)}`),
    saveBeside: (name, path) => put(path, beside(name, extname(path))),
    readBeside: (name, extension) =>
      readFile(join(folder, beside(name, extension))).catch((error) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      }),
    remove,
    removeAll: (request_id) => rm(join(folder, request_id), { recursive: true, force: true }),
    async removeOlder(request_id, attempt) {
      const files = await readdir(join(folder, request_id)).catch((error) => {
        if (error.code === 'ENOENT') return []; // no attempt came as far as that
        throw error;
      });
      const older = files.filter((file) => Number.parseInt(file, 10) < attempt);
      await remove(older.map((file) => `${request_id}/${file}`));
    },
  };
}
