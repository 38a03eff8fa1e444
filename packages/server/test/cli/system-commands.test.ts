import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { open, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PHOTOS, testFolder } from '../system.ts';
import { type Ended, reelqueue } from './command-line.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Processes that were started for a folder; where there is no /proc, none are seen. */
function processesOf(folder: string): string[] {
  return globSync('/proc/[0-9]*/cmdline').flatMap((path) => {
    try {
      const command = readFileSync(path, 'utf8').replaceAll('\0', ' ');
      return command.includes(folder) ? [command] : [];
    } catch {
      return []; // ended since
    }
  });
}

async function firstBytes(file: string, count: number): Promise<Buffer> {
  await using handle = await open(file);
  return (await handle.read(Buffer.alloc(count), 0, count, 0)).buffer;
}

test('serve tells its address and key, makes what its curl line asks for, and stops cleanly', async () => {
  await using folder = await testFolder();
  const data = join(folder.path, 'data');
  const env = { REELQUEUE_LOG: 'warn', REELQUEUE_WORKERS: '0' };
  let checked: Promise<void> | null = null;
  const check = (kill: (signal: NodeJS.Signals) => void, said: string) => {
    checked = whileServing(data, said).finally(() => {
      kill('SIGINT');
      kill('SIGINT'); // npm passes the terminal's Ctrl-C on a second time
    });
  };
  const args = ['serve', '--port', '0', '--data-dir', data];
  const served = await reelqueue(args, { env, installed: true, when: { says: 'Ctrl-C', act: check } });
  assert.ok(checked, served.stderr);
  await checked;
  assert.deepEqual([served.code, served.stderr], [0, '']);
  assert.ok(!existsSync(join(data, 'server.json')));
  assert.deepEqual(processesOf(folder.path), []);
});

async function whileServing(data: string, said: string): Promise<void> {
  const { url, pid } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  const key = readFileSync(join(data, 'admin-key'), 'utf8').trim();
  assert.ok(said.includes(`runs at ${url}\n`) && said.includes(`API key: ${key} `), said);
  assert.equal((await stat(join(data, 'admin-key'))).mode & 0o777, 0o600);

  const second = await reelqueue(['serve', '--port', '0', '--data-dir', data]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`^error: can not start: .*${url}.*${pid}`, 'm'));

  if (!hasCurl) return;
  const line = said.split('\n').find((one) => one.includes('| curl ')) as string;
  const { stdout } = await promisify(execFile)('sh', ['-c', line]);
  assert.equal(JSON.parse(stdout).status, 'queued');
}

test('a setting that is wrong is refused with its rule before anything starts', async () => {
  await using folder = await testFolder();
  const data = join(folder.path, 'data');
  const refusals: [string[], Record<string, string>, RegExp][] = [
    [['serve', '--port', 'http'], {}, /PORT: "http" must be/],
    [['serve'], { REELQUEUE_WORKER: '2' }, /REELQUEUE_WORKER is not a setting; did you mean REELQUEUE_WORKERS\?/],
    [['worker'], { REELQUEUE_WORKERS: '0' }, /REELQUEUE_WORKERS is 0/],
    [['worker', '--pools', 'animatic,comfy'], {}, /there is no engine "comfy"; there are animatic\n/],
    [['worker', '--pools', ' ,'], {}, /there is no engine ""; there are animatic\n/],
  ];
  for (const [args, env, sentence] of refusals) {
    const { code, stderr } = await reelqueue([...args, '--data-dir', data], { env });
    assert.match(stderr, sentence);
    assert.equal(code, 2);
  }
  assert.ok(!existsSync(data));
});

test('files that are no certificate and no key are told by the names of their settings', async () => {
  await using folder = await testFolder();
  const file = join(folder.path, 'a.pem');
  await writeFile(file, 'a text');
  const env = { REELQUEUE_TLS_CERT: file, REELQUEUE_TLS_KEY: file };
  const { code, stderr } = await reelqueue(['serve', '--data-dir', folder.path], { env });
  assert.match(stderr, /REELQUEUE_TLS_CERT and REELQUEUE_TLS_KEY do not name a certificate and its key as PEM: /);
  assert.equal(code, 1);
});

test('a worker of its own renders what the API took', async () => {
  await using folder = await testFolder();
  const env = { REELQUEUE_DATA_DIR: folder.path, REELQUEUE_LOG: 'warn', REELQUEUE_PRESET: 'ultrafast' };
  const image = join(PHOTOS, 'rocket.jpg');
  const film = ['submit', 'pixverse-v5.6-i2v', '--image', image, '--prompt', 'pan left', '--quality', '360p', '--wait'];
  let made: Promise<Ended> | null = null;
  let rendered: Promise<Ended> | null = null;
  const api = await reelqueue(['serve', '--port', '0'], {
    env: { ...env, REELQUEUE_WORKERS: '0', REELQUEUE_DRAIN: '0s' },
    when: {
      says: 'Ctrl-C',
      act: (stopApi) => {
        const submit = (stopWorker: (signal: NodeJS.Signals) => void) => {
          made = reelqueue(film, { env }).finally(() => stopWorker('SIGTERM'));
        };
        const when = { says: 'takes requests', act: submit };
        const worker = reelqueue(['worker', '--pools', 'animatic'], { env: { ...env, REELQUEUE_WORKERS: '1' }, when });
        rendered = worker.finally(() => stopApi('SIGTERM'));
      },
    },
  });
  for (const ended of [made, rendered]) assert.equal((await (ended as Promise<Ended> | null))?.code, 0);
  assert.equal(api.code, 0);
  assert.deepEqual(processesOf(folder.path), []);
});

test('the demo makes a film and a thumbnail with a system of its own, and leaves nothing running', async () => {
  await using folder = await testFolder();
  const { code, stdout, stderr } = await reelqueue(['demo'], { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /success 100 %\n$/);
  assert.match(stdout, /1168 × 768, 30 fps, 5 s/);
  assert.match(stdout, /film +demo\/coffee\.mp4\nthumbnail +demo\/coffee-thumbnail\.jpg\n$/);
  assert.equal((await firstBytes(join(folder.path, 'demo/coffee.mp4'), 8)).toString('latin1', 4), 'ftyp');
  assert.equal((await firstBytes(join(folder.path, 'demo/coffee-thumbnail.jpg'), 3)).toString('hex'), 'ffd8ff');
  assert.deepEqual(await readdir(folder.path), ['demo']);
  assert.ok(!existsSync(join(folder.path, 'demo/data/server.json')));
  assert.deepEqual(processesOf(folder.path), []);
});

test('Ctrl-C in the demo cancels the request and stops everything', async () => {
  await using folder = await testFolder();
  const { code, stderr } = await reelqueue(['demo', '--duration', '15'], {
    cwd: folder.path,
    when: { says: 'rendering', act: (kill) => kill('SIGINT') },
  });
  assert.equal(code, 130);
  assert.match(stderr, /Cancelled; nothing is left running\.\n$/);
  assert.deepEqual(await readdir(join(folder.path, 'demo')), ['data']);
  assert.deepEqual(processesOf(folder.path), []);
});

test('the demo refuses a photo that is not there before it starts anything', async () => {
  await using folder = await testFolder();
  const { code, stderr } = await reelqueue(['demo', '--image', 'my.jpg'], { cwd: folder.path });
  assert.equal(code, 2);
  assert.match(stderr, /img_url is my\.jpg, which is not there/);
  assert.deepEqual(await readdir(folder.path), []);
});
