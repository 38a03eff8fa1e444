import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { openDisk } from '../src/artifacts/disk.ts';
import { own, ownerOf } from '../src/artifacts/owner.ts';
import { resultsIn } from '../src/artifacts/results.ts';
import { openS3 } from '../src/artifacts/s3.ts';
import { type Range, type Storage, StorageAway } from '../src/artifacts/storage.ts';
import { BUCKET, CREDENTIALS, type S3Server, startS3 } from './s3.ts';
import { testFolder } from './system.ts';

let folder: Awaited<ReturnType<typeof testFolder>>;
let s3: S3Server;

before(async () => {
  [folder, s3] = await Promise.all([testFolder(), startS3()]);
});
after(() => folder[Symbol.asyncDispose]());

const bucket = (prefix: string, more: object = {}, patience?: number): Storage =>
  openS3(
    { bucket: BUCKET, prefix, endpoint: s3.endpoint, region: 'us-east-1', credentials: CREDENTIALS, ...more },
    patience,
  );

const OPEN: Record<string, (name: string) => Storage> = {
  'a disk': (name) => openDisk(join(folder.path, name)),
  'a bucket': (name) => bucket(`${name}/`),
};

/** A finished file of a caller's own. */
async function written(bytes: Buffer | string): Promise<string> {
  const path = join(folder.path, randomBytes(8).toString('hex'));
  await writeFile(path, bytes);
  return path;
}

async function bytesOf(storage: Storage, name: string, range: Range | null = null): Promise<Buffer> {
  const found = await storage.find(name);
  assert.ok(found, `${name} is there`);
  return buffer(await storage.read(name, found, range));
}

const namesIn = async (storage: Storage, path: string): Promise<string[]> =>
  (await storage.list(path, { after: '', most: 100 })).map(({ name }) => name);

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

