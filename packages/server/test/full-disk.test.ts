// A disk that is full or can not be written costs nobody a request: what can wait for it waits.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { onlyInProcess } from './cluster.ts';
import { eventually } from './installation.ts';
import { fileServer, picture, QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';

let system: TestSystem;
let films: Awaited<ReturnType<typeof testFolder>>;
let files: Awaited<ReturnType<typeof fileServer>>;
const logged: string[] = [];

before(async () => {
  films = await testFolder();
  const jpeg = Buffer.from((await picture(400, 400)).split(',')[1], 'base64');
  files = await fileServer({ 'a.jpg': jpeg });
  const settings = { REELQUEUE_STORAGE: `file:${films.path}`, REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' };
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  system = await startSystem(settings, { log });
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  await films[Symbol.asyncDispose]();
});

/** A folder whose disk has no byte left, until it is disposed. */
function full(folder: string): Disposable {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder]);
  writeFileSync(join(folder, '.full'), Buffer.alloc(4096));
  return { [Symbol.dispose]: () => void execFileSync('umount', ['-l', folder]) };
}

function readOnly(folder: string): Disposable {
  execFileSync('mount', ['--bind', folder, folder]);
  execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
  return { [Symbol.dispose]: () => void execFileSync('umount', ['-l', folder]) };
}

const submit = async (): Promise<string> => {
  const payload = { image_url: `${files.url}/a.jpg`, prompt: 'slow push in', quality: '360p', duration: 5 };
  return (await system.client.submit({ model: 'pixverse-v5.6-i2v', payload })).request_id;
};

const reason =
  process.getuid?.() === 0 ? onlyInProcess('its disks are other hosts’') : 'only root may mount a full disk';

describe('a disk', { skip: reason }, () => {
  for (const [what, disk] of [
    ['full', full],
    ['read-only', readOnly],
  ] as const) {
    test(`a film waits for a storage that is ${what}, and is neither lost nor made again; uploads are a 503 meanwhile`, async () => {
      mkdirSync(join(films.path, 'files'), { recursive: true });
      let request_id: string;
      {
        using _results = disk(join(films.path, 'files'));
        mkdirSync(join(films.path, 'uploads'), { recursive: true });
        using _uploads = disk(join(films.path, 'uploads'));
        request_id = await submit();
        const body = { model: 'wan2.6-i2v', payload: { img_url: await picture(400, 400) } };
        const refused = await system.call('POST', `${QUEUE}/requests`, { body });
        assert.deepEqual([refused.status, refused.body.code], [503, 'unavailable']);
        logged.length = 0;
        await eventually('the worker waits for the disk', () => logged.some((line) => line.includes('trying again')));
        assert.equal((await system.client.get(request_id)).status, 'processing');
      }
      const { status, attempt } = await system.client.wait(request_id);
      assert.deepEqual([status, attempt], ['success', 1]);
    });

    test(`a worker whose own disk is ${what} takes no request, and says so`, async () => {
      logged.length = 0;
      const work = join(system.config.REELQUEUE_DATA_DIR, 'work');
      let request_id: string;
      {
        using _work = disk(work);
        await eventually('it says so', () => logged.some((line) => line.includes('no request is taken')));
        request_id = await submit();
        await system.call('GET', `${QUEUE}/requests/${request_id}?wait=2`);
        assert.equal((await system.client.get(request_id)).status, 'queued');
      }
      const { status, attempt } = await system.client.wait(request_id);
      assert.deepEqual([status, attempt], ['success', 1]);
    });
  }
});
