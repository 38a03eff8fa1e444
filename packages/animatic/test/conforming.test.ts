// Films of other makers brought to what was asked for, on files that really are of other codecs, sizes, rates and lengths.
import assert from 'node:assert/strict';
import { open, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import sharp from 'sharp';
import { type Conformed, conform, InputError, inspectFilm, type Wanted } from '../src/conform.ts';
import { decodePictures, decodeSound, digestOf } from './decoding.ts';
import { texture, writeClip } from './made/clips.ts';
import { made } from './made/folder.ts';
import { type Foreign, writeForeign } from './made/foreign.ts';
import { sine, wav } from './made/sounds.ts';

const WANTED: Wanted = {
  frame: { width: 128, height: 72, fps: 30 },
  duration: 1,
  sound: 'own',
  watermark: false,
  prompt: 'waves on the sea',
  negative_prompt: '',
  seed: 7,
  made_by: 'Made by a model of the tests.',
};

/** Sixteen frames a second, a little more than a second of it, as Wan makes them; the picture moves to the right. */
const WAN: Foreign = {
  container: 'mp4',
  codec: 'libx264',
  width: 128,
  height: 72,
  rate: [16, 1],
  frames: 17,
  luma: (x, y, frame) => texture(2 * x - 6 * frame, 2 * y),
  sound: null,
};

let films = 0;

async function conformed(of: Partial<Foreign> | string, wanted: Partial<Wanted> = {}) {
  const number = films++;
  const source = typeof of === 'string' ? of : await made(`source-${number}`);
  if (typeof of !== 'string') await writeForeign(source, { ...WAN, ...of });
  const [video, thumbnail] = [await made(`film-${number}.mp4`), await made(`film-${number}.jpg`)];
  const shares: number[] = [];
  const said: Conformed = await conform(
    source,
    { ...WANTED, ...wanted },
    { video, thumbnail, preset: 'ultrafast', onProgress: (share) => shares.push(share) },
  );
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => a - b),
  );
  assert.equal(shares.at(-1), 1);
  const seen = await inspectFilm(video);
  assert.deepEqual(
    { width: seen.width, height: seen.height, fps: seen.fps, frames: seen.frames },
    { width: said.width, height: said.height, fps: said.fps, frames: said.frames },
  );
  assert.ok(Math.abs(seen.duration - said.frames / said.fps) < 1e-3, `${seen.duration} s`);
  assert.deepEqual([seen.video_codec, seen.audio_codec], ['h264', 'aac']);
  const head = (await readFile(video)).subarray(0, 64).toString('latin1');
  assert.ok(head.indexOf('moov') > 0, 'moov comes first');
  const picture = await sharp(thumbnail).metadata();
  assert.deepEqual([picture.format, picture.width], ['jpeg', 640]);
  return { ...said, source, video };
}

/** The mean difference of two films' pictures at a time of each, in steps of luma. */
async function difference(a: string, b: string, at: [number, number]): Promise<number> {
  const [one, other] = await Promise.all([decodePictures(a), decodePictures(b)]);
  const nearest = (all: typeof one, time: number) => all.findLast((picture) => picture.time <= time + 1e-6)!;
  const [x, y] = [nearest(one, at[0]).y, nearest(other, at[1]).y];
  return x.reduce((sum, value, i) => sum + Math.abs(value - y[i]!), 0) / x.length;
}

function level({ left }: { left: Float32Array }): number {
  return Math.sqrt(left.reduce((sum, value) => sum + value * value, 0) / left.length);
}

test('sixteen frames a second become thirty, each shown until the next, and what is over is cut', async () => {
  const { source, video, frames, warnings, copied } = await conformed({});
  assert.equal(frames, 30);
  assert.equal(copied, false);
  assert.deepEqual(warnings, ['The film was made at 16 frames a second, and is shown at 30.']);
  for (const time of [0, 0.35, 0.7, 29 / 30]) assert.ok((await difference(video, source, [time, time])) < 4);
  assert.equal(level(await decodeSound(video)), 0);
});

