// The events of an organisation: each exactly once and in its request's order, whatever commits when and wherever a reader
// leaves and comes back. Two servers on one database give the positions at the same time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Database, openDatabase } from '../src/store/database.ts';
import { orderEvents } from '../src/store/events.ts';
import { addKey, revokeKey } from '../src/store/keys.ts';
import { EVENT } from '../src/store/trail.ts';
import { listen, type ServerEvent } from './event-stream.ts';
import { picture, QUEUE, startSystem, type TestSystem } from './system.ts';

let systems: TestSystem[];
let system: TestSystem;
let img_url: string;

before(async () => {
  system = await startSystem({ REELQUEUE_WORKERS: '0' });
  systems = [system, await startSystem({ REELQUEUE_WORKERS: '0', DATABASE_URL: system.databaseUrl })];
  img_url = await picture(400, 400);
});
after(async () => {
  for (const one of systems.reverse()) await one[Symbol.asyncDispose]();
});

async function submit(to = system): Promise<string> {
  const body = { model: 'wan2.6-i2v', payload: { img_url, resolution: '720P', audio: false } };
  return (await to.call('POST', `${QUEUE}/requests`, { body })).body.request_id;
}

/** Numbers from 0 to 1, the same in each run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

async function connected<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** What every change of a request is: its row, and the event beside it. */
const CHANGE = `with changed as (
  update requests set event_id = nextval('event_ids'), updated_at = now() where request_id = $1 returning *
), event as (${EVENT}) select event_id from changed`;

/** Transactions on one connection that wait for each other's rows, commit late, early, or not at all. */
const unrest = (requests: string[], seed: number, rounds: number): Promise<void> =>
  connected(async (client) => {
    const chance = chances(seed);
    for (let round = 0; round < rounds; round += 1) {
      await client.query('begin');
      // A number of its own before it waits: transactions that began earlier write later events.
      if (chance() < 0.5) await client.query('select pg_current_xact_id()');
      if (chance() < 0.5) await sleep(4 * chance());
      // Always in one order, so that they wait for each other and never in a circle.
      const touched = requests.filter(() => chance() < 0.4);
      for (const request_id of touched) {
        await client.query(CHANGE, [request_id]);
        if (chance() < 0.3) await sleep(3 * chance());
      }
      await client.query(chance() < 0.15 ? 'rollback' : 'commit');
    }
  });

/** Reads until that many requests were cancelled, leaving after some events again and again and coming back to either server. */
async function read(seed: number, requests: number): Promise<ServerEvent[]> {
  const chance = chances(seed);
  const events: ServerEvent[] = [];
  let left = requests;
  while (left > 0) {
    const from = systems[chance() < 0.5 ? 0 : 1];
    const headers = { 'last-event-id': String(events.at(-1)?.id ?? 0) };
    const enough = 1 + Math.floor(chance() * 60);
    const isLast = ({ event }: ServerEvent): boolean => {
      if (event === 'request.cancelled') left -= 1;
      return left === 0;
    };
    events.push(...(await listen(from, '/events', { headers, enough, isLast })));
  }
  return events;
}

/** Every event of the database in its request's order: what a reader must have seen. */
const logged = (): Promise<Record<string, number[]>> =>
  connected(async (client) => {
    const { rows } = await client.query('select request_id, event_id from events order by event_id');
    return byRequest(rows.map(({ request_id, event_id }) => ({ request_id, event_id: Number(event_id) })));
  });

function byRequest(events: { request_id: string; event_id: number }[]): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { request_id, event_id } of events) {
    found[request_id] ??= [];
    found[request_id].push(event_id);
  }
  return found;
}

const seenBy = (events: ServerEvent[]) =>
  byRequest(events.map(({ data }) => data.data as { request_id: string; event_id: number }));

test('every event comes exactly once and in order, under lock waits, rollbacks and readers that come and go', async () => {
  const requests = (await Promise.all(Array.from({ length: 6 }, () => submit()))).sort();
  // Each request ends by a cancel: its last event, by which a reader knows that he has them all.
  const readers = [1, 2, 3, 4].map((seed) => read(seed, requests.length));
  await Promise.all([11, 12, 13, 14, 15, 16].map((seed) => unrest(requests, seed, 40)));
  await Promise.all(requests.map((id) => system.call('DELETE', `${QUEUE}/requests/${id}`)));
  const wanted = await logged();
  assert.ok(Object.values(wanted).flat().length > 300);
  for (const reader of readers) {
    const events = await reader;
    assert.deepEqual(seenBy(events), wanted);
    const ids = events.map(({ id }) => Number(id));
    assert.ok(
      ids.every((id, n) => n === 0 || id > ids[n - 1]),
      'ids grow',
    );
  }
  // And from the first on, in one go, on a server that remembers other parts than the readers asked for.
  const all = Object.values(wanted).flat().length;
  assert.deepEqual(seenBy(await listen(systems[1], '/events', { enough: all })), wanted);
});

