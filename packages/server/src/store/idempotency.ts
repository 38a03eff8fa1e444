// Idempotency keys: which request was made under which key, for a day.
import type { Database } from './database.ts';

/** Seconds a key is remembered. */
const KEPT = 24 * 3600;
/** Seconds after which a submit that left no request is taken for dead: its process was killed in the middle. */
const ABANDONED = 60;

/** What a key is: free (and now taken by this caller), under way, or answered with a request of a body. */
export type Reservation =
  | { state: 'taken' }
  | { state: 'in_flight' }
  | { state: 'answered'; request_id: string; same_body: boolean };

/** Takes a key for a submit, or says what became of the submit that has it. One statement, so two can not both take it. */
export async function reserve(
  database: Database,
  org_id: string,
  key: string,
  body_hash: Buffer,
): Promise<Reservation> {
  const taken = await database.query(
    'reserve',
    `insert into idempotency as held (org_id, key, body_hash) values ($1, $2, $3)
     on conflict (org_id, key) do update set body_hash = excluded.body_hash, request_id = null, created_at = now()
     where held.created_at < now() - make_interval(secs => case when held.request_id is null then ${ABANDONED} else ${KEPT} end)
     returning 1`,
    [org_id, key, body_hash],
  );
  if (taken.length > 0) return { state: 'taken' };
  const [held] = await database.query<{ request_id: string | null; same_body: boolean }>(
    'reservation',
    'select request_id, body_hash = $3 as same_body from idempotency where org_id = $1 and key = $2',
    [org_id, key, body_hash],
  );
  // Gone between the two statements: the other submit was refused, and the caller may come again.
  if (!held?.request_id) return { state: 'in_flight' };
  return { state: 'answered', request_id: held.request_id, same_body: held.same_body };
}

/** Frees a key whose submit was refused, so that a corrected one may use it. */
export async function free(database: Database, org_id: string, key: string): Promise<void> {
  await database.query('free', 'delete from idempotency where org_id = $1 and key = $2 and request_id is null', [
    org_id,
    key,
  ]);
}

/** Forgets keys older than a day. */
export async function forgetKeys(database: Database): Promise<void> {
  await database.query('forget keys', 'delete from idempotency where created_at < now() - make_interval(secs => $1)', [
    KEPT,
  ]);
}
