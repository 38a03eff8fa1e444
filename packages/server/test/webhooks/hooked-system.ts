// A system whose users have themselves called on 127.0.0.1, and the shortest ways to an end and to what came of it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { Delivery } from '../../src/store/deliveries.ts';
import { addKey, type Scope } from '../../src/store/keys.ts';
import { newWebhookSecret } from '../../src/store/webhook-secrets.ts';
import { type Answer, picture, QUEUE, startSystem, type TestSystem } from '../system.ts';

export type HookedSystem = TestSystem & {
  database: Database;
  submit(webhook_url: unknown, options?: { key?: string; img_url?: string }): Promise<Answer>;
  /** Submits and cancels. The record. */
  end(webhook_url: unknown, options?: { key?: string }): Promise<Answer['body']>;
  deliveries(request: { request_id: string }): Promise<Delivery[]>;
  /** A request's one delivery as soon as it is as wanted, else as soon as no attempt is to come; fails the test after ten seconds. */
  delivery(request: { request_id: string }, wanted?: (now: Delivery) => boolean): Promise<Delivery>;
  secret(key?: string): Promise<string>;
  replay(delivery_id: string, key?: string): Promise<Answer>;
  /** A new organisation. */
  organisation(): Promise<string>;
  keyOf(org_id: string, scopes?: Scope[]): Promise<string>;
};

/** Without workers, unless `environment` says so: what is queued stays queued. */
export async function startHooked(
  environment: Record<string, string> = {},
  options: Parameters<typeof startSystem>[1] = {},
): Promise<HookedSystem> {
  const settings = { REELQUEUE_WORKERS: '0', REELQUEUE_ALLOW_PRIVATE: '127.0.0.1', ...environment };
  const [system, sent] = await Promise.all([startSystem(settings, options), picture(600, 400)]);
  const database = openDatabase(environment.DATABASE_URL ?? system.databaseUrl);
  const { key: first, call } = system;

  const submit: HookedSystem['submit'] = (webhook_url, { key = first, img_url = sent } = {}) =>
    call('POST', `${QUEUE}/requests`, {
      key,
      body: { model: 'wan2.6-i2v', payload: { img_url, resolution: '720P' }, webhook_url },
    });
  const deliveries: HookedSystem['deliveries'] = async ({ request_id }) => {
    const { status, body } = await call('GET', `${QUEUE}/requests/${request_id}/deliveries`);
    assert.deepEqual([status, Object.keys(body)], [200, ['deliveries']]);
    return body.deliveries;
  };
  return {
    ...system,
    database,
    submit,
    deliveries,
    async end(webhook_url, { key = first } = {}) {
      const { body } = await submit(webhook_url, { key });
      return (await call('POST', `${QUEUE}/requests/${body.request_id}/cancel`, { key })).body;
    },
    async delivery(request, wanted = (now) => now.next_attempt_at === null) {
      let found = await deliveries(request);
      for (const late = Date.now() + 10_000; Date.now() < late; found = await deliveries(request)) {
        if (found[0] && wanted(found[0])) break;
        await sleep(10);
      }
      assert.equal(found.length, 1);
      assert.ok(wanted(found[0]), JSON.stringify(found));
      return found[0];
    },
    secret: async (key = first) => (await call('GET', `${QUEUE}/webhook-secret`, { key })).body.secret,
    replay: (delivery_id, key = first) => call('POST', `${QUEUE}/deliveries/${delivery_id}/replay`, { key }),
    async organisation() {
      const org_id = uuidv7();
      const values = [org_id, org_id, newWebhookSecret()];
      await database.query('', 'insert into organisations (org_id, name, webhook_secret) values ($1, $2, $3)', values);
      return org_id;
    },
    keyOf: async (org_id, scopes = ['admin']) => (await addKey(database, { org_id, scopes, expires_in: null })).key,
    async [Symbol.asyncDispose]() {
      await database.close();
      await system[Symbol.asyncDispose]();
    },
  };
}
