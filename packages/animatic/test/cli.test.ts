// The command animatic as a stranger meets it: what it makes, what it says, and how it ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspectFilm } from '../src/film/inspection.ts';
import { measurePicture } from '../src/input/picture.ts';
import { made } from './made/folder.ts';
import { sine, wav } from './made/sounds.ts';

/** As npm links it, and what that starts in a checkout. */
const LINKED = fileURLToPath(new URL('../bin/animatic.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const PHOTO = fileURLToPath(new URL('../../../examples/photos/rocket.jpg', import.meta.url));
const SMALL = ['--size', '64p', '--duration', '1', '--preset', 'ultrafast'];

type Running = { cwd?: string; command?: string; until?: () => Promise<unknown> };

/** Runs the command, here or in a folder, to its end or until it has said something. */
async function animatic(words: string[], { cwd, command = COMMAND, until }: Running = {}) {
  const child = spawn(process.execPath, ['--conditions=reelqueue-source', command, ...words], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (bytes) => (said[name] += bytes));
  const ended = once(child, 'close');
  if (until) {
    await until();
    child.kill('SIGINT');
  }
  const [code] = await ended;
  return { ...said, code };
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe('animatic', () => {
  test('makes a film of a picture and words, in the shape of the picture, beside what was asked for', async () => {
    const [film, thumbnail, plan] = [await made('a.mp4'), await made('a.jpg'), await made('a.json')];
    const extra = ['--thumbnail', thumbnail, '--plan', plan, '--seed', '9', '--fps', '24'];
    const { code, stdout, stderr } = await animatic([
      PHOTO,
      'pan left, the rocket explodes',
      '-o',
      film,
      ...SMALL,
      ...extra,
    ]);
    assert.equal(code, 0);
    const { width, height, fps, frames } = await inspectFilm(film);
    assert.deepEqual([width, height, fps, frames], [96, 64, 24, 24]);
    assert.equal((await measurePicture(thumbnail)).width, 640);
    assert.equal(JSON.parse(await readFile(plan, 'utf8')).seed, 9);
    assert.match(stderr, /^warning: "explodes" can not be shown/);
    assert.match(
      stdout,
      /^film {5}.*a\.mp4\nmade {5}96 × 64, 24 fps, 1 s, seed 9, in .*\nshots {4}.*pan left \(1\.0 s\)/,
    );
  });

  test('paints a place when there is no picture, and prints JSON for programs', async () => {
    const film = await made('words.mp4');
    const words = [
      'a lake at sunset',
      '-o',
      film,
      '--aspect',
      '1:1',
      ...SMALL,
      '--json',
      '--voice',
      'espeak-ng --stdout',
    ];
    const { code, stdout, stderr } = await animatic(words);
    assert.equal(code, 0);
    assert.match(stderr, /^warning: --voice had nothing to do in this film\.$/m);
    const { video, width, height, plan } = JSON.parse(stdout);
    assert.deepEqual([video, width, height], [film, 64, 64]);
    assert.match(plan.actual_prompt, /^a lake at sunset\./);
  });

  test('names the film after the picture', async () => {
    const film = await made('rocket.mp4');
    assert.equal((await animatic([PHOTO, '', ...SMALL, '--quiet'], { cwd: dirname(film) })).stdout, '');
    assert.equal((await inspectFilm(film)).frames, 30);
  });

  test('takes a last picture, a sound, a clip and references', async () => {
    const sound = await made('sound.wav', wav({ rate: 48_000, channels: 2, seconds: 1 }, sine));
    const clip = await made('clip.mp4');
    assert.equal((await animatic([PHOTO, '', '-o', clip, ...SMALL, '--last', PHOTO, '--audio', sound])).code, 0);
    const on = await animatic(['zoom out', '--clip', clip, '-o', await made('on.mp4'), ...SMALL, '-d', '2']);
    assert.equal(on.code, 0, on.stderr);
    const both = ['character1 meets character2', '--reference', clip, clip, '-o', await made('both.mp4'), ...SMALL];
    assert.equal((await animatic([...both, '--shots', 'multi', '--json'])).code, 0);
  });

  test('teaches: its help names every option, the words it knows, and examples', async () => {
    const { code, stdout } = await animatic(['--help'], { command: LINKED });
    assert.equal(code, 0);
    for (const part of ['--duration', '--last', '--watermark', 'Words it knows', 'whip pan', 'animatic photo.jpg']) {
      assert.ok(stdout.includes(part), part);
    }
  });

  test('says what is wrong in a sentence, and leaves no film', async () => {
    const film = await made('none.mp4');
    const text = await made('text.png', 'not a picture');
    const wrong: [string[], number, RegExp][] = [
      [[], 2, /Usage: animatic/],
      [['nowhere.jpg', 'x'], 2, /^error: there is no file nowhere\.jpg that can be read\n$/],
      [[text, 'x'], 1, /^error: The file is a text; a picture must be JPEG/],
      [[PHOTO, 'x', '-d', '0'], 2, /^error: 0 s are no length of a film/],
      [[PHOTO, 'x', '-d', 'long'], 2, /'long' is invalid\. It is no number/],
      [[PHOTO, 'x', '-s', '33x64'], 2, /33x64 is no size of a film: sides are even/],
      [[PHOTO, 'x', '-s', '64x64', '-a', '1:1'], 2, /has a shape already/],
      [[PHOTO, 'x', '--audio', PHOTO, '--silent'], 2, /cannot be used with/],
      [[PHOTO, 'x', '--clip', PHOTO], 2, /give one of the three/],
      [[PHOTO, 'x', '--depth', 'no.onnx'], 2, /^error: there is no file no\.onnx that can be read\n$/],
      [[PHOTO, 'x', '--voice', '[1]'], 2, /A command is words between spaces, or a JSON array/],
      [[PHOTO, 'x', '--sed', '4'], 2, /Did you mean --seed/],
    ];
    for (const [words, code, sentence] of wrong) {
      const ended = await animatic([...words, ...(words.length > 0 ? ['-o', film] : [])]);
      assert.match(ended.stderr, sentence, words.join(' '));
      assert.equal(ended.code, code, words.join(' '));
      assert.doesNotMatch(ended.stderr, /\n\s+at /, 'no stack for what the user can mend');
    }
    assert.equal(await exists(film), false);
  });

  test('stops at Ctrl-C and leaves no film behind', async () => {
    const film = await made('stopped.mp4');
    const begun = async () => {
      while (!(await exists(film))) await new Promise(setImmediate);
    };
    const long = [PHOTO, 'zoom in', '-o', film, '--size', '720p', '--duration', '60'];
    assert.equal((await animatic(long, { command: LINKED, until: begun })).code, 130);
    assert.equal(await exists(film), false, basename(film));
  });
});
