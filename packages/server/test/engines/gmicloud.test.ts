// The hosted engine before a second Reelqueue: the suite of every engine, and what is its own.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { standStill } from '../standstill.ts';
import { picture, QUEUE, startSystem, testFolder } from '../system.ts';
import { engineContract } from './contract.ts';
import { startBefore, startProxy } from './hosted.ts';

engineContract('gmicloud', async () => {
  const [upstream, folder, image_url] = await Promise.all([startSystem(), testFolder(), picture(400, 400)]);
  const proxy = await startProxy(upstream.url);
  const path = join(folder.path, 'engines.json');
  const hosted = { type: 'gmicloud', url: proxy.url, key: 'env:HOSTED_KEY', poll: 0.1, reconcile: 1 };
  await writeFile(path, JSON.stringify({ engines: { hosted } }));
  const payload = { image_url, prompt: 'pan left', quality: '360p' };
  return {
    environment: { REELQUEUE_CONFIG: path, HOSTED_KEY: upstream.key },
    model: 'pixverse-v5.6-i2v',
    payload,
    film: { width: 640, height: 360, fps: 24, duration: 5 },
    hold: standStill,
    longer: null,
    refused: null,
    asked: () => proxy.paid,
    spoil(spoilt) {
      proxy.fault = ({ path: asked }) => (spoilt && asked.endsWith('.mp4') ? { kind: 'page' } : null);
    },
    secrets: [upstream.key],
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
});

test('a preview is there while the film is made, is not its outcome, and goes with its files', async () => {
  await using upstream = await startSystem({ REELQUEUE_WORKERS: '0' }); // where it waits until a cancel
  const routes = { '*': [{ engine: 'hosted', preview: true }] };
  await using system = await startBefore(upstream.url, upstream.key, { routes });
  const payload = { image_url: await picture(400, 400), prompt: 'pan left', quality: '360p' };
  const { request_id } = await system.client.submit({ model: 'pixverse-v5.6-i2v', payload });
  let record = await system.client.get(request_id);
  for (const end = Date.now() + 60_000; record.preview_url === undefined && Date.now() < end; await sleep(50)) {
    record = await system.client.get(request_id);
  }
  assert.deepEqual([record.status, record.outcome], ['processing', null]);
  const film = Buffer.from(await (await fetch(record.preview_url as string)).arrayBuffer());
  assert.equal(film.toString('latin1', 4, 8), 'ftyp');
  await system.client.cancel(request_id);
  assert.equal((await system.client.get(request_id)).preview_url, undefined);
  assert.equal((await system.call('DELETE', `${QUEUE}/requests/${request_id}/files`)).status, 200);
  assert.equal((await fetch(record.preview_url as string)).status, 410);
});
