// What a person gets: the MP4 and the thumbnail, as they decode.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { type FilmRequest, inspectFilm, render } from '../src/index.ts';
import { decodePictures, decodeSound } from './decoding.ts';

let folder: string;
let request: FilmRequest;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'animatic-'));
  const picture = join(folder, 'picture.png');
  await sharp(landscape(300, 200), { raw: { width: 300, height: 200, channels: 3 } })
    .png()
    .toFile(picture);
  request = {
    picture,
    prompt: 'slow push in',
    negative_prompt: '',
    prompt_extend: false,
    shot_type: 'single',
    width: 64,
    height: 36,
    fps: 30,
    duration: 0.7,
    sound: 'silent',
    watermark: false,
    seed: 7,
  };
});
after(() => rm(folder, { recursive: true }));

/** A sky that darkens upwards over ground with stripes of grass and a red ball. */
function landscape(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ball = (x - width * 0.6) ** 2 + (y - height * 0.6) ** 2 < (height * 0.18) ** 2;
      const ground = y > height * 0.45;
      const colour = ball ? [200, 40, 50] : ground ? [60 + ((x * 7 + y * 3) % 23), 120, 40] : [90, 130, 160 + y / 2];
      rgb.set(colour, (y * width + x) * 3);
    }
  }
  return rgb;
}

async function film(name: string, changes: Partial<FilmRequest> = {}, threads = 2) {
  const video = join(folder, `${name}.mp4`);
  const thumbnail = join(folder, `${name}.jpg`);
  const rendered = await render({ ...request, ...changes }, { video, thumbnail, threads });
  return { video, thumbnail, rendered };
}

describe('the file', () => {
  for (const [width, height, fps, duration] of [
    [64, 36, 30, 0.7],
    [66, 118, 24, 0.5],
    [130, 50, 25, 0.32],
  ] as const) {
    test(`${width}×${height} at ${fps} fps for ${duration} s is exactly that`, async () => {
      const { video, rendered } = await film(`exact-${width}`, { width, height, fps, duration });
      const frames = Math.round(duration * fps);
      assert.equal(rendered.frames, frames);
      assert.deepEqual(await inspectFilm(video), {
        width,
        height,
        fps,
        frames,
        duration: frames / fps,
        video_codec: 'h264',
        audio_codec: 'aac',
      });
      const pictures = await decodePictures(video);
      assert.deepEqual(
        pictures.map(({ time }) => Math.round(time * fps * 1000)),
        Array.from({ length: frames }, (_, frame) => frame * 1000),
      );
    });
  }

  test('moov comes before mdat, so that it plays while it loads', async () => {
    const { video } = await film('moov');
    const bytes = await readFile(video, 'latin1');
    assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
  });

  test('a silent film has a sound track of digital silence', async () => {
    const { video, rendered } = await film('silent', { sound: 'silent' });
    assert.equal(rendered.has_sound, false);
    const { left, right } = await decodeSound(video);
    assert.ok(left.length >= 0.7 * 48000);
    assert.ok(left.every((sample) => sample === 0) && right.every((sample) => sample === 0));
  });
});

test('the pictures are the same with one, two or four threads', async () => {
  const [one, two, four] = await Promise.all(
    [1, 2, 4].map(async (threads) => decodePictures((await film(`threads-${threads}`, {}, threads)).video)),
  );
  assert.deepEqual(one, two);
  assert.deepEqual(one, four);
});
