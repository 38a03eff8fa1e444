// Whether what lies on this machine, in the storage and in the database belongs together.
import { readFile } from 'node:fs/promises';
import { ownerOf } from '../artifacts/owner.ts';
import type { Storage } from '../artifacts/storage.ts';
import type { Config } from '../config.ts';
import { layout } from '../layout.ts';
import { databaseId } from '../store/condition.ts';
import type { Database } from '../store/database.ts';
import { isGoodKey } from '../store/keys.ts';
import { error, type Finding, ok, warning } from './finding.ts';

/** The key with which the commands of this machine speak to the system. */
async function key({ REELQUEUE_API_KEY: given, REELQUEUE_DATA_DIR: folder }: Config, database: Database) {
  const path = layout(folder).admin_key;
  const kept = await readFile(path, 'utf8').catch(() => null); // not made yet, or not ours to read
  const [text, where] = given !== null ? [given, 'REELQUEUE_API_KEY'] : [kept?.trim() ?? null, path];
  if (text === null) {
    const remedy =
      'Set REELQUEUE_API_KEY to one (reelqueue keys create makes it), or start a server here as this user.';
    return warning('key', `There is no key in ${path} that this user can read: commands here are not let in.`, remedy);
  }
  if (await isGoodKey(database, text)) return ok('key', `The database knows the key of ${where}.`);
  const remedy =
    given === null
      ? `Remove ${path} and restart the server, which makes another.`
      : 'Make one with reelqueue keys create; what was revoked stays so.';
  return error('key', `The key of ${where} is unknown to this database, was revoked or has expired.`, remedy);
}

async function owner(storage: Storage, database_id: string): Promise<Finding> {
  const found = await ownerOf(storage).finally(() => storage.close());
  if (found === null || found === database_id) return ok('owner', 'The files in the storage are of this database.');
  const says = `${storage.address} holds the files of another database (${found}, and this one is ${database_id}).`;
  const remedy =
    'Correct DATABASE_URL or REELQUEUE_STORAGE; of two systems each needs a folder, a bucket or a prefix of its own.';
  return error('owner', says, remedy);
}

/** `database`: up to date. `open`: the storage of the configuration, of which others tell when it is away. */
export async function examineBelonging(
  config: Config,
  database: Database,
  open: () => Promise<Storage>,
): Promise<Finding[]> {
  const database_id = await databaseId(database);
  if (database_id === null) return []; // nothing has been started with it yet
  const owned = await open().then(
    (storage) => owner(storage, database_id).catch(() => null),
    () => null,
  );
  return [await key(config, database), ...(owned === null ? [] : [owned])];
}
