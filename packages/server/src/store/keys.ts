// Organisations and their keys. A key is shown once, when it is made; the database holds its SHA-256.
import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { VideoRequest } from '../request.ts';
import { type Database, seconds } from './database.ts';
import { type Near, nearOf, type Place, placeOf } from './lanes.ts';
import { WAITING } from './limits.ts';
import type { Limits } from './organisations.ts';
import { RECORD } from './requests.ts';
import { together } from './together.ts';
import { newWebhookSecret, setWebhookSecret } from './webhook-secrets.ts';

export const SCOPES = ['read', 'submit', 'admin', 'metrics'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Whom a key speaks for, and what it may do. `admin` includes what can be done for its organisation; `metrics` tell of all of
 * them.
 */
export type Caller = { key_id: string; org_id: string; scopes: Scope[] } & Pick<
  Limits,
  'requests_per_minute' | 'max_waiting'
> & {
    /** How many of its organisation's requests wait; null where that was not asked, and where any number may. */
    waiting: number | null;
  };

/** What a key must be to be let in. */
const GOOD = 'revoked_at is null and (expires_at is null or expires_at > now())';

// Keys are random and long, so one round of a fast hash is as good as a slow one; it runs on every call.
const hash = (key: string): Buffer => createHash('sha256').update(key).digest();

const newKey = (): string => `rq_${randomBytes(32).toString('base64url')}`;

/** What a call needs besides: how many of the organisation's requests wait, or one of its requests. */
export type Asked = { waiting?: boolean; request_id?: string };

/**
 * Who calls, and the request that was asked for; null when the organisation has none of that id. `place`: where that stands; null
 * where it does not wait, and where its place is not found so easily.
 */
export type Found = { caller: Caller; request: VideoRequest | null; place: Place | null };

const COLUMNS = ['key_id', 'org_id', 'scopes', 'requests_per_minute', 'max_waiting', 'waiting'] as const;

/** A call as its statement reads it: `hash` as PostgreSQL writes bytes. */
type Call = { hash: string; waiting: boolean; request_id: string | null };

/** A row of it; without a request the request's columns are null, and its place's where it does not wait. */
type Row = Record<string, unknown> & { call: number; idle: boolean; near: Near | null };

const CALLERS = `select call, ${COLUMNS.map((column) => `caller.${column} as caller_${column}`).join(', ')}, idle, record.*
   from json_to_recordset($1) as asked(call integer, hash bytea, waiting boolean, request_id uuid)
   join lateral (
     select key_id, org_id, scopes, requests_per_minute, max_waiting, case when asked.waiting and max_waiting is not null then (${WAITING}) end as waiting,
       coalesce(last_used_at < now() - interval '1 minute', true) as idle
     from keys join organisations using (org_id) where keys.hash = asked.hash and ${GOOD}
   ) caller on true left join lateral (
     select ${RECORD} from requests where requests.request_id = asked.request_id and requests.org_id = caller.org_id
   ) record on asked.request_id is not null`;

/** With the places of those requests that wait. */
const POLLERS = `with found as materialized (${CALLERS}), place as materialized (
    ${nearOf(`(select distinct request_id from found where status = 'queued')`)}
  )
  select found.*, to_json(place) as near from found left join place using (request_id)`;

/** Each call's key, its organisation and the request that it asks for; null for a key that is unknown, revoked or expired. */
const find = together<Call, Row | null>(
  async (database, calls) => {
    const asked = [JSON.stringify(calls.map((call, n) => ({ call: n, ...call })))];
    const rows = calls[0].request_id
      ? await database.query<Row>('poller', POLLERS, asked)
      : await database.query<Row>('caller', CALLERS, asked);
    const found = new Map(rows.map((row) => [row.call, row]));
    return calls.map((_, n) => found.get(n) ?? null);
  },
  { under_way: 2, most: 16, line: ({ request_id }) => (request_id ? 'polls' : '') },
);

/** The caller whose key this is; null when it is unknown, revoked or expired. */
export async function findCaller(database: Database, key: string, asked: Asked): Promise<Found | null> {
  const { waiting = false, request_id = null } = asked;
  const row = await find(database, { hash: `\\x${hash(key).toString('hex')}`, waiting, request_id });
  if (!row) return null;
  const { call, idle, near = null, ...columns } = row;
  const caller = Object.fromEntries(COLUMNS.map((column) => [column, columns[`caller_${column}`]])) as Caller;
  for (const column of COLUMNS) delete columns[`caller_${column}`];
  // Once a minute is enough to tell a key in use from a forgotten one, and spares a write per call.
  if (idle) await database.query('use key', 'update keys set last_used_at = now() where key_id = $1', [caller.key_id]);
  return { caller, request: columns.request_id ? (columns as VideoRequest) : null, place: near && placeOf(near) };
}

/** Whether a key would be let in. Unlike a call with it, this leaves no trace. */
export async function isGoodKey(database: Database, key: string): Promise<boolean> {
  const rows = await database.query('good key', `select 1 from keys where hash = $1 and ${GOOD}`, [hash(key)]);
  return rows.length === 1;
}

/** Those of `key_ids` that would not be let in any more. */
export async function endedKeys(database: Database, key_ids: string[]): Promise<string[]> {
  const rows = await database.query<{ key_id: string }>(
    'ended keys',
    `select key_id from unnest($1::uuid[]) key_id except select key_id from keys where ${GOOD}`,
    [key_ids],
  );
  return rows.map(({ key_id }) => key_id);
}

/** The first organisation, made when there is none. `webhook_secret`: the one that is configured for it, or null. */
export async function firstOrganisation(
  database: Database,
  webhook_secret: string | null,
): Promise<{ org_id: string }> {
  await database.query(
    'add organisation',
    `insert into organisations (org_id, name, webhook_secret, webhook_secret_given)
     select $1, 'default', $2, $3 where not exists (select 1 from organisations) on conflict (name) do nothing`,
    [uuidv7(), webhook_secret ?? newWebhookSecret(), webhook_secret],
  );
  const rows = await database.query<{ org_id: string }>(
    'first organisation',
    'select org_id from organisations order by created_at, org_id limit 1',
    [],
  );
  if (webhook_secret !== null) await setWebhookSecret(database, rows[0].org_id, webhook_secret);
  return rows[0];
}

export type KeyRow = {
  key_id: string;
  org_id: string;
  /** The organisation's name. */
  organisation: string;
  prefix: string;
  scopes: Scope[];
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
};

/** Makes a key, or takes `given` as one (again: nothing changes if it is known). The key itself can not be read later. */
export async function addKey(
  database: Database,
  key: { org_id: string; scopes: Scope[]; expires_in: number | null; given?: string },
): Promise<{ key_id: string; org_id: string; key: string }> {
  const text = key.given ?? newKey();
  const rows = await database.query<{ key_id: string }>(
    'add key',
    `insert into keys (key_id, org_id, hash, prefix, scopes, expires_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
     on conflict (hash) do update set hash = excluded.hash returning key_id`,
    [uuidv7(), key.org_id, hash(text), text.slice(0, Math.min(8, text.length >> 1)), key.scopes, key.expires_in],
  );
  return { key_id: rows[0].key_id, org_id: key.org_id, key: text };
}

/**
 * Puts a new key of the same organisation, scopes and expiry in the place of one, which is good for another `overlap`
 * seconds, but no longer than it was. Null when there is no such key, or it has ended before.
 */
export async function rotateKey(
  database: Database,
  key_id: string,
  overlap: number,
): Promise<{ key_id: string; org_id: string; key: string } | null> {
  const key = newKey();
  const rows = await database.query<{ key_id: string; org_id: string }>(
    'rotate key',
    `with old as (
      select * from keys where key_id = $1 and ${GOOD} for update
    ), ended as (
      update keys set revoked_at = case when $2::float8 = 0 then now() end,
        expires_at = case when $2 = 0 then old.expires_at else least(old.expires_at, now() + make_interval(secs => $2)) end
      from old where keys.key_id = old.key_id
    )
    insert into keys (key_id, org_id, hash, prefix, scopes, expires_at)
    select $3, org_id, $4, $5, scopes, expires_at from old returning key_id, org_id`,
    [key_id, overlap, uuidv7(), hash(key), key.slice(0, 8)],
  );
  return rows.length === 0 ? null : { ...rows[0], key };
}

/** Every organisation's, or one's; in the order in which they were made. */
export async function listKeys(database: Database, org_id: string | null = null): Promise<KeyRow[]> {
  const times = ['keys.created_at', 'expires_at', 'revoked_at', 'last_used_at'].map(seconds);
  return database.query(
    'keys',
    `select key_id, org_id, name as organisation, prefix, scopes, ${times.join(', ')}
     from keys join organisations using (org_id) where $1::uuid is null or org_id = $1 order by key_id`,
    [org_id],
  );
}

/** False when there is no such key, or it was revoked before. */
export async function revokeKey(database: Database, key_id: string): Promise<boolean> {
  const rows = await database.query(
    'revoke key',
    'update keys set revoked_at = now() where key_id = $1 and revoked_at is null returning 1',
    [key_id],
  );
  return rows.length === 1;
}
