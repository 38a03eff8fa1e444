// How a system stops: what is under way may end, and whoever waits loses nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { layout, type ServerFile } from '../src/layout.ts';
import { eventually, type Installation, install, type Running, type Server, signalAll } from './installation.ts';
import { picture, QUEUE, testFolder } from './system.ts';

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

/** A request whose render process stands still: it goes on at a SIGCONT. */
async function midway(at = api): Promise<{ request_id: string; render: number }> {
  for (;;) {
    const request_id = await submit(at);
    const render = await here.freeze(at, request_id);
    if (render !== null) return { request_id, render };
  }
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
    const { request_id: first, render } = await midway();
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
    const { request_id } = await midway();
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
      const { request_id } = await midway();
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
  const { request_id, render } = await midway(server);
  const ask = (path: string): Promise<number> => fetch(server.url + path).then(({ status }) => status);
  assert.equal(await ask('/readyz'), 200);
  signalAll([server.pid], 'SIGTERM');
  await eventually('it is not ready', async () => (await ask('/readyz')) === 503);
  const { headers, status } = await fetch(`${server.url}/healthz`);
  assert.deepEqual([status, headers.get('connection')], [200, 'close']);
  const waiting = server.client.wait(request_id);
  const next = await submit(server);
  const authorised = { authorization: `Bearer ${server.key}` };
  const held = fetch(`${server.url}${QUEUE}/requests/${next}?wait=60`, { headers: authorised });
  assert.equal(await isOver(server), false);
  signalAll([render], 'SIGCONT');
  assert.equal((await waiting).status, 'success');
  // Who still waits for something else is told how it stands, and not hung up on.
  assert.equal(((await (await held).json()) as { status: string }).status, 'queued');
  assert.equal(await server.ended, 0, server.written());
  assert.equal(here.processes().length, 0);
  const again = await here.serve();
  assert.equal((await again.client.wait(next)).status, 'success');
});

test('npm start, told to stop as a process manager does it, stops the server and leaves nothing', async () => {
  await using folder = await testFolder();
  const env = {
    ...process.env,
    REELQUEUE_DATA_DIR: folder.path,
    PORT: '0',
    REELQUEUE_WORKERS: '0',
    REELQUEUE_DRAIN: '0s',
  };
  const npm = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '../../..'),
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const text of npm.stdout) if (String(text).includes('Ctrl-C')) break;
  const ended = once(npm, 'exit');
  const { pid } = JSON.parse(await readFile(layout(folder.path).server, 'utf8')) as ServerFile;
  npm.kill('SIGTERM'); // to npm alone: systemd's KillMode=mixed
  assert.deepEqual(await ended, [0, null]);
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});
