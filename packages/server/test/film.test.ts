// wan2.6-i2v through the front door: every parameter is seen or heard in the decoded film.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm } from '@reelqueue/animatic';
import { chromium as playwright } from 'playwright-core';
import sharp from 'sharp';
import { decodeSound } from '../../animatic/test/decoding.ts';
import { eventually } from './installation.ts';
import { standStill } from './standstill.ts';
import { fileServer, PHOTOS, QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';
import { difference, type Seen, watch } from './watching.ts';

const SPEECH = 4; // seconds of tone in the given sound

let system: TestSystem;
let folder: Awaited<ReturnType<typeof testFolder>>;
let files: Awaited<ReturnType<typeof fileServer>>;
/**
 * Films that several tests look at: as it is asked for usually, twice as long without a sound, large with a given one, fast
 * with shots that do not count, of another seed and marked, and of another photo in several shots.
 */
let base: Promise<Film>;
let long: Promise<Film>;
let large: Promise<Film>;
let fast: Promise<Film>;
let marked: Promise<Film>;
let several: Promise<Film>;

before(async () => {
  [folder, files] = await Promise.all([
    testFolder(),
    fileServer({
      'coffee.png': join(PHOTOS, 'coffee.png'),
      'rocket.jpg': join(PHOTOS, 'rocket.jpg'),
      'tone.wav': tone(),
    }),
  ]);
  system = await startSystem({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' });
  base = film({});
  long = film({ audio: false, duration: 10 });
  large = film({ audio: false, audio_url: `${files.url}/tone.wav`, resolution: '1080P' });
  fast = film({ prompt: 'fast zoom in', shot_type: 'multi', prompt_extend: false });
  marked = film({ seed: 8, watermark: true });
  several = film({ img_url: `${files.url}/rocket.jpg`, shot_type: 'multi' });
  for (const one of [base, long, large, fast, marked, several]) one.catch(() => {}); // whoever awaits it says so
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A 440 Hz tone of some seconds, 48 kHz mono 16 bit. */
function tone(): Buffer {
  const samples = SPEECH * 48_000;
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples * 2, 4);
  bytes.write('WAVEfmt ', 8);
  for (const [at, value] of [
    [16, 16],
    [24, 48_000],
    [28, 96_000],
    [40, samples * 2],
  ])
    bytes.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ])
    bytes.writeUInt16LE(value, at);
  bytes.write('data', 36);
  for (let n = 0; n < samples; n += 1)
    bytes.writeInt16LE(8_000 * Math.sin((2 * Math.PI * 440 * n) / 48_000), 44 + n * 2);
  return bytes;
}

// biome-ignore lint/suspicious/noExplicitAny: the record is what the tests are about
type Film = { record: any; path: string };

/** The film of the coffee photo in 720P with seed 7, unless the payload says otherwise. */
async function film(payload: object): Promise<Film> {
  const asked = { img_url: `${files.url}/coffee.png`, prompt: 'slow push in', resolution: '720P', seed: 7, ...payload };
  const record = await system.client.run('wan2.6-i2v', asked);
  assert.equal(record.status, 'success', JSON.stringify(record));
  const path = join(folder.path, `${record.request_id}.mp4`);
  if (record.status === 'success') {
    await writeFile(path, Buffer.from(await (await fetch(record.outcome.video_url)).arrayBuffer()));
  }
  return { record, path };
}

const looked = new WeakMap<Film, Promise<Seen>>();

/** Watches a film, once for all tests. */
function see(one: Film): Promise<Seen> {
  const seen = looked.get(one) ?? watch(one.path);
  looked.set(one, seen);
  return seen;
}

/** Peak signal to noise of a plane against another, in dB. */
function psnr(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < one.length; n += 1) sum += (one[n] - other[n]) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / one.length));
}

const loudness = ({ left }: { left: Float32Array }, from: number, to: number): number => {
  const part = left.subarray(from * 48_000, to * 48_000);
  return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
};

/** Frames at which the picture changes at once. */
function cuts({ changes }: Seen): number[] {
  const usual = [...changes].sort((a, b) => a - b)[Math.floor(changes.length / 2)];
  return changes.flatMap((step, n) => (step > 6 && step > usual * 4 ? [n + 1] : []));
}

