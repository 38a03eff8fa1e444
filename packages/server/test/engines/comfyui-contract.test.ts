// The suite of every engine for ComfyUI: at the tests' own server, or at a real one that needs no model for it.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { picture, testFolder } from '../system.ts';
import { type RunFault, startComfy } from './comfyui-server.ts';
import { engineContract } from './contract.ts';
import { film } from './films.ts';
import { engineAt } from './studio.ts';

/** The address of one that runs, started in any way. */
const REAL = process.env.REELQUEUE_TEST_COMFYUI;
const SECRET = 'Bearer a-word-for-the-proxy';

test('at a real ComfyUI every kind of film that needs no model file is one that it can make', {
  skip: REAL === undefined && 'REELQUEUE_TEST_COMFYUI names none: the suite runs at the tests’ own server',
}, async () => {
  const off = { off: true };
  const workflows = { image: { template: 'still' as const }, last_frame: off, audio: off, text: off };
  const engine = engineAt(REAL as string, undefined, { workflows });
  assert.match((await engine.check(AbortSignal.timeout(10_000))).says, /^ComfyUI \d.* makes films of the kinds image$/);
});

engineContract('comfyui', async () => {
  let fault: RunFault | null = null;
  let held = false;
  const [folder, image_url, mp4] = await Promise.all([testFolder(), picture(400, 225), film(81 / 16)]);
  const server = await startComfy({ film: mp4, onRun: () => fault, held: () => held });
  const path = join(folder.path, 'reelqueue.config.json');
  const gpu = {
    ...{ type: 'comfyui', url: REAL ?? server.url, authorization: 'env:PROXY_WORD', poll: 0.1, lost: 1 },
    workflows: { image: { template: 'still', longest: 10 } },
  };
  await writeFile(path, JSON.stringify({ engines: { gpu } }));
  const payload = { image_url, prompt: 'pan left', quality: '360p' };
  return {
    environment: { REELQUEUE_CONFIG: path, PROXY_WORD: SECRET },
    model: 'pixverse-v5.6-i2v',
    payload,
    film: { width: 640, height: 360, fps: 24, duration: 5 },
    hold(wanted) {
      held = wanted;
    },
    longer: REAL ? { ...payload, duration: 10, seed: 5 } : null,
    refused: { model: 'pixverse-v5.6-i2v', payload: { ...payload, generate_multi_clip_switch: true } },
    asked: REAL ? null : () => server.asked.length,
    spoil: REAL
      ? null
      : (spoilt) => {
          fault = spoilt ? 'truncated' : null;
        },
    secrets: [SECRET],
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
});
