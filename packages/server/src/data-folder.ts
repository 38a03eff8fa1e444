// What a server has of its data folder for itself: that it is the only one, the admin key, and files that are never half written.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Config } from './config.ts';
import { layout, type ServerFile } from './layout.ts';
import { type Lock, tryLock } from './postgres/lock.ts';
import type { Database } from './store/database.ts';
import { addKey } from './store/keys.ts';

/** The admin key of the first organisation: the configured one, or the data folder's, made when there is none. */
export async function adminKey(config: Config, database: Database, org_id: string): Promise<string> {
  const path = layout(config.REELQUEUE_DATA_DIR).admin_key;
  const kept = await readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
  const given = config.REELQUEUE_API_KEY ?? kept;
  const { key } = await addKey(database, { org_id, scopes: ['admin'], expires_in: null, given });
  if (key !== kept) await writeWhole(path, `${key}\n`);
  return key;
}

/** A file that is either the old one or the new one, whatever happens; readable by its owner only. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.part`;
  await writeFile(partial, text, { mode: 0o600, flush: true });
  await rename(partial, path);
}

/**
 * Makes this process the one server of a data folder, for as long as it lives, and takes away what a killed one said of
 * itself. Throws a sentence when another is it.
 */
export async function takeFolder({ lock, server }: ReturnType<typeof layout>): Promise<Lock> {
  const taken = await tryLock(lock, 'exclusive');
  if (taken !== null) {
    await rm(server, { force: true });
    return taken;
  }
  const other = await readFile(server, 'utf8').then(
    (text) => JSON.parse(text) as ServerFile,
    () => null, // it is starting, or stopping
  );
  const where = other === null ? '' : `: ${other.url} (process ${other.pid})`;
  throw new Error(`a server runs from this data folder already${where}`);
}
