// Whose storage it is: files that no row names may only be cleared away by the database that all of them are of.
import { rm, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Storage } from './storage.ts';

const OWNER = 'owner';

/** The id of the database that a storage belongs to, or null. */
export async function ownerOf(storage: Storage): Promise<string | null> {
  const found = await storage.find(OWNER);
  return found === null ? null : (await buffer(await storage.read(OWNER, found, null))).toString().trim();
}

/** Takes a storage that is nobody's for a database. `path`: where a file may be written. Whether it is that database's. */
export async function own(storage: Storage, database_id: string, path: string): Promise<boolean> {
  const owner = await ownerOf(storage);
  if (owner !== null) return owner === database_id;
  await writeFile(path, `${database_id}\n`, { mode: 0o600 });
  await storage.save(OWNER, path).finally(() => rm(path, { force: true }));
  return true;
}