for (const [name, of] of Object.entries<Partial<Foreign>>({
  'MPEG-4 in AVI': { container: 'avi', codec: 'mpeg4' },
  'VP9 in WebM': { container: 'webm', codec: 'libvpx-vp9', options: { deadline: 'realtime', 'cpu-used': '8' } },
  'H.264 in Matroska': { container: 'matroska' },
  'Motion JPEG in Matroska': { container: 'matroska', codec: 'mjpeg', options: { strict: 'unofficial' } },
})) {
  test(`${name} is read`, async () => {
    const { source, video } = await conformed(of);
    if (of.container === 'matroska' && of.codec === undefined) {
      assert.ok((await difference(video, source, [0.5, 0.5])) < 4);
    }
  });
}

test('another size is scaled to cover the frame, and what is cut off is said', async () => {
  const same = await conformed({ width: 96, height: 54, luma: (x, y) => (x < 48 ? 60 : 180) + (y % 2) });
  assert.match(same.warnings[0]!, /made at 96 × 54 pixels, and scaled to 128 × 72\.$/);
  const square = await conformed({ width: 80, height: 80, luma: (_x, y) => (y < 40 ? 60 : 180) });
  assert.match(square.warnings[0]!, /scaled to 128 × 72; 44 % of its height is cut off/);
  const [picture] = await decodePictures(square.video);
  assert.ok(Math.abs(picture!.y[128 * 10 + 64]! - 60) < 4 && Math.abs(picture!.y[128 * 62 + 64]! - 180) < 4);
});

test('where nothing is asked, size, rate and length stay as they are as nearly as may be', async () => {
  const broken = { width: 102, height: 58, rate: [24000, 1001] as [number, number], frames: 24 };
  const anything = { frame: null, duration: null };
  const kept = await conformed(broken, anything);
  assert.deepEqual([kept.copied, kept.width, kept.height, kept.fps], [true, 102, 58, 24000 / 1001]);
  const made = await conformed({ ...broken, codec: 'mpeg4' }, anything);
  assert.deepEqual([made.copied, made.width, made.height, made.fps], [false, 102, 58, 24]);
});

test('a film that is a little short holds its last picture, one that is shorter is slowed', async () => {
  const held = await conformed({ frames: 12 });
  assert.match(held.warnings.join(), /made 0.75 s long; its last picture is held until 1 s/);
  assert.ok((await difference(held.video, held.source, [29 / 30, 0.74])) < 4);
  const slowed = await conformed({ frames: 24 }, { duration: 2.5 });
  assert.match(slowed.warnings.join(), /made 1.5 s long, and slowed to 2.5 s/);
  assert.ok((await difference(slowed.video, slowed.source, [1.27, 0.75])) < 4);
});

test('one with a sound of its own is not slowed: the sound is kept, then silent', async () => {
  const { video, warnings } = await conformed(
    { frames: 24, sound: (t) => 0.3 * Math.sin(2765 * t) },
    { duration: 2.5 },
  );
  assert.match(warnings.join(), /last picture is held/);
  const { left } = await decodeSound(video);
  assert.ok(Math.abs(level({ left: left.subarray(0, 60_000) }) - 0.212) < 0.01);
  assert.ok(level({ left: left.subarray(80_000) }) < 1e-3);
});

test('half of what was asked is another film, and no result', async () => {
  await assert.rejects(conformed({ frames: 12 }, { duration: 2 }), /0.75 s long; 2 s were asked for/);
});

test('a given sound lies under the film in time, and replaces its own', async () => {
  const path = await made('given.wav', wav({ rate: 48_000, channels: 1, seconds: 0.6 }, sine));
  const { video } = await conformed({ sound: () => 0.9 }, { sound: { file: path } });
  const { left } = await decodeSound(video);
  const wanted = Float32Array.from({ length: 24_000 }, (_, i) => sine(i / 48_000, 0));
  const error = level({ left: wanted.map((value, i) => value - left[i]!) });
  assert.ok(error < 0.05 * level({ left: wanted }), `${error}`);
  assert.ok(level({ left: left.subarray(33_000) }) < 1e-3);
});