test('an older transaction that writes a later event does not overtake, and one that stays open holds nobody up', async () => {
  const id = await submit();
  const since = await last();
  await connected(async (late) => {
    await late.query('begin');
    await late.query('select pg_current_xact_id()');
    await connected((soon) => soon.query(CHANGE, [id]));
    const [first] = await listen(system, '/events', { headers: { 'last-event-id': String(since) }, enough: 1 });
    await late.query(CHANGE, [id]);
    await late.query('commit');
    const both = await listen(system, '/events', { headers: { 'last-event-id': String(since) }, enough: 2 });
    assert.deepEqual(both[0], first);
    assert.ok(Number(both[1].data.data.event_id) > Number(first.data.data.event_id));
  });
});

/** The id of the newest event. */
async function last(): Promise<number> {
  const count = Object.values(await logged()).flat().length;
  return (await listen(system, '/events', { enough: count })).at(-1)?.id ?? 0;
}

const POSITIONS = 'select event_id, position from events where position is not null order by event_id';

test('a position once given stays, also when two give it at the same time', async () => {
  const database = openDatabase(system.databaseUrl);
  const { body } = await system.call('GET', `${QUEUE}/requests/${await submit()}`);
  await connected(async (client) => {
    await client.query('begin');
    const inside = {
      query: async (_: string, text: string, values: unknown[]) => (await client.query(text, values)).rows,
    };
    await orderEvents(inside as Pick<Database, 'query'> as Database, body.org_id);
    // Its snapshot still has the events without a position; it waits for the counter.
    const late = orderEvents(database, body.org_id);
    const blocked = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%event_positions%'`;
    while ((await database.query('', blocked, [])).length === 0) await sleep(10);
    const { rows: given } = await client.query(POSITIONS);
    await client.query('commit');
    await late;
    const { rows: kept } = await client.query(POSITIONS);
    assert.deepEqual(kept, given);
  });
  await database.close();
});

test('a stream ends with the key that opened it', async () => {
  const database = openDatabase(system.databaseUrl);
  const { body } = await system.call('GET', `${QUEUE}/requests/${await submit()}`);
  const { key, key_id } = await addKey(database, { org_id: body.org_id, scopes: ['read'], expires_in: null });
  const answer = await fetch(`${system.url}${QUEUE}/events?since=now`, { headers: { authorization: `Bearer ${key}` } });
  const reader = answer.body!.getReader();
  await reader.read();
  await revokeKey(database, key_id);
  const revoked = performance.now();
  await assert.rejects(reader.read(), /terminated/);
  assert.ok(performance.now() - revoked < 1_500);
  await database.close();
});

test('a stream from now on begins with what comes, says where it begins, and does not end by itself', async () => {
  const answer = await fetch(`${system.url}${QUEUE}/events?since=now`, {
    headers: { authorization: `Bearer ${system.key}` },
  });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value: head } = await reader.read();
  assert.match(head ?? '', /^id: \d+\n\n$/);
  const id = await submit();
  const { value } = await reader.read();
  assert.match(value ?? '', /^id: \d+\nevent: request.queued\n/);
  assert.equal(JSON.parse(value?.match(/^data: (.*)$/m)?.[1] ?? '').data.request_id, id);
  await system.call('DELETE', `${QUEUE}/requests/${id}`);
  assert.match((await reader.read()).value ?? '', /request.cancelled/);
  // Whoever saw nothing but the head goes on behind it.
  const headers = { 'last-event-id': head?.match(/\d+/)?.[0] ?? '' };
  const [again] = await listen(system, '/events?since=now', { headers, enough: 1 });
  assert.equal(again.data.data.request_id, id);
  await reader.cancel();
});

test('pictures in payloads are cut short, as in a list, and a rubbish id is refused', async () => {
  const since = await last();
  await submit();
  const [event] = await listen(system, `/events?since=${since}`, { enough: 1 });
  const { img_url: shown } = (event.data.data as { payload: { img_url: string } }).payload;
  assert.ok(shown.length < 130 && shown.endsWith('…'));
  const { status, body } = await system.call('GET', `${QUEUE}/events?since=yesterday`);
  assert.deepEqual([status, body.param], [400, 'since']);
});

test("another organisation's events are not in it", async () => {
  const database = openDatabase(system.databaseUrl);
  const org_id = '0190a5d0-0000-7000-8000-000000000001';
  await database.query(
    '',
    `insert into organisations (org_id, name, webhook_secret) values ($1, 'others', 'whsec_x')`,
    [org_id],
  );
  const { key } = await addKey(database, { org_id, scopes: ['read', 'submit'], expires_in: null });
  await database.close();
  const body = { model: 'wan2.6-i2v', payload: { img_url } };
  const { body: theirs } = await system.call('POST', `${QUEUE}/requests`, { key, body });
  const [event] = await listen({ url: system.url, key }, '/events', { enough: 1 });
  assert.equal(event.data.data.request_id, theirs.request_id);
  const count = Object.values(await logged()).flat().length - 1;
  const ours = await listen(system, '/events', { enough: count });
  assert.ok(!ours.some(({ data }) => data.data.request_id === theirs.request_id));
});
