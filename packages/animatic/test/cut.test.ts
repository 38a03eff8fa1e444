// A subject cut out of its picture: only where its outline speaks for itself, whole, and moved apart from what is behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readPicture } from '../src/input/picture.ts';
import { labOf } from '../src/look/colour.ts';
import { evidenceIn, isTrusted } from '../src/look/evidence.ts';
import { lookAt } from '../src/look/look.ts';
import { planeOf, views } from '../src/look/raster.ts';
import { cameraAt } from '../src/plan/camera.ts';
import type { Picture } from './decoding.ts';
import { drawings, pictureOf, planOf, shotOf } from './made/plans.ts';

const [WIDTH, HEIGHT] = [640, 360];
const FRAME = { width: WIDTH, height: HEIGHT };

const isHead = (x: number, y: number) => Math.hypot((x - 320) / 62, (y - 130) / 82) < 1;
const isHair = (x: number, y: number) => Math.hypot((x - 320) / 74, (y - 112) / 92) < 1 && (y < 95 || !isHead(x, y));
const isBody = (x: number, y: number) => y > 205 && Math.abs(x - 320) < 70 + 1.1 * (y - 205) && y > 205;
const isPerson = (x: number, y: number) => isHead(x, y) || isHair(x, y) || isBody(x, y);

type Colour = (x: number, y: number) => number[];
const wall: Colour = (x, y) => [96 + 8 * Math.sin(x / 7), 128 + 10 * Math.sin(y / 13 + x / 19), 92];
const grain = (x: number, y: number) => 12 * Math.sin(x * 1.7 + 3 * Math.sin(y * 0.9));

/** Somebody before a wall, with hair of that colour. */
const person = (behind: Colour, hair: number[]) =>
  pictureOf(WIDTH, HEIGHT, (x, y) => {
    if (isHair(x, y)) return hair.map((value) => value + grain(x, y));
    if (isHead(x, y)) return Math.hypot(Math.abs(x - 320) - 24, y - 120) < 7 ? [40, 30, 28] : [214, 168, 140];
    return isBody(x, y) ? [150 + grain(x, y), 40, 45] : behind(x, y);
  });
const somebody = person(wall, [70, 48, 30]);

test('somebody before a wall is cut out with hair and shoulders, within a few pixels', () => {
  const { cut, depth } = lookAt(somebody, FRAME);
  assert.ok(cut !== null);
  let [both, either] = [0, 0];
  for (let i = 0; i < cut.length; i++) {
    const x = (((i % depth.width) + 0.5) * WIDTH) / depth.width;
    const y = ((Math.floor(i / depth.width) + 0.5) * HEIGHT) / depth.height;
    if (cut[i] === 1 && isPerson(x, y)) both++;
    if (cut[i] === 1 || isPerson(x, y)) either++;
  }
  // Two samples of the wall come along all around, which is not seen.
  assert.ok(both / either > 0.92, `${both / either} in common`);
});

test('bits of the wall that come along with somebody are told from what is surely hers', async () => {
  const photo = new URL('../../../examples/photos/astronaut.jpg', import.meta.url);
  const frame = { width: 720, height: 720 };
  const { cut, firm, depth } = lookAt(await readPicture(fileURLToPath(photo)), frame);
  assert.ok(cut !== null && firm !== null);
  const at = (mask: Float32Array, x: number, y: number) =>
    mask[Math.floor((y * depth.height) / 720) * depth.width + Math.floor((x * depth.width) / 720)];
  for (const [x, y] of [
    [320, 60],
    [310, 230],
    [260, 300],
    [130, 420],
    [470, 420],
  ] as const)
    assert.deepEqual([at(cut, x, y), at(firm, x, y)], [1, 1], `hair, face, collar and arms: ${x}, ${y}`);
  // Above her hair, beside her neck, the flag, and beside her arms.
  for (const [x, y] of [
    [310, 8],
    [225, 195],
    [90, 240],
    [15, 350],
    [500, 375],
  ] as const)
    assert.equal(at(firm, x, y), 0, `the wall at ${x}, ${y}`);
});