for (const [kind, open] of Object.entries(OPEN)) {
  describe(kind, () => {
    let storage: Storage;
    before(async () => {
      storage = open('contract');
      await storage.check();
    });
    after(() => storage.close());

    test('is empty at first, and checking it leaves nothing', async () => {
      assert.deepEqual(await storage.list('', { after: '', most: 10 }), []);
      assert.equal(await storage.find('files/a.mp4'), null);
      assert.equal(await storage.local('files/a.mp4', join(folder.path, 'never')), null);
      assert.equal(await isThere(join(folder.path, 'never')), false);
    });

    test('gives back what it was given, whole and in part, with its size, age and a tag of its bytes', async () => {
      const bytes = randomBytes(200_000);
      await storage.save('files/one/1-a.mp4', await written(bytes));
      const found = await storage.find('files/one/1-a.mp4');
      assert.equal(found?.bytes, bytes.length);
      assert.match(found?.etag ?? '', /^"[^"]+"$/);
      assert.ok(Math.abs(Date.now() - Number(found?.modified)) < 60_000);
      assert.ok(bytes.equals(await bytesOf(storage, 'files/one/1-a.mp4')));
      const part = await bytesOf(storage, 'files/one/1-a.mp4', { first: 1000, last: 70_999 });
      assert.ok(bytes.subarray(1000, 71_000).equals(part));
      const last = await bytesOf(storage, 'files/one/1-a.mp4', { first: 199_999, last: 199_999 });
      assert.ok(bytes.subarray(199_999).equals(last));
    });

    test('an object that is saved again has the new bytes and another tag', async () => {
      await storage.save('uploads/a.png', await written('first'));
      const first = await storage.find('uploads/a.png');
      await storage.save('uploads/a.png', await written('second'));
      assert.equal(String(await bytesOf(storage, 'uploads/a.png')), 'second');
      assert.notEqual((await storage.find('uploads/a.png'))?.etag, first?.etag);
    });

    test('a large file comes and goes in parts', async () => {
      const bytes = randomBytes(20_000_000);
      await storage.save('files/large/1-a.mp4', await written(bytes));
      assert.ok(bytes.equals(await bytesOf(storage, 'files/large/1-a.mp4')));
    });

    test('brings an object to a local path', async () => {
      await storage.save('uploads/b.png', await written('a picture'));
      const to = join(folder.path, `${kind}-b.png`);
      const path = await storage.local('uploads/b.png', to);
      assert.equal(await readFile(path as string, 'utf8'), 'a picture');
    });

    test('a file that is not there is no object afterwards', async () => {
      await assert.rejects(storage.save('files/none/1-a.mp4', join(folder.path, 'missing')), { code: 'ENOENT' });
      assert.equal(await storage.find('files/none/1-a.mp4'), null);
    });

    test('a save whose signal has aborted leaves the file and makes no object', async () => {
      const path = await written('never');
      await assert.rejects(storage.save('files/stopped/1-a.mp4', path, AbortSignal.abort()), { name: 'AbortError' });
      assert.equal(await storage.find('files/stopped/1-a.mp4'), null);
      assert.equal(await isThere(path), true);
    });

    test('lists what is below a path, by name and by page', async () => {
      const names = ['list/a/1-x.jpg', 'list/a/1-x.mp4', 'list/b/1-x.mp4', 'list/c/2-x.mp4'];
      for (const name of names) await storage.save(name, await written(name));
      assert.deepEqual((await namesIn(storage, 'list/')).sort(), names.toSorted());
      assert.deepEqual(await namesIn(storage, 'list/a/'), ['list/a/1-x.jpg', 'list/a/1-x.mp4']);
      const seen: string[] = [];
      for (let after = ''; ; after = seen[seen.length - 1]) {
        const page = await storage.list('list/', { after, most: 2 });
        if (page.length === 0) break;
        seen.push(...page.map(({ name }) => name));
      }
      assert.deepEqual(seen.sort(), names.toSorted());
      const [{ modified }] = await storage.list('list/c/', { after: '', most: 1 });
      assert.ok(Math.abs(Date.now() - Number(modified)) < 60_000);
    });

    test('removes objects, and those that are gone already', async () => {
      for (const name of ['gone/a/1', 'gone/a/2', 'gone/b/1']) await storage.save(name, await written(name));
      await storage.remove(['gone/b/1', 'gone/none']);
      assert.equal(await storage.find('gone/b/1'), null);
      await storage.removeAll('gone/a/');
      await storage.removeAll('gone/a/');
      assert.deepEqual(await namesIn(storage, 'gone/'), []);
    });

    test('result files carry their attempt, and those of older attempts go together', async () => {
      const results = resultsIn(storage);
      const request_id = '01890a5d-ac96-774b-bcce-b302099a8057';
      const old = await results.save(request_id, 1, await written('old'));
      const kept = await results.save(request_id, 2, await written('new'));
      const late = await results.save(request_id, 12, await written('newer'));
      assert.match(kept, /^files\/01890a5d-ac96-774b-bcce-b302099a8057\/2-[0-9a-f]{32}$/);
      await results.removeOlder(request_id, 2);
      assert.deepEqual([await storage.find(old), (await storage.find(late))?.bytes], [null, 5]);
      await results.removeAll(request_id);
      assert.equal(await storage.find(kept), null);
    });

    test('belongs to the database that came first', async () => {
      const path = join(folder.path, 'owner-note');
      assert.equal(await own(storage, 'one', path), true);
      assert.equal(await own(storage, 'other', path), false);
      assert.equal(await own(storage, 'one', path), true);
      assert.equal(await ownerOf(storage), 'one');
    });
  });
}

test('a file comes onto a disk from another file system', { skip: process.platform !== 'linux' }, async () => {
  const bytes = randomBytes(100_000);
  await using other = await testFolder('/dev/shm');
  const path = join(other.path, 'film');
  await writeFile(path, bytes);
  const disk = openDisk(join(folder.path, 'elsewhere'));
  await disk.save('files/one/1-a.mp4', path);
  assert.ok(bytes.equals(await bytesOf(disk, 'files/one/1-a.mp4')));
  assert.deepEqual(await namesIn(disk, 'files/'), ['files/one/1-a.mp4']);
});

