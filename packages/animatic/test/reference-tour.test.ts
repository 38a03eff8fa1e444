// Films of references that go from place to place: each shot at the place that it names, with those whom it names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Plan, render } from '../src/index.ts';
import { decodePictures, decodeSound, type Picture } from './decoding.ts';
import { type Clip, texture, writeClip } from './made/clips.ts';
import { made } from './made/folder.ts';

const RED = { u: 100, v: 210 };
const BLUE = { u: 210, v: 100 };

async function clip(name: string, colour: Clip['colour'], pitch: number): Promise<string> {
  const path = await made(`toured ${name}.mp4`);
  await writeClip(path, {
    ...{ width: 96, height: 54, fps: 24, seconds: 2, colour },
    luma: (x, y, t) => texture(3 * x + 20 * t, 3 * y),
    sound: (t) => 0.3 * Math.sin(2 * Math.PI * pitch * t),
  });
  return path;
}

const references = [await clip('red', RED, 300), await clip('blue', BLUE, 500)];

async function film(prompt: string): Promise<{ plan: Plan; pictures: Picture[]; left: Float32Array }> {
  const video = await made('toured.mp4');
  const asked = { prompt, references, width: 128, height: 72, fps: 24, duration: 3, seed: 3 };
  const { plan } = await render({ ...asked, shot_type: 'multi' }, { video, preset: 'veryfast' });
  return { plan, pictures: await decodePictures(video), left: (await decodeSound(video)).left };
}

const shareOf = ({ u, v }: Picture, colour: { u: number; v: number }) =>
  u.reduce((sum, value, i) => sum + Number(Math.hypot(value - colour.u, v[i]! - colour.v) < 30), 0) / u.length;

test('listed shots are filmed where they say, of whom they name, and a shot that names nobody first shows its place', async () => {
  const { plan, pictures, left } = await film(
    'Shot 1 [0-1s]: a forest at noon, static. Shot 2 [1-2s]: character2 in a desert at sunset. Shot 3 [2-3s]: character1 in the forest',
  );
  assert.deepEqual(
    plan.shots.map(({ frames, location }) => [frames, location]),
    [
      [24, 0],
      [24, 1],
      [24, 0],
    ],
  );
  assert.deepEqual(
    plan.locations.map(({ name }) => name),
    ['a forest by day', 'a desert at sunset'],
  );
  const shares = [12, 36, 60].map((frame) => [RED, BLUE].map((colour) => shareOf(pictures[frame]!, colour)));
  assert.ok(
    shares[0]!.every((share) => share < 0.01),
    `${shares[0]}`,
  );
  assert.ok(shares[1]![0]! < 0.01 && shares[1]![1]! > 0.2 && shares[1]![1]! < 0.8, `${shares[1]}`);
  assert.ok(shares[2]![0]! > 0.2 && shares[2]![1]! < 0.01, `${shares[2]}`);
  assert.deepEqual(plan.warnings, []);
  const crossings = left
    .subarray(60_000, 90_000)
    .reduce((n, value, i, all) => n + Number(i > 0 && value * all[i - 1]! < 0), 0);
  assert.ok(Math.abs(crossings / 2 / (30_000 / 48_000) - 500) < 25, `${crossings}`);
});

test('words that tell of one after the other in places of their own are followed, and nobody is heard over another', async () => {
  const { plan } = await film('character1 walks through a city, then character2 waits on a beach');
  assert.equal(plan.locations.length, 2);
  assert.deepEqual(
    plan.staging!.shots.map(({ figures }) => figures.map(({ clip }) => clip)),
    [[0], [1]],
  );
  const { voices } = plan.staging!;
  for (const [i, { at, lasts }] of voices.entries()) assert.ok(at + lasts <= (voices[i + 1]?.at ?? 3) + 1e-6);
});
