// Who is told of an end, what, and how often.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import sharp from 'sharp';
import { uuidv7 } from 'uuidv7';
import type { Outcome } from '../../src/request.ts';
import { claim } from '../../src/store/claims.ts';
import { move } from '../../src/store/moves.ts';
import { expire, recover } from '../../src/store/recovery.ts';
import { newWebhookSecret } from '../../src/store/webhook-secrets.ts';
import { onlyInProcess } from '../cluster.ts';
import { fileServer, QUEUE } from '../system.ts';
import { type HookedSystem, startHooked } from './hooked-system.ts';
import { type Call, receiver, verified } from './receiver.ts';

let system: HookedSystem;
let secret: string;
const lines: string[] = [];

before(async () => {
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  system = await startHooked({}, { log, webhookRetries: [0.05] });
  secret = await system.secret();
});
after(() => system[Symbol.asyncDispose]());

/** A picture that hardly gets smaller: 480 kB as a data URI. */
async function noise(): Promise<string> {
  const raw = { width: 400, height: 300, channels: 3 } as const;
  const png = await sharp(randomBytes(400 * 300 * 3), { raw })
    .resize(400, 400)
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

test('a request that ends is told once, signed, with the record that GET gives', async () => {
  await using told = await receiver();
  const request = await system.end(told.url);
  const { id, url, type, attempts, delivered_at } = await system.delivery(request);
  assert.deepEqual([url, type], [told.url, 'request.cancelled']);
  assert.deepEqual(attempts, [{ at: attempts[0].at, status: 204, error: null }]);
  assert.ok(Math.abs(Date.now() / 1000 - (delivered_at as number)) < 60);
  assert.equal(told.calls.length, 1);
  const [call] = told.calls;
  const { body: record } = await system.call('GET', `${QUEUE}/requests/${request.request_id}`);
  const timestamp = new Date(record.finished_at * 1000).toISOString();
  assert.deepEqual(verified(call, secret), { type: 'request.cancelled', timestamp, data: record });
  assert.deepEqual([call.id, call.headers['content-type']], [id, 'application/json']);
  assert.equal(call.headers['webhook-timestamp'], String(attempts[0].at));
  assert.match(call.headers['webhook-signature'], /^v1,[A-Za-z0-9+/]{43}=$/);
});

test('a signature is good for its own body, and by its own secret', async () => {
  await using told = await receiver();
  await system.end(told.url);
  const [call] = (await told.arrived(1)) as [Call];
  verified(call, secret);
  assert.throws(() => verified({ ...call, body: call.body.replace('cancelled', 'success') }, secret));
  assert.throws(() => verified(call, newWebhookSecret()));
});

test('a film is told with its absolute addresses, as GET shows it', async () => {
  await using films = await startHooked({ REELQUEUE_PUBLIC_URL: 'https://films.example.com' });
  await using told = await receiver();
  const { body: request } = await films.submit(told.url);
  const held = await claim(films.database, uuidv7(), 'animatic', 20);
  assert.ok(held && held.request_id === request.request_id);
  const [video_url, thumbnail_image_url] = ['/files/a.mp4', '/files/a.jpg'];
  const seen = { width: 1280, height: 720, fps: 30, duration: 5, sha256: '00', engine: 'animatic', seed: 0 };
  const outcome: Outcome = { video_url, thumbnail_image_url, media_urls: [{ id: '0', url: video_url }], ...seen };
  await move(films.database, held, 'success', { outcome });
  await films.delivery(request);
  const { type, data } = verified(told.calls[0], await films.secret());
  assert.equal(type, 'request.success');
  assert.equal(data.outcome.video_url, 'https://films.example.com/files/a.mp4');
  const { body: record } = await films.call('GET', `${QUEUE}/requests/${request.request_id}`);
  assert.deepEqual(data, record);
});

test('a body that many servers would refuse is cut short, as lists are', async () => {
  await using told = await receiver();
  const img_url = await noise();
  const { body: request } = await system.submit(told.url, { img_url });
  await system.call('DELETE', `${QUEUE}/requests/${request.request_id}`);
  await system.delivery(request);
  const { data } = verified(told.calls[0], secret);
  assert.ok(told.calls[0].body.length < 2_000);
  assert.equal(data.payload.img_url, `${img_url.slice(0, 120)}…`);
  const { body: record } = await system.call('GET', `${QUEUE}/requests/${request.request_id}`);
  assert.deepEqual({ ...data, payload: { ...data.payload, img_url } }, record);
});

test('what fails in a worker is told', async () => {
  await using working = await startHooked({ REELQUEUE_WORKERS: '1' });
  await using told = await receiver();
  await using nothing = await fileServer({});
  const { body: request } = await working.submit(told.url, { img_url: `${nothing.url}/a.png` });
  await working.delivery(request, (now) => now.delivered_at !== null);
  const { type, data } = verified(told.calls[0], await working.secret());
  assert.deepEqual(
    [type, data.request_id, data.error_code],
    ['request.failed', request.request_id, 'media_unreachable'],
  );
  assert.equal(told.calls.length, 1);
});

test('a request whose worker is lost again and again is told once, as failed', async () => {
  await using told = await receiver();
  const { body: request } = await system.submit(told.url);
  for (let losses = 0; losses <= 3; losses += 1) {
    const worker_id = uuidv7();
    assert.equal((await claim(system.database, worker_id, 'animatic', 20))?.request_id, request.request_id);
    // Right after a restart of the database no loss counts: the count is set by hand.
    await system.database.query('', 'update requests set losses = $1', [losses === 3 ? 3 : 0]);
    assert.deepEqual(told.calls, []);
    await Promise.all([recover(system.database, [worker_id]), recover(system.database, [worker_id])]);
  }
  await system.delivery(request);
  assert.equal(told.calls.length, 1);
  const { type, data } = verified(told.calls[0], secret);
  assert.deepEqual([type, data.request_id, data.error_code], ['request.failed', request.request_id, 'engine_lost']);
});

test('a request that expires is told once, as failed, and not again when it is cancelled', async () => {
  await using told = await receiver();
  const { body: request } = await system.submit(told.url);
  const { request_id } = request;
  await system.database.query('', 'update requests set start_before = now() where request_id = $1', [request_id]);
  await Promise.all([expire(system.database), expire(system.database)]);
  assert.equal((await system.call('DELETE', `${QUEUE}/requests/${request_id}`)).status, 409);
  await system.delivery(request);
  assert.equal(told.calls.length, 1);
  const { type, data } = verified(told.calls[0], secret);
  assert.deepEqual([type, data.request_id, data.error_code], ['request.failed', request_id, 'expired']);
});

test('nobody is told who did not ask', async () => {
  for (const webhook_url of [null, undefined]) {
    const request = await system.end(webhook_url);
    assert.equal(request.status, 'cancelled');
    assert.deepEqual(await system.deliveries(request), []);
  }
});

test('two systems on one database make each delivery once', async () => {
  const { databaseUrl, key } = system;
  await using other = await startHooked({ DATABASE_URL: databaseUrl });
  await using told = await receiver();
  const enders = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? system : other));
  const requests = await Promise.all(enders.map((ender) => ender.end(told.url, { key })));
  for (const request of requests) await system.delivery(request);
  assert.equal(new Set(told.calls.map((call) => call.id)).size, 20);
  assert.equal(told.calls.length, 20);
});

