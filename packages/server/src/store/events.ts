// The log of a request's changes. The row lock orders them: what is visible of one request has no gap before it.
import type { Phase, Status } from '../request.ts';
import type { Database } from './database.ts';

/** A change of status or phase. `at` in unix seconds. */
export type RequestEvent = { event_id: number; status: Status; phase: Phase | null; at: number };

/** The events of a request after `since`, oldest first. */
export function eventsOf(database: Database, request_id: string, since: number): Promise<RequestEvent[]> {
  return database.query<RequestEvent>(
    'events',
    `select event_id, split_part(type, '.', 2) as status, phase, extract(epoch from at)::bigint as at from events
     where request_id = $1 and event_id > $2 order by event_id`,
    [request_id, since],
  );
}
