import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { RequestError } from '../../src/errors.ts';
import { createProber, type Probed, type Prober } from '../../src/media/probe.ts';

const never = new AbortController().signal;
const log = { warn() {} };
const linux = process.platform === 'linux' ? false : 'looks into /proc';
const noise = sharp({
  create: {
    width: 600,
    height: 400,
    channels: 3,
    background: 'grey',
    noise: { type: 'gaussian', mean: 128, sigma: 30 },
  },
});
let folder = '';
let files = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelqueue-probe-'));
});
after(() => rm(folder, { recursive: true }));

async function file(content: Buffer | string): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.png`);
  await writeFile(path, content);
  return path;
}

/** A sound that is read for hours: a terabyte of silence, none of which is on the disk. */
async function endless(): Promise<string> {
  const path = await file(wav(1));
  await truncate(path, 1e12);
  return path;
}

/** The reading process, as soon as it has the file at `path` open. */
async function readerOf(path: string): Promise<number> {
  const late = AbortSignal.timeout(20_000);
  for (;;) {
    const pid = await reader();
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      if ((await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')) === path) return pid!;
    }
    await sleep(2, undefined, { signal: late });
  }
}

function prober(t: TestContext, patience?: number): Prober {
  const made = createProber({ log, patience });
  t.after(() => made.close());
  return made;
}

const image = (of: Prober, path: string, max_side?: number): Promise<Probed> =>
  of.probe(path, 'image', { param: 'img_url', max_side, signal: never });

const sound = (of: Prober, path: string): Promise<Probed> =>
  of.probe(path, 'audio', { param: 'audio_url', signal: never });

async function refusal(probing: Promise<Probed>, code = 'invalid_media'): Promise<string> {
  const error = await probing.then(
    (probed) => assert.fail(JSON.stringify(probed)),
    (error) => error,
  );
  assert.ok(error instanceof RequestError, String(error.stack));
  assert.equal(error.code, code);
  return error.message;
}

/** The process that reads for this one; null while there is none. */
async function reader(): Promise<number | null> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
  return children === '' ? null : Number(children.trim());
}

/** Bytes of the reading process: those it holds (`VmRSS`), or the most it has ever held (`VmHWM`). */
async function memory(measure: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${await reader()}/status`, 'utf8');
  return Number(new RegExp(`${measure}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
}

/** PCM, 16 bits, mono, 8 kHz. */
function wav(seconds: number): Buffer {
  const data = Buffer.alloc(seconds * 16_000);
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  for (const [at, value] of [16, 0x0001_0001, 8000, 16_000, 0x0010_0002].entries())
    head.writeUInt32LE(value, 16 + 4 * at);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** A grey square of 32 bits a pixel. */
function bmp(side: number): Buffer {
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + 4 * side * side, 2);
  for (const [at, value] of [54, 40, side, side, 0x0020_0001].entries()) head.writeUInt32LE(value, 10 + 4 * at);
  return Buffer.concat([head, Buffer.alloc(4 * side * side, 128)]);
}

/** A black picture of 1 bit a pixel: 16000×16000 are 31 kB, and 768 MB as RGB. */
function bomb(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    const check = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

test('a picture is what its bytes are, upright, and a sound is as long as it plays', async (t) => {
  const of = prober(t);
  const sized = { kind: 'image', width: 600, height: 400 };
  assert.deepEqual(await image(of, await file(await noise.clone().jpeg().toBuffer())), { ...sized, format: 'jpeg' });
  assert.deepEqual(await image(of, await file(await noise.clone().png().toBuffer())), { ...sized, format: 'png' });
  assert.deepEqual(await image(of, await file(await noise.clone().webp().toBuffer())), { ...sized, format: 'webp' });
  const turned = await noise.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  assert.deepEqual(await image(of, await file(turned)), { kind: 'image', format: 'jpeg', width: 400, height: 600 });
  assert.deepEqual(await sound(of, await file(wav(3))), { kind: 'audio', format: 'wav', duration: 3 });
});

test('what can not be read is refused with the parameter and what was seen', async (t) => {
  const of = prober(t);
  const jpeg = await noise.clone().jpeg().toBuffer();
  const png = await noise.clone().png().toBuffer();
  const seen = async (content: Buffer | string) => refusal(image(of, await file(content)));
  assert.match(await seen('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>'), /^img_url: .* an SVG/);
  assert.match(await seen('this is no picture'), /^img_url: .* a text/);
  assert.match(await seen(await noise.clone().gif().toBuffer()), /^img_url: .* a GIF/);
  assert.match(await seen(jpeg.subarray(0, jpeg.length / 2)), /^img_url: .*JPEG.* cut short/);
  assert.match(await seen(png.subarray(0, png.length / 2)), /^img_url: .*PNG.* cut short/);
  assert.match(await seen(''), /^img_url: .* empty/);
  const heard = async (content: Buffer | string) => refusal(sound(of, await file(content)));
  assert.match(await heard('#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:1/a.mp3\n'), /^audio_url: .* a text/);
  assert.match(await heard(jpeg), /^audio_url: .* a JPEG/);
});

test('a picture with a side over the limit is measured but not decoded', async (t) => {
  const of = prober(t);
  const jpeg = await noise.clone().jpeg().toBuffer();
  const cut = await file(jpeg.subarray(0, jpeg.length / 2));
  assert.deepEqual(await image(of, cut, 599), { kind: 'image', format: 'jpeg', width: 600, height: 400 });
  assert.match(await refusal(image(of, cut, 600)), /cut short/);
});

test('a file that was replaced under its name is read anew', async (t) => {
  const of = prober(t);
  const path = await file(await noise.clone().png().toBuffer());
  await image(of, path);
  await writeFile(path, await noise.clone().resize(300, 200).png().toBuffer());
  assert.deepEqual(await image(of, path), { kind: 'image', format: 'png', width: 300, height: 200 });
  const rest = await noise.clone().resize(300, 200).png().toBuffer();
  await writeFile(path, rest.subarray(0, rest.length / 2));
  assert.match(await refusal(image(of, path)), /cut short/);
});

test('a 16000×16000 bomb is measured, and no process grows by it', { skip: linux }, async (t) => {
  const of = prober(t);
  const path = await file(bomb(16_000));
  await image(of, await file(await noise.clone().png().toBuffer()));
  const child = await reader();
  const before = { child: await memory('VmHWM'), own: process.resourceUsage().maxRSS * 1024 };
  const measured = { kind: 'image', format: 'png', width: 16_000, height: 16_000 };
  assert.deepEqual(await image(of, path, 2000), measured);
  assert.deepEqual(await image(of, path), measured);
  assert.equal(await reader(), child);
  assert.ok((await memory('VmHWM')) - before.child < 100e6);
  assert.ok(process.resourceUsage().maxRSS * 1024 - before.own < 100e6);
});

test('pictures of the largest size are read one after another by one process that stays small', {
  skip: linux,
}, async (t) => {
  const of = prober(t);
  const large = noise.clone().resize(4000, 4000, { fit: 'fill', kernel: 'nearest' }).withMetadata({ orientation: 6 });
  const jpeg = await file(await large.jpeg({ progressive: true }).toBuffer());
  const bitmap = await file(bmp(4000));
  await image(of, jpeg);
  const child = await reader();
  for (let times = 0; times < 2; times += 1) {
    for (const path of [jpeg, bitmap]) assert.equal((await image(of, path)).kind, 'image');
  }
  assert.equal(await reader(), child);
  const most = await memory('VmHWM');
  assert.ok(most < 700e6, `${most} bytes`);
});

test('a file that takes too long is given up, and the next one is read by a new process', {
  skip: linux,
}, async (t) => {
  const of = prober(t, 0.4);
  const path = await file(await noise.clone().png().toBuffer());
  await image(of, path);
  const first = await reader();
  assert.equal(await refusal(sound(of, await endless())), 'audio_url: it could not be read within 0.4 s');
  assert.equal((await image(of, path)).kind, 'image');
  assert.notEqual(await reader(), first);
});

test('a reading process that is killed, idle or at work, goes unnoticed', { skip: linux }, async (t) => {
  const of = prober(t);
  const path = await file(await noise.clone().png().toBuffer());
  await image(of, path);
  process.kill((await reader())!, 'SIGKILL');
  assert.equal((await image(of, path)).kind, 'image');
  const long = await endless();
  const probing = sound(of, long);
  const first = await readerOf(long);
  await truncate(long, wav(1).length);
  process.kill(first, 'SIGKILL');
  assert.deepEqual(await probing, { kind: 'audio', format: 'wav', duration: 1 });
});

test('a file that breaks its reader twice is refused, and the next one is read', { skip: linux }, async (t) => {
  const of = prober(t);
  const path = await endless();
  const probing = refusal(sound(of, path));
  const first = await readerOf(path);
  process.kill(first, 'SIGKILL');
  while ((await reader()) === first) await sleep(2);
  process.kill(await readerOf(path), 'SIGKILL');
  assert.equal(await probing, 'audio_url: it could not be read: it breaks what reads it');
  assert.equal((await image(of, await file(await noise.clone().png().toBuffer()))).kind, 'image');
});

test('whoever asked can stop waiting, and the next file is read all the same', { skip: linux }, async (t) => {
  const of = prober(t, 0.5);
  const stopped = new Error('cancelled');
  const controller = new AbortController();
  const options = { param: 'audio_url', signal: controller.signal };
  const path = await endless();
  const busy = assert.rejects(of.probe(path, 'audio', options), stopped);
  const waiting = assert.rejects(of.probe(path, 'audio', options), stopped);
  await readerOf(path);
  controller.abort(stopped);
  await Promise.all([busy, waiting, assert.rejects(of.probe(path, 'audio', options), stopped)]);
  assert.equal((await image(of, await file(await noise.clone().png().toBuffer()))).kind, 'image');
});

test('a hundred files may wait, one more is sent away', async (t) => {
  const of = prober(t, 0.5);
  const path = await file(await noise.clone().png().toBuffer());
  const first = refusal(sound(of, await endless()));
  const line = Array.from({ length: 99 }, () => image(of, path));
  assert.match(await refusal(image(of, path), 'unavailable'), /^img_url: 100 files wait/);
  assert.match(await first, /within 0.5 s/);
  for (const probed of await Promise.all(line)) assert.equal(probed.kind, 'image');
  assert.equal((await image(of, path)).kind, 'image');
});

test('the reading process knows no secret, writes no file, reaches no network', { skip: linux }, async (t) => {
  process.env.REELQUEUE_API_KEY = 'a secret';
  t.after(() => delete process.env.REELQUEUE_API_KEY);
  const of = prober(t);
  await image(of, await file(await noise.clone().png().toBuffer()));
  const child = await reader();
  const environment = (await readFile(`/proc/${child}/environ`, 'utf8')).split('\0').map((line) => line.split('=')[0]);
  assert.deepEqual(
    environment.filter((name) => !/^(NODE_CHANNEL.*|PWD|OLDPWD|SHLVL|_|VIPS_.*|MALLOC_.*|)$/.test(name!)),
    [],
  );
  assert.match(await readFile(`/proc/${child}/cmdline`, 'utf8'), /\0--permission\0/);
  const limits = await readFile(`/proc/${child}/limits`, 'utf8');
  assert.match(limits, /Max file size +0 /);
  assert.match(limits, /Max core file size +0 /);
  assert.match(limits, /Max data size +1610612736 /);
  const separable = spawnSync('sh', ['-c', 'unshare --user --net true']).status === 0;
  const network = (pid: number | string | null) => readlink(`/proc/${pid}/ns/net`);
  assert.equal((await network(child)) !== (await network('self')), separable);
});

test('the reading process ends with the one that asks, even when that is killed', { skip: linux }, async () => {
  const probe = new URL('../../src/media/probe.ts', import.meta.url).href;
  const script = `
    import { readFileSync } from 'node:fs';
    const { createProber } = await import('${probe}');
    const signal = new AbortController().signal;
    await createProber({ log: { warn() {} } }).probe('/dev/null', 'image', { param: 'a', signal }).catch(() => {});
    console.log(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8'));`;
  const parent = spawn(process.execPath, ['--conditions=reelqueue-source', '--input-type=module', '-e', script]);
  const [said] = await once(parent.stdout, 'data');
  const child = Number(said);
  process.kill(child, 0);
  parent.kill('SIGKILL');
  const late = AbortSignal.timeout(20_000);
  const alive = async () => /State:\s+[^ZX]/.test(await readFile(`/proc/${child}/status`, 'utf8').catch(() => ''));
  while (await alive()) await sleep(10, undefined, { signal: late });
});

test('closing ends the reading process, and nothing can be probed any more', { skip: linux }, async (t) => {
  const of = prober(t);
  const path = await endless();
  const probing = assert.rejects(sound(of, path), /closed/);
  await readerOf(path);
  await of.close();
  assert.equal(await reader(), null);
  await probing;
  await assert.rejects(image(of, '/dev/null'), /closed/);
});

test('a file that is not there is an error of ours, not of the media', async (t) => {
  await assert.rejects(
    image(prober(t), join(folder, 'missing')),
    (error: Error) => !(error instanceof RequestError) && /ENOENT/.test(error.message),
  );
});

test('a picture of 2000×2000 is probed in less than a tenth of a second', async (t) => {
  const of = prober(t);
  const path = await file(await noise.clone().resize(2000, 2000, { fit: 'fill' }).jpeg().toBuffer());
  let best = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < 6; runs += 1) {
    const started = performance.now();
    await image(of, path, 2000);
    best = Math.min(best, performance.now() - started);
  }
  t.diagnostic(`${best.toFixed(1)} ms, the best of six`);
  assert.ok(best < 100, `${best} ms`);
});
