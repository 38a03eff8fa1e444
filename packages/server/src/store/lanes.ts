// The line before a pool as its lanes make it: who is served next, and when. How lanes take turns is in ADR 0011.
import type { Database } from './database.ts';
import { together } from './together.ts';

/**
 * Where a queued request stands. `queue_position`: 1 is the next to be claimed. `starts_in`: seconds; null while no worker
 * serves its pool.
 */
export type Place = { queue_position: number; starts_in: number | null; position_is_estimate?: true };

/** Places up to this one are exact. */
const MOST_EXACT = 100;

/** Seconds of rendering by which a lane may lag behind the others and still catch up, as where it joins (migration 0005). */
const CREDIT = 120;

/** What a lane has been served at least, once it is claimed from: the rest of what it was owed is lost. */
export const floorOf = (pool: string): string =>
  `coalesce((select max(start) from lanes where lanes.pool = ${pool}), 0) - ${CREDIT}`;

/** When the turn of a request comes: what its lane will have been served then, `paid` for those before it in the lane. */
export const turnAfter = (paid: string): string =>
  `case when ${paid} = 0 then served else greatest(served, floor) + ${paid} / weight end`;

/** Those of `ids` that wait, and the pools that they wait for: what these have to do before any of their line. */
const mine = (ids: string): string => `mine as (
    select request_id, org_id, pool, turn, place, lane_id, served, weight
    from ${ids} asked(id) cross join lateral (
      select request_id, org_id, pool, turn, place, status from requests where request_id = id limit 1 -- not by way of all that wait
    ) request join lanes using (org_id, pool) join organisations using (org_id)
    where status = 'queued'
  ), pool_now as (
    select asked.pool, coalesce(pace, 1) as pace, ${floorOf('asked.pool')} as floor,
      least(pools.slots, (select coalesce(sum(slots), 0)::int from workers where workers.pool = asked.pool)) as slots, running,
      running_seconds
    from (select distinct pool from mine) asked left join pools using (pool) cross join lateral (
      select count(*)::int as running,
        coalesce(sum(greatest(0, charged - extract(epoch from now() - r.claimed_at)::float8)), 0) as running_seconds
      from requests r where r.status = 'processing' and r.pool = asked.pool
    ) processing
  )`;

const FIRST = (
  lane: string,
  most: string | number,
  where = '',
): string => `select request_id, turn, cost from requests r
  where r.org_id = ${lane}.org_id and r.pool = ${lane}.pool and r.status = 'queued' ${where}
  order by r.turn, r.request_id limit ${most}`;

/**
 * The front of each line as claims will come to it, as far as those who ask stand in it. Of each lane so many are looked at that
 * all together are about 3 × MOST_EXACT, however many lanes there are, but at least `depth`; `certain`: no lane was left before the
 * request's turn. Where it is not, the place is at least the one that is found.
 */
const near = (ids: string, depth: string): string => `with ${mine(ids)}, own as (
    select mine.*, before.*, ${turnAfter('seconds * pace')} as start
    from mine join pool_now using (pool) cross join lateral (
      select count(*) as n, coalesce(sum(cost), 0) as seconds from (
        ${FIRST('mine', MOST_EXACT, 'and (r.turn, r.request_id) < (mine.turn, mine.request_id)')}
      ) ahead
    ) before
  ), front as (
    select lane.pool, lane_id, cost, ${turnAfter('paid')} as start, nth = depth as is_last
    from (
      select pool, max(start) + 0.001 as furthest from own where n < ${MOST_EXACT} group by pool
    ) reach join pool_now using (pool) cross join lateral (
      select *, least(${MOST_EXACT}, greatest(${depth}, 3 * ${MOST_EXACT} / count(*) over ())) as depth from (
        select pool, org_id, lane_id, served, weight from lanes join organisations using (org_id)
        where lanes.pool = reach.pool and active and served <= furthest order by served, lane_id limit 3 * ${MOST_EXACT}
      ) due
    ) lane cross join lateral (
      select cost, (sum(cost) over line - cost) * pace as paid, row_number() over line as nth from (
        ${FIRST('lane', 'depth')}
      ) waiting window line as (order by turn, request_id)
    ) first
  )
  select request_id, own.n + others.n as ahead, (own.seconds + others.seconds) * pace as seconds, certain, slots, running, running_seconds
  from own join pool_now using (pool) cross join lateral (
    select count(*) as n, coalesce(sum(cost), 0) as seconds, not coalesce(bool_or(is_last), false) as certain from front
    where front.pool = own.pool and front.lane_id <> own.lane_id and (front.start, front.lane_id) < (own.start, own.lane_id)
  ) others`;

