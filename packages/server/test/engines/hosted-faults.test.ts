// What networks and vendors do to a hosted engine, one thing at a time, through the front door of a system before it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { VideoRequest } from '@reelqueue/client';
import { openDatabase } from '../../src/store/database.ts';
import { reelqueue } from '../cli/command-line.ts';
import { PHOTOS, picture, type TestSystem } from '../system.ts';
import { film } from './films.ts';
import { type Call, type Fault, type FaultyProxy, startBefore, startProxy, startQuick } from './hosted.ts';

const MODEL = 'pixverse-v5.6-i2v';
let payload: Record<string, unknown>;

let upstream: Awaited<ReturnType<typeof startQuick>>;
/** One system for all tests that need no settings of their own. */
let shared: House;
before(async () => {
  upstream = await startQuick(await film(5));
  shared = await house();
  payload = { prompt: 'waves', image_url: await picture(400, 400), quality: '360p' };
});
after(async () => {
  await shared[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const isSubmit = ({ method, path }: Call): boolean => method === 'POST' && path.endsWith('/requests');
const isLook = ({ method, path }: Call): boolean => method === 'GET' && /\/requests\/[\w-]+$/.test(path);

/** The fault for the first so many calls of a kind. */
function first(times: number, of: (call: Call) => boolean, fault: Fault): FaultyProxy['fault'] {
  let left = times;
  return (call) => (of(call) && left-- > 0 ? fault : null);
}

type House = {
  system: TestSystem;
  proxy: FaultyProxy;
  run(): Promise<VideoRequest>;
  [Symbol.asyncDispose](): Promise<void>;
};

async function house(
  options: Parameters<typeof startBefore>[2] = {},
  fault: FaultyProxy['fault'] = () => null,
): Promise<House> {
  const proxy = await startProxy(upstream.url);
  proxy.fault = fault;
  const system = await startBefore(proxy.url, upstream.key, options);
  return {
    system,
    proxy,
    run: () => system.client.run(MODEL, payload, { timeout: 60 }),
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** The shared system, before a proxy that has seen nothing and does nothing. */
function usual(): House {
  const { proxy } = shared;
  proxy.fault = () => null;
  [proxy.paid, proxy.calls.length] = [0, 0];
  return shared;
}

const errorOf = ({ outcome }: VideoRequest): string => (outcome as { error?: string } | null)?.error ?? '';
const engineOf = ({ outcome }: VideoRequest): string => (outcome as { engine?: string } | null)?.engine ?? '';

test('an answer that was lost is found in the list, and nothing is asked twice', async () => {
  const one = usual();
  one.proxy.fault = first(1, isSubmit, { kind: 'lost' });
  const record = await one.run();
  assert.deepEqual([record.status, one.proxy.paid], ['success', 1]);
});

test('an answer with status 500 to what was accepted is no refusal', async () => {
  const one = usual();
  one.proxy.fault = first(1, isSubmit, { kind: 'status', status: 502, after: true });
  assert.deepEqual([(await one.run()).status, one.proxy.paid], ['success', 1]);
});

test('what may have been accepted and is not to be found ends as unknown, and is asked again only where that is allowed', async () => {
  const requests = await upstream.count();
  {
    const one = usual();
    one.proxy.fault = first(1, isSubmit, { kind: 'cut' });
    const record = await one.run();
    assert.deepEqual([record.status, 'error_code' in record && record.error_code], ['failed', 'unknown_outcome']);
    assert.match(errorOf(record), /^hosted was asked for the film and gave no answer/);
    assert.equal(one.proxy.calls.filter(isSubmit).length, 1);
    assert.equal(await upstream.count(), requests);
  }
  await using other = await house({ environment: { REELQUEUE_PAID_RETRY: 'allow' } });
  other.proxy.fault = first(1, isSubmit, { kind: 'cut' });
  assert.equal((await other.run()).status, 'success');
  assert.equal(await upstream.count(), requests + 1);
});

test('what lies before the paid call may fail: nothing was asked, and the next engine of the route makes the film', async () => {
  await using one = await house({ engines: { animatic: { type: 'animatic' } } });
  await one.proxy.close();
  const record = await one.run();
  assert.deepEqual([record.status, engineOf(record)], ['success', 'animatic']);
  assert.equal(record.warnings?.[0], 'hosted refused the connection; it goes to animatic');
});

test('a key that is refused sends requests to the next engine, and after three of them the first is let alone', async () => {
  await using one = await house({ engines: { animatic: { type: 'animatic' } } });
  one.proxy.fault = (call) => (isSubmit(call) ? { kind: 'status', status: 401 } : null);
  const records = await Promise.all([one.run(), one.run(), one.run()]);
  assert.deepEqual(records.map(engineOf), ['animatic', 'animatic', 'animatic']);
  const database = openDatabase(one.system.databaseUrl);
  const [row] = await database.query('', 'select failures, why, last_error from engines', []);
  await database.close();
  assert.deepEqual(row, { failures: 3, why: 'away', last_error: 'hosted answered 401: the proxy says 401' });
  // Those that wait for it, now that it is let alone, go on too, and it is not asked.
  const asked = one.proxy.calls.filter(isSubmit).length;
  const record = await one.run();
  assert.equal(engineOf(record), 'animatic');
  assert.ok(one.proxy.calls.filter(isSubmit).length <= asked + 1);
});

test('too many calls are no failure: the request waits as long as it is told, and is then taken', async () => {
  await using one = await house({ engines: { animatic: { type: 'animatic' } } });
  one.proxy.fault = first(1, isSubmit, { kind: 'status', status: 429, retry_after: 1 });
  const record = await one.run();
  assert.deepEqual([record.status, engineOf(record)], ['success', 'hosted']);
  assert.ok(
    record.warnings?.every((warning) => warning.startsWith('The film was made at')),
    String(record.warnings),
  );
  const database = openDatabase(one.system.databaseUrl);
  const [row] = await database.query('', 'select failures from requests', []);
  await database.close();
  assert.deepEqual(row, { failures: 0 });
});

test('what the other side will never take fails with its sentence, where no other engine takes it', async () => {
  const one = usual();
  one.proxy.fault = first(1, isSubmit, { kind: 'status', status: 400 });
  const record = await one.run();
  assert.equal(record.status, 'failed');
  assert.equal(errorOf(record), 'hosted refused it: the proxy says 400');
});

test('what it says of a failure is passed on, without the key', async () => {
  const one = usual();
  const error = `moderated\n\u0007 for Bearer ${upstream.key}`;
  one.proxy.fault = (call) =>
    isLook(call) ? { kind: 'lie', record: { status: 'failed', error, error_code: 'content_rejected' } } : null;
  const record = await one.run();
  assert.deepEqual([record.status, 'error_code' in record && record.error_code], ['failed', 'content_rejected']);
  assert.match(errorOf(record), /^hosted: moderated for Bearer …$/);
});

test('one look that says failed is not believed, nor one that is no record at all', async () => {
  const one = usual();
  let looks = 0;
  const lies: Fault[] = [{ kind: 'lie', record: { status: 'failed' } }, { kind: 'page' }, { kind: 'half' }];
  one.proxy.fault = (call) => (isLook(call) ? (lies[looks++] ?? null) : null);
  assert.deepEqual([(await one.run()).status, one.proxy.paid], ['success', 1]);
});

test('the answer of another request is not taken for its own', async () => {
  const one = usual();
  assert.equal((await one.run()).status, 'success');
  one.proxy.fault = first(1, isSubmit, { kind: 'again' });
  const record = await one.run();
  assert.equal(record.status, 'failed');
  assert.match(errorOf(record), /its list did not show it/);
  assert.equal(one.proxy.paid, 1);
});

test('a film that breaks on its way is fetched again', async () => {
  const one = usual();
  const isFilm = ({ path }: Call): boolean => path.endsWith('.mp4');
  let fetched = 0;
  const faults: Fault[] = [{ kind: 'half' }, { kind: 'page' }, { kind: 'status', status: 503 }];
  one.proxy.fault = (call) => (isFilm(call) ? (faults[fetched++] ?? null) : null);
  assert.deepEqual([(await one.run()).status, one.proxy.paid], ['success', 1]);
});

test('a model that is not described here is listed, and passed on as it is', async () => {
  const model_ids = ['vendor/new.v1', 'vendor/gone.v1'];
  const routes = { '*': [{ engine: 'hosted', price: { per_film: 0.25 } }] };
  await using one = await house({ routes }, ({ path }) =>
    path.endsWith('/models') ? { kind: 'lie', record: { model_ids } } : null,
  );
  const { client } = one.system;
  const anything = [1, { deep: true }];
  const env = { REELQUEUE_URL: one.system.url, REELQUEUE_API_KEY: one.system.key };
  const payload = JSON.stringify({ anything, seed: 1 });
  const cover = join(PHOTOS, 'rocket.jpg');
  const flags = ['--payload', payload, '--set', 'seed=2', '--file', `cover=${cover}`];
  const { code, stdout, stderr } = await reelqueue(['submit', 'vendor/gone.v1', ...flags], { env });
  assert.equal(code, 0, stderr);
  const answer = await client.wait(stdout.trim(), { timeout: 60 });
  assert.equal(answer.status, 'failed');
  const { cover: address, ...rest } = answer.payload;
  assert.deepEqual(rest, { anything, seed: 2 });
  assert.match(String(address), /^http.*\.jpg$/);
  assert.match(errorOf(answer), /^hosted refused it: model "vendor\/gone\.v1" does not exist$/);
  await assert.rejects(client.submit({ model: 'vendor/unheard-of', payload: { anything } }), {
    code: 'model_not_found',
  });
  assert.deepEqual((await client.models()).slice(-2), ['vendor/gone.v1', 'vendor/new.v1']);
});

test('a model that makes no films is refused before it is paid for, or what it made is told of', async () => {
  const model = 'vendor/painter';
  const photo = await readFile(join(PHOTOS, 'rocket.jpg'));
  const lies: Record<string, Record<string, unknown>> = { '/models': { model_ids: [model] } };
  await using one = await house({ routes: { '*': [{ engine: 'hosted', price: { per_film: 0.25 } }] } }, (call) => {
    const found = Object.keys(lies).find((end) => call.path.endsWith(end));
    return found === undefined ? null : { kind: 'lie', record: lies[found] };
  });
  const paint = (): Promise<VideoRequest> => one.system.client.run(model, { prompt: 'a boat' }, { timeout: 60 });
  lies[encodeURIComponent(model)] = { model_type: 'image' };
  assert.match(errorOf(await paint()), /^hosted says that vendor\/painter is of the type image: only films are kept/);
  assert.equal(one.proxy.calls.filter(isSubmit).length, 0);

  lies[encodeURIComponent(model)] = { model_type: '' };
  const lent = new URL(await upstream.client.upload(new Blob([photo]), { file_type: 'jpg' }));
  const url = `${one.proxy.url}${lent.pathname}`;
  lies['/requests'] = { request_id: 'r1', model, error: null };
  lies['/requests/r1'] = { request_id: 'r1', status: 'success', outcome: { media_urls: [{ id: '0', url }] } };
  assert.equal(
    errorOf(await paint()),
    `hosted delivered a file of the type image/jpeg: only films are kept here; it lies at ${url} for as long as hosted keeps it`,
  );
  assert.equal(one.proxy.calls.filter(({ path }) => path === lent.pathname).length, 1);
});
