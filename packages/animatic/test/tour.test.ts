// A film of words that goes from place to place: each in its own light and with its own sound, and the same again when it comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Rendered, type RenderOptions, render } from '../src/index.ts';
import type { Asked } from '../src/request.ts';
import { decodePictures, decodeSound, digestOf, type Picture } from './decoding.ts';
import { made } from './made/folder.ts';

const [WIDTH, HEIGHT, FPS] = [128, 72, 24];
/** Of each of its three shots, a second long. */
const FRAMES = FPS;

const WORDS =
  'Shot 1 [0-1s]: a forest at noon, static. Shot 2 [1-2s]: a desert at sunset with a red kite, static. Shot 3 [2-3s]: back in the forest';
const ASKED: Asked = {
  ...{ prompt: WORDS, shot_type: 'multi', width: WIDTH, height: HEIGHT, fps: FPS, duration: 3, seed: 3 },
};

async function film(name: string, options: Partial<RenderOptions> = {}, asked: Asked = ASKED) {
  const video = await made(`${name}.mp4`, Buffer.alloc(0));
  const rendered: Rendered = await render(asked, { video, ...options });
  return { rendered, video, pictures: await decodePictures(video) };
}

/** Mean Cr − Cb, which is the higher the warmer. */
function warmth({ u, v }: Picture): number {
  return v.reduce((sum, value, i) => sum + value - u[i]!, 0) / v.length;
}

const shares: number[] = [];
const first = film('tour', { threads: 1, onProgress: (_, share) => shares.push(share) });

test('each shot shows its own place, and the same again when the film comes back', async () => {
  const { rendered, pictures } = await first;
  const { shots, locations, warnings } = rendered.plan;
  assert.deepEqual(
    shots.map(({ location, frames }) => [location, frames]),
    [
      [0, FRAMES],
      [1, FRAMES],
      [0, FRAMES],
    ],
  );
  assert.deepEqual(
    locations.map(({ name }) => name),
    ['a forest by day', 'a desert at sunset'],
  );
  assert.deepEqual(warnings, ['Shot 2: Not in the picture: "red kite"; only a place and its light are painted.']);
  const [wood, sand, again] = [0.5, 1.5, 2.5].map((shot) => warmth(pictures[Math.round(shot * FRAMES)]!));
  assert.ok(sand! > wood! + 12, `${sand} after ${wood}`);
  assert.ok(Math.abs(again! - wood!) < 8, `${again} after ${wood}`);
  // All of it changes at once.
  assert.ok(warmth(pictures[FRAMES]!) > warmth(pictures[FRAMES - 1]!) + 12);
});

test('the sound changes with the place', async () => {
  const { left } = await decodeSound((await first).video);
  /** Sign changes a sample, which rise with pitch. */
  const pitch = (from: number, to: number) => {
    const part = left.subarray(from * 48_000, to * 48_000);
    return part.reduce((sum, value, i) => sum + Number(i > 0 && value * part[i - 1]! < 0), 0) / part.length;
  };
  const [wood, sand, again] = [pitch(0.2, 0.8), pitch(1.2, 1.8), pitch(2.2, 2.8)];
  assert.ok(sand < 0.75 * wood, `${sand} after ${wood}`);
  assert.ok(again > 1.25 * sand, `${again} after ${sand}`);
});

test('however many threads draw it, the film is the same, and its progress never falls', async () => {
  const { pictures } = await first;
  for (const threads of [2, 4]) {
    const other = await film(`tour of ${threads}`, { threads });
    assert.equal(digestOf(...other.pictures), digestOf(...pictures), `${threads} threads`);
  }
  for (const [i, share] of shares.entries()) assert.ok(i === 0 || share >= shares[i - 1]!);
  assert.equal(shares.at(-1), 1);
});

test('a dissolve goes over from one place to the other', async () => {
  const prompt = 'a forest at noon, static, dissolves to a desert at sunset, static';
  const { rendered, pictures } = await film('dissolve', { threads: 1 }, { ...ASKED, prompt, duration: 2 });
  const { frames, dissolve } = { ...rendered.plan.shots[0]!, dissolve: rendered.plan.shots[1]!.dissolve };
  assert.ok(dissolve > 5, `${dissolve}`);
  const [before, half, after] = [frames - 1, frames + Math.round(dissolve / 2), frames + dissolve].map((frame) =>
    warmth(pictures[frame]!),
  ) as [number, number, number];
  assert.ok(
    half > before + 0.25 * (after - before) && half < before + 0.75 * (after - before),
    `${before} ${half} ${after}`,
  );
});

test('day turns to night at one place: it is painted again, and the one light gives way to the other while the camera goes on', async () => {
  const prompt = 'day turns to night over a meadow, slow push in';
  const asked: Asked = { ...ASKED, prompt, shot_type: 'single', duration: 2 };
  const { rendered, pictures } = await film('turning', { threads: 1 }, asked);
  const { shots, locations, actual_prompt } = rendered.plan;
  assert.equal(shots.length, 1);
  const [day, ...later] = locations.map(({ name }) => name);
  assert.deepEqual([day, ...later], ['a meadow by day', 'a meadow at sunset', 'a meadow at dusk', 'a meadow at night']);
  assert.match(actual_prompt!, /becomes a meadow at sunset, then a meadow at dusk, then a meadow at night/);
  const light = pictures.map(({ y }) => y.reduce((sum, value) => sum + value, 0) / y.length);
  assert.ok(light.at(-1)! < 0.5 * light[0]!, `${light[0]} to ${light.at(-1)}`);
  assert.ok(warmth(pictures[FRAMES]!) > Math.max(warmth(pictures[0]!), warmth(pictures.at(-1)!)) + 8);
  const steps = light.slice(1).map((value, i) => Math.abs(value - light[i]!));
  assert.ok(Math.max(...steps) < 8, `no cut: ${Math.max(...steps)}`);
  const threads = await film('turning of 2', { threads: 2 }, asked);
  assert.equal(digestOf(...threads.pictures), digestOf(...pictures));
});

test('a film that is given up while its next place is painted ends at once', async () => {
  const stop = new AbortController();
  const onProgress: RenderOptions['onProgress'] = (phase) => phase === 'rendering' && stop.abort(new Error('given up'));
  const asked = { ...ASKED, width: 480, height: 270 };
  await assert.rejects(film('given up', { onProgress, signal: stop.signal }, asked), /given up/);
});
