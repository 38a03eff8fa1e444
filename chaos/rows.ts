// What the database says of every request.
import type { Compute, Outcome, Status } from '../packages/server/src/request.ts';
import type { Database } from '../packages/server/src/store/database.ts';

/** A promise that was found broken. `request_id`: null where it is about none. */
export type Violation = { promise: string; request_id: string | null; seen: string };

export type Row = {
  request_id: string;
  status: Status;
  attempt: number;
  compute: Compute | null;
  load: string | null;
  webhook_url: string | null;
  outcome: Partial<Outcome> | null;
  error_code: string | null;
  error: string | null;
  files_deleted: boolean;
  /** Types of its events in their order, without `request.`, and their ids. */
  events: string[];
  event_ids: number[];
  /** Its times follow each other, and none is ahead of the database's clock or far behind it. */
  timely: boolean;
};

/** A row's times against each other and against the database's clock; a day is more than a run takes. */
const TIMELY = `created_at > now() - interval '1 day' and coalesce(started_at, created_at) >= created_at
  and coalesce(finished_at, now()) >= coalesce(started_at, created_at) and greatest(updated_at, finished_at) <= now()`;

export function rowsOf(database: Database): Promise<Row[]> {
  const inOrder = (what: string): string =>
    `array(select ${what} from events where events.request_id = requests.request_id order by event_id)`;
  return database.query<Row>(
    '',
    `select request_id, status, attempt, compute, metadata ->> 'load' as load, webhook_url, outcome, error_code, error,
       files_deleted_at is not null as files_deleted, ${TIMELY} as timely,
       ${inOrder(`replace(type, 'request.', '')`)} as events, ${inOrder('event_id::int')} as event_ids
     from requests order by request_id`,
    [],
  );
}

/** What a person needs who looks into a violation. */
export function eventsOf(database: Database, request_id: string): Promise<object[]> {
  return database.query(
    '',
    `select events.event_id, type, events.phase, at, position, status, attempt, losses, failures, error from events
     join requests using (request_id) where request_id::text = $1 order by events.event_id`,
    [request_id],
  );
}
