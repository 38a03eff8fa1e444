// The encoder by itself: frames in, the same film out.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Film } from '../src/film/film.ts';

const [WIDTH, HEIGHT, FRAMES] = [320, 180, 21];

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
  const luma = WIDTH * HEIGHT;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: WIDTH, chromaStride: WIDTH / 2 };
  const silence = { left: new Float32Array(FRAMES * 1600), right: new Float32Array(FRAMES * 1600) };
  const encode = async (name: string) => {
    const path = join(folder, name);
    await using film = await Film.create(path, { width: WIDTH, height: HEIGHT, fps: 30, preset: 'veryfast' }, silence);
    for (const frame of frames) await film.add(slot, frame);
    await film.finish(() => {});
    return (await readFile(path)).toString('base64');
  };
  const films = [];
  for (let i = 0; i < 6; i++) films.push(...(await Promise.all([encode('a.mp4'), encode('b.mp4'), encode('c.mp4')])));
  await rm(folder, { recursive: true });
  assert.equal(new Set(films).size, 1);
});
