// The line before a pool as its lanes make it: who is served next, and when. How lanes take turns is in ADR 0011.
import type { Database } from './database.ts';

/**
 * Where a queued request stands. `queue_position`: 1 is the next to be claimed. `starts_in`: seconds; null while no worker
 * serves its pool.
 */
export type Place = { queue_position: number; starts_in: number | null; position_is_estimate?: true };

/** Places up to this one are exact. */
const MOST_EXACT = 100;

/**
 * Every request as the claim would order it: by when its lane has been served so far, were all before it in the lane
 * claimed already.
 */
const MINE = `mine as (
    select r.request_id, r.org_id, r.pool, r.turn, r.cost, r.place, l.lane_id, l.served, weight,
      coalesce((select pace from pools where pools.pool = r.pool), 1) as pace
    from requests r join lanes l using (org_id, pool) join organisations using (org_id)
    where request_id = $1 and status = 'queued'
  )`;

const BEFORE_MINE = `before_mine as (
    select count(*) as n, coalesce(sum(ahead.cost), 0) as seconds from mine cross join lateral (
      select r.cost from requests r
      where r.org_id = mine.org_id and r.pool = mine.pool and r.status = 'queued'
        and (r.turn, r.request_id) < (mine.turn, mine.request_id)
      order by r.turn, r.request_id limit ${MOST_EXACT}
    ) ahead
  )`;

/** What the pool has to do before any of the line: slots, and seconds left of what runs now. */
const POOL = `pool_now as (
    select (select coalesce(sum(slots), 0)::int from workers where workers.pool = mine.pool) as slots,
      running, running_seconds
    from mine cross join lateral (
      select count(*)::int as running,
        coalesce(sum(greatest(0, charged - extract(epoch from now() - r.claimed_at)::float8)), 0) as running_seconds
      from requests r where r.status = 'processing' and r.pool = mine.pool
    ) processing
  )`;

const NEAR = `with ${MINE}, ${BEFORE_MINE}, ${POOL}, others as (
    select count(*) as n, coalesce(sum(theirs.cost), 0) as seconds from mine, before_mine cross join lateral (
      select lane_id, org_id, served from lanes
      where lanes.pool = mine.pool and active and lane_id <> mine.lane_id
        and served <= mine.served + before_mine.seconds * mine.pace / mine.weight
      order by served limit 1000
    ) lane join organisations o on o.org_id = lane.org_id cross join lateral (
      select cost, lane.served + (sum(cost) over (order by turn, request_id) - cost) * mine.pace / o.weight as start
      from (
        select r.cost, r.turn, r.request_id from requests r
        where r.org_id = lane.org_id and r.pool = mine.pool and r.status = 'queued'
        order by r.turn, r.request_id limit ${MOST_EXACT}
      ) first
    ) theirs
    where (start, lane.lane_id) < (mine.served + before_mine.seconds * mine.pace / mine.weight, mine.lane_id)
  )
  select before_mine.n as own, others.n as others, (before_mine.seconds + others.seconds) * pace as seconds,
    slots, running, running_seconds
  from mine, before_mine, others, pool_now`;

/** From the lanes' totals: of each, the share that is due before the turn of the request's own lane comes to it. */
const FAR = `with ${MINE}, ${POOL}, totals as (
    select c.org_id, sum(entered - gone)::float8 as n, greatest(0.001, sum(seconds)) as seconds, sum(gone) as gone
    from mine join lanes on lanes.pool = mine.pool and active
      join lane_counts c on c.org_id = lanes.org_id and c.pool = lanes.pool
    group by c.org_id having sum(entered - gone) > 0
  ), own as (
    select before.n, before.n * seconds / totals.n as seconds, mine.served + before.n * seconds / totals.n * pace / weight as start
    from totals join mine using (org_id) cross join lateral (
      select greatest(0, least(totals.n - 1, place - gone))::float8 as n
    ) before
  ), others as (
    select coalesce(sum(due.share * totals.n), 0) as n, coalesce(sum(due.share * totals.seconds), 0) as seconds
    from mine, own, totals join lanes l using (org_id) join organisations o using (org_id) cross join lateral (
      select greatest(0, least(1, (own.start - l.served) * o.weight / pace / totals.seconds)) as share
    ) due
    where l.pool = mine.pool and active and l.lane_id <> mine.lane_id
  )
  select own.n as own, others.n as others, (own.seconds + others.seconds) * pace as seconds, slots, running, running_seconds
  from mine, own, others, pool_now`;

type Ahead = {
  own: number;
  others: number;
  seconds: number;
  slots: number;
  running: number;
  running_seconds: number;
};

/** Seconds until a slot is free for who has `ahead` before it. */
function startsIn({ own, others, seconds, slots, running, running_seconds }: Ahead): number | null {
  if (slots === 0) return null;
  if (own + others + running < slots) return 0;
  return Math.ceil((seconds + running_seconds) / slots);
}

/** The place of a queued request, exact up to place 100; null once it has left the line. */
export async function placeInLine(database: Database, request_id: string): Promise<Place | null> {
  const [near] = await database.query<Ahead>('place', NEAR, [request_id]);
  if (near === undefined) return null;
  const position = 1 + near.own + near.others;
  if (position <= MOST_EXACT) return { queue_position: position, starts_in: startsIn(near) };
  const [far] = await database.query<Ahead>('far place', FAR, [request_id]);
  if (far === undefined) return null;
  const estimate = Math.max(MOST_EXACT + 1, Math.round(1 + far.own + far.others));
  return { queue_position: estimate, position_is_estimate: true, starts_in: startsIn(far) };
}

/** Settles what lanes owe and are owed, and lets those rest that nobody stands in. Once a second will do. */
export async function tendLanes(database: Database): Promise<void> {
  await database.query('tend lanes', 'select tend_lanes()', []);
}
