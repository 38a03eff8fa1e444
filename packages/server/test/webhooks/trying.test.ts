// What happens when a receiver does not take it, and when a process does not live to see it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../../src/store/database.ts';
import { claimDelivery, settleDelivery } from '../../src/store/deliveries.ts';
import { QUEUE } from '../system.ts';
import { type HookedSystem, startHooked } from './hooked-system.ts';
import { receiver, verified } from './receiver.ts';

/** Tries three times in all. */
let system: HookedSystem;
before(async () => {
  system = await startHooked({}, { webhookRetries: [0.05, 0.05] });
});
after(() => system[Symbol.asyncDispose]());

const statuses = ({ attempts }: { attempts: { status: number | null }[] }) => attempts.map(({ status }) => status);

test('after a 500 it is told again, under the same id and newly signed', async () => {
  await using told = await receiver((n) => (n === 0 ? 500 : 200));
  const { id, attempts, delivered_at } = await system.delivery(await system.end(told.url));
  assert.deepEqual(
    attempts.map(({ status, error }) => [status, error]),
    [
      [500, 'the receiver answered 500; it must be 2xx'],
      [200, null],
    ],
  );
  assert.notEqual(delivered_at, null);
  const secret = await system.secret();
  const [first, second] = told.calls;
  assert.deepEqual([first.id, second.id], [id, id]);
  assert.deepEqual(verified(first, secret), verified(second, secret));
});

test('one who never takes it is told no more after the last retry', async () => {
  await using told = await receiver(() => 503);
  const given_up = await system.delivery(await system.end(told.url));
  assert.deepEqual([statuses(given_up), given_up.delivered_at], [[503, 503, 503], null]);
});

test('a receiver that is not there is a failure, in words', async () => {
  const gone = await receiver();
  await gone[Symbol.asyncDispose]();
  const { attempts } = await system.delivery(await system.end(gone.url));
  assert.equal(attempts.length, 3);
  assert.deepEqual([attempts[0].status, attempts[0].error], [null, 'the receiver refused the connection']);
});

test('the retries come after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, give or take a tenth', async () => {
  await using usual = await startHooked();
  await using told = await receiver(() => 500);
  const request = await usual.end(told.url);
  const schedule = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, null];
  for (const [n, wanted] of schedule.entries()) {
    const { attempts, next_attempt_at } = await usual.delivery(request, (now) => now.attempts.length === n + 1);
    if (wanted === null) assert.equal(next_attempt_at, null);
    else {
      const wait = (next_attempt_at as number) - attempts[n].at;
      assert.ok(wait >= wanted * 0.9 - 1 && wait <= wanted * 1.1 + 1, `${wait} s instead of ${wanted} s`);
    }
    // Time passes.
    await usual.database.query('', 'update deliveries set next_attempt_at = now() where next_attempt_at > now()', []);
    await usual.database.query('', `select pg_notify('reelqueue', 'delivery')`, []);
  }
});

test('a redirect is not followed and is a failure', async () => {
  await using told = await receiver((n) => [301, 307, 200][n]);
  assert.deepEqual(statuses(await system.delivery(await system.end(told.url))), [301, 307, 200]);
  for (const { path } of told.calls) assert.equal(path, '/hook');
});

test('410 means that nothing more is wanted', async () => {
  await using told = await receiver(() => 410);
  const ended = await system.delivery(await system.end(told.url));
  assert.deepEqual([statuses(ended), ended.delivered_at], [[410], null]);
});

test('an answer without end is not read', async () => {
  let sent = 0;
  const chunk = Buffer.alloc(1 << 16);
  await using told = await receiver((_n, response) => {
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      if (!response.destroyed) response.once('drain', pour);
    };
    response.writeHead(200);
    pour();
    return undefined;
  });
  assert.deepEqual(statuses(await system.delivery(await system.end(told.url))), [200]);
  assert.ok(sent < 16e6, `${sent} bytes`);
});

