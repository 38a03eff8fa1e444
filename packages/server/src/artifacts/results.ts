// Names of result files: those of a request begin with its id, each with its attempt, and none can be guessed.
import { randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Storage } from './storage.ts';

/** Objects of one look; a request has a few. */
const LOOK = 1000;

const pathOf = (request_id: string): string => `files/${request_id}/`;

const beside = (name: string, extension: string): string => name.slice(0, -extname(name).length) + extension;

export type Results = {
  /** Keeps a finished local file. Returns its name, `files/<request_id>/<attempt>-<random>.<extension>`. */
  save(request_id: string, attempt: number, path: string, signal?: AbortSignal): Promise<string>;
  /** Like `save`, under the name of a file that was saved but for the extension, so that it can be found by it. */
  saveBeside(name: string, path: string, signal?: AbortSignal): Promise<string>;
  /** The file that `saveBeside` put beside another; null when there is none. */
  readBeside(name: string, extension: `.${string}`): Promise<Buffer | null>;
  /** Removes what attempts before this one left of a request, if anything. */
  removeOlder(request_id: string, attempt: number): Promise<void>;
  /** Removes every file of a request. */
  removeAll(request_id: string): Promise<void>;
};

/** The result files in a storage. */
export function resultsIn(storage: Storage): Results {
  return {
    async save(request_id, attempt, path, signal) {
      const name = `${pathOf(request_id)}${attempt}-${randomBytes(16).toString('hex')}${extname(path)}`;
      await storage.save(name, path, signal);
      return name;
    },
    async saveBeside(name, path, signal) {
      const other = beside(name, extname(path));
      await storage.save(other, path, signal);
      return other;
    },
    async readBeside(name, extension) {
      const other = beside(name, extension);
      const found = await storage.find(other);
      return found === null ? null : buffer(await storage.read(other, found, null));
    },
    async removeOlder(request_id, attempt) {
      if (attempt <= 1) return; // the first has none before it
      const path = pathOf(request_id);
      const files = await storage.list(path, { after: '', most: LOOK });
      const older = files.filter(({ name }) => Number.parseInt(name.slice(path.length), 10) < attempt);
      await storage.remove(older.map(({ name }) => name));
    },
    removeAll: (request_id) => storage.removeAll(pathOf(request_id)),
  };
}
