// Asking again: what an attempt has to say, or has made, must not be lost to a database or a storage that is away.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Storage, StorageAway } from '../artifacts/storage.ts';
import type { Log } from '../log.ts';
import { DatabaseAway } from '../store/database.ts';

/** Seconds for which a worker that is to stop goes on trying; then the next worker finds the request. */
const PARTING = 3;
/** Seconds between looks whether a storage is back, at most. */
const STORAGE_WAIT = 10;

/** Asks the database until it answers. Throws `DatabaseAway` only after a shutdown. */
export type Ask = <T>(statement: () => Promise<T>) => Promise<T>;

/** Asks again while the database is away. */
export function patiently(shutdown: AbortSignal): Ask {
  return async (statement) => {
    let partingSince: number | null = null;
    for (let wait = 100; ; wait = Math.min(2 * wait, 2_000)) {
      try {
        return await statement();
      } catch (error) {
        if (!(error instanceof DatabaseAway)) throw error;
        if (shutdown.aborted) partingSince ??= performance.now();
        if (partingSince !== null && performance.now() - partingSince > PARTING * 1000) throw error;
        // A shutdown that comes now cuts the wait short; a wait that begins after it is waited out.
        await sleep(wait, undefined, partingSince === null ? { signal: shutdown } : {}).catch(() => {});
      }
    }
  };
}

/** The same storage, but files are saved and brought until it has been done, or until the signal of the call aborts. */
export function persistent(storage: Storage, log: Log): Storage {
  const again = async <T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> => {
    for (let wait = 500; ; wait = Math.min(2 * wait, STORAGE_WAIT * 1000)) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof StorageAway)) throw error;
        log.warn({ err: error }, 'the storage is away; trying again');
        await sleep(wait, undefined, { signal });
      }
    }
  };
  return {
    ...storage,
    save: (name, path, signal) => again(signal, () => storage.save(name, path, signal)),
    local: (name, to, signal) => again(signal, () => storage.local(name, to, signal)),
  };
}

/** Aborts a moment after a signal, so that what is nearly done is done. `end` forgets it. */
export function parting(signal: AbortSignal): { signal: AbortSignal; end(): void } {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => over.abort(), PARTING * 1000);
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return {
    signal: over.signal,
    end() {
      signal.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}
