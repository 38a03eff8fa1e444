// What a person gets: the MP4 and the thumbnail, as they decode.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from 'node-av/constants';
import { FormatContext } from 'node-av/lib';
import sharp from 'sharp';
import { type Asked, inspectFilm, render } from '../src/index.ts';
import { readPicture } from '../src/input/picture.ts';
import { composed } from '../src/look/composed.ts';
import { decodePictures, decodeSound, digestOf, psnr } from './decoding.ts';

let folder: string;
let request: Asked;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'animatic-'));
  const picture = join(folder, 'picture.png');
  await sharp(landscape(300, 200), { raw: { width: 300, height: 200, channels: 3 } })
    .png()
    .toFile(picture);
  request = {
    picture,
    prompt: 'slow push in',
    prompt_extend: false,
    width: 64,
    height: 36,
    duration: 0.7,
    sound: 'silent',
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

async function film(name: string, changes: Asked = {}, threads = 2) {
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

  test('is H.264 High in BT.709 and AAC LC in stereo, and says how it was made', async () => {
    const { video } = await film('format');
    await using file = new FormatContext();
    await file.openInput(video);
    await file.findStreamInfo();
    const [pictures, sound] = file.streams.map((stream) => stream.codecpar);
    assert.equal(pictures!.getCodecString()?.slice(0, 9), 'avc1.6400', 'High profile');
    assert.equal(pictures!.format, AV_PIX_FMT_YUV420P);
    assert.deepEqual(
      [pictures!.colorRange, pictures!.colorSpace, pictures!.colorPrimaries, pictures!.colorTrc],
      [AVCOL_RANGE_MPEG, AVCOL_SPC_BT709, AVCOL_PRI_BT709, AVCOL_TRC_BT709],
    );
    assert.equal(sound!.getCodecString(), 'mp4a.40.2');
    assert.deepEqual([sound!.sampleRate, sound!.channels], [48_000, 2]);
    assert.match(file.metadata!.get('comment')!, /Reelqueue animatic.*No generative model/);
    assert.match(await readFile(video, 'latin1'), /x264.*options:.*crf=20/);
  });

  test('a silent film has a sound track of digital silence', async () => {
    const { video, rendered } = await film('silent', { sound: 'silent' });
    assert.equal(rendered.has_sound, false);
    const { left, right } = await decodeSound(video);
    assert.ok(left.length >= 0.7 * 48000);
    assert.ok(left.every((sample) => sample === 0) && right.every((sample) => sample === 0));
  });
});

describe('the pictures', () => {
  for (const [name, width, height] of [
    ['coffee.png', 1168, 768],
    ['rocket.jpg', 640, 360],
  ] as const) {
    test(`begin with ${name} itself, cut to the frame around its subject`, async () => {
      const picture = fileURLToPath(new URL(`../../../examples/photos/${name}`, import.meta.url));
      const { video } = await film('photo', { picture, width, height, duration: 0.1 });
      const [first] = await decodePictures(video);
      const cut = composed(await readPicture(picture), { width, height });
      const photo = await sharp(cut.rgb, { raw: { width: cut.width, height: cut.height, channels: 3 } })
        .resize(width, height, { fit: 'cover', kernel: 'lanczos3' })
        .raw()
        .toBuffer();
      const dB = psnr(first!.y, lumaOf(photo));
      assert.ok(dB > 40, `${dB.toFixed(1)} dB`);
    });
  }

  test('are the same with one, two or four threads, and from run to run', async () => {
    const prompt = 'handheld camera, dolly in';
    const films: string[] = [];
    for (const threads of [1, 1, 2, 4])
      films.push(digestOf(...(await decodePictures((await film('again', { prompt }, threads)).video))));
    assert.equal(new Set(films).size, 1, `${films}`);
  });

  test('depend on the seed and on the picture', async () => {
    const picture = fileURLToPath(new URL('../../../examples/photos/rocket.jpg', import.meta.url));
    const [one, seed, photo] = [await film('one'), await film('seed', { seed: 8 }), await film('photo', { picture })];
    const hashes = await Promise.all([one, seed, photo].map(async ({ video }) => lastOf(await decodePictures(video))));
    assert.equal(new Set(hashes).size, 3);
  });
});

