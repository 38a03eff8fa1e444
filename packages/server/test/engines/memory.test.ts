// What a film of 1080p takes of memory, in the process that the engine starts for it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FilmRequest, Plan } from '@reelqueue/animatic';
import { DEFAULTS } from '../../../animatic/src/request.ts';
import { writeClip } from '../../../animatic/test/made/clips.ts';
import { runChild } from '../../src/engines/child.ts';
import { COMPILED } from '../compiled.ts';
import { costOf } from '../cost.ts';
import { PHOTOS, testFolder } from '../system.ts';

/** Megabytes. */
const MOST = 400;
const CHILD = new URL('../../src/engines/render-child.ts', import.meta.url);

const FILM: FilmRequest = {
  ...DEFAULTS,
  ...{ width: 1920, height: 1080, watermark: true },
  // Memory is at its peak when the encoder looks furthest ahead, which is within a second.
  duration: 1,
};

test('a film of 1080p takes at most 400 MB', { skip: process.platform !== 'linux' && 'read from /proc' }, async (t) => {
  await using folder = await testFolder();
  const clip = join(folder.path, 'clip.mp4');
  const bands = (x: number, y: number, time: number): number => 20 + ((x + 2 * y + 60 * time) & 191);
  await writeClip(clip, { width: 1920, height: 1080, fps: 15, seconds: 1, luma: bands, sound: () => 0 });
  // Who crosses them is cut out, and the place is seen without anybody first.
  const crossed = join(folder.path, 'crossed.mp4');
  const body = (x: number, y: number, time: number) => Math.abs(x - 300 - 500 * time) < 130 && y > 240 && y < 990;
  const crossing = (x: number, y: number, time: number) => (body(x, y, time) ? 220 : 40 + (((x + 2 * y) >> 4) & 63));
  await writeClip(crossed, { ...{ width: 1920, height: 1080, fps: 8, seconds: 2 }, luma: crossing, sound: () => 0 });
  const picture = join(PHOTOS, 'astronaut.jpg');
  const kinds: Record<string, Partial<FilmRequest> & { preset?: string }> = {
    'of a portrait in layers': { picture, prompt: 'orbit left around her, falling snow' },
    'of words': { prompt: 'a forest of firs in autumn' },
    'of three clips': { references: [clip, clip, clip], prompt: 'character1, character2 and character3 meet' },
    'that goes on from a clip': { first_clip: crossed, duration: 3 },
    'of three who are cut out': {
      references: [crossed, crossed, crossed],
      prompt: 'character1 walks in from the left, character2 and character3 wait',
      // It looks further ahead than `fast` is made to.
      preset: 'veryfast',
    },
  };
  for (const [kind, { preset = 'fast', ...changes }] of Object.entries(kinds)) {
    const [video, thumbnail, plan] = ['mp4', 'jpg', 'json'].map((type) => join(folder.path, `film.${type}`));
    const order = {
      film: { ...FILM, ...changes },
      video,
      thumbnail,
      plan,
      media: {},
      preset,
      threads: 1,
      plugins: {},
    };
    const cache = COMPILED.NODE_COMPILE_CACHE ?? join(folder.path, 'cache');
    const signal = new AbortController().signal;
    const { memory } = await costOf(() => runChild(CHILD, order, { signal, cache, onProgress: () => {} }));
    const { staging }: Plan = JSON.parse(await readFile(plan!, 'utf8'));
    assert.equal(
      staging?.shots.some(({ figures }) => figures.some(({ cut_out }) => cut_out)) ?? false,
      kind === 'of three who are cut out',
    );
    t.diagnostic(`${kind}: ${memory.toFixed(0)} MB`);
    assert.ok(memory > 100 && memory <= MOST, `${kind}: ${memory.toFixed(0)} MB`);
  }
});
