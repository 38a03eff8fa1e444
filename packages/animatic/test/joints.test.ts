// Where a film takes over from a clip, moves to a sound and ends on a picture: seen and heard in the decoded film.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { type FilmRequest, render } from '../src/index.ts';
import { readPicture } from '../src/input/picture.ts';
import { composed } from '../src/look/composed.ts';
import { motionBetween, shrunk } from '../src/look/motion.ts';
import { decodePictures, decodeSound, type Picture, psnr } from './decoding.ts';
import { texture, writeClip } from './made/clips.ts';
import { made } from './made/folder.ts';
import { wav } from './made/sounds.ts';

const [WIDTH, HEIGHT] = [320, 180];

async function photo(name: string, phase: number, [across, down] = [1, 1] as [number, number]): Promise<string> {
  const at = (i: number) => texture(across * (i % 400) + phase, down * Math.floor(i / 400) + phase);
  const grey = new Uint8Array(400 * 300).map((_, i) => at(i));
  const path = await made(name);
  await sharp(grey, { raw: { width: 400, height: 300, channels: 1 } })
    .png()
    .toFile(path);
  return path;
}

async function film(name: string, changes: Partial<FilmRequest>) {
  const video = await made(`${name}.mp4`);
  const request = { prompt_extend: false, width: WIDTH, height: HEIGHT, duration: 2, seed: 7, ...changes };
  const options = { video, thumbnail: await made(`${name}.jpg`), preset: 'veryfast' };
  const rendered = await render(request, options);
  return { video, rendered, pictures: await decodePictures(video) };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const lumaOf = ({ y }: Picture) => mean(y);
const small = ({ y, width, height }: Picture) => shrunk(y, 0, width, width, height);

/** Grey of a picture file, covering the frame, in limited range. */
async function covering(path: string): Promise<Float64Array> {
  const { width, height, rgb } = composed(await readPicture(path), { width: WIDTH, height: HEIGHT });
  const raw = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(WIDTH, HEIGHT, { fit: 'cover', kernel: 'lanczos3' })
    .greyscale()
    .raw()
    .toBuffer();
  return Float64Array.from(raw, (value) => 16 + (219 * value) / 255);
}

const clip = await made('clip.mp4');
/** Of the frame's width a second. */
const SPEED = 0.15;
await writeClip(clip, {
  width: WIDTH,
  height: HEIGHT,
  fps: 24,
  seconds: 1,
  luma: (x, y, t) => texture(x + SPEED * WIDTH * t, y),
  sound: (t) => 0.3 * Math.sin(2 * Math.PI * 440 * t),
});

describe('a last picture', () => {
  test('is the last frame itself, and no frame on the way there jumps', async () => {
    const [picture, last_picture] = [await photo('first.png', 0), await photo('last.png', 900)];
    const { pictures } = await film('last', { picture, last_picture });
    const dB = psnr(pictures.at(-1)!.y, await covering(last_picture));
    assert.ok(dB > 38, `${dB.toFixed(1)} dB`);
    assert.ok(psnr(pictures[0]!.y, await covering(picture)) > 38);
    const steps = pictures.slice(1).map(({ y }, i) => mean(y.map((luma, at) => Math.abs(luma - pictures[i]!.y[at]!))));
    assert.ok(Math.max(...steps) < 8, `${Math.max(...steps).toFixed(1)} of 219`);
  });
});

/** Part of a photo whose left edge is that many pixels in. */
async function partOf(name: string, left: number): Promise<string> {
  const path = await made(name);
  await sharp(await photo('whole.png', 40))
    .extract({ left, top: 30, width: 320, height: 180 })
    .png()
    .toFile(path);
  return path;
}

describe('a last picture that shows the same things', () => {
  test('is what the first one becomes: half way, everything is half way', async () => {
    const [picture, last_picture] = [await partOf('here.png', 10), await partOf('there.png', 50)];
    const { pictures, rendered } = await film('become', { picture, last_picture, prompt: 'static shot' });
    const { way, ending } = rendered.plan.joints!;
    assert.equal(way, 'morph');
    assert.ok(psnr(pictures.at(-1)!.y, await covering(last_picture)) > 38);
    assert.ok(psnr(pictures[0]!.y, await covering(picture)) > 38);
    const middle = pictures[rendered.frames - 1 - Math.round(ending / 2)]!;
    const half = psnr(middle.y, await covering(await partOf('between.png', 30)));
    assert.ok(half > 28, `${half.toFixed(1)} dB to the picture between`);
    const steps = pictures.slice(1).map(({ y }, i) => mean(y.map((luma, at) => Math.abs(luma - pictures[i]!.y[at]!))));
    assert.ok(Math.max(...steps) < 8, `${Math.max(...steps).toFixed(1)} of 219`);
  });

  test('passes what moves before what stands, which stays where it is', async () => {
    const scene = async (name: string, x0: number) => {
      const path = await made(name);
      const rgb = new Uint8Array(320 * 180 * 3);
      for (let y = 0, at = 0; y < 180; y++) {
        for (let x = 0; x < 320; x++, at += 3) {
          const thing = Math.abs(x - x0) < 22 && Math.abs(y - 100) < 40;
          const value = thing
            ? 200 + 40 * Math.sin((x - x0) * 0.5) * Math.sin(y * 0.4)
            : 0.6 * texture(1.7 * x, 1.7 * y);
          rgb.set(thing ? [value, 0.6 * value, 0.2 * value] : [value, value, value], at);
        }
      }
      await sharp(rgb, { raw: { width: 320, height: 180, channels: 3 } })
        .png()
        .toFile(path);
      return path;
    };
    const [picture, last_picture] = [await scene('left.png', 110), await scene('right.png', 166)];
    const { pictures, rendered } = await film('passes', { picture, last_picture, prompt: 'static shot', duration: 1 });
    const middle = pictures[rendered.frames - 1 - Math.round(rendered.plan.joints!.ending / 2)]!;
    /** Mean of what is red around a column, at the height of the thing. */
    const red = (x: number) => {
      let sum = 0;
      for (let row = 40; row < 60; row++) for (let i = -4; i < 4; i++) sum += middle.v[row * 160 + x / 2 + i]! - 128;
      return sum / 160;
    };
    assert.ok(red(138) > 28, `half way it is not as red as itself: ${red(138)}`);
    assert.ok(red(96) < 8 && red(180) < 8, `it has left a ghost: ${red(96)}, ${red(180)}`);
  });

  test('is pushed through to when it shows something else', async () => {
    const [picture, last_picture] = [await photo('one.png', 0), await photo('other.png', 0, [0.55, 2.3])];
    const { rendered } = await film('other', { picture, last_picture, duration: 0.5 });
    assert.equal(rendered.plan.joints!.way, 'push');
  });
});

describe('a first clip', () => {
  test('is the beginning of the film, and its motion and light go on without a seam', async () => {
    const { pictures, rendered } = await film('begun', { first_clip: clip });
    assert.deepEqual([rendered.frames, pictures.length], [60, 60]);
    const own = await decodePictures(clip);
    // 24 pictures a second shown at 30: of the first six of ours, four begin a picture of the clip's.
    for (const [ours, theirs] of [
      [0, 0],
      [5, 4],
      [25, 20],
    ] as const) {
      assert.ok(psnr(pictures[ours]!.y, own[theirs]!.y) > 36, `frame ${ours}`);
    }
    const lumas = pictures.map(small);
    const speed = (from: number) => (motionBetween(lumas[from]!, lumas[from + 5]!).x * 30) / 5;
    for (const from of [10, 20, 27]) assert.ok(Math.abs(speed(from) - SPEED) < 0.05, `${speed(from)} at ${from}`);
    assert.ok(speed(32) > 0.5 * SPEED && speed(32) < 1.4 * SPEED, `${speed(32)} after the seam`);
    const light = pictures.map(lumaOf);
    for (let at = 26; at < 36; at++) assert.ok(Math.abs(light[at]! - light[at - 1]!) < 1.5, `light at ${at}`);
  });

  test('is heard first, and then the soundtrack takes over', async () => {
    const { video } = await film('heard', { first_clip: clip, prompt: 'waves on the sea', duration: 4 });
    const { left } = await decodeSound(video);
    /** Share of the energy that is the clip's tone. */
    const tone = (from: number, to: number) => {
      let [sine, cosine, squares] = [0, 0, 0];
      for (let i = from * 48_000; i < to * 48_000; i++) {
        sine += left[i]! * Math.sin((2 * Math.PI * 440 * i) / 48_000);
        cosine += left[i]! * Math.cos((2 * Math.PI * 440 * i) / 48_000);
        squares += left[i]! ** 2;
      }
      return (2 * (sine ** 2 + cosine ** 2)) / ((to - from) * 48_000) / squares;
    };
    assert.ok(tone(0.1, 0.4) > 0.95, `${tone(0.1, 0.4)}`);
    assert.ok(tone(1, 1.3) > 0.9, `what it was goes on for a moment: ${tone(1, 1.3)}`);
    assert.ok(tone(2.8, 3.6) < 0.1, `${tone(2.8, 3.6)}`);
    assert.ok(Math.hypot(...left.subarray(140_000, 160_000)) / Math.sqrt(20_000) > 0.005, 'it is not silent');
  });

  test('longer than the film is cut, with a warning; with a last picture there is time for the way', async () => {
    const cut = await film('cut', { first_clip: clip, duration: 0.5 });
    assert.equal(cut.pictures.length, 15);
    assert.match(cut.rendered.plan.warnings.join(), /first_clip the first 0\.5 s are shown/);
    const last_picture = await photo('end.png', 500);
    const { pictures } = await film('way', { first_clip: clip, last_picture, duration: 1 });
    assert.equal(pictures.length, 30);
    assert.ok(psnr(pictures.at(-1)!.y, await covering(last_picture)) > 38);
  });
});

test('a driving sound is heard and moves camera and light at its onsets', async () => {
  const beats = [0.5, 1, 1.5, 2, 2.5];
  const wave = (t: number) => {
    const since = t - Math.max(-1, ...beats.filter((beat) => beat <= t));
    return 0.8 * Math.sin(2 * Math.PI * 220 * t) * Math.exp(-since / 0.06);
  };
  const drive = await made('beats.wav', wav({ rate: 48_000, channels: 1, seconds: 3 }, wave));
  const changes = { picture: await photo('beaten.png', 0), drive, prompt: 'static shot', duration: 3 };
  const { pictures, video } = await film('driven', changes);
  const moved = pictures.slice(1).map(({ y }, i) => mean(y.map((luma, at) => Math.abs(luma - pictures[i]!.y[at]!))));
  const onset = moved.map((_, i) => (beats.some((beat) => Math.abs((i + 1) / 30 - beat) < 0.02) ? 1 : 0));
  const r = correlation(moved, onset);
  assert.ok(r > 0.6, `correlation of motion ${r.toFixed(2)}`);
  const lights = pictures.map(lumaOf);
  const brighter = lights.slice(1).map((luma, i) => luma - lights[i]!);
  const light = correlation(brighter, onset);
  assert.ok(light > 0.6, `correlation of light ${light.toFixed(2)}`);
  for (const beat of beats.slice(1)) assert.ok(brighter[Math.round(beat * 30) - 1]! > 1, `light at ${beat} s`);
  assert.ok(moved.at(-1)! < 4 && moved[0]! < 4, 'the first and the last frame are of the picture');
  const { left } = await decodeSound(video);
  const level = (from: number) => Math.hypot(...left.subarray(from * 48_000, (from + 0.05) * 48_000));
  assert.ok(level(1.01) > 5 * level(0.93), 'the sound itself is laid under it');
});

test('a film of several shots is cut on the strokes of the sound that it is given, to the frame', async () => {
  const strokes = [0.9, 1.7, 2.5];
  const wave = (t: number) => {
    const since = t - Math.max(-1, ...strokes.filter((stroke) => stroke <= t));
    return 0.8 * Math.sin(2 * Math.PI * 150 * t) * Math.exp(-since / 0.08);
  };
  const file = await made('strokes.wav', wav({ rate: 48_000, channels: 1, seconds: 4 }, wave));
  const changes = { picture: await photo('cut.png', 0), sound: { file }, shot_type: 'multi' as const, duration: 4 };
  const { pictures, rendered } = await film('strokes', { ...changes, prompt: 'zoom in' });
  const change = pictures.map(({ y }, i) =>
    i === 0 ? 0 : mean(y.map((luma, at) => Math.abs(luma - pictures[i - 1]!.y[at]!))),
  );
  const cuts = rendered.plan.shots
    .slice(0, -1)
    .map((_, i, all) => all.slice(0, i + 1).reduce((sum, shot) => sum + shot.frames, 0));
  assert.ok(cuts.length >= 1);
  for (const cut of cuts) {
    assert.ok(
      strokes.some((stroke) => Math.abs(stroke * 30 - cut) <= 1),
      `cut at frame ${cut}`,
    );
    assert.ok(change[cut]! > 3 * change[cut - 1]! && change[cut]! > 3 * change[cut + 1]!, `seen at frame ${cut}`);
  }
});

function correlation(a: number[], b: number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (of: (i: number) => number) => a.reduce((total, _, i) => total + of(i), 0);
  const product = sum((i) => (a[i]! - ma) * (b[i]! - mb));
  return product / Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2));
}
