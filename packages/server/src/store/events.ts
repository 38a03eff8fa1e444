// The log of a request's changes. The row lock orders them: what is visible of one request has no gap before it.
import { type Phase, STATUSES, type Status } from '../request.ts';
import type { Database } from './database.ts';

/** A change of status or phase, or the deletion of the files. `type` is request.<status> or request.files_deleted; `at` in unix seconds. */
export type RequestEvent = { event_id: number; type: string; phase: Phase | null; at: number };

/** The status that an event brought, or null when it changed none. */
export function statusOf(event: RequestEvent): Status | null {
  return STATUSES.find((status) => event.type === `request.${status}`) ?? null;
}

/** The events of a request after `since`, oldest first. */
export function eventsOf(database: Database, request_id: string, since: number): Promise<RequestEvent[]> {
  return database.query<RequestEvent>(
    'events',
    `select event_id, type, phase, extract(epoch from at)::bigint as at from events
     where request_id = $1 and event_id > $2 order by event_id`,
    [request_id, since],
  );
}
