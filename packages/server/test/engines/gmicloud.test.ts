// The hosted engine before a second Reelqueue: the suite of every engine, and what is its own.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { picture, startSystem, testFolder } from '../system.ts';
import { engineContract } from './contract.ts';
import { startProxy } from './hosted.ts';

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
    longer: { ...payload, duration: 10, seed: 5 },
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
