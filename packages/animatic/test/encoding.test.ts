// The encoder by itself: frames in, the same film out.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Film } from '../src/film/film.ts';
import { inspectFilm } from '../src/film/inspection.ts';

const [WIDTH, HEIGHT, FRAMES] = [320, 180, 21];
const LUMA = WIDTH * HEIGHT;
const SLOT = { y: 0, u: LUMA, v: LUMA * 1.25, lumaStride: WIDTH, chromaStride: WIDTH / 2 };
const FORMAT = { width: WIDTH, height: HEIGHT, fps: 30, preset: 'veryfast' };
const silence = async () => ({ left: new Float32Array(FRAMES * 1600), right: new Float32Array(FRAMES * 1600) });

/** Waves that move from frame to frame, as one slot of yuv420p. */
function waves(frame: number): Uint8Array {
  const bytes = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const x = i % WIDTH;
    const y = Math.floor(i / WIDTH);
    bytes[i] =
      128 + 60 * Math.sin((x + frame * 1.3) * 0.3) + 40 * Math.cos((y - frame * 0.7) * 0.4) + ((x * 7 + y) % 11);
  }
  return bytes;
}

test('the same frames give the same film, byte for byte, however busy the machine is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'animatic-'));
  const frames = Array.from({ length: FRAMES }, (_, frame) => waves(frame));
  const encode = async (name: string) => {
    const path = join(folder, name);
    await using film = await Film.create(path, FORMAT, silence);
    for (const frame of frames) await film.add(SLOT, frame);
    await film.finish(() => {});
    return (await readFile(path)).toString('base64');
  };
  const films = [];
  for (let i = 0; i < 6; i++) films.push(...(await Promise.all([encode('a.mp4'), encode('b.mp4'), encode('c.mp4')])));
  await rm(folder, { recursive: true });
  assert.equal(new Set(films).size, 1);
});

test('a sound is made once, when the first picture is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'animatic-'));
  let made = 0;
  {
    await using film = await Film.create(join(folder, 'film.mp4'), FORMAT, () => {
      made++;
      return silence();
    });
    assert.equal(made, 0);
    for (const frame of [waves(0), waves(1)]) await film.add(SLOT, frame);
    await film.finish(() => {});
  }
  await rm(folder, { recursive: true });
  assert.equal(made, 1);
});

test('what has been encoded, or read back, does not pile up in memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'animatic-'));
  const path = join(folder, 'noise.mp4');
  const [width, height, frames] = [640, 360, 20];
  const slot = { y: 0, u: width * height, v: width * height * 1.25, lumaStride: width, chromaStride: width / 2 };
  const noise = new Uint8Array(width * height * 1.5);
  const held = () => process.memoryUsage().arrayBuffers;
  let [number, most] = [1, 0];
  const before = held();
  const film = await Film.create(path, { width, height, fps: 30, preset: 'ultrafast', crf: 10 }, null);
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < noise.length; i++) {
      number = (number * 48_271) % 0x7fffffff;
      noise[i] = 60 + (number & 127);
    }
    await film.add(slot, noise);
    most = Math.max(most, held() - before);
  }
  await film.finish(() => {});
  await film[Symbol.asyncDispose]();
  await inspectFilm(path, film.sum);
  most = Math.max(most, held() - before);
  const { size } = await stat(path);
  await rm(folder, { recursive: true });
  assert.ok(size > 3e6 && most < size / 4, `${most} bytes beside a film of ${size}`);
});
