// Films that users give: read in the confined process, judged by the rule of their parameter.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { MediaRule } from '@reelqueue/models';
import { texture, writeClip } from '../../../animatic/test/made/clips.ts';
import { inspect, type MediaSources } from '../../src/intake/media.ts';
import { createProber, type Prober } from '../../src/media/probe.ts';

const rule: MediaRule = {
  kind: 'video',
  formats: ['mp4', 'mov'],
  min_seconds: 2,
  max_seconds: 10,
  max_bytes: 100_000_000,
};

let folder = '';
let prober: Prober;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelqueue-film-'));
  prober = createProber({ log: { warn() {} } });
});
after(async () => {
  await prober.close();
  await rm(folder, { recursive: true });
});

async function clip(seconds: number): Promise<string> {
  const path = join(folder, `${seconds}`);
  await writeClip(path, { width: 64, height: 36, fps: 15, seconds, luma: texture, sound: () => 0 });
  return path;
}

const judged = (path: string) => {
  const sources = { prober } as MediaSources;
  return inspect(sources, path, { place: 'first_clip', rule }, new AbortController().signal);
};

test('a film that keeps its rule is measured', async () => {
  assert.deepEqual(await judged(await clip(2)), {
    kind: 'video',
    format: 'mp4',
    width: 64,
    height: 36,
    duration: 2,
    has_audio: true,
  });
});

test('a film too short or too long is refused with its length and the rule', async () => {
  const refusal = (seconds: number) => ({
    code: 'invalid_media',
    param: 'first_clip',
    message: `first_clip is ${seconds} s long; it must be 2 to 10 s`,
  });
  await assert.rejects(judged(await clip(1)), refusal(1));
  await assert.rejects(judged(await clip(11)), refusal(11));
});

test('what is no film, or only the beginning of one, is refused', async () => {
  const text = join(folder, 'text');
  await writeFile(text, 'Not a film.');
  await assert.rejects(judged(text), { message: 'first_clip: The file is a text; a film must be MP4 or MOV.' });
  const cut = join(folder, 'cut');
  const whole = await readFile(await clip(2));
  await writeFile(cut, whole.subarray(0, whole.length * 0.8));
  await assert.rejects(judged(cut), { message: /^first_clip: .*cut short/ });
});
