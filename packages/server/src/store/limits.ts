// What holds an organisation to its limits: submits of a minute, requests in line, money.
import pg from 'pg';
import { type Database, inTransaction } from './database.ts';
import type { Limits } from './organisations.ts';

/** How many requests of the organisation in `org_id` wait; the lanes count them. */
export const WAITING = `select coalesce(sum(entered - gone), 0)::bigint from lane_counts
  where lane_counts.org_id = organisations.org_id`;

/** Seconds of what is called a minute. */
export const MINUTE = 60;

/**
 * Counts a submit. `used`: those of this minute, this one included, and one more than `most` when that is too many. `left`:
 * seconds until the minute is over; the next begins with the first submit after that.
 */
export async function countSubmit(
  database: Database,
  org_id: string,
  most: number,
): Promise<{ used: number; left: number }> {
  const [counted] = await database.query<{ used: number; left: number }>(
    'count submit',
    `insert into submit_windows as w (org_id, ends_at, used) values ($1, now() + make_interval(secs => ${MINUTE}), 1)
     on conflict (org_id) do update set
       used = case when w.ends_at <= now() then 1 else least(w.used, $2) + 1 end,
       ends_at = case when w.ends_at <= now() then excluded.ends_at else w.ends_at end
     returning used, extract(epoch from ends_at - now())::float8 as left`,
    [org_id, most],
  );
  return counted;
}

/** So many places before the end of the line submits begin to wait for each other: more are never under way at once. */
const NEAR = 1000;
/** Session advisory locks of lines are (this, a hash of the organisation's id). */
const LINE_LOCKS = 0x6c69_6e65;

/** Whose line it is; `waiting`: how many stood in it a moment ago. */
export type Line = { org_id: string; waiting: number | null } & Pick<Limits, 'max_waiting'>;

/** Enqueues where there is a place; null when there is none. Holds however many come at once, to whichever process. */
export async function enqueueInLine<T>(
  database: Database,
  { org_id, waiting, max_waiting }: Line,
  enqueue: (database: Database) => Promise<T>,
): Promise<T | null> {
  if (max_waiting === null || (waiting !== null && waiting < max_waiting - NEAR)) return enqueue(database);
  return inTransaction(database, async (within) => {
    await within.query('lock line', 'select pg_advisory_xact_lock($1, hashtext($2))', [LINE_LOCKS, org_id]);
    const [line] = await within.query<{ full: boolean }>(
      'line',
      `select (${WAITING}) >= max_waiting as full from organisations where org_id = $1`,
      [org_id],
    );
    return line.full ? null : enqueue(within);
  });
}

/** What a request would have cost, and where its organisation's money is. Millionths of a US dollar. */
export type Overdraft = { price: number; spent: number; budget: number };

/** What the database says of a request that goes beyond the budget (migration 0003); null of any other error. */
export function overdraftOf(error: unknown): Overdraft | null {
  if (!(error instanceof pg.DatabaseError) || error.code !== 'RQ402') return null;
  return JSON.parse(error.detail ?? '{}') as Overdraft;
}