test('a group before a bright wall comes apart as a whole, also before the colour of skin, and never a face from its hair', () => {
  const isFace = (x: number, y: number, middle: number) => Math.hypot((x - middle) / 34, (y - 120) / 44) < 1;
  const isOne = (x: number, y: number, middle: number) =>
    isFace(x, y, middle) || (y > 150 && Math.abs(x - middle) < 52 + 0.1 * (y - 150));
  const before = (wall: number[]) =>
    pictureOf(WIDTH, HEIGHT, (x, y) => {
      const one = [170, 300, 470].find((middle) => isOne(x, y, middle));
      if (one === undefined) return wall.map((value) => value + x / 60);
      if (isFace(x, y, one)) return y < 100 ? [50, 34, 24] : [176, 120, 92];
      return [40 + one / 4 + grain(x, y), 60, 150 - one / 5 + grain(x, y)];
    });
  for (const wall of [
    [232, 232, 228],
    [226, 150, 40],
  ]) {
    const { cut, depth, subject_cut, sky } = lookAt(before(wall), FRAME);
    assert.ok(cut !== null && subject_cut && sky === 0, `before ${wall}`);
    const held = (x: number, y: number) =>
      cut[Math.floor((y * depth.height) / HEIGHT) * depth.width + Math.floor((x * depth.width) / WIDTH)];
    for (const x of [170, 300, 470]) assert.deepEqual([held(x, 100), held(x, 130), held(x, 300)], [1, 1, 1], `${x}`);
    for (const x of [60, 235, 385, 600]) assert.equal(held(x, 100), 0, `the wall at ${x} stays behind`);
  }
  assert.ok(lookAt(before([214, 160, 96]), FRAME).cut === null, 'a face as the wall is, under hair that floats');
});

test('nothing is cut where hair ends unseen, or where an outline is lost', () => {
  const night: Colour = (x, y) => [14 + grain(x, y) / 6, 12, 12];
  // No `equal`: it would write out all of what is cut.
  assert.ok(lookAt(person(night, [16, 13, 12]), FRAME).cut === null, 'dark hair before the dark');
  const [red, green, blue] = [190, 158, 136];
  const dunes: Colour = (x, y) => [red + 20 * Math.sin(x / 60 + y / 45), green + 14 * Math.sin(x / 50), blue];
  assert.ok(lookAt(person(dunes, [196, 160, 128]), FRAME).cut === null, 'a fair head before sand');
});

test('a clear outline is not enough for what stands on a floor: with a pattern it would slide away under it', () => {
  const isShelf = (x: number, y: number) => Math.abs(x - 320) < 120 && y > 40 && y < 250;
  const trusted = (floor: Colour) => {
    const picture = pictureOf(WIDTH, HEIGHT, (x, y) =>
      isShelf(x, y) ? [60, 40, 90] : y < 230 ? [214, 208, 190] : floor(x, y),
    );
    const lab = labOf(views(picture, WIDTH, HEIGHT).coarse);
    const mask = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
      isShelf(i % WIDTH, Math.floor(i / WIDTH)) ? 1 : 0,
    );
    const share = planeOf(WIDTH, HEIGHT, mask);
    const found = evidenceIn(lab, { share, colour: share, band: new Float32Array(mask.length).fill(1) });
    return isTrusted({ ...found, kept: 1 }, false);
  };
  assert.ok(trusted(() => [150, 130, 110]));
  assert.ok(!trusted((x, y) => (x % 12 < 3 || y % 9 < 3 ? [70, 60, 50] : [150, 130, 110])));
});

test('a smooth face that fills the picture is no sky, though nothing is as even', () => {
  const face = pictureOf(WIDTH, HEIGHT, (x, y) => {
    const eye = Math.hypot((Math.abs(x - 320) - 90) / 46, (y - 120) / 26) < 1;
    const mouth = Math.hypot((x - 320) / 90, (y - 270) / 26) < 1;
    if (eye || mouth) return [60 + grain(x, y), 40, 40];
    return Math.abs(x - 320) > 225 ? [40 + grain(x, y), 36, 34] : [172, 160, 152 + y / 60];
  });
  const { cut } = lookAt(face, FRAME);
  if (cut !== null) assert.ok(cut[Math.floor(cut.length / 2)] === 1, 'the middle of the face is part of it');
});

test('who is cut out stays rigid while the wall passes behind, and what comes to light is wall', async () => {
  const plan = planOf(WIDTH, HEIGHT, [shotOf(3, {}, { truck: 0.06, zoom: 1.2 })]);
  const [, , last] = (await drawings(plan, lookAt(somebody, FRAME), somebody)) as [Picture, Picture, Picture];
  const camera = cameraAt(plan, 2);
  const skin = (row: number) => {
    const seen = Array.from(last.v.subarray((row * WIDTH) / 2, ((row + 1) * WIDTH) / 2), (red) => red > 142);
    return { left: 2 * seen.indexOf(true), right: 2 * seen.lastIndexOf(true) + 2 };
  };
  // In the cover-fitted picture the face is 106 pixels wide at this height.
  const row = 2 * Math.round((HEIGHT / 2 + (150 - HEIGHT / 2) * camera.zoom) / 4);
  const { left, right } = skin(row);
  const wide = 2 * 62 * Math.sqrt(1 - (20 / 82) ** 2) * camera.zoom;
  assert.ok(Math.abs(right - left - wide) < 6, `${right - left} pixels wide, ${wide} meant`);
  // To its left lay hidden what is now seen: neither skin nor hair, and as bright as the wall.
  for (let x = left - 60; x < left - 24; x++) {
    const luma = last.y[2 * row * WIDTH + x]!;
    assert.ok(luma > 105 && luma < 165, `${luma} at ${x}`);
  }
});
