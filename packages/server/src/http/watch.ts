// Whoever follows a request is woken by hints, which may be lost, and by one look a second at all requests that are followed.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database.ts';
import { type Mark, marksOf } from '../store/requests.ts';
import type { Signals } from '../store/signals.ts';

/** Seconds between two looks. */
export const LOOK = 1;
/** Requests of one statement. */
const PAGE = 1_000;

/** Told how a request stands, once a second; null at a hint, and when the database could not be asked. */
type Follower = (mark: Mark | null) => void;

export type Watch = {
  /** Begins to tell of a request; what it returns ends that. */
  follow(request_id: string, follower: Follower): () => void;
};

/** Looks only while somebody follows. */
export function createWatch(database: Database, signals: Signals): Watch {
  const followers = new Map<string, Set<Follower>>();
  const tell = (request_id: string, mark: Mark | null): void => {
    for (const follower of followers.get(request_id) ?? []) follower(mark);
  };
  signals.on('changed', (request_id) => tell(request_id, null));

  const look = async (request_ids: string[]): Promise<void> => {
    // Those who follow ask for themselves then, and say what is wrong; nothing is missed: events are rows.
    const marks = await marksOf(database, request_ids).catch(() => null);
    if (marks === null) for (const request_id of request_ids) tell(request_id, null);
    else for (const mark of marks) tell(mark.request_id, mark);
  };
  let looking = false;
  const watch = async (): Promise<void> => {
    looking = true;
    for (;;) {
      await sleep(LOOK * 1000, undefined, { ref: false });
      if (followers.size === 0) break;
      const request_ids = [...followers.keys()];
      for (let n = 0; n < request_ids.length; n += PAGE) await look(request_ids.slice(n, n + PAGE));
    }
    looking = false;
  };

  return {
    follow(request_id, follower) {
      const others = followers.get(request_id) ?? new Set();
      followers.set(request_id, others.add(follower));
      if (!looking) void watch();
      return () => {
        others.delete(follower);
        if (others.size === 0 && followers.get(request_id) === others) followers.delete(request_id);
      };
    },
  };
}
