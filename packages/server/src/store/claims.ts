// Claiming: which request is next, and taking it. How lanes take turns is in ADR 0011.
import type { Database } from './database.ts';
import { EVENT } from './trail.ts';

/** A worker's hold on a request, and all it needs to render it. `failures`: engine errors so far. */
export type Claim = {
  request_id: string;
  org_id: string;
  model: string;
  normalised: Record<string, unknown>;
  attempt: number;
  worker_id: string;
  failures: number;
};

/** Seconds of rendering by which a lane may lag behind the others and still catch up, as where it joins (migration 0005). */
const CREDIT = 120;

const CLAIMABLE = `status = 'queued' and not_before <= now() and (start_before is null or start_before > now())`;

/** The first request of `lane`, by the index on the line: a join would look at all of them. */
const FIRST = (
  lane: string,
): string => `from requests r where r.org_id = ${lane}.org_id and r.pool = $1 and ${CLAIMABLE}
  order by r.turn, r.request_id limit 1`;

/** Of `lanes l` and `organisations o`: something waits there that may be claimed, and the organisation is under its cap. */
const OPEN = `l.pool = $1 and l.active and (select true ${FIRST('l')})
  and (o.max_running is null or o.max_running > (
    select count(*) from (
      select 1 from requests r where r.org_id = l.org_id and (status = 'processing' or compute = 'still_running')
      limit o.max_running
    ) running
  ))`;

/**
 * Takes the request whose turn it is from the lane that had least for its weight, passing by lanes that others are at. A cap
 * was counted in this statement's snapshot: `capped` finds nothing when a claim of the organisation has come between.
 *
 * The commit is not waited for. What a crash of the database takes back with it, the last half second of claims, is in line
 * again, and its workers find out: a claim is theirs only while the row names both the attempt and the worker.
 */
const TAKE = `with lane as (
    select l.lane_id, l.org_id, o.weight, o.max_running, o.claims
    from lanes l join organisations o on o.org_id = l.org_id where ${OPEN}
    order by l.served, l.lane_id limit 1 for no key update of l skip locked
  ), capped as (
    update organisations o set claims = o.claims + 1 from lane
    where o.org_id = lane.org_id and lane.max_running is not null and o.claims = lane.claims returning 1
  ), next as (
    select first.request_id, first.cost * coalesce((select pace from pools where pool = $1), 1) as charge, lane_id, weight
    from lane cross join lateral (select r.request_id, r.cost ${FIRST('lane')} for no key update skip locked) first
    where lane.max_running is null or (select count(*) from capped) = 1
  ), paid as (
    update lanes set start = greatest(served, clock - ${CREDIT}), served = greatest(served, clock - ${CREDIT}) + charge / weight,
      claimed_at = now()
    from next, (select coalesce(max(start), 0) as clock from lanes where pool = $1) pool_now
    where lanes.lane_id = next.lane_id
  ), changed as (
    update requests set status = 'processing', phase = 'fetching', progress = 0, seconds_left = null, attempt = attempt + 1,
      worker_id = $2, lease_until = now() + make_interval(secs => $3), charged = charge, claimed_at = now(),
      started_at = coalesce(started_at, now()), updated_at = now(), event_id = nextval('event_ids')
    from next where requests.request_id = next.request_id
    returning requests.*, set_config('synchronous_commit', 'off', true)
  ), event as (${EVENT})
  select request_id, org_id, model, normalised, attempt, worker_id, failures from changed`;

const MAY_BE_TAKEN = `select exists (
    select 1 from lanes l join organisations o on o.org_id = l.org_id where ${OPEN}
  ) as open`;

/** Waits for whoever is claiming from the lane whose turn it is. */
const WAIT = 'select 1 from lanes where pool = $1 and active order by served, lane_id limit 1 for no key update';

/** How often a claim is tried again that others got ahead of. */
const MOST_TRIED = 100;

async function take(database: Database, worker_id: string, pool: string, lease: number): Promise<Claim | null> {
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    const [claimed] = await database.query<Claim>('claim', TAKE, [pool, worker_id, lease]);
    if (claimed) return claimed;
    const [{ open }] = await database.query<{ open: boolean }>('may be taken', MAY_BE_TAKEN, [pool]);
    if (!open) return null;
    await database.query('wait for lane', WAIT, [pool]);
  }
  return null;
}

/** The last claim of each pool over this connection: one process's claims would only wait for each other in the database. */
const lines = new WeakMap<Database, Map<string, Promise<unknown>>>();

/** Takes the request of `pool` whose turn it is for a worker, for `lease` seconds, or null when none may be claimed. */
export function claim(database: Database, worker_id: string, pool: string, lease: number): Promise<Claim | null> {
  const line = lines.get(database) ?? new Map<string, Promise<unknown>>();
  lines.set(database, line);
  const before = line.get(pool) ?? Promise.resolve();
  const claimed = before.then(() => take(database, worker_id, pool, lease));
  line.set(
    pool,
    claimed.catch(() => {}), // told to who asked
  );
  return claimed;
}