const ASKED = 'unnest($1::uuid[])';
const NEAR = near(ASKED, '$2::int');

/** From the lanes' totals: of each, the share that is due before the turn of the request's own lane comes to it. */
const FAR = `with ${mine(ASKED)}, totals as (
    select pool, org_id, lane_id, served, weight, n, seconds, gone
    from (select distinct pool from mine) asked join lanes using (pool) join organisations using (org_id) cross join lateral (
      select sum(entered - gone)::float8 as n, greatest(0.001, sum(seconds)) as seconds, sum(gone) as gone
      from lane_counts c where c.org_id = lanes.org_id and c.pool = lanes.pool
    ) counted where active and n > 0
  ), own as (
    select mine.request_id, totals.pool, totals.lane_id, before.n, before.n * seconds / totals.n as seconds, pace,
      totals.served + before.n * seconds / totals.n * pace / totals.weight as start
    from mine join totals using (org_id, pool) join pool_now using (pool) cross join lateral (
      select greatest(0, least(totals.n - 1, place - gone))::float8 as n
    ) before
  )
  select request_id, own.n + others.n as ahead, (own.seconds + others.seconds) * pool_now.pace as seconds, slots, running, running_seconds
  from own join pool_now using (pool) cross join lateral (
    select coalesce(sum(share * totals.n), 0) as n, coalesce(sum(share * totals.seconds), 0) as seconds
    from totals cross join lateral (
      select greatest(0, least(1, (own.start - totals.served) * totals.weight / own.pace / totals.seconds)) as share
    ) due
    where totals.pool = own.pool and totals.lane_id <> own.lane_id
  ) others`;

/**
 * SQL of a statement whose rows are the `Near` of those requests that wait, of `ids`: SQL of rows of one uuid. For a statement that
 * reads the requests anyway.
 */
export const nearOf = (ids: string): string => near(ids, '1');

type Ahead = {
  request_id: string;
  ahead: number;
  /** Of rendering, for those ahead. */
  seconds: number;
  slots: number;
  running: number;
  running_seconds: number;
};

/** `certain`: no request was left before it. */
export type Near = Ahead & { certain: boolean };

/** The place of what was found near; null where more is to be asked. */
export const placeOf = (near: Near): Place | null =>
  near.ahead < MOST_EXACT && near.certain ? { queue_position: 1 + near.ahead, starts_in: startsIn(near) } : null;

/** Seconds until a slot is free for who has that ahead. */
function startsIn({ ahead, seconds, slots, running, running_seconds }: Ahead): number | null {
  if (slots === 0) return null;
  if (ahead + running < slots) return 0;
  return Math.ceil((seconds + running_seconds) / slots);
}

/** As NEAR finds those of `request_ids` that wait; those beyond the exact places are to be asked FAR. */
async function nearPlaces(database: Database, request_ids: string[], depth: number): Promise<Ahead[]> {
  if (request_ids.length === 0) return [];
  const found = await database.query<Near>('place', NEAR, [request_ids, depth]);
  const unsure = new Set(
    found.filter(({ ahead, certain }) => ahead < MOST_EXACT && !certain).map(({ request_id }) => request_id),
  );
  return [
    ...found.filter((near) => !unsure.has(near.request_id)),
    ...(await nearPlaces(database, [...unsure], MOST_EXACT)),
  ];
}

/** The place of a queued request, exact up to place 100; null once it has left the line. */
export const placeInLine = together<string, Place | null>(
  async (database, request_ids) => {
    const places = new Map<string, Place>();
    const beyond: string[] = [];
    for (const near of await nearPlaces(database, [...new Set(request_ids)], 1)) {
      if (near.ahead >= MOST_EXACT) beyond.push(near.request_id);
      else places.set(near.request_id, { queue_position: 1 + near.ahead, starts_in: startsIn(near) });
    }
    for (const far of beyond.length > 0 ? await database.query<Ahead>('far place', FAR, [beyond]) : []) {
      const queue_position = Math.max(MOST_EXACT + 1, Math.round(1 + far.ahead));
      places.set(far.request_id, { queue_position, position_is_estimate: true, starts_in: startsIn(far) });
    }
    return request_ids.map((request_id) => places.get(request_id) ?? null);
  },
  { under_way: 1, most: 64 },
);

/** Settles what lanes owe and are owed, and lets those rest that nobody stands in. Once a second will do. */
export async function tendLanes(database: Database): Promise<void> {
  await database.query('tend lanes', 'select tend_lanes()', []);
}
