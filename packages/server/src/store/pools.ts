// The pools as they stand now, each in a row: who waits, who works. Read off lanes and indexes, however long the lines are.
import type { Database } from './database.ts';

/** Counts the slots of workers no more: they finish what they are at and claim nothing. */
export async function restWorkers(database: Database, worker_ids: string[]): Promise<void> {
  await database.query('rest workers', 'update workers set slots = 0 where worker_id = any($1)', [worker_ids]);
}
