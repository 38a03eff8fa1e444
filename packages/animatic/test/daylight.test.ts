// Light that changes while a film runs: it begins as the picture's own, and the sky changes more than the ground.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf, type Picture } from './decoding.ts';
import { drawings, lookOf, pictureOf } from './made/plans.ts';
import { clear, LAKE, planned } from './plan/set.ts';

const [width, height] = [320, 180];
const day = pictureOf(width, height, (_, y) => (y < 90 ? [150, 180, 220] : [120, 130, 90]));
const outdoors = lookOf({ horizon: 0.5, sky: 0.5 });

/** Luma and blue of the middle of a row, at a share of the height. */
function at({ y, u }: Picture, share: number): { luma: number; blue: number } {
  const row = Math.round(share * height);
  return { luma: y[row * width + width / 2]!, blue: u[((row >> 1) * width) / 2 + width / 4]! };
}

async function film(prompt: string): Promise<Picture[]> {
  const plan = planned({ prompt: `static shot, ${prompt}`, width, height, duration: 2 });
  return drawings(clear(plan), outdoors, day);
}

test('the sun sets: gold first, then dusk, the sky before the ground, from the picture as it is', async () => {
  const [still, pictures] = [await film('slow'), await film('the sun sets')];
  assert.equal(digestOf(pictures[0]!), digestOf(still[0]!));
  const [first, middle, last] = [0, 30, 59].map((frame) => at(pictures[frame]!, 0.1)) as ReturnType<typeof at>[];
  assert.ok(middle!.blue < first!.blue - 8 && last!.blue > middle!.blue, JSON.stringify([first, middle, last]));
  assert.ok(last!.luma < 0.75 * first!.luma);
  const warmth = (share: number) => at(pictures[0]!, share).blue - at(pictures[30]!, share).blue;
  assert.ok(warmth(0.1) > warmth(0.9) + 3, `${warmth(0.1)} above, ${warmth(0.9)} below`);
  const steps = pictures.slice(1).map((picture, i) => Math.abs(at(picture, 0.1).luma - at(pictures[i]!, 0.1).luma));
  assert.ok(Math.max(...steps) <= 5, `a step of ${Math.max(...steps)}`);
});

test('night falls, lamps are lit and put out, a storm darkens the sky more than the ground', async () => {
  const change = async (prompt: string, share: number) => {
    const pictures = await film(prompt);
    return at(pictures.at(-1)!, share).luma / at(pictures[0]!, share).luma;
  };
  assert.ok((await change('day turns to night', 0.2)) < 0.45);
  assert.ok((await change('the lights come on', 0.8)) > 1.15);
  assert.ok((await change('the lights go out', 0.8)) < 0.5);
  assert.ok((await change('storm clouds gather', 0.1)) < (await change('storm clouds gather', 0.9)) - 0.04);
});

test('light that changes more than once does so in the order of the words', async () => {
  const levels = async (prompt: string) => {
    const plan = planned({ prompt: `static shot, ${prompt}`, width, height, duration: 3 });
    assert.deepEqual(plan.warnings, [], prompt);
    const pictures = await drawings(clear(plan), outdoors, day);
    return [0, 0.36, 0.66, 1].map((share) => at(pictures[Math.round(share * 89)]!, 0.8).luma);
  };
  const [noon, night, lamps, out] = await levels('night falls, then the lights come on, then the lights go out');
  assert.ok(night! < 0.5 * noon! && lamps! > 1.15 * night! && out! < 0.6 * lamps!, `${[noon, night, lamps, out]}`);
  const [clear1, storm, clearing, dusk] = await levels('a storm gathers, then the sky clears, then dusk falls');
  assert.ok(storm! < 0.75 * clear1! && clearing! > clear1! && dusk! < 0.6 * clear1!, `${[storm, clearing, dusk]}`);
  const [, dark, dawn] = await levels('day turns to night and back to day, and it grows dark');
  assert.ok(dark! < 0.5 * noon! && dawn! > 0.9 * noon!, `${[dark, dawn]}`);
});

test('stars come out as night falls where the sky is surely clear, and nowhere else', async () => {
  const over = { ...lookOf().depth, near: lookOf().depth.near.map((_, i) => (i < 64 * 18 ? 0 : 0.8)) };
  const masks = { ...lookOf().masks, sky: over.near.map((near) => (near === 0 ? 1 : 0)) };
  const look = lookOf({ horizon: 0.5, sky: 0.5, depth: over, masks });
  // A cloud on the left.
  const cloudy = pictureOf(width, height, (x, y) =>
    y >= 90 ? [120, 130, 90] : x < 100 ? [200 + 9 * ((x >> 2) % 3), 205, 210] : [150, 180, 220],
  );
  const shown = async (prompt: string) => {
    const asked = { prompt: `static shot, ${prompt}`, prompt_extend: true, width, height, duration: 2 };
    const plan = planned(asked, { ...LAKE, depth: look.depth, masks, foliage: 0, water: 0 });
    const pictures = await drawings(plan, look, cloudy);
    const { y } = pictures.at(-1)!;
    const points = [...y.keys()].filter((i) => y[i]! > y[i - 6]! + 16 && y[i]! > (y[i + 6] ?? 255) + 16);
    return points.map((i) => ({ x: i % width, y: Math.floor(i / width) }));
  };
  const stars = await shown('day turns to night');
  assert.ok(stars.length > 15, `${stars.length} stars`);
  assert.ok(
    stars.every(({ x, y }) => x > 96 && y < 90),
    JSON.stringify(stars),
  );
  assert.equal((await shown('the sun sets')).length, 0);
  assert.equal((await shown('day turns to night without twinkling stars')).length, 0);
});

test('the words bring it and take it back, and two given pictures bring their own', () => {
  const name = (prompt: string, more = {}) => planned({ prompt, ...more }, LAKE).daylight?.name ?? null;
  for (const words of ['day turns to night', 'day turns into night', 'from sunset to night'])
    assert.match(name(words)!, /night/);
  for (const words of ['morning turns into evening', 'day fades into dusk'])
    assert.match(name(words)!, /sun goes down/);
  for (const words of ['night turns into day', 'timelapse from sunrise to noon'])
    assert.match(name(words)!, /day breaks/);
  assert.match(name('a slow pan as the sun goes down')!, /sun goes down/);
  assert.match(name('dawn breaks over the lake')!, /day breaks/);
  assert.match(name('the lanterns light up')!, /lights come on/);
  assert.equal(name('a lake at sunset'), null);
  assert.match(name('golden light fades over the hills')!, /dusk falls/);
  assert.equal(name('the sun sets', { negative_prompt: 'sunset, the sun sets' }), null);
  assert.equal(name('day turns to night', { last_picture: 'night.png' }), null);
  const { warnings, actual_prompt } = planned({ prompt: 'the sun sets', prompt_extend: true });
  assert.deepEqual(warnings, []);
  assert.match(actual_prompt!, /dusk falls/);
});
