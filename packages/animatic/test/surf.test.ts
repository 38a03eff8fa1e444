// Waves before a painted beach: they come in, and they are there from the first frame.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagine } from '../src/imagine/imagine.ts';
import type { Surf } from '../src/plan/plan.ts';
import { digestOf, type Picture } from './decoding.ts';
import { drawings, lookOf, pictureOf, planOf, shotOf } from './made/plans.ts';
import { planned } from './plan/set.ts';

const [WIDTH, HEIGHT] = [320, 180];
const sea = pictureOf(WIDTH, HEIGHT, () => [40, 70, 80]);
const water = new Float32Array(64 * 36).map((_, i) => Number(Math.floor(i / 64) >= 18));
const look = lookOf({ horizon: 0.45, masks: { sky: water.map(() => 0), water, foliage: water.map(() => 0) } });
const surf: Surf = {
  horizon: 0.45,
  strength: 1,
  lines: Array.from({ length: 64 }, () => ({ rises: 0.55, ends: 0.92 })),
};
const film = (changes: { surf: Surf | null }, frames = 61) => planOf(WIDTH, HEIGHT, [shotOf(frames, {}, {})], changes);

/** Mean luma of each row. */
function rows({ y }: Picture): number[] {
  return Array.from({ length: HEIGHT }, (_, row) => {
    const line = y.subarray(row * WIDTH, (row + 1) * WIDTH);
    return line.reduce((sum, value) => sum + value, 0) / WIDTH;
  });
}

/** How alike the water of two pictures is when the second is moved up by so many rows. */
function alike(one: Picture, other: Picture, up: number): number {
  const [a, b] = [rows(one), rows(other)];
  const span = [a.slice(100, 160), b.slice(100 + up, 160 + up)].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  });
  return span[0]!.reduce((sum, value, i) => sum + value * span[1]![i]!, 0);
}

test('waves roll towards the shore and leave everything above the water alone', async () => {
  const still = (await drawings(film({ surf: null }, 1), look, sea))[0]!;
  const pictures = await drawings(film({ surf }), look, sea);
  assert.notEqual(digestOf(pictures[0]!), digestOf(still), 'they roll from the first frame on');
  assert.deepEqual(pictures[40]!.y.subarray(0, 60 * WIDTH), still.y.subarray(0, 60 * WIDTH));
  let inwards = 0;
  for (let frame = 0; frame < 50; frame += 10) {
    const [now, later] = [pictures[frame]!, pictures[frame + 10]!];
    inwards += alike(now, later, 2) + alike(now, later, 3) - alike(now, later, -2) - alike(now, later, -3);
  }
  assert.ok(inwards > 0, `${inwards}`);
});

test('a painted coast has surf where its beach is, others none, and nobody who wants it still gets it', () => {
  const of = (prompt: string, negative_prompt = '') => {
    const { look: own, painted } = imagine({ prompt, negative_prompt, seed: 7, width: 160, height: 90 });
    return planned({ picture: null, prompt, negative_prompt }, own, painted).surf;
  };
  const beach = of('waves on a beach at noon');
  assert.ok(beach !== null);
  for (const line of beach.lines) assert.ok(line === null || (line.rises < line.ends && line.rises > beach.horizon));
  assert.ok(of('a calm sea')!.strength < beach.strength);
  assert.equal(of('a mountain lake at noon'), null);
  assert.equal(of('a beach at noon', 'motion, movement'), null);
});
