// Which addresses a webhook may have.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { QUEUE } from '../system.ts';
import { type HookedSystem, startHooked } from './hooked-system.ts';
import { receiver } from './receiver.ts';

/** Calls public addresses only. */
let system: HookedSystem;
before(async () => {
  system = await startHooked({ REELQUEUE_ALLOW_PRIVATE: '' }, { webhookRetries: [60] });
});
after(() => system[Symbol.asyncDispose]());

const PRIVATE = [
  ...['127.0.0.1', '127.0.0.2', '127.0.0.2.', '10.1.2.3', '169.254.169.254', '2130706434', '0x7f.2'],
  ...['[::1]', '[::ffff:127.0.0.2]', '[fd00::1]'],
].map((host): [string, RegExp] => [`http://${host}/hook`, /; it must be a public address; \S+ is none$/]);

for (const [webhook_url, rule] of [
  ...PRIVATE,
  ['ftp://example.com/', /; it must be an http or https URL$/],
  ['example.com/hook', /; it must be an http or https URL$/],
  ['', /^webhook_url is ""; it must be an http or https URL$/],
  ['http://exa\tmple.com/', /; it must be an http or https URL$/],
  ['\u0000http://example.com/', /; it must be an http or https URL$/],
  [7, /^webhook_url is 7; it must be an http or https URL$/],
  [['http://example.com/'], /; it must be an http or https URL$/],
  ['https://user@example.com/', /; it must hold no user name and no password$/],
  ['https://:word@example.com/', /; it must hold no user name and no password$/],
  [`https://example.com/${'a'.repeat(2029)}`, /; it must have at most 2048 characters$/],
] as [unknown, RegExp][]) {
  test(`webhook_url ${JSON.stringify(webhook_url).slice(0, 60)} is refused`, async () => {
    const { status, body } = await system.submit(webhook_url);
    assert.deepEqual([status, body.code, body.param], [400, 'invalid_payload', 'webhook_url']);
    assert.match(body.error, rule);
  });
}

test('a public address, and one of 2048 characters, is taken', async () => {
  for (const webhook_url of ['http://203.0.114.1/hook', `https://example.com/${'a'.repeat(2028)}`]) {
    assert.equal((await system.submit(webhook_url)).status, 200);
  }
});

test('a name that leads to a private address gets no connection', async () => {
  await using canary = await receiver();
  const request = await system.end(`http://localhost:${canary.port}/hook`);
  const { attempts, next_attempt_at } = await system.delivery(request, (now) => now.attempts.length > 0);
  assert.match(attempts[0].error ?? '', /^the address leads to localhost \(.*\), which is not a public address$/);
  assert.notEqual(next_attempt_at, null);
  assert.equal(canary.connections(), 0);
});

test('what was admitted at the submit and is not when it is called gets no connection', async () => {
  await using canary = await receiver();
  await using open = await startHooked({ REELQUEUE_WORKERS: '0' });
  const { body } = await open.submit(canary.url);
  await using strict = await startHooked({ DATABASE_URL: open.databaseUrl, REELQUEUE_ALLOW_PRIVATE: '' });
  await open.stop();
  await strict.call('DELETE', `${QUEUE}/requests/${body.request_id}`);
  const { attempts } = await strict.delivery(body, (now) => now.attempts.length > 0);
  assert.equal(attempts[0].error, 'the address leads to 127.0.0.1, which is not a public address');
  assert.equal(canary.connections(), 0);
});