test('no secret and no address with its query is in a log, and no secret in a record', {
  skip: onlyInProcess('it reads the log'),
}, async () => {
  await using told = await receiver((n) => (n === 0 ? 500 : 200));
  const request = await system.end(`${told.url}?token=of-the-receiver`);
  await system.delivery(request);
  const path = `${QUEUE}/requests/${request.request_id}`;
  const shown = await Promise.all(['', '/deliveries'].map((of) => system.call('GET', path + of)));
  const log = lines.join('');
  assert.match(log, new RegExp(`"request_id":"${request.request_id}".*"status":500`));
  assert.doesNotMatch(log, /of-the-receiver/);
  for (const text of [log, JSON.stringify(shown.map(({ body }) => body)), told.calls[0].body]) {
    assert.ok(!text.includes(secret.slice('whsec_'.length)));
  }
  assert.ok(!told.calls[0].body.includes('of-the-receiver'));
});

test('after a rotation both secrets are accepted for a day, then the new one only', async () => {
  await using told = await receiver();
  const org_id = await system.organisation();
  const key = await system.keyOf(org_id);
  const old = await system.secret(key);
  const { status, body: rotated } = await system.call('POST', `${QUEUE}/webhook-secret/rotate`, { key });
  assert.deepEqual([status, Object.keys(rotated)], [200, ['secret']]);
  assert.match(rotated.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.notEqual(rotated.secret, old);
  assert.equal(await system.secret(key), rotated.secret);
  await system.end(told.url, { key });
  const [first] = await told.arrived(1);
  for (const either of [old, rotated.secret]) verified(first, either);

  const day = `update organisations set webhook_secret_rotated_at = now() - interval '24 hours' where org_id = $1`;
  await system.database.query('', day, [org_id]);
  await system.end(told.url, { key });
  const [, second] = await told.arrived(2);
  verified(second, rotated.secret);
  assert.throws(() => verified(second, old));
  const submitter = await system.keyOf(org_id, ['read', 'submit']);
  assert.equal((await system.call('POST', `${QUEUE}/webhook-secret/rotate`, { key: submitter })).status, 403);
});

test('a configured secret signs alone, a restart with it undoes no rotation, and another one rotates', async () => {
  const [given, other] = [newWebhookSecret(), newWebhookSecret()];
  await using first = await startHooked({ REELQUEUE_WEBHOOK_SECRET: given });
  await using told = await receiver();
  await first.end(told.url);
  const [call] = await told.arrived(1);
  verified(call, given);
  assert.doesNotMatch(call.headers['webhook-signature'], / /);
  const { body: rotated } = await first.call('POST', `${QUEUE}/webhook-secret/rotate`);
  const DATABASE_URL = first.databaseUrl;
  await using restarted = await startHooked({ REELQUEUE_WEBHOOK_SECRET: given, DATABASE_URL });
  assert.equal(await restarted.secret(), rotated.secret);
  await using changed = await startHooked({ REELQUEUE_WEBHOOK_SECRET: other, DATABASE_URL });
  await changed.end(told.url);
  const [, last] = await told.arrived(2);
  for (const either of [rotated.secret, other]) verified(last, either);
});
