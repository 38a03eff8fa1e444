// Who is cut out of a clip, told by pictures that are made for it: a sitter sways a little before a wall of shelves.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cutOut, matteOf } from '../src/look/matte.ts';
import type { SmallPicture } from '../src/look/small.ts';

const [WIDTH, HEIGHT] = [320, 180];
const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

/** Whether a place is the sitter's: a head over shoulders that the lower edge cuts off; `slim`: on a neck. */
function isSitter(x: number, y: number, aside: number, below = aside, slim = false): boolean {
  const isHead = Math.hypot(x - 160 - aside, (y - 64) * 0.85) < 26;
  const isNeck = y > 80 && y < 110 && Math.abs(x - 160 - aside) < 11;
  if (!slim) return isHead || (y > 90 && Math.abs(x - 160 - below) < 28 + 0.45 * (y - 90));
  return isHead || isNeck || (y > 106 && Math.abs(x - 160 - below) < 32 + 0.5 * (y - 106));
}

/** Boards, and books of many colours on them, which nothing moves. */
function shelves(x: number, y: number) {
  if (y % 44 < 6) return { luma: 60, u: 118, v: 138 };
  const book = Math.floor(x / 14) * 31 + Math.floor(y / 44) * 17;
  return { luma: 70 + ((book * 37) % 110), u: 108 + ((book * 13) % 40), v: 108 + ((book * 29) % 40) };
}

/** A bright window in a dark wall, whose edge stands beside the neck. */
function windowed(x: number, y: number) {
  const isOpen = x > 20 && x < 182 && y > 14 && y < 130 && Math.abs(x - 76) > 3;
  return isOpen
    ? { luma: 190 + 0.05 * y, u: 142, v: 118 }
    : { luma: 80 + 0.1 * x + 6 * Math.sin(x / 5), u: 122, v: 132 };
}

type Clip = { light?: number; pans?: number; nods?: boolean; wall?: boolean; pale?: boolean; window?: boolean };

/** A picture of the clip; `light`: how much there is; `pans`: how far the camera goes each time; `nods`: only the head sways; `wall`: it is before one; `pale`: half the face has its colours; `window`: it is before one. */
function pictureOf(
  number: number,
  { light = 1, pans = 0, nods = false, wall = false, pale = false, window = false }: Clip = {},
): SmallPicture {
  const aside = 6 * Math.sin(1.1 * number);
  const bytes = new Uint8Array(WIDTH * HEIGHT * 1.5);
  const at = (x: number, y: number) => {
    const behind = wall
      ? { luma: 120 + 0.05 * x + 3 * Math.sin(x + number), u: 128, v: 128 }
      : window
        ? windowed(x, y)
        : shelves(x + pans * number, y);
    if (!isSitter(x, y, aside, nods ? 0 : aside, window) || (pale && x > 155 + aside && Math.abs(y - 64) < 12))
      return behind;
    const face = Math.hypot(x - 160 - aside, y - 64) < 32;
    return face
      ? { luma: 170 + 8 * Math.sin(0.45 * (x - aside)), u: 108, v: 152 }
      : { luma: 205 + 25 * Math.sin(0.35 * (x - (nods ? 0 : aside)) + 0.2 * y), u: 150, v: 110 };
  };
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const { luma, u, v } = at(x, y);
    bytes[i] = 16 + light * (luma - 16) + ((x * 7 + y * 13 + number * 5) % 3);
    if (x % 2 || y % 2) continue;
    const chroma = (y / 2) * (WIDTH / 2) + x / 2;
    bytes[WIDTH * HEIGHT + chroma] = 128 + light * (u - 128);
    bytes[WIDTH * HEIGHT * 1.25 + chroma] = 128 + light * (v - 128);
  }
  return { width: WIDTH, height: HEIGHT, bytes };
}

/** Samples of the sitter that are not in a cut of the picture of that number, and of what is behind that are; those beside the outline count as neither. */
function missed(values: Float32Array, width: number, number: number, slim = false): { lost: number; brought: number } {
  const aside = 6 * Math.sin(1.1 * number);
  let [lost, brought] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const near = [-4, 0, 4].flatMap((dx) => [-4, 0, 4].map((dy) => isSitter(x + dx, y + dy, aside, aside, slim)));
    if (near.every((one) => one) && y < HEIGHT - 4) lost += 1 - values[i]!;
    if (near.every((one) => !one)) brought += values[i]!;
  }
  return { lost, brought };
}

describe('who sits before shelves', () => {
  for (const [light, said] of [
    [1, 'by day'],
    [0.25, 'in the dark'],
  ] as const) {
    test(`is cut out ${said}, and nothing of the shelves is, where the camera stands`, () => {
      const pictures = Array.from({ length: 16 }, (_, i) => pictureOf(i, { light }));
      const matte = matteOf(pictures);
      assert.ok(matte, 'the cut is trusted');
      const number = 5;
      const { values, width } = cutOut(pictures[number]!, matte, WHOLE);
      const { lost, brought } = missed(values, width, number);
      assert.ok(lost < 100 && brought < 100, `${lost.toFixed(0)} samples lost, ${brought.toFixed(0)} brought along`);
    });
  }

  test('brings nothing along of a window that ends beside the neck, and stays whole', () => {
    const pictures = Array.from({ length: 16 }, (_, i) => pictureOf(i, { window: true }));
    const matte = matteOf(pictures);
    assert.ok(matte, 'the cut is trusted');
    for (const [number, picture] of pictures.entries()) {
      const { values, width } = cutOut(picture, matte, WHOLE);
      const { lost, brought } = missed(values, width, number, true);
      assert.ok(lost < 20 && brought < 60, `${number}: ${lost.toFixed(0)} lost, ${brought.toFixed(0)} brought along`);
    }
  });

  test('is not opened by a picture in which a face has the colours of the wall', () => {
    const matte = matteOf(Array.from({ length: 16 }, (_, i) => pictureOf(i, { wall: true })))!;
    const { values, width } = cutOut(pictureOf(5, { wall: true, pale: true }), matte, WHOLE);
    const aside = 6 * Math.sin(1.1 * 5);
    let [held, all] = [0, 0];
    for (let y = 56; y < 72; y++) {
      for (let x = Math.ceil(158 + aside); x < 178 + aside; x++) {
        held += values[y * width + x]!;
        all++;
      }
    }
    assert.ok(held > 0.95 * all, `${held} of ${all}`);
  });

  test('stays in a window where the camera moves', () => {
    assert.ok(matteOf(Array.from({ length: 16 }, (_, i) => pictureOf(i, { pans: 6 }))) === null);
  });

  test('stays in a window where only the head moves: it would be cut off', () => {
    assert.ok(matteOf(Array.from({ length: 16 }, (_, i) => pictureOf(i, { nods: true }))) === null);
  });
});
