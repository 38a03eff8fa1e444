// Claiming: which request is next, and taking it. How lanes take turns is in ADR 0011.
import type { Database } from './database.ts';
import { floorOf, turnAfter } from './lanes.ts';
import { together } from './together.ts';
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

const CLAIMABLE = `status = 'queued' and not_before <= now() and (start_before is null or start_before > now())`;

/** The first requests of `lane`, by the index on the line: a join would look at all of them. */
const first = (
  lane: string,
  most: string,
): string => `from requests r where r.org_id = ${lane}.org_id and r.pool = $1 and ${CLAIMABLE}
  order by r.turn, r.request_id limit ${most}`;

/** How many, of `most`, an organisation `o` may have under way besides those that it has. */
const room = (
  most: string,
): string => `case when o.max_running is null then ${most} else least(${most}, o.max_running - (
    select count(*) from (
      select 1 from requests r where r.org_id = o.org_id and (status = 'processing' or compute = 'still_running')
      limit o.max_running
    ) running
  )) end`;

/** How many requests a pool `p` may have under way besides those that it has; null: as many as its workers take. */
const POOL_ROOM = `p.slots - (
    select count(*) from (
      select 1 from requests r where r.pool = $1 and (status = 'processing' or compute = 'still_running') limit p.slots
    ) running
  )`;

/** Of `lanes l` and `organisations o`: something waits there that may be claimed, and the organisation is under its cap. */
const OPEN = `l.pool = $1 and l.active and (select true ${first('l', '1')}) and ${room('1')} > 0`;

/**
 * Takes the requests whose turn it is, up to $4 of them, from the lanes that had least for their weight, passing by lanes that
 * others are at. A lane's turns come when all before it in the lane have been paid for. Caps were counted in this statement's
 * snapshot: `capped` and `pool_capped` find nothing when a claim of the organisation, or of the pool, has come between.
 *
 * The commit is not waited for. What a crash of the database takes back with it, the last half second of claims, is in line
 * again, and its workers find out: a claim is theirs only while the row names both the attempt and the worker.
 */
const TAKE = `with lane as (
    select l.lane_id, l.org_id, l.served, o.weight, o.max_running, o.claims, ${room('$4::int')} as room
    from lanes l join organisations o on o.org_id = l.org_id where ${OPEN}
    order by l.served, l.lane_id limit $4::int for no key update of l skip locked
  ), pool_now as (
    select coalesce(pace, 1) as pace, ${floorOf('$1')} as floor, p.slots, p.claims as pool_claims, ${POOL_ROOM} as pool_room
    from (select $1::text as pool) asked left join pools p using (pool)
  ), turn as (
    select lane.*, first.*, ${turnAfter('paid')} as start
    from lane cross join pool_now cross join lateral (
      select request_id, before, cost * pace as charge, sum(cost * pace) over (order by turn, request_id) - cost * pace as paid
      from (select r.request_id, r.turn, r.cost, r.status as before ${first('lane', 'room')}) waiting
    ) first
  ), next as (
    select * from turn order by start, lane_id limit least($4::int, (select pool_room from pool_now))
  ), capped as (
    update organisations o set claims = o.claims + 1 from (select distinct org_id, claims from next where max_running is not null) by_cap
    where o.org_id = by_cap.org_id and o.claims = by_cap.claims returning o.org_id
  ), pool_capped as (
    update pools p set claims = p.claims + 1 from pool_now
    where p.pool = $1 and pool_now.slots is not null and p.claims = pool_claims and exists (select 1 from next) returning 1
  ), changed as (
    update requests set status = 'processing', phase = 'fetching', progress = 0, seconds_left = null, attempt = attempt + 1,
      worker_id = $2, lease_until = now() + make_interval(secs => $3), charged = charge, claimed_at = now(),
      started_at = coalesce(started_at, now()), updated_at = now(), event_id = nextval('event_ids')
    from next where requests.request_id = next.request_id and status = before
      and (max_running is null or next.org_id in (select org_id from capped))
      and ((select slots from pool_now) is null or exists (select 1 from pool_capped))
    returning requests.request_id, requests.org_id, model, normalised, attempt, worker_id, failures, status, phase, event_id,
      lane_id, weight, charged, set_config('synchronous_commit', 'off', true)
  ), paid as (
    update lanes set start = greatest(served, floor) + (total - last) / weight, served = greatest(served, floor) + total / weight,
      claimed_at = now()
    from pool_now, (
      select lane_id, weight, sum(charged) as total, (array_agg(charged order by event_id desc))[1] as last from changed group by 1, 2
    ) theirs
    where lanes.lane_id = theirs.lane_id
  ), event as (${EVENT})
  select request_id, org_id, model, normalised, attempt, worker_id, failures from changed order by event_id`;

const MAY_BE_TAKEN = `select exists (
    select 1 from lanes l join organisations o on o.org_id = l.org_id where ${OPEN}
  ) and not exists (select 1 from pools p where pool = $1 and ${POOL_ROOM} <= 0) as open`;

/** Waits for whoever is claiming from the lane whose turn it is. */
const WAIT = 'select 1 from lanes where pool = $1 and active order by served, lane_id limit 1 for no key update';

/** How often a claim is tried again that others got ahead of. */
const MOST_TRIED = 100;

/** Who claims, and what from, for how many seconds. */
type Taker = { worker_id: string; pool: string; lease: number };

async function take(database: Database, { worker_id, pool, lease }: Taker, count: number): Promise<Claim[]> {
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    const claimed = await database.query<Claim>('claim', TAKE, [pool, worker_id, lease, count]);
    if (claimed.length > 0) return claimed;
    const [{ open }] = await database.query<{ open: boolean }>('may be taken', MAY_BE_TAKEN, [pool]);
    if (!open) return [];
    await database.query('wait for lane', WAIT, [pool]);
  }
  return [];
}

/** One statement at a time: those of one worker would only wait for each other in the database. */
const taken = together<Taker, Claim | null>(
  async (database, takers) => {
    const claims: Claim[] = [];
    while (claims.length < takers.length) {
      const more = await take(database, takers[0], takers.length - claims.length).catch((error) => {
        if (claims.length === 0) throw error;
        return []; // what was claimed before is to be rendered all the same
      });
      if (more.length === 0) break;
      claims.push(...more);
    }
    return takers.map((_, n) => claims[n] ?? null);
  },
  { under_way: 1, most: 64, line: ({ worker_id, pool, lease }) => `${worker_id} ${pool} ${lease}` },
);

/** Takes the request of `pool` whose turn it is for a worker, for `lease` seconds, or null when none may be claimed. */
export const claim = (database: Database, worker_id: string, pool: string, lease: number): Promise<Claim | null> =>
  taken(database, { worker_id, pool, lease });
