// Conforming as engines use it: in a confined process that ends with its word, or with the signal.
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspectFilm, type Wanted } from '@reelqueue/animatic/conform';
import { Unusable } from '../../src/engines/child.ts';
import { createConform } from '../../src/engines/conform.ts';
import { Turns } from '../../src/engines/turns.ts';
import { testFolder } from '../system.ts';
import { film } from './films.ts';

const WANTED: Wanted = {
  frame: { width: 160, height: 90, fps: 24 },
  duration: 1,
  sound: 'own',
  watermark: false,
  prompt: '',
  negative_prompt: '',
  seed: 1,
  made_by: 'Made by a test.',
};

test('a film is brought to what was asked, in a process of its own', async () => {
  await using folder = await testFolder();
  const conform = createConform({ preset: 'ultrafast', cache: join(folder.path, 'cache') });
  const source = join(folder.path, 'delivered');
  await writeFile(source, await film());
  const shares: number[] = [];
  const made = await conform(source, WANTED, {
    signal: new AbortController().signal,
    workdir: folder.path,
    onProgress: (share) => shares.push(share),
  });
  const { video: _, thumbnail, ...measures } = made;
  assert.ok((await readdir(folder.path)).includes('film.jpg') && thumbnail.endsWith('film.jpg'));
  assert.deepEqual(measures.warnings.length, 2);
  const seen = await inspectFilm(made.video);
  assert.deepEqual([seen.width, seen.height, seen.frames, measures.duration], [160, 90, 24, 1]);
  assert.ok(shares.length > 2);
});

test('what is no film is told of in a sentence, and a signal ends the process', async () => {
  await using folder = await testFolder();
  const conform = createConform({ preset: 'ultrafast', cache: join(folder.path, 'cache') });
  const source = join(folder.path, 'delivered');
  const context = { workdir: folder.path, onProgress: () => {} };
  const never = new AbortController().signal;
  await writeFile(source, '<html>502 Bad Gateway</html>');
  await assert.rejects(
    conform(source, WANTED, { ...context, signal: never }),
    (error) =>
      error instanceof Unusable &&
      error.message === 'The file is a text; a film must be MP4, MOV, WebM, Matroska or AVI.',
  );
  await writeFile(source, await film());
  const reason = new Error('enough');
  const stop = new AbortController();
  await assert.rejects(
    conform(source, WANTED, { workdir: folder.path, signal: stop.signal, onProgress: () => stop.abort(reason) }),
    (error) => error === reason,
  );
});

test('only so many are made at once: others wait in their order, and one that is told to stop leaves the line', async () => {
  const turns = new Turns(2);
  const done: number[] = [];
  const [never, stop] = [new AbortController().signal, new AbortController()];
  const gates = [0, 1, 2, 3, 4].map(() => Promise.withResolvers<void>());
  const work = gates.map(async ({ promise }, i) => {
    using _ = await turns.take(i === 3 ? stop.signal : never);
    done.push(i);
    await promise;
  });
  const left = assert.rejects(work[3], /enough/);
  await new Promise(setImmediate);
  assert.deepEqual(done, [0, 1]);
  stop.abort(new Error('enough'));
  await left;
  gates[1].resolve();
  await work[1];
  await new Promise(setImmediate);
  assert.deepEqual(done, [0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.all(work.filter((_, i) => i !== 3));
  assert.deepEqual(done, [0, 1, 2, 4]);
});