test('a 600 × 400 photo at 720P is 1168 × 768 at 30 fps, 150 frames, H.264 and AAC, moov first', async () => {
  const { record, path } = await base;
  const seen = await inspectFilm(path);
  const { width, height, fps, frames, video_codec, audio_codec } = seen;
  assert.deepEqual([width, height, fps, frames, video_codec, audio_codec], [1168, 768, 30, 150, 'h264', 'aac']);
  assert.ok(Math.abs(seen.duration - 5) < 1 / 30, `${seen.duration}`);
  const bytes = await readFile(path);
  assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
  assert.equal(createHash('sha256').update(bytes).digest('hex'), record.outcome.sha256);
  const { outcome } = record;
  assert.deepEqual([outcome.width, outcome.height, outcome.fps, outcome.duration, outcome.seed], [1168, 768, 30, 5, 7]);
  assert.deepEqual([outcome.engine, outcome.media_urls], ['animatic', [{ id: '0', url: outcome.video_url }]]);
  assert.equal(Object.values(outcome).flatMap((value) => JSON.stringify(value).match(/https?:/g) ?? []).length, 3);
});

test('frame 0 is the photo', async () => {
  const { first } = await see(await base);
  const { data } = await sharp(join(PHOTOS, 'coffee.png'))
    .resize(1168, 768, { fit: 'cover', kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  // BT.709 luma, limited range.
  const luma = Float32Array.from(
    first.y,
    (_, n) => 16 + 0.1826 * data[3 * n] + 0.6142 * data[3 * n + 1] + 0.062 * data[3 * n + 2],
  );
  const seen = psnr(first.y, luma);
  assert.ok(seen >= 38, `${seen} dB`);
});

test('the same payload and seed give the same pictures; another seed, prompt or photo does not', async () => {
  const [one, again, reseeded, panned, another] = [
    await see(await base),
    await see(await film({})),
    await see(await marked),
    await see(await film({ prompt: 'pan left' })),
    await see(await several),
  ];
  assert.equal(again.digest, one.digest);
  // Above the mark, and beyond what it costs the encoder elsewhere.
  for (const other of [reseeded, panned]) assert.ok(difference(one.last, other.last, 0, 600) > 1);
  assert.ok(difference(one.first, another.first) > 10);
});

test('the film moves smoothly: no frame jumps, and none stands still between two that move', async () => {
  const seen = await see(await base);
  assert.deepEqual(cuts(seen), []);
  assert.ok(difference(seen.first, seen.last) > 3);
});

test('the soundtrack is made, left out, or given', async () => {
  const made = await decodeSound((await base).path);
  assert.ok(loudness(made, 1, 4) > 0.005, `${loudness(made, 1, 4)}`);
  const silent = await decodeSound((await long).path);
  assert.equal(loudness(silent, 0, 10), 0);
  const given = await decodeSound((await large).path);
  assert.ok(Math.abs(loudness(given, 0.5, 3.5) - 8_000 / 32_768 / Math.SQRT2) < 0.02);
  assert.ok(loudness(given, SPEECH + 0.1, 4.9) < 0.001);
});

test('a watermark stands bottom right and nowhere else', async () => {
  // Of any seed the first picture is the photo.
  const [{ first: plain }, { first: seen }] = [await see(await base), await see(await marked)];
  const changed = (x0: number, y0: number, x1: number, y1: number): number => {
    let most = 0;
    for (let y = y0; y < y1; y += 1)
      for (let x = x0; x < x1; x += 1) most = Math.max(most, Math.abs(plain.y[y * 1168 + x] - seen.y[y * 1168 + x]));
    return most;
  };
  assert.ok(changed(584, 600, 1168, 768) > 40);
  assert.ok(changed(0, 0, 584, 600) < 20);
});

test('shot_type multi cuts, single does not, and without prompt_extend it does not count', async () => {
  const [multi, plain] = await Promise.all([several, fast]);
  const found = cuts(await see(multi));
  assert.ok(found.length >= 1 && found.length <= 3, `cuts at ${found}`);
  assert.deepEqual(cuts(await see(plain)), []);
  assert.equal(typeof multi.record.outcome.actual_prompt, 'string');
  assert.ok(!('actual_prompt' in plain.record.outcome));
});

test('the negative prompt takes a move out', async () => {
  const [asked, without] = await Promise.all([
    fast,
    film({ prompt: 'fast zoom in', prompt_extend: false, negative_prompt: 'zoom' }),
  ]);
  const moved = async (one: Film): Promise<number> => {
    const { first, last } = await see(one);
    return difference(first, last);
  };
  assert.ok((await moved(without)) < (await moved(asked)));
});

test('resolution and duration are exact: 1080P, and 10 s', async () => {
  for (const [one, size, seconds] of [
    [await large, [1760, 1168], 5],
    [await long, [1168, 768], 10],
  ] as const) {
    const { width, height, frames, duration } = await inspectFilm(one.path);
    assert.deepEqual([width, height, frames], [...size, 30 * seconds]);
    assert.ok(Math.abs(duration - seconds) < 1 / 30);
    assert.equal(one.record.outcome.duration, seconds);
  }
});

test('it plays and seeks in a browser', {
  skip: process.platform !== 'linux' && 'its Chromium is for Linux',
}, async () => {
  const { record } = await base;
  // It unpacks itself into the folder for temporary files: here, so that nothing of it stays.
  process.env.TMPDIR = folder.path;
  const { default: chromium } = await import('@sparticuz/chromium');
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
  try {
    const page = await browser.newPage();
    const seen = await page.evaluate(
      `new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('it does not play')), 15000);
        const video = document.body.appendChild(document.createElement('video'));
        video.muted = true;
        video.onerror = () => reject(new Error(video.error.message));
        video.onloadedmetadata = () => { video.currentTime = 3; };
        video.onseeked = () => video.play().catch(reject);
        video.ontimeupdate = () => {
          if (video.currentTime > 3.2) resolve([video.videoWidth, video.videoHeight, Math.round(video.duration * 30)]);
        };
        video.src = ${JSON.stringify(record.outcome.video_url)};
      })`,
    );
    assert.deepEqual(seen, [1168, 768, 150]);
  } finally {
    await browser.close();
  }
});

test('the thumbnail is a JPEG 640 px wide', async () => {
  const { record } = await base;
  const answer = await fetch(record.outcome.thumbnail_image_url);
  assert.equal(answer.headers.get('content-type'), 'image/jpeg');
  const { format, width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  assert.deepEqual([format, width, height], ['jpeg', 640, Math.round((640 * 768) / 1168)]);
});

test('result files answer Range and HEAD, with one type and any origin', async () => {
  const { record } = await base;
  const url = record.outcome.video_url;
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  const part = await fetch(url, { headers: { range: 'bytes=100-199', origin: 'https://app.example.com' } });
  assert.equal(part.status, 206);
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(100, 200));
  assert.equal(part.headers.get('content-range'), `bytes 100-199/${whole.length}`);
  assert.deepEqual(
    [part.headers.get('content-type'), part.headers.get('access-control-allow-origin')],
    ['video/mp4', '*'],
  );
  const head = await fetch(url, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(whole.length)]);
  assert.equal((await fetch(url, { headers: { range: 'bytes=999999999-' } })).status, 416);
  assert.ok(url.endsWith('.mp4') && record.outcome.thumbnail_image_url.endsWith('.jpg'));
});

test('a render that is cancelled stops within a second and leaves no file', async () => {
  standStill(true);
  const { body: sent } = await system.call('POST', `${QUEUE}/requests`, {
    body: { model: 'wan2.6-i2v', payload: { img_url: `${files.url}/coffee.png`, duration: 15 } },
  });
  const path = `${QUEUE}/requests/${sent.request_id}`;
  await eventually('it renders', async () => {
    const { body } = await system.call('GET', path);
    assert.ok(['queued', 'processing'].includes(body.status), body.status);
    return body.phase === 'planning' || body.phase === 'rendering';
  });
  const started = performance.now();
  const { status, body } = await system.call('DELETE', path);
  standStill(false);
  assert.deepEqual([status, body.status, body.compute], [200, 'cancelled', 'stopped']);
  assert.ok(performance.now() - started < 1_000);
});