test('the thumbnail is a JPEG of 640 pixels across in the shape of the film', async () => {
  const { thumbnail, video } = await film('thumbnail', { width: 160, height: 90 });
  const { format, width, height } = await sharp(thumbnail).metadata();
  assert.deepEqual([format, width, height], ['jpeg', 640, 360]);
  const small = await sharp(thumbnail).resize(160, 90).greyscale().raw().toBuffer();
  const likeness = (await decodePictures(video)).map(({ y }) =>
    psnr(
      y.map((luma) => ((luma - 16) * 255) / 219),
      small,
    ),
  );
  assert.ok(Math.max(...likeness) > 26, `${Math.max(...likeness).toFixed(1)} dB to the nearest frame`);
});

describe('progress', () => {
  test('goes from 0 to 1 through planning, rendering and encoding and never back', async () => {
    const seen: [string, number][] = [];
    await render(request, {
      video: join(folder, 'progress.mp4'),
      thumbnail: join(folder, 'progress.jpg'),
      onProgress: (phase, share) => seen.push([phase, share]),
    });
    assert.deepEqual([...new Set(seen.map(([phase]) => phase))], ['planning', 'rendering', 'encoding']);
    assert.deepEqual(
      [seen[0], seen.at(-1)],
      [
        ['planning', 0],
        ['encoding', 1],
      ],
    );
    assert.ok(seen.every(([, share], i) => i === 0 || share >= seen[i - 1]![1]));
    assert.ok(seen.length > 20);
  });
});

describe('a render that does not come to its end', () => {
  for (const phase of ['planning', 'rendering', 'encoding']) {
    test(`stops soon and leaves no file when it is aborted while ${phase}`, async () => {
      const stop = new AbortController();
      const path = join(folder, `aborted-${phase}`);
      let aborted = 0;
      const rendering = render(
        { ...request, width: 320, height: 180, duration: 10 },
        {
          video: `${path}.mp4`,
          thumbnail: `${path}.jpg`,
          signal: stop.signal,
          onProgress(now) {
            if (now !== phase || aborted) return;
            aborted = performance.now();
            stop.abort(new Error('enough'));
          },
        },
      );
      await assert.rejects(rendering, /enough/);
      assert.ok(performance.now() - aborted < 1000, 'within a second');
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name.startsWith(`aborted-${phase}`)),
        [],
      );
    });
  }

  test('says which path can not be written', async () => {
    const paths = { video: join(folder, 'nowhere/film.mp4'), thumbnail: join(folder, 'film.jpg') };
    await assert.rejects(render(request, paths), /nowhere\/film\.mp4/);
  });

  test('says which preset x264 does not know', async () => {
    const paths = { video: join(folder, 'preset.mp4'), thumbnail: join(folder, 'preset.jpg') };
    await assert.rejects(render(request, { ...paths, preset: 'swift' }), /swift/);
  });
});

test('an inspection refuses a film that is cut short, damaged, or none', async () => {
  const { video, rendered } = await film('whole', { width: 320, height: 180 });
  const whole = await readFile(video);
  const broken = join(folder, 'broken.mp4');
  await inspectFilm(video, rendered.sum);
  // A bit here and there, which may well decode.
  const flipped = whole.map((byte, i) => (i > whole.length / 2 && i % 256 === 0 ? byte ^ 1 : byte));
  await writeFile(broken, flipped);
  await assert.rejects(inspectFilm(broken, rendered.sum), /not hold/);
  await writeFile(broken, whole.subarray(0, whole.length * 0.7));
  await assert.rejects(inspectFilm(broken));
  const start = whole.indexOf('mdat') + 1000;
  await writeFile(broken, whole.fill(0x55, start, start + 1500));
  await assert.rejects(inspectFilm(broken));
  await writeFile(broken, 'This is no film.');
  await assert.rejects(inspectFilm(broken), /open/);
});

/** Luma of R, G, B bytes by BT.709, limited range, in double precision. */
function lumaOf(rgb: Uint8Array): Float64Array {
  return Float64Array.from({ length: rgb.length / 3 }, (_, i) => {
    const [r, g, b] = rgb.subarray(3 * i, 3 * i + 3);
    return 16 + (219 * (0.2126 * r! + 0.7152 * g! + 0.0722 * b!)) / 255;
  });
}

function lastOf(pictures: { y: Uint8Array }[]): string {
  return Buffer.from(pictures.at(-1)!.y).toString('base64');
}