test('a delivery is replayed at once, also one that was delivered, and by its own organisation only', async () => {
  await using told = await receiver();
  const request = await system.end(told.url);
  const { id } = await system.delivery(request);
  const stranger = await system.keyOf(await system.organisation());
  const reader = await system.keyOf(request.org_id, ['read']);
  for (const [delivery_id, key] of [
    [id, stranger],
    [uuidv7(), system.key],
    ['nonsense', system.key],
  ]) {
    const { status, body } = await system.replay(delivery_id, key);
    assert.deepEqual([status, body.code], [404, 'not_found']);
  }
  assert.equal((await system.replay(id, reader)).status, 403);
  const path = `${QUEUE}/requests/${request.request_id}/deliveries`;
  assert.equal((await system.call('GET', path, { key: stranger })).status, 404);
  assert.equal((await system.call('GET', path, { key: reader })).status, 200);
  assert.equal(told.calls.length, 1);

  const { status, body } = await system.replay(id);
  assert.deepEqual([status, body.id, statuses(body)], [200, id, [204]]);
  await system.delivery(request, (now) => now.attempts.length === 2 && now.next_attempt_at === null);
  assert.deepEqual([told.calls[0].id, told.calls[1].id], [id, id]);
});

test('a delivery that was given up has all its retries again when it is replayed', async () => {
  await using told = await receiver((n) => (n < 5 ? 500 : 200));
  const request = await system.end(told.url);
  const { id, attempts } = await system.delivery(request);
  assert.equal(attempts.length, 3);
  await system.replay(id);
  const replayed = await system.delivery(request, (now) => now.attempts.length > 3 && now.next_attempt_at === null);
  assert.deepEqual(statuses(replayed), [500, 500, 500, 500, 500, 200]);
});

test('a delivery remembers its last hundred attempts', async () => {
  await using told = await receiver();
  const request = await system.end(told.url);
  const { id: delivery_id } = await system.delivery(request);
  const any = { request_id: '', org_id: '', url: '', type: '', failures: 0, secrets: [] };
  for (let at = 1; at <= 110; at += 1) {
    const outdated = { ...any, delivery_id, attempt: 0, at };
    await settleDelivery(system.database, outdated, { at, status: 500, error: 'late' }, null);
  }
  const { attempts } = await system.delivery(request);
  assert.deepEqual([attempts.length, attempts[0].at, attempts[99].at], [100, 11, 110]);
});

test('a delivery whose process died is made by another once its claim has run out', async () => {
  const { database } = system;
  await using told = await receiver((n) => (n === 0 ? 410 : 200));
  const request = await system.end(told.url);
  const { id } = await system.delivery(request);
  // In one transaction, so that the system can not be quicker.
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query('update deliveries set next_attempt_at = now() where delivery_id = $1', [id]);
  const query = async (_name: string, text: string, values: unknown[]) => (await client.query(text, values)).rows;
  const dead = await claimDelivery({ query } as unknown as Database, [], 0.3);
  await client.query('commit');
  client.release();
  assert.equal(dead?.delivery_id, id);
  const made = await system.delivery(request, (now) => now.attempts.length === 2 && now.next_attempt_at === null);
  assert.deepEqual(statuses(made), [410, 200]);
  assert.equal(told.calls.length, 2);
  // It was not dead but slow: what it says is noted, and changes nothing.
  await settleDelivery(database, dead, { at: dead.at, status: 500, error: 'late' }, 60);
  const now = await system.delivery(request);
  assert.deepEqual([statuses(now), now.delivered_at], [[410, 200, 500], made.delivered_at]);
});

test('a stop does not wait for a receiver that hangs, and the next system tells it', async () => {
  await using told = await receiver((n) => (n === 0 ? undefined : 200));
  await using stopped = await startHooked();
  const DATABASE_URL = stopped.databaseUrl;
  const request = await stopped.end(told.url);
  await told.arrived(1);
  await using next = await startHooked({ DATABASE_URL });
  const started = performance.now();
  await stopped.stop();
  assert.ok(performance.now() - started < 5_000, `${performance.now() - started} ms`);
  assert.deepEqual(statuses(await next.delivery(request)), [200]);
});

test("receivers of one organisation that hang do not hold up another's", async () => {
  await using own = await startHooked();
  await using hanging = await receiver(() => undefined);
  await using told = await receiver();
  await Promise.all(Array.from({ length: 40 }, () => own.end(hanging.url)));
  await hanging.arrived(8);
  await own.end(told.url, { key: await own.keyOf(await own.organisation()) });
  await told.arrived(1);
  assert.equal(hanging.calls.length, 8);
});
