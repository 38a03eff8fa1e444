import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { MODELS, parametersOf } from '@reelqueue/models';
import { testFolder } from '../system.ts';
import { reelqueue } from './command-line.ts';

test('what npm links in a checkout runs the sources and passes on their exit code', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(await reelqueue(['--version'], { installed: true }), {
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
  assert.equal((await reelqueue(['wach'], { installed: true })).code, 2);
});

test('every command explains itself with examples', async () => {
  const overview = await reelqueue(['--help']);
  assert.equal(overview.code, 0);
  const commands = [...overview.stdout.matchAll(/^ {2}(\w+) .*/gm)].map(([, name]) => name as string);
  const ours = commands.filter((name) => !['help', 'submit'].includes(name));
  for (const name of ours) {
    const { code, stdout } = await reelqueue([name, '--help']);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`Examples?:\n  .*(reelqueue|npm run) .*${name}`), `${name} --help has no example`);
  }
  for (const name of ['watch', 'cancel', 'list', 'models']) assert.ok(ours.includes(name), `${name} is not listed`);
});

test('a model explains each of its parameters as a flag', async () => {
  for (const model of MODELS) {
    const { stdout } = await reelqueue(['submit', model.id, '--help']);
    for (const [name] of parametersOf(model)) {
      assert.match(stdout, new RegExp(`--(no-)?${name.replaceAll('_', '-')}\\b`), `${name} of ${model.id} has no flag`);
    }
  }
});

test('what is not used as it can be is refused with 2 and says why', async () => {
  await using folder = await testFolder();
  const cwd = folder.path;
  await writeFile(join(cwd, 'my.jpg'), '');
  const refusals: [args: string[], sentence: RegExp][] = [
    [[], /Usage: reelqueue/],
    [['wach'], /unknown command 'wach'\n.*watch/],
    [['watch'], /missing required argument 'request_id'/],
    [['list', '--page-size', '0'], /'0' is invalid.*1 to 1000/],
    [['submit', 'wan2.6-i2'], /Did you mean wan2\.6-i2v/],
    [['submit', 'vendor/x', '--payload', '[1]'], /It is no JSON object/],
    [['submit', 'vendor/x', '--file', 'image=no.jpg'], /image is no\.jpg, which is not there/],
    [['submit', 'wan2.6-i2v', '--duration', '7'], /'7' is invalid.*5, 10, 15/],
    [['submit', 'wan2.6-i2v', '--seed', ''], /'' is invalid.*number/],
    [['submit', 'wan2.6-i2v', '--set', 'seed'], /name=value/],
    [['submit', 'wan2.6-i2v', '--image', 'other.jpg'], /img_url is other\.jpg, which is not there/],
    [['submit', 'wan2.6-i2v', '--set', 'image=.'], /image is \., which is not a file/],
    [['submit', 'wan2.6-i2v', '--image', 'my.jpg', '--output', 'no/film.mp4'], /no is not a folder/],
    [['list', '--url', 'http://127.0.0.1:1'], /no key for http:\/\/127\.0\.0\.1:1/],
    [['list', '--url', 'nonsense', '--key', 'k'], /url is nonsense; it must be/],
  ];
  for (const [args, sentence] of refusals) {
    const { code, stdout, stderr } = await reelqueue(args, { cwd });
    assert.match(stderr, sentence);
    assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
    assert.equal(stdout, '');
  }
});

test('where nothing runs a command says so, also when a killed server has left its file', async () => {
  await using folder = await testFolder();
  const cwd = folder.path;
  const nothing = /no Reelqueue runs from \.\/reelqueue-data; start one with npm start, or name one with --url/;
  assert.match((await reelqueue(['list'], { cwd })).stderr, nothing);
  await writeFile(join(cwd, 'server.json'), JSON.stringify({ url: 'http://127.0.0.1:9', pid: 1, version: '0.1.0' }));
  const { code, stderr } = await reelqueue(['list'], { cwd, env: { REELQUEUE_DATA_DIR: '.' } });
  assert.match(stderr, /no Reelqueue runs from \. \(http:\/\/127\.0\.0\.1:9: .+\); start one/);
  assert.equal(code, 1);
});

test('a system whose certificate is not trusted is not said to be none', async () => {
  await using folder = await testFolder();
  const pem = await readFile(new URL('../media/media.test.pem', import.meta.url));
  const server = createServer({ key: pem, cert: pem }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(join(folder.path, 'server.json'), JSON.stringify({ url }));
  const { code, stderr } = await reelqueue(['list', '--data-dir', folder.path]);
  server.close();
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error: the certificate of https:.+ is not trusted here \(.*CERT.*\); name its authority in NODE_EXTRA_CA_CERTS/,
  );
});