test('a soundtrack is made where the model made none, or made silence', async () => {
  for (const sound of [null, () => 0]) {
    const { video, warnings } = await conformed({ sound }, { sound: 'generated' });
    assert.match(warnings.join(), /soundtrack was made by Reelqueue/);
    assert.ok(level(await decodeSound(video)) > 0.02);
  }
  const own = await conformed({ sound: (t) => 0.3 * Math.sin(2765 * t) }, { sound: 'generated' });
  const { left } = await decodeSound(own.video);
  assert.ok(Math.abs(level({ left: left.subarray(0, 24_000) }) - 0.212) < 0.01);
  const silent = await conformed({ sound: () => 0.9 }, { sound: 'silent' });
  assert.equal(level(await decodeSound(silent.video)), 0);
});

test('the watermark stands at the bottom right of every frame', async () => {
  const grey = { luma: () => 90 };
  const plain = await conformed(grey);
  const marked = await conformed(grey, { watermark: true });
  const [before, after] = [await decodePictures(plain.video), await decodePictures(marked.video)];
  for (const at of [0, 15, 29]) {
    const changed = after[at]!.y.reduce<number[]>((all, value, i) => {
      if (Math.abs(value - before[at]!.y[i]!) > 25) all.push(i);
      return all;
    }, []);
    assert.ok(changed.length > 20);
    assert.ok(changed.every((i) => i % 128 > 64 && i / 128 > 48));
  }
});

test('a film that is as ours are is taken over picture by picture, only its sound is another', async () => {
  const source = await made('ours.mp4');
  await writeClip(source, {
    width: 128,
    height: 72,
    fps: 30,
    seconds: 1,
    luma: texture,
    sound: (t) => 0.3 * Math.sin(2765 * t),
  });
  const pictures = await decodePictures(source);
  const kept = await conformed(source);
  assert.equal(kept.copied, true);
  assert.deepEqual(kept.warnings, []);
  assert.equal(digestOf(...(await decodePictures(kept.video))), digestOf(...pictures));
  assert.equal(digestOf((await decodeSound(kept.video)).left), digestOf((await decodeSound(source)).left));
  const mute = await conformed(source, { sound: 'silent' });
  assert.equal(mute.copied, true);
  assert.equal(digestOf(...(await decodePictures(mute.video))), digestOf(...pictures));
  assert.equal(level(await decodeSound(mute.video)), 0);
  const marked = await conformed(source, { watermark: true });
  assert.equal(marked.copied, false);
});

test('who made it is said in the file, and nothing that it brought along', async () => {
  const { video } = await conformed({});
  assert.ok((await readFile(video)).includes('Made by a model of the tests.'));
});

test('what is damaged, cut short or no film is an error with a sentence', async () => {
  const whole = await made('whole.mkv');
  await writeForeign(whole, { ...WAN, container: 'matroska', frames: 64 });
  const bytes = await readFile(whole);
  const broken = async (name: string, file: Buffer | string) => conformed(await made(name, file), { duration: 4 });
  const isFile = (said: RegExp) => (error: unknown) => error instanceof InputError && said.test(error.message);
  await assert.rejects(broken('cut.mkv', bytes.subarray(0, bytes.length * 0.7)), isFile(/cut short: \d/));
  await assert.rejects(broken('page.mp4', '<!doctype html><p>busy</p>'), isFile(/is a web page.*must be MP4/));
  await assert.rejects(broken('empty.mp4', ''), isFile(/empty file/));
  const mp4 = await made('whole.mp4');
  await writeForeign(mp4, { ...WAN, frames: 64 });
  const film = await readFile(mp4);
  await assert.rejects(broken('cut.mp4', film.subarray(0, film.length * 0.7)), isFile(/cut short|no moving picture/));
  await using file = await open(mp4, 'r+');
  const start = film.indexOf('mdat') + 4;
  for (let at = start + 200; at < film.length * 0.9; at += 97) await file.write(Buffer.from([0x5a]), 0, 1, at);
  await assert.rejects(conformed(mp4, { duration: 4 }), isFile(/damaged/));
});
