// The engine that CONTRIBUTING shows, as it stands there: it is made, makes a film, refuses, and stops.
import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { findModel } from '@reelqueue/models';
import { readConfig } from '../../src/config.ts';
import { type EngineParts, type EngineType, Stop, Stopped } from '../../src/engines/engine.ts';
import { createLog } from '../../src/log.ts';
import { testFolder } from '../system.ts';
import { film } from './films.ts';

const SOURCES = join(import.meta.dirname, '../../src');
const PAGE = join(import.meta.dirname, '../../../../CONTRIBUTING.md');

/** The example, imported from beside this file, where packages are found; its own imports lead into the sources. */
async function example(): Promise<EngineType> {
  const [, code] = /^```ts\n(import \{ execFile \}.*?)^```$/ms.exec(await readFile(PAGE, 'utf8')) ?? [];
  assert.ok(code, 'the example is in CONTRIBUTING.md');
  assert.ok(code.split('\n').length <= 50);
  const file = join(import.meta.dirname, `.example-${process.pid}.ts`);
  const at = (path: string): string => pathToFileURL(join(SOURCES, path)).href;
  const led = code.replace(/from '\.\.\/([^']+)'/g, (_, path) => `from '${at(path)}'`);
  await writeFile(
    file,
    led.replace(/from '\.\/([^']+)'/g, (_, path) => `from '${at(`engines/${path}`)}'`),
  );
  try {
    return (await import(pathToFileURL(file).href)).PROGRAM;
  } finally {
    await rm(file);
  }
}

test('the engine of CONTRIBUTING.md makes a film out of what its program wrote, refuses, and stops', async () => {
  await using folder = await testFolder();
  const [made, program] = [join(folder.path, 'ready.mp4'), join(folder.path, 'program.sh')];
  await writeFile(made, await film(5));
  await writeFile(program, `#!/bin/sh\ntest "$2" = wait && exec sleep 60\ncp '${made}' "$3"\n`);
  await chmod(program, 0o755);
  const { create, settings } = await example();
  assert.deepEqual(Object.keys(settings.properties), ['program']);
  const config = readConfig({ REELQUEUE_DATA_DIR: folder.path, REELQUEUE_PRESET: 'ultrafast' });
  const parts = { name: 'mine', config, slots: 1, log: createLog('silent') } as EngineParts;
  const engine = create({ program } as never, parts);
  const model = findModel('wan2.6-i2v')!;
  assert.deepEqual(
    [engine.refuses(model, {}), engine.refuses(findModel('wan2.6-t2v')!, {})],
    [null, 'mine makes films of wan2.6-i2v only'],
  );

  const stopping = new AbortController();
  const checkpoint = { load: async () => null, save: async () => {} };
  const context = { signal: stopping.signal, workdir: folder.path, onProgress: () => {}, checkpoint };
  const render = (prompt: string) =>
    engine.render(
      {
        request_id: 'a',
        attempt: 1,
        model,
        payload: { prompt, duration: 5, seed: 1, audio: false },
        media: { img_url: ['a.png'] },
        frame: { width: 160, height: 90, fps: 30 },
      },
      context,
    );
  const { width, height, fps, duration } = await render('waves');
  assert.deepEqual([width, height, fps, duration], [160, 90, 30, 5]);
  const endless = render('wait');
  stopping.abort(new Stop('cancelled'));
  await assert.rejects(endless, Stopped);
});
