// What a film of 1080p takes of memory, in the process that the engine starts for it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FilmRequest } from '@reelqueue/animatic';
import { costOf } from '../../../../bench/cost.ts';
import { writeClip } from '../../../animatic/test/made/clips.ts';
import { runChild } from '../../src/engines/child.ts';
import { COMPILED } from '../compiled.ts';
import { PHOTOS, testFolder } from '../system.ts';

/** Megabytes. */
const MOST = 400;
const CHILD = new URL('../../src/engines/render-child.ts', import.meta.url);

const FILM: FilmRequest = {
  ...{ picture: null, last_picture: null, first_clip: null, references: [], drive: null },
  ...{ prompt: '', negative_prompt: '', prompt_extend: true, shot_type: 'single', sound: 'generated', watermark: true },
  // Memory is at its peak when the encoder looks furthest ahead, which is within a second.
  ...{ width: 1920, height: 1080, fps: 30, duration: 1, seed: 1 },
};

test('a film of 1080p takes at most 400 MB', { skip: process.platform !== 'linux' && 'read from /proc' }, async (t) => {
  await using folder = await testFolder();
  const clip = join(folder.path, 'clip.mp4');
  const bands = (x: number, y: number, time: number): number => 20 + ((x + 2 * y + 60 * time) & 191);
  await writeClip(clip, { width: 1920, height: 1080, fps: 15, seconds: 1, luma: bands, sound: () => 0 });
  const picture = join(PHOTOS, 'astronaut.jpg');
  const kinds: Record<string, Partial<FilmRequest>> = {
    'of a portrait in layers': { picture, prompt: 'orbit left around her, falling snow' },
    'of words': { prompt: 'a forest of firs in autumn' },
    'of three clips': { references: [clip, clip, clip], prompt: 'character1, character2 and character3 meet' },
  };
  for (const [kind, changes] of Object.entries(kinds)) {
    const [video, thumbnail, plan] = ['mp4', 'jpg', 'json'].map((type) => join(folder.path, `film.${type}`));
    const order = {
      film: { ...FILM, ...changes },
      video,
      thumbnail,
      plan,
      media: {},
      preset: 'fast',
      threads: 1,
      plugins: {},
    };
    const cache = COMPILED.NODE_COMPILE_CACHE ?? join(folder.path, 'cache');
    const signal = new AbortController().signal;
    const { memory } = await costOf(() => runChild(CHILD, order, { signal, cache, onProgress: () => {} }));
    t.diagnostic(`${kind}: ${memory.toFixed(0)} MB`);
    assert.ok(memory > 100 && memory <= MOST, `${kind}: ${memory.toFixed(0)} MB`);
  }
});
