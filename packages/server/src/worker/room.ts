// Whether the worker's own disk takes what an attempt writes. One that does not would fail every request that it claims, and would
// be the first to claim the next.
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { WorkerParts } from './attempt.ts';

/** Bytes that must be free for another request: several films of 15 s at 1080p, and what they are made of. */
const ROOM = 50e6;

/** Why nothing can be begun; null when something can. */
async function trouble(work: string): Promise<string | null> {
  try {
    await access(work, constants.W_OK);
    const { bavail, bsize } = await statfs(work);
    return bavail * bsize >= ROOM ? null : `${work} has ${Math.floor((bavail * bsize) / 1e6)} MB left`;
  } catch (error) {
    return `${work} can not be written (${(error as NodeJS.ErrnoException).code})`;
  }
}

/** Answers whether there is room; the log is told when that changes. */
export function createRoom({ work, log }: Pick<WorkerParts, 'work' | 'log'>): () => Promise<boolean> {
  let said: string | null = null;
  return async () => {
    const now = await trouble(work);
    if (now !== null && said === null) log.error(`${now}: no request is taken until that is mended`);
    else if (now === null && said !== null) log.warn(`${work} can be written again: requests are taken`);
    said = now;
    return now === null;
  };
}
