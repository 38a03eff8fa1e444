// wan2.7-i2v through the front door: what goes together, and what is seen and heard of it in the decoded film.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm } from '@reelqueue/animatic';
import sharp from 'sharp';
import { decodeSound } from '../../animatic/test/decoding.ts';
import { texture, writeClip } from '../../animatic/test/made/clips.ts';
import { wav } from '../../animatic/test/made/sounds.ts';
import { fileServer, PHOTOS, QUEUE, startSystem, type TestSystem, testFolder } from './system.ts';
import { difference, watch } from './watching.ts';

let system: TestSystem;
let folder: Awaited<ReturnType<typeof testFolder>>;
let files: Awaited<ReturnType<typeof fileServer>>;

before(async () => {
  folder = await testFolder();
  const clip = join(folder.path, 'clip.mov');
  const tone = (t: number) => 0.3 * Math.sin(2 * Math.PI * 440 * t);
  const luma = (x: number, y: number, t: number) => texture(x + 40 * t, y);
  await writeClip(clip, { width: 480, height: 360, fps: 30, seconds: 2, luma, sound: tone });
  files = await fileServer({
    'coffee.png': join(PHOTOS, 'coffee.png'),
    'rocket.jpg': join(PHOTOS, 'rocket.jpg'),
    'clip.mov': clip,
    'tone.wav': wav({ rate: 48_000, channels: 1, seconds: 4 }, tone),
  });
  system = await startSystem({ REELQUEUE_ALLOW_PRIVATE: '127.0.0.1' });
});
after(async () => {
  await system[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A film at 720P with seed 7; the parameters' files are named as the server has them. */
async function film(media: Record<string, string>, payload: object) {
  const asked = { resolution: '720P', seed: 7, ...payload };
  for (const [param, name] of Object.entries(media)) Object.assign(asked, { [param]: `${files.url}/${name}` });
  const record = await system.client.run('wan2.7-i2v', asked);
  if (record.status !== 'success') return assert.fail(JSON.stringify(record));
  const path = join(folder.path, `${record.request_id}.mp4`);
  await writeFile(path, Buffer.from(await (await fetch(record.outcome.video_url)).arrayBuffer()));
  const { width, height, frames, fps } = await inspectFilm(path);
  return { path, record, measures: [width, height, frames, fps] };
}

/** Decibels between a frame's luma and a photo that covers it, down to that share of its height. */
async function likeness(frame: { y: Uint8Array; width: number; height: number }, photo: string, share = 1) {
  const { y, width, height } = frame;
  const rgb = await sharp(join(PHOTOS, photo))
    .resize(width, height, { kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer();
  let squares = 0;
  const count = width * Math.floor(height * share);
  for (let i = 0; i < count; i++) {
    const light = 0.2126 * rgb[3 * i] + 0.7152 * rgb[3 * i + 1] + 0.0722 * rgb[3 * i + 2];
    squares += (y[i] - 16 - (219 * light) / 255) ** 2;
  }
  return 10 * Math.log10((255 ** 2 * count) / squares);
}

const level = (samples: Float32Array): number => Math.hypot(...samples.subarray(24_000, 72_000)) / Math.sqrt(48_000);

test('a first frame alone is a film that begins with it, with a soundtrack and the prompt extended', async () => {
  const { path, record, measures } = await film({ image: 'coffee.png' }, { prompt: 'slow push in', duration: 2 });
  assert.deepEqual(measures, [1168, 768, 60, 30]);
  assert.ok((await likeness((await watch(path)).first, 'coffee.png')) > 36);
  assert.ok(level((await decodeSound(path)).left) > 0.005);
  assert.match(record.outcome?.actual_prompt ?? '', /^slow push in\./);
});

test('it goes to the last frame, to the sound that drives it, and is marked', async () => {
  const media = { first_frame: 'coffee.png', last_frame: 'rocket.jpg', driving_audio: 'tone.wav' };
  const { path, record, measures } = await film(media, { duration: 3, prompt_extend: false, watermark: true });
  assert.deepEqual(measures, [1168, 768, 90, 30]);
  const { last } = await watch(path);
  assert.ok((await likeness(last, 'rocket.jpg', 0.85)) > 36);
  assert.ok((await likeness(last, 'rocket.jpg')) < 36, 'the mark is in the lowest part');
  assert.ok(Math.abs(level((await decodeSound(path)).left) - 0.3 / Math.SQRT2) < 0.02);
  assert.equal(record.outcome?.actual_prompt, undefined);
});

test('a first clip gives the frame its shape, and the film goes on from it to the last frame', async () => {
  const media = { first_clip: 'clip.mov', last_frame: 'rocket.jpg' };
  const { path, record, measures } = await film(media, { duration: 3 });
  assert.deepEqual(measures, [1104, 816, 90, 30]);
  assert.match(record.warnings?.join() ?? '', /Of the 2 s of first_clip the first 1\.\d+ s are shown/);
  assert.ok((await likeness((await watch(path)).last, 'rocket.jpg')) > 36);
  assert.ok(Math.abs(level((await decodeSound(path)).left) - 0.3 / Math.SQRT2) < 0.05, "the clip's own sound");
});

test('prompt, negative prompt and seed lead the film another way', async () => {
  const ends = [];
  for (const more of [{}, { seed: 8 }, { prompt: 'pan left' }, { negative_prompt: 'zoom' }]) {
    const { path } = await film({ first_frame: 'coffee.png' }, { prompt: 'fast zoom in', duration: 2, ...more });
    const { first, last } = await watch(path);
    ends.push({ last, way: difference(first, last) });
  }
  const [zoomed, reseeded, panned, held] = ends;
  for (const other of [reseeded, panned, held]) assert.ok(difference(zoomed.last, other.last) > 1);
  assert.ok(held.way < 0.8 * zoomed.way, `${held.way} against ${zoomed.way}`);
});

test('media that do not go together, and none at all, are refused with the sets that do', async () => {
  for (const [media, said] of [
    [{}, 'no media is given'],
    [{ last_frame: 'x' }, 'last_frame is given'],
    [{ first_clip: 'x', driving_audio: 'x' }, 'driving_audio, first_clip are given'],
  ] as const) {
    const payload = Object.fromEntries(Object.keys(media).map((param) => [param, `${files.url}/coffee.png`]));
    const { status, body } = await submit({ prompt: 'slow push in', ...payload });
    assert.deepEqual([status, body.code], [400, 'invalid_payload']);
    const sets = '{first_frame}, {first_frame, driving_audio}, {first_frame, last_frame}';
    assert.ok(body.error.startsWith(`${said}; the sets that go together are ${sets}`), body.error);
  }
});

test('a duration out of range is refused, and a clip too short for its rule', async () => {
  const { status, body } = await submit({ first_frame: `${files.url}/coffee.png`, duration: 16 });
  assert.deepEqual([status, body.error], [400, 'duration is 16; it must be 2 to 15']);
  const short = join(folder.path, 'short.mp4');
  await writeClip(short, { width: 64, height: 64, fps: 30, seconds: 1, luma: texture, sound: () => 0 });
  const uri = `data:video/mp4;base64,${(await readFile(short)).toString('base64')}`;
  const refused = await submit({ first_clip: uri });
  assert.deepEqual([refused.status, refused.body.code, refused.body.param], [400, 'invalid_media', 'first_clip']);
  assert.equal(refused.body.error, 'first_clip is 1 s long; it must be 2 to 10 s');
});

function submit(payload: object) {
  return system.call('POST', `${QUEUE}/requests`, { body: { model: 'wan2.7-i2v', payload } });
}
