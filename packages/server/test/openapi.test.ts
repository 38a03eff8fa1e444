import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MODELS } from '@reelqueue/models';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { ALIASES, QUEUE } from '../src/http/operation.ts';
import { OPERATIONS } from '../src/http/operations.ts';
import { openDatabase } from '../src/store/database.ts';
import { addKey, type Scope } from '../src/store/keys.ts';
import { onlyInProcess } from './cluster.ts';
import { assertDescribed, assertMatches, compiled, DOCUMENT } from './document.ts';
import { type Answer, picture, startSystem, type TestSystem } from './system.ts';
import { receiver } from './webhooks/receiver.ts';

/** Every route that the systems of this file have, as "GET /path/{id}". */
const routes = new Set<string>();
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.add(`${one} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
});

let system: TestSystem;
before(async () => {
  system = await startSystem({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' });
});
after(() => system[Symbol.asyncDispose]());

/** A key of the first organisation. */
async function keyOf(scopes: Scope[]): Promise<string> {
  const database = openDatabase(system.databaseUrl);
  const [{ org_id }] = await database.query<{ org_id: string }>('', 'select org_id from organisations', []);
  const { key } = await addKey(database, { org_id, scopes, expires_in: null });
  await database.close();
  return key;
}

test('the document is valid OpenAPI 3.1, and every schema in it is one', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(DOCUMENT));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, '3.1');
  for (const name of Object.keys(DOCUMENT.components.schemas)) compiled({ $ref: `#/components/schemas/${name}` });
});

test('every route is described, and everything described is a route', {
  skip: onlyInProcess('it hears of routes as they are made'),
}, () => {
  const [ofKey, ofQueue] = ALIASES;
  const isAlias = (route: string): boolean =>
    [ofKey, ofQueue].some((base) => {
      const [method, path] = route.split(' ');
      return path.startsWith(`${base}/`) && routes.has(`${method} ${path.replace(base, QUEUE)}`);
    });
  // HEAD comes with every GET, OPTIONS with CORS.
  const described = Object.keys(OPERATIONS);
  const own = [...routes].filter((route) => !/^(HEAD|OPTIONS) /.test(route));
  const undescribed = own.filter((route) => !isAlias(route) && !described.includes(route));
  assert.deepEqual(undescribed, [], 'describe them in http/operations.ts');
  assert.deepEqual(
    described.filter((route) => !routes.has(route)),
    [],
  );
});

test('every call asks for the scope that the document names', async () => {
  const lacking = {
    read: await keyOf(['submit']),
    submit: await keyOf(['read']),
    admin: await keyOf(['read', 'submit']),
    metrics: await keyOf(['admin']),
  };
  for (const [call, { scope }] of Object.entries(OPERATIONS)) {
    const [method, path] = call.replaceAll(/\{\w+\}/g, 'x').split(' ');
    const { status } = await system.call(method, path, { key: null });
    assert.equal(status === 401, scope !== null, call);
    if (scope !== null) assert.equal((await system.call(method, path, { key: lacking[scope] })).status, 403, call);
  }
});

test('the document is served without a key and names the address at which clients reach the system', async () => {
  const { status, body } = await system.call('GET', '/openapi.json', { key: null });
  assert.equal(status, 200);
  assert.deepEqual(body, { ...DOCUMENT, servers: [{ url: system.url }] });
});

test('a submission is a valid one of its model, or of one that only an engine knows', () => {
  const check = compiled({ $ref: '#/components/schemas/Submit' });
  for (const { id: model, example } of MODELS) {
    assert.ok(check({ model, payload: example }), `${model}: ${JSON.stringify(check.errors)}`);
    assert.ok(check({ model, payload: { ...example, seed: null, unknown: 1 }, priority: null, metadata: [1] }));
    assert.ok(!check({ model, payload: { ...example, duration: 1 } }), model);
    assert.ok(!check({ model, payload: {} }), model);
    assert.ok(!check({ model, payload: example, priority: 'urgent' }), model);
  }
  // Whether there is an engine for it, the system says, and the engine what it makes of the payload.
  assert.ok(check({ model: 'vendor/other', payload: { prompt: 'x' } }));
  assert.ok(!check({ model: 'vendor/other', payload: 'x' }) && !check({ payload: { prompt: 'x' } }));
});

