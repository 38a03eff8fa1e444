// Usage over HTTP.
import type { Database } from '../store/database.ts';
import { usageOf } from '../store/usage.ts';
import { wholeNumber } from './query.ts';

/** The last moment that PostgreSQL's calendar and ours both know: the end of the year 9999. */
const END_OF_TIME = 253_402_300_799;

/** Usage from `from` up to `to` (unix seconds); absent: from the beginning, up to now. */
export async function usagePage(database: Database, org_id: string, query: Record<string, unknown>) {
  const read = (name: string, absent: number): number =>
    Math.min(wholeNumber(name, query[name]) ?? absent, END_OF_TIME);
  return { usage: await usageOf(database, org_id, read('from', 0), read('to', END_OF_TIME)) };
}
