// Everything of ours is killed while a film is made far away: the next start takes the film.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { eventually, install, signalAll } from '../installation.ts';
import { picture } from '../system.ts';
import { startComfy } from './comfyui-server.ts';
import { film } from './films.ts';

const skip = !existsSync('/proc/self/stat') && 'needs /proc';

test('a film that ComfyUI makes outlives the death of everything here, and is asked for once', { skip }, async () => {
  await using comfy = await startComfy({ film: await film(81 / 16), stepMs: 300 });
  await using here = await install();
  const settings = { REELQUEUE_COMFYUI: comfy.url };
  const server = await here.serve(settings);
  const payload = { image_url: await picture(640, 360), prompt: 'waves', quality: '360p', seed: 5 };
  const { request_id } = await server.client.submit({ model: 'pixverse-v5.6-i2v', payload });
  await eventually('ComfyUI is at it', () => comfy.running());
  for (let left = here.processes(); left.length > 0; left = here.processes()) {
    signalAll(
      left.map(({ pid }) => pid),
      'SIGKILL',
    );
  }
  await server.ended;
  const { client } = await here.serve(settings);
  const { status, attempt, outcome } = await client.wait(request_id, { timeout: 120 });
  assert.deepEqual([status, attempt], ['success', 2], JSON.stringify(outcome));
  assert.equal(comfy.asked.length, 1);
});
