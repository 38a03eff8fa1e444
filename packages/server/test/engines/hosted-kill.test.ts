// Workers in processes of their own are killed in the midst of paying: asked is once, and what was asked for is not lost.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type Installation, install, type Running, signalAll } from '../installation.ts';
import { picture } from '../system.ts';
import { film } from './films.ts';
import { type Call, type Fault, type FaultyProxy, startBefore, startProxy, startQuick } from './hosted.ts';

const skip = !existsSync('/proc/self/stat') && 'needs /proc';
const MODEL = 'pixverse-v5.6-i2v';

const isSubmit = ({ method, path }: Call): boolean => method === 'POST' && path.endsWith('/requests');
const isLook = ({ method, path }: Call): boolean => method === 'GET' && /\/requests\/[\w-]+$/.test(path);
const isFilm = ({ path }: Call): boolean => path.endsWith('.mp4');

let upstream: Awaited<ReturnType<typeof startQuick>>;
let proxy: FaultyProxy;
let api: Awaited<ReturnType<typeof startBefore>>;
let here: Installation;
let image_url: string;
before(async () => {
  if (skip) return;
  upstream = await startQuick(await film(5));
  [proxy, here, image_url] = await Promise.all([startProxy(upstream.url), install(), picture(400, 400)]);
  api = await startBefore(proxy.url, upstream.key, {
    environment: { REELQUEUE_WORKERS: '0' },
    engine: { reconcile: 1 },
  });
});
after(async () => {
  for (const one of [here, api, proxy, upstream]) await one?.[Symbol.asyncDispose]();
});

const submit = async (prompt: string): Promise<string> =>
  (await api.client.submit({ model: MODEL, payload: { image_url, prompt, quality: '360p' } })).request_id;

let worker: Running | null = null;

/** The worker that runs, or a new one. */
function working(): Running {
  const { config, databaseUrl, settings } = api;
  const there = { DATABASE_URL: databaseUrl, REELQUEUE_DATA_DIR: config.REELQUEUE_DATA_DIR };
  worker ??= here.start('worker', { ...settings, ...there });
  return worker;
}

/** Has the worker killed as the first such call of its comes to the other side, which then does what `fault` says. */
async function killedAt(isMoment: (call: Call) => boolean, fault: Fault): Promise<void> {
  const { pid, ended, written } = working();
  let killed = false;
  proxy.fault = (call) => {
    if (killed || !isMoment(call)) return null;
    killed = true;
    signalAll([pid], 'SIGKILL');
    return fault;
  };
  assert.equal(await ended, 'SIGKILL', written());
  worker = null;
  proxy.fault = () => null;
}

/** Passes the call on; nobody is there any more for its answer. */
const PASSED: Fault = { kind: 'slow', ms: 50 };

test('whatever a worker is killed at, the film is asked for once, and comes', { skip }, async () => {
  const request_id = await submit('waves');
  for (const isMoment of [isSubmit, isLook, isFilm]) await killedAt(isMoment, PASSED);
  working();
  const { status, attempt, outcome } = await api.client.wait(request_id, { timeout: 60 });
  assert.deepEqual([status, attempt, proxy.paid], ['success', 4, 1], JSON.stringify(outcome));
});

test('killed before the call came through, a worker leaves what nobody knows: it ends as that', { skip }, async () => {
  const [killed, paid] = [killedAt(isSubmit, { kind: 'cut' }), proxy.paid];
  const request_id = await submit('storm');
  await killed;
  working();
  const record = await api.client.wait(request_id, { timeout: 60 });
  assert.deepEqual([record.status, 'error_code' in record && record.error_code], ['failed', 'unknown_outcome']);
  assert.equal(proxy.paid, paid);
});

for (const found of [false, true]) {
  const when = found ? 'nobody was there, back in line,' : 'nobody was there';
  test(`what was cancelled while ${when} runs on, until a worker comes and ends it there`, {
    skip,
  }, async () => {
    const killed = killedAt(isLook, PASSED);
    const request_id = await submit('for ever');
    await killed;
    const isBack = async () => (await api.client.get(request_id)).status === 'queued';
    if (found) await eventually('the API finds its worker dead', isBack);
    assert.equal((await api.client.cancel(request_id)).compute, 'still_running');
    // The looks of the API's process, one a second, find its worker dead, and know that this says nothing of the other side.
    await sleep(1_500);
    assert.equal((await api.client.get(request_id)).compute, 'still_running');
    working();
    await eventually('it is ended', async () => (await api.client.get(request_id)).compute === 'stopped');
    const { requests } = await upstream.client.list();
    assert.deepEqual([requests[0].status, requests[0].compute], ['cancelled', 'stopped']);
  });
}
