// What is cut out of a picture and moved before what is behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraAt } from '../src/plan/camera.ts';
import { type Picture, psnr } from './decoding.ts';
import { drawings, lookOf, pictureOf, planOf, shotOf } from './made/plans.ts';

const [WIDTH, HEIGHT] = [320, 180];
const [COLUMNS, ROWS] = [160, 90];

/** A sky with a sun close above a dark block in the middle, which is cut out before it. */
const inBlock = (x: number, y: number) => y > 0.75 || (Math.abs(x - 0.5) < 0.15 && y > 0.4);
const sun = (x: number, y: number) => Math.hypot((x - 0.7) * 16, (y - 0.3) * 9) < 1;
const scene = pictureOf(WIDTH, HEIGHT, (column, row) => {
  const [x, y] = [(column + 0.5) / WIDTH, (row + 0.5) / HEIGHT];
  if (inBlock(x, y)) return [40 + 20 * ((column >> 2) % 2), 40, 40];
  return sun(x, y) ? [250, 240, 200] : [120, 150, 200];
});
const at = (i: number): [number, number] => [((i % COLUMNS) + 0.5) / COLUMNS, (Math.floor(i / COLUMNS) + 0.5) / ROWS];
const block = Float32Array.from({ length: COLUMNS * ROWS }, (_, i) => (inBlock(...at(i)) ? 1 : 0));
const near = block.map((one, i) => {
  // As the look gives it: rising towards the block before its edge.
  const [x, y] = at(i);
  return Math.max(one, 1 - 8 * Math.max(Math.abs(x - 0.5) - 0.15, 0.4 - y, 0), 1 - 8 * Math.max(0, 0.75 - y)) * 0.9;
});
const look = lookOf({ depth: { width: COLUMNS, height: ROWS, near }, horizon: 0.75, sky: 0.6, cut: block });
const moved = planOf(WIDTH, HEIGHT, [shotOf(20, {}, { truck: 0.06, zoom: 1.15 })]);

/** The box of all that is brighter than a level, in pixels. */
function boxOf({ y: luma }: Picture, level: number) {
  let [left, right, top, bottom] = [WIDTH, 0, HEIGHT, 0];
  for (let i = 0; i < luma.length; i++) {
    if (luma[i]! < level) continue;
    [left, right] = [Math.min(left, i % WIDTH), Math.max(right, i % WIDTH)];
    [top, bottom] = [Math.min(top, Math.floor(i / WIDTH)), Math.max(bottom, Math.floor(i / WIDTH))];
  }
  return { wide: right - left + 1, high: bottom - top + 1, x: (left + right + 1) / 2 };
}

test('the sun beside a tower stays round, and goes as far as the sky does', async () => {
  const last = (await drawings(moved, look, scene)).at(-1)!;
  const { wide, high, x } = boxOf(last, 195);
  assert.ok(Math.abs(wide / high - 1) < 0.07, `${wide} × ${high} pixels`);
  const camera = cameraAt(moved, 19);
  // What is farthest moves by half of the truck.
  const meant = WIDTH / 2 + ((0.7 - camera.x) * camera.zoom + camera.truck / 2) * WIDTH;
  assert.ok(Math.abs(x - meant) < 1.5, `seen at ${x}, meant at ${meant}`);
  const one = (await drawings(moved, { ...look, cut: null }, scene)).at(-1)!;
  assert.ok(boxOf(one, 195).wide / boxOf(one, 195).high > 1.1, 'without the cut it is stretched');
});

test('what comes to light behind the tower is sky, and nothing of it is left there', async () => {
  const pictures = await drawings(moved, look, scene);
  const last = pictures.at(-1)!;
  const camera = cameraAt(moved, 19);
  const edge = WIDTH / 2 + ((0.65 - camera.x) * camera.zoom - (camera.truck / 2) * 0.8) * WIDTH;
  const row = Math.round(HEIGHT / 2 + (0.6 - camera.y) * camera.zoom * HEIGHT);
  const sky = pictures[0]!.y[Math.round(0.1 * HEIGHT) * WIDTH + 20]!;
  for (let x = Math.round(edge) + 5; x < edge + 25; x++) {
    const luma = last.y[row * WIDTH + x]!;
    assert.ok(Math.abs(luma - sky) < 12, `${luma} at ${x}, ${x - edge} pixels beside the tower`);
  }
});

/** By how much some 16 × 16 pixels change more in a frame than in the one before and in the one after, at most (mean luma). */
function jumpOf(pictures: Picture[]): number {
  const changes = pictures.slice(1).map(({ y }, i) => {
    const blocks = new Float32Array(Math.ceil(WIDTH / 16) * Math.ceil(HEIGHT / 16));
    for (let at = 0; at < y.length; at++) {
      const block = Math.floor(at / WIDTH / 16) * Math.ceil(WIDTH / 16) + Math.floor((at % WIDTH) / 16);
      blocks[block]! += Math.abs(y[at]! - pictures[i]!.y[at]!) / 256;
    }
    return blocks;
  });
  const none = new Float32Array(changes[0]!.length);
  return Math.max(
    ...changes.flatMap((now, i) => {
      const [before, after] = [changes[i - 1] ?? none, changes[i + 1] ?? now];
      return Array.from(now, (change, block) => change - Math.max(before[block]!, after[block]!));
    }),
  );
}

/** Somebody whose outline is out of focus before a wall of a pattern, cut out a little too wide and on one side too narrow. */
const body = (x: number, y: number) => Math.min(1, Math.max(0, 0.5 - 40 * (Math.hypot(x - 0.5, y - 0.7) - 0.3)));
const someone = pictureOf(WIDTH, HEIGHT, (column, row) => {
  const share = body((column + 0.5) / WIDTH, (row + 0.5) / HEIGHT);
  return [0.7, 0.9, 1].map(
    (tint) => (150 + 40 * Math.sin(column / 9) * Math.cos(row / 7)) * tint * (1 - share) + 50 * share,
  );
});
const figure = Float32Array.from({ length: COLUMNS * ROWS }, (_, i) => {
  const [x, y] = at(i);
  return body(x * 0.98 + 0.02, y) > 0.2 ? 1 : 0;
});
const person = lookOf({ depth: { width: COLUMNS, height: ROWS, near: figure }, cut: figure, subject_cut: true });

for (const [name, seen, picture] of [
  ['a tower before a sky', look, scene],
  ['somebody before a wall', person, someone],
] as const) {
  test(`the first frame of a film in layers is the picture, and nothing jumps as the camera sets out: ${name}`, async () => {
    const slow = planOf(WIDTH, HEIGHT, [shotOf(24, {}, { truck: 0.01, zoom: 1.02 }, { ease: 'in-out' })]);
    const pictures = await drawings(slow, seen, picture);
    const [sheet] = await drawings({ ...slow, frames: 1 }, { ...seen, cut: null }, picture);
    for (const plane of ['y', 'u', 'v'] as const) {
      const like = psnr(pictures[0]![plane], sheet![plane]);
      assert.ok(like > 44, `${plane}: ${like} dB`);
    }
    assert.ok(jumpOf(pictures) < 1, `some of it changes by ${jumpOf(pictures)} more than before and after`);
  });
}
