// Packs what npm would publish, installs it into an empty folder, and makes a film there: what only works in a checkout
// fails here. npm run pack:check
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const CHECKOUT = join(import.meta.dirname, '..');
const PHOTO = join(CHECKOUT, 'examples/photos/rocket.jpg');
/** How this machine reaches its registry: npm run by another Node does not find the settings of the first by itself. */
const REACHING =
  /^(node_extra_ca_certs|ssl_cert_\w+|https?_proxy|no_proxy|npm_config_(registry|cafile|cache|(global|user)config))$/i;
/** Our own Node 24 before whatever else is in the path, and nothing else of this checkout. */
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => REACHING.test(name))),
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: process.env.HOME,
  REELQUEUE_LOG: 'warn',
};

const LIBRARY = `
import { createClient } from '@reelqueue/client';
import { MODELS } from '@reelqueue/models';
import { inspectFilm, render } from '@reelqueue/animatic';
import { readConfig } from 'reelqueue';

readConfig({});
createClient({ url: 'http://127.0.0.1:1', key: 'key' });
const film = { picture: process.argv[2] as string, prompt: MODELS[0]!.id, width: 64, height: 36, duration: 1 };
await render(film, { video: 'library.mp4', preset: 'ultrafast' });
console.log((await inspectFilm('library.mp4')).frames);
process.exit(0);
`;

/** Runs a program in a folder and answers what it printed. */
async function run(folder: string, program: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { cwd: folder, env: ENVIRONMENT });
  return stdout;
}

async function install(folder: string): Promise<void> {
  const packed = join(folder, 'packed');
  await mkdir(packed);
  await run(CHECKOUT, 'npm', 'run', '-s', 'pack', '--', `--pack-destination=${packed}`);
  const tarballs = (await readdir(packed)).map((name) => join(packed, name));
  assert.equal(tarballs.length, 4);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await run(folder, 'npm', 'install', '--ignore-scripts', '--no-audit', '--prefer-offline', ...tarballs);
}

/** The packages as libraries: their types compile for a stranger, and they run. */
async function checkLibraries(folder: string): Promise<void> {
  await writeFile(join(folder, 'library.ts'), LIBRARY);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck'];
  const types = ['--types', 'node', '--typeRoots', join(CHECKOUT, 'node_modules/@types')];
  await run(folder, join(CHECKOUT, 'node_modules/.bin/tsc'), ...options, ...types, 'library.ts');
  assert.equal((await run(folder, process.execPath, 'library.ts', PHOTO)).trim(), '30');
}

/** The renderer's own command, without anything around it. */
async function checkAnimatic(folder: string): Promise<void> {
  const animatic = join(folder, 'node_modules/.bin/animatic');
  const words = [PHOTO, 'slow orbit, falling snow', '--size', '64p', '--duration', '1', '--output', 'alone.mp4'];
  assert.match(await run(folder, animatic, ...words), /orbit/);
  assert.equal((await readFile(join(folder, 'alone.mp4'))).toString('latin1', 4, 8), 'ftyp');
  // What is painted is painted by a thread more.
  const places = ['a lake at dawn, then a city at night', '-s', '64p', '-d', '1', '-o', 'painted.mp4'];
  await run(folder, animatic, ...places);
  assert.equal((await readFile(join(folder, 'painted.mp4'))).toString('latin1', 4, 8), 'ftyp');
}

/** The command: it explains itself, serves, and has a film made by the processes that it forks. */
async function checkCommand(folder: string): Promise<void> {
  const reelqueue = join(folder, 'node_modules/.bin/reelqueue');
  assert.match(await run(folder, reelqueue, '--help'), /submit/);
  const { version } = JSON.parse(await readFile(join(CHECKOUT, 'packages/server/package.json'), 'utf8'));
  assert.equal((await run(folder, reelqueue, '--version')).trim(), version);
  const server = spawn(process.execPath, [reelqueue, 'serve', '--port', '0'], {
    cwd: folder,
    env: ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await ready(server, join(folder, 'reelqueue-data/server.json'));
    const flags = ['--image', PHOTO, '--resolution', '720P', '--prompt', 'pan left', '--output', 'command.mp4'];
    await run(folder, reelqueue, 'submit', 'wan2.6-i2v', ...flags);
    assert.equal((await readFile(join(folder, 'command.mp4'))).toString('latin1', 4, 8), 'ftyp');
  } finally {
    const ended = server.exitCode === null ? once(server, 'exit') : null;
    server.kill('SIGINT');
    await ended;
  }
  assert.equal(server.exitCode, 0);
}

async function ready(server: ChildProcess, file: string): Promise<void> {
  while (server.exitCode === null) {
    if (await readFile(file).catch(() => null)) return;
    await sleep(100);
  }
  throw new Error(`reelqueue serve ended with ${server.exitCode}`);
}

const folder = await mkdtemp(join(tmpdir(), 'reelqueue-pack-'));
try {
  await install(folder);
  await checkLibraries(folder);
  await checkAnimatic(folder);
  await checkCommand(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
