// How a system stops: what is under way may end, and whoever waits loses nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type Installation, install, type Running, type Server, signalAll } from './installation.ts';
import { picture } from './system.ts';

let here: Installation;
let api: Server;
let img_url: string;

before(async () => {
  here = await install();
  [api, img_url] = await Promise.all([here.serve({ REELQUEUE_WORKERS: '0' }), picture(640, 360)]);
});
after(() => here[Symbol.asyncDispose]());

const submit = async (to = api): Promise<string> => {
  const payload = { img_url, prompt: 'slow push in', quality: '360p', duration: 5 };
  return (await to.client.submit({ model: 'pixverse-v5.6-i2v', payload })).request_id;
};

/** Waits until a request renders, and stops the clock of its render process. */
async function freeze(request_id: string, at = api): Promise<number> {
  const render = await eventually(`${request_id} renders`, async () => {
    const [child = null] = here.find('render');
    return (await at.client.get(request_id)).phase === 'rendering' && child;
  });
  signalAll([render], 'SIGSTOP');
  assert.equal((await at.client.get(request_id)).status, 'processing', 'it was too quick for this test');
  return render;
}

const rowOf = async (request_id: string) => {
  const rows = await here.ask<{ status: string; attempt: number; failures: number; losses: number }>(
    'select status, attempt, failures, losses from requests where request_id = $1',
    [request_id],
  );
  return rows[0];
};

const slots = async (): Promise<number> => {
  const [{ n }] = await here.ask<{ n: number }>('select coalesce(sum(slots), 0)::int as n from workers');
  return n;
};

const isOver = (running: Running): Promise<boolean> => Promise.race([running.ended.then(() => true), sleep(0, false)]);

describe('a worker that is told to stop', { timeout: 120_000 }, () => {
  test('finishes what it is at, and takes nothing more', async () => {
    const worker = here.start('worker');
    const first = await submit();
    const render = await freeze(first);
    const next = await submit();
    signalAll([worker.pid], 'SIGTERM');
    signalAll([worker.pid], 'SIGTERM'); // as a process manager and npm do it together
    await eventually('its slots count no more', async () => (await slots()) === 0);
    assert.equal((await api.client.get(next)).starts_in, null);
    signalAll([render], 'SIGCONT');
    assert.equal(await worker.ended, 0, worker.written());
    assert.deepEqual(await rowOf(first), { status: 'success', attempt: 1, failures: 0, losses: 0 });
    assert.deepEqual(await rowOf(next), { status: 'queued', attempt: 0, failures: 0, losses: 0 });
    await api.client.cancel(next);
  });

  test('hands back what takes longer than REELQUEUE_DRAIN, which is nobody’s fault, and another finishes it', async () => {
    const worker = here.start('worker', { REELQUEUE_DRAIN: '1s' });
    const request_id = await submit();
    await freeze(request_id);
    signalAll([worker.pid], 'SIGTERM');
    assert.equal(await worker.ended, 0, worker.written());
    assert.deepEqual(await rowOf(request_id), { status: 'queued', attempt: 1, failures: 0, losses: 0 });
    const other = here.start('worker');
    assert.equal((await api.client.wait(request_id)).status, 'success');
    assert.equal((await rowOf(request_id)).attempt, 2);
    signalAll([other.pid], 'SIGTERM');
    assert.equal(await other.ended, 0, other.written());
  });

  for (const [what, signals] of [
    ['Ctrl-C', ['SIGINT']],
    ['Ctrl-C after SIGTERM', ['SIGTERM', 'SIGINT']],
  ] as const) {
    test(`hands back at once at ${what}`, async () => {
      const worker = here.start('worker', { REELQUEUE_DRAIN: '1h' });
      const request_id = await submit();
      await freeze(request_id);
      for (const signal of signals) signalAll([worker.pid], signal);
      assert.equal(await worker.ended, 0, worker.written());
      assert.deepEqual(await rowOf(request_id), { status: 'queued', attempt: 1, failures: 0, losses: 0 });
      await api.client.cancel(request_id);
    });
  }
});

test('a server that is told to stop answers until its render has ended, and is not ready meanwhile', async () => {
  signalAll([api.pid], 'SIGINT');
  assert.equal(await api.ended, 0, api.written());
  const server = await here.serve();
  const request_id = await submit(server);
  const render = await freeze(request_id, server);
  const ask = (path: string): Promise<number> => fetch(server.url + path).then(({ status }) => status);
  assert.equal(await ask('/readyz'), 200);
  signalAll([server.pid], 'SIGTERM');
  await eventually('it is not ready', async () => (await ask('/readyz')) === 503);
  const { headers, status } = await fetch(`${server.url}/healthz`);
  assert.deepEqual([status, headers.get('connection')], [200, 'close']);
  const waiting = server.client.wait(request_id);
  const next = await submit(server);
  assert.equal(await isOver(server), false);
  signalAll([render], 'SIGCONT');
  assert.equal((await waiting).status, 'success');
  assert.equal(await server.ended, 0, server.written());
  assert.equal(here.processes().length, 0);
  const again = await here.serve();
  assert.equal((await again.client.wait(next)).status, 'success');
});