test('a bucket that is away says so to each call, and serves again when it is back', async () => {
  const storage = bucket('away/');
  await storage.save('files/a', await written('a film'));
  const found = await storage.find('files/a');
  assert.ok(found);
  s3.mode = 'hangs_up';
  try {
    await assert.rejects(storage.find('files/a'), StorageAway);
    await assert.rejects(storage.read('files/a', found, null), StorageAway);
    await assert.rejects(storage.local('files/a', join(folder.path, 'away')), StorageAway);
    await assert.rejects(storage.remove(['files/a']), StorageAway);
    await assert.rejects(storage.list('files/', { after: '', most: 1 }), StorageAway);
    const path = await written('another');
    await assert.rejects(storage.save('files/b', path), StorageAway);
    assert.equal(await isThere(path), true);
  } finally {
    s3.mode = 'up';
  }
  assert.equal(String(await bytesOf(storage, 'files/a')), 'a film');
  storage.close();
});

test('a bucket that does not answer keeps nobody waiting, but may itself be kept waiting', async () => {
  const storage = bucket('silent/', {}, 0.3);
  const bytes = randomBytes(4_000_000);
  await storage.save('files/a', await written(bytes));
  const found = await storage.find('files/a');
  assert.ok(found);
  const slowly = await storage.read('files/a', found, null);
  s3.mode = 'silent';
  try {
    const started = performance.now();
    await Promise.all([
      assert.rejects(storage.find('files/a'), /it does not answer/),
      assert.rejects(storage.read('files/a', found, null), StorageAway),
      assert.rejects(storage.save('files/b', await written('another')), StorageAway),
    ]);
    assert.ok(performance.now() - started < 5_000);
  } finally {
    s3.mode = 'up';
  }
  // Nobody has read it meanwhile: for longer than an answer may take.
  assert.ok(bytes.equals(await buffer(slowly)));
  storage.close();
});

test('a save that is stopped in the middle ends at once, without a trace', async () => {
  const storage = bucket('stopped/');
  const stop = new AbortController();
  const saving = storage.save('files/a', await written(randomBytes(20_000_000)), stop.signal);
  while (!s3.calls.some((call) => call.includes('stopped/files/a') && call.includes('partNumber'))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  s3.mode = 'silent';
  stop.abort();
  await assert.rejects(saving, { name: 'AbortError' });
  s3.mode = 'up';
  assert.equal(await storage.find('files/a'), null);
  storage.close();
});

test('what is wrong with a bucket is said in a sentence, without its secret', async () => {
  const wrong: [object, RegExp][] = [
    [{ bucket: 'other' }, /s3:\/\/other\/x\/ at http.*: there is no bucket other$/],
    [{ credentials: { ...CREDENTIALS, accessKeyId: 'nobody' } }, /AWS_ACCESS_KEY_ID/],
    [{ endpoint: 'http://127.0.0.1:1' }, /nobody listens there$/],
    [{ endpoint: 'http://reelqueue.invalid' }, /host/],
  ];
  for (const [more, sentence] of wrong) {
    const storage = bucket('x/', more);
    await assert.rejects(storage.check(), (error: Error) => {
      assert.match(error.message, sentence);
      assert.doesNotMatch(error.message, /sesame|S3RVER/);
      return true;
    });
    storage.close();
  }
});

test('a disk lists by name where a folder and a file begin alike', async () => {
  const disk = openDisk(join(folder.path, 'alike'));
  for (const name of ['l/a/1', 'l/a-b', 'l/a.b']) await disk.save(name, await written(name));
  assert.deepEqual(await namesIn(disk, 'l/'), ['l/a-b', 'l/a.b', 'l/a/1']);
  assert.deepEqual(
    (await disk.list('l/', { after: 'l/a.b', most: 5 })).map(({ name }) => name),
    ['l/a/1'],
  );
});

test('a disk that can not be written says so', async () => {
  const path = await written('a file');
  await assert.rejects(openDisk(join(path, 'below')).check(), /files can not be kept in .*below \(ENOTDIR\)/);
});