test('what a running system answers is what the document says, key by key', async () => {
  await using called = await receiver();
  const call = (method: string, path: string, body?: unknown) => system.call(method, `${QUEUE}${path}`, { body });
  const body = {
    model: 'pixverse-v5.6-i2v',
    payload: { image_url: await picture(320, 180), prompt: 'pan left', quality: '360p', extra: 1 },
    webhook_url: called.url,
  };
  const { body: made } = await call('POST', '/requests', body);
  const { body: queued } = await call('POST', '/requests', { ...body, webhook_url: null });
  assertDescribed(`GET ${QUEUE}/requests/{id}`, await call('GET', `/requests/${queued.request_id}`));
  const { body: bad } = await call('POST', '/requests', { ...body, start_within: 0.001 });
  const film = await system.client.wait(made.request_id);
  if (film.status !== 'success') return assert.fail(JSON.stringify(film));
  await system.client.wait(bad.request_id);
  const deliveries = async (): Promise<Answer> => call('GET', `/requests/${made.request_id}/deliveries`);
  for (
    const late = Date.now() + 5_000;
    (await deliveries()).body.deliveries[0]?.delivered_at === null;
    await sleep(20)
  ) {
    assert.ok(Date.now() < late);
  }
  const [delivery] = (await deliveries()).body.deliveries;
  const { body: urls } = await call('POST', '/upload-url', { file_type: 'png' });
  const pathOf = (url: string): string => new URL(url).pathname;

  const answers: Record<string, () => Promise<Answer>> = {
    submitRequest: () => call('POST', '/requests', body),
    listRequests: () => call('GET', '/requests?page_size=2'),
    getRequest: () => call('GET', `/requests/${made.request_id}`),
    followRequest: () => call('GET', `/requests/${made.request_id}/events`),
    getPlan: () => call('GET', `/requests/${made.request_id}/plan`),
    followAll: async () => {
      const headers = { authorization: `Bearer ${system.key}` };
      const answer = await fetch(`${system.url}${QUEUE}/events?since=now`, { headers });
      await answer.body?.cancel(); // it does not end by itself
      return { status: answer.status, headers: answer.headers, body: '' };
    },
    cancelRequest: () => call('POST', `/requests/${queued.request_id}/cancel`),
    deleteRequest: () => call('DELETE', `/requests/${queued.request_id}`),
    deleteFiles: () => call('DELETE', `/requests/${made.request_id}/files`),
    announceUpload: () => call('POST', '/upload-url', { filename: 'a.png' }),
    upload: () => system.call('PUT', pathOf(urls.upload_url), { body: 'x' }),
    readUpload: () => system.call('GET', pathOf(urls.public_url)),
    readFile: () => system.call('GET', pathOf(film.outcome.video_url)),
    listModels: () => call('GET', '/models'),
    listModelRecords: () => system.call('GET', `${ALIASES[1]}/models`),
    getModel: () => call('GET', '/models/wan2.6-i2v'),
    getUsage: () => call('GET', '/usage'),
    listDeliveries: deliveries,
    replayDelivery: () => call('POST', `/deliveries/${delivery.id}/replay`),
    getWebhookSecret: () => call('GET', '/webhook-secret'),
    rotateWebhookSecret: () => call('POST', '/webhook-secret/rotate'),
    showFrontPage: () => system.call('GET', '/', { headers: { accept: 'text/html' } }),
    isAlive: () => system.call('GET', '/healthz'),
    isReady: () => system.call('GET', '/readyz'),
    getOpenApi: () => system.call('GET', '/openapi.json'),
    readMetrics: async () => system.call('GET', '/metrics', { key: await keyOf(['metrics']) }),
    getLlmsText: () => system.call('GET', '/llms.txt'),
  };
  const ids = Object.values(OPERATIONS).map(({ id }) => id);
  assert.deepEqual(Object.keys(answers).sort(), ids.sort());
  const last = ([, { id }]: [string, { id: string }]): boolean => id === 'deleteFiles';
  const calls = Object.entries(OPERATIONS);
  for (const [operation, { id }] of [...calls.filter((one) => !last(one)), ...calls.filter(last)]) {
    assertDescribed(operation, await answers[id]());
  }
  // The ends that a request may come to, and the shape of each.
  for (const { request_id } of [made, queued, bad]) {
    assertDescribed(`GET ${QUEUE}/requests/{id}`, await call('GET', `/requests/${request_id}`));
  }
});

test('a webhook comes as the document says: its headers, its body, and what may be answered', async () => {
  await using called = await receiver();
  const { id: model, example: payload } = MODELS[0];
  const body = { model, payload: { ...payload, img_url: await picture(400, 400) }, webhook_url: called.url };
  const { body: cancelled } = await system.call('POST', `${QUEUE}/requests`, { body });
  await system.call('DELETE', `${QUEUE}/requests/${cancelled.request_id}`);
  const [call] = await called.arrived(1);
  const told = JSON.parse(call.body);
  const { post } = DOCUMENT.webhooks[told.type];
  assertMatches(post.requestBody.content['application/json'].schema, told);
  const described = post.parameters.map(({ name, required }: { name: string; required: boolean }) => [name, required]);
  const sent = Object.keys(call.headers).filter((name) => name.startsWith('webhook-'));
  assert.deepEqual(
    described.sort(),
    sent.sort().map((name) => [name, true]),
  );
  for (const { name, schema } of post.parameters) assertMatches(schema, call.headers[name]);
  assert.deepEqual(Object.keys(DOCUMENT.webhooks).sort(), ['request.cancelled', 'request.failed', 'request.success']);
  assert.deepEqual(Object.keys(post.responses).sort(), ['2XX', '410', 'default']);
});

test('llms.txt is served as text, with the address, every model and every parameter', async () => {
  const { status, headers, body } = await system.call('GET', '/llms.txt', { key: null });
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/plain; charset=utf-8']);
  assert.ok(body.includes(`${system.url}${QUEUE}/requests`));
  for (const { id, parameters } of MODELS) {
    assert.ok(body.includes(`### ${id}\n`), id);
    for (const name of Object.keys(parameters.properties)) assert.ok(body.includes(`- \`${name}\` (`), name);
  }
});
