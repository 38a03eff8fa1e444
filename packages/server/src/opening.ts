// The database and the storage of a configuration: all that commands need which run beside a system, or without one.
import { openDisk } from './artifacts/disk.ts';
import type { Storage } from './artifacts/storage.ts';
import type { Config } from './config.ts';
import { makeFolder } from './folder.ts';
import { layout } from './layout.ts';
import type { Log } from './log.ts';
import { startPostgres } from './postgres/embedded.ts';
import { type Database, openDatabase } from './store/database.ts';
import { migrate } from './store/migrations.ts';

/** What has to be undone at the end, last first; each runs even when another failed. */
export class Undo {
  readonly #steps: [what: string, undo: () => Promise<unknown>][] = [];
  push(what: string, undo: () => Promise<unknown>): void {
    this.#steps.unshift([what, undo]);
  }
  async run(log: Log): Promise<void> {
    for (const [what, undo] of this.#steps.splice(0)) {
      await undo().catch((error) => log.error({ err: error }, `${what} did not end cleanly`));
    }
  }
}

/** The database of a configuration, up to date: the one that DATABASE_URL names, or the data folder's own. */
export async function openStore(
  config: Config,
  log: Log,
): Promise<{ url: string; database: Database; close(): Promise<void> }> {
  const undo = new Undo();
  try {
    let url = config.DATABASE_URL;
    if (url === null) {
      // Of root's folder others see nothing, but may pass: PostgreSQL refuses root, and may have to run as nobody.
      const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
      await makeFolder(config.REELQUEUE_DATA_DIR, mode);
      const postgres = await startPostgres(layout(config.REELQUEUE_DATA_DIR).postgres, {
        log: (text) => log.warn(text),
      });
      undo.push('the database server', () => postgres.stop());
      url = postgres.url;
    }
    const database = openDatabase(url);
    undo.push('the database connection', () => database.close());
    await migrate(database);
    return { url, database, close: () => undo.run(log) };
  } catch (error) {
    await undo.run(log);
    throw error;
  }
}

/** The storage of a configuration. The library for S3 is only loaded where it is wanted. */
export async function openStorage(config: Config): Promise<Storage> {
  const { REELQUEUE_STORAGE: address, AWS_SESSION_TOKEN: sessionToken } = config;
  if (address.kind === 'file') return openDisk(address.folder ?? config.REELQUEUE_DATA_DIR);
  const { openS3 } = await import('./artifacts/s3.ts');
  const credentials = {
    accessKeyId: config.AWS_ACCESS_KEY_ID as string,
    secretAccessKey: config.AWS_SECRET_ACCESS_KEY as string,
    ...(sessionToken === null ? {} : { sessionToken }),
  };
  return openS3({ ...address, region: address.region ?? config.AWS_REGION, credentials });
}
