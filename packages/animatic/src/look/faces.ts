// Where the faces of several people may be: a guess by colour, good enough to frame them by and no more.
import type { Region } from './look.ts';
import type { Segment, Segments } from './segments.ts';

/** Lab colours that skin has in most light; b at most so many times a, beyond which it is wood or sand. */
const SKIN = { l: [38, 92], a: [7, 35], b: [6, 45], yellow: 2.6 } as const;

/** Share of the picture that a part of somebody has at most, of its sides, and all of them together at least. */
const PART = { size: 0.06, side: 0.5 };
const LEAST = 0.012;

/** The share of all skin above which no face is looked for, and how far below that faces lie, in heights. */
const FIRST = 0.06;
const BELOW = 0.2;

/** Forehead, hair and hat above a face, and its cheeks and hair beside it, in shares of the picture's sides. */
const HAIR = 0.09;
const BESIDE = 0.03;

/** How far apart two faces are at least, in widths, and how much smaller one may be than the largest. */
const APART = 0.04;
const SMALLER = 0.15;

/** The band that the faces of several people lie in; null where fewer are seen. It has no weight. */
export function facesIn(segments: Segments): Region | null {
  const { width, height, list } = segments;
  const parts = list.filter((segment) => isPart(segment, segments)).sort((one, other) => one.y - other.y);
  const whole = parts.reduce((sum, { size }) => sum + size, 0);
  if (whole < LEAST * width * height) return null;
  let above = 0;
  const first = parts.find(({ size }) => {
    above += size;
    return above >= FIRST * whole;
  })!;
  const faces = parts.filter(({ y }) => y >= first.y && y <= first.y + BELOW * height);
  if (countOf(faces, width) < 2) return null;
  const left = Math.max(0, Math.min(...faces.map((face) => face.left)) / width - BESIDE);
  const right = Math.min(1, (Math.max(...faces.map((face) => face.right)) + 1) / width + BESIDE);
  const top = Math.max(0, Math.min(...faces.map((face) => face.top)) / height - HAIR);
  return { x: left, y: top, width: right - left, height: Math.min(1, first.y / height + BELOW) - top, weight: 0 };
}

/** How many there are side by side. */
function countOf(faces: Segment[], width: number): number {
  const sizes: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { left, right, size } of faces.toSorted((one, other) => one.left - other.left)) {
    if (left > end + APART * width) sizes.push(size);
    else sizes[sizes.length - 1]! += size;
    end = Math.max(end, right);
  }
  const largest = Math.max(...sizes);
  return sizes.filter((size) => size > SMALLER * largest).length;
}

/** Whether a segment may be a face or a part of one: skin, and not what goes on beyond the picture. */
function isPart({ l, a, b, rim, size, left, right, top, bottom }: Segment, { width, height }: Segments): boolean {
  const within = (value: number, [least, most]: readonly [number, number]) => value > least && value < most;
  return (
    within(l, SKIN.l) &&
    within(a, SKIN.a) &&
    within(b, SKIN.b) &&
    b < SKIN.yellow * a &&
    rim.top + rim.left + rim.right === 0 &&
    size < PART.size * width * height &&
    bottom - top < PART.side * height &&
    right - left < PART.side * width
  );
}
