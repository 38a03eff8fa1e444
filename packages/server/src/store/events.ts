// The log of a request's changes. The row lock orders them: what is visible of one request has no gap before it.
import { type Phase, STATUSES, type Status, type VideoRequest } from '../request.ts';
import type { Database } from './database.ts';
import { RECORD } from './requests.ts';

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

/** An event in the line of its organisation. */
export type OrderedEvent = RequestEvent & { position: number; request_id: string };

/** Events that get a position in one statement. */
const MOST_ORDERED = 1_000;

/**
 * Gives positions to events of an organisation that have none: every event gets one, once, larger than all before, and
 * larger than those of the earlier events of its request (ADR 0013). True when there may be more of them.
 */
export async function orderEvents(database: Database, org_id: string): Promise<boolean> {
  // The upsert is the lock: who waits for it goes on from what the one before left. What that one ordered meanwhile is
  // still among `waiting` here, and is left alone by the condition on the newest row; that is why positions have holes.
  const rows = await database.query<{ waiting: number }>(
    'order events',
    `with waiting as materialized (
      select event_id, row_number() over (order by event_id) as place from events
      where org_id = $1 and position is null order by event_id limit ${MOST_ORDERED}
    ), given as (
      insert into event_positions (org_id, last) select $1, count(*) from waiting having count(*) > 0
      on conflict (org_id) do update set last = event_positions.last + excluded.last returning last
    ), ordered as (
      update events set position = given.last - (select count(*) from waiting) + waiting.place
      from waiting, given where events.event_id = waiting.event_id and events.position is null
    )
    select count(*) as waiting from waiting`,
    [org_id],
  );
  return rows[0].waiting === MOST_ORDERED;
}

/** The last position that was given in an organisation; 0 before the first. */
export async function lastPosition(database: Database, org_id: string): Promise<number> {
  const rows = await database.query<{ last: number }>(
    'last position',
    'select last from event_positions where org_id = $1',
    [org_id],
  );
  return rows[0]?.last ?? 0;
}

/** The events of an organisation after a position, in order; only those that have one. */
export function orderedEvents(
  database: Database,
  org_id: string,
  after: number,
  most: number,
): Promise<OrderedEvent[]> {
  return database.query<OrderedEvent>(
    'ordered events',
    `select position, event_id, request_id, type, phase, extract(epoch from at)::bigint as at from events
     where org_id = $1 and position > $2 order by position limit $3`,
    [org_id, after, most],
  );
}

/** Records by their ids, of one organisation. */
export async function recordsOf(
  database: Database,
  org_id: string,
  request_ids: string[],
): Promise<Map<string, VideoRequest>> {
  const rows = await database.query<VideoRequest>(
    'records',
    `select ${RECORD} from requests where org_id = $1 and request_id = any($2::uuid[])`,
    [org_id, request_ids],
  );
  return new Map(rows.map((request) => [request.request_id, request]));
}
