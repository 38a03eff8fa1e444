// Where the faces of several people may be: a guess by colour, good enough to frame them by and to keep each from bending, and no more.
import { spread } from './depth.ts';
import type { Line } from './lines.ts';
import type { Region, Span } from './look.ts';
import type { Plane } from './raster.ts';
import { type Segment, type Segments, touching } from './segments.ts';

/** Lab colours that skin has in most light; b at most so many times a, beyond which it is wood or sand. */
const SKIN = { l: [38, 92], a: [7, 35], b: [6, 45], yellow: 2.6 } as const;

/** The least a of a face beside others. */
const PALE = 5.5;

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

/** The band that the faces of several people lie in, which has no weight, and where each is; null where fewer are seen. */
export function facesIn(segments: Segments): { band: Region; each: Span[] } | null {
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
  if (spansOf(faces, width).length < 2) return null;
  const beside = list.filter(({ y }) => y >= first.y - BELOW * height && y <= first.y + BELOW * height);
  const each = spansOf(
    beside.filter((segment) => isPart(segment, segments, PALE)),
    width,
  );
  const left = Math.max(0, Math.min(...faces.map((face) => face.left)) / width - BESIDE);
  const right = Math.min(1, (Math.max(...faces.map((face) => face.right)) + 1) / width + BESIDE);
  const top = Math.max(0, Math.min(...faces.map((face) => face.top)) / height - HAIR);
  const tall = Math.min(1, first.y / height + BELOW) - top;
  return { band: { x: left, y: top, width: right - left, height: tall, weight: 0 }, each };
}

/** Those that are side by side, in shares of the width. */
function spansOf(faces: Segment[], width: number): Span[] {
  const spans: (Span & { size: number })[] = [];
  for (const { left, right, size } of faces.toSorted((one, other) => one.left - other.left)) {
    const last = spans.at(-1);
    if (last === undefined || left >= last.right + APART * width) spans.push({ left, right: right + 1, size });
    else Object.assign(last, { size: last.size + size, right: Math.max(last.right, right + 1) });
  }
  const largest = Math.max(...spans.map(({ size }) => size));
  const seen = spans.filter(({ size }) => size > SMALLER * largest);
  return seen.map(({ left, right }) => ({ left: left / width, right: right / width }));
}

/** Whether a segment may be a face or a part of one: skin, and not what goes on beyond the picture. */
export function isPart(segment: Segment, { width, height }: Segments, pale: number = SKIN.a[0]): boolean {
  const { rim, size, left, right, top, bottom } = segment;
  return (
    isSkin(segment, pale) &&
    rim.top + rim.left + rim.right === 0 &&
    size < PART.size * width * height &&
    bottom - top < PART.side * height &&
    right - left < PART.side * width
  );
}

/** Whether a segment has the colour of skin. `pale`: the least a. */
export function isSkin({ l, a, b }: Segment, pale: number = SKIN.a[0]): boolean {
  const within = (value: number, [least, most]: readonly [number, number]) => value > least && value < most;
  return within(l, SKIN.l) && within(a, [pale, SKIN.a[1]]) && within(b, SKIN.b) && b < SKIN.yellow * a;
}

/** Share of the picture that a face has at least to be seen bending, and the depths that it goes through up to which it does not. */
const SEEN = 0.0015;
const EVEN = 0.08;

/** How far a face reaches beyond its skin, in its own half sides, and how far beyond that what is around it goes along. */
const HELD = { across: 1.2, up: 1.35, soft: 0.7 };

/** How far from a face's middle no straight line runs, in its half sides: beside it there may be one. */
const MIDDLE = 0.6;

/** Of the depths in a face, the one that all of it gets: rather a near one, since what is near spreads. */
const NEAR = 0.8;

/** The depth, in which each face of several people is as near everywhere. What has a straight line in it is no face. */
export function withFacesEven(depth: Plane, segments: Segments, lines: () => Line[]): Plane {
  const band = facesIn(segments)?.band ?? null;
  if (band === null) return depth;
  const { width, height, list } = segments;
  const within = ({ y }: Segment) => y > band.y * height && y < (band.y + band.height) * height;
  const skin = [...list.keys()].filter((k) => isPart(list[k]!, segments) && within(list[k]!));
  const even: Plane = { width, height, values: depth.values.slice() };
  let changed = false;
  for (const group of touching(new Set(skin), list)) {
    const members = [...group].map((k) => list[k]!);
    if (members.reduce((sum, { size }) => sum + size, 0) < SEEN * width * height) continue;
    const [left, right] = [Math.min(...members.map((one) => one.left)), Math.max(...members.map((one) => one.right))];
    const [top, bottom] = [Math.min(...members.map((one) => one.top)), Math.max(...members.map((one) => one.bottom))];
    const head: Head = {
      x: (left + right) / 2,
      y: (top + bottom) / 2,
      across: HELD.across * ((right - left + 1) / 2),
      up: HELD.up * ((bottom - top + 1) / 2),
    };
    changed = evened(even, head, lines) || changed;
  }
  return changed ? spread(even) : depth;
}

/** The ellipse that a head fills, in samples: its middle and its half axes. */
type Head = { x: number; y: number; across: number; up: number };

/** Makes the depth in a head even; says whether there was anything to do. */
function evened({ width, height, values }: Plane, { x, y, across, up }: Head, lines: () => Line[]): boolean {
  const reach = 1 + HELD.soft;
  const away = (at: number) => Math.hypot(((at % width) - x) / across, (Math.floor(at / width) - y) / up);
  const around: number[] = [];
  for (let row = Math.max(0, Math.ceil(y - reach * up)); row <= Math.min(height - 1, y + reach * up); row++) {
    for (
      let column = Math.max(0, Math.ceil(x - reach * across));
      column <= Math.min(width - 1, x + reach * across);
      column++
    ) {
      around.push(row * width + column);
    }
  }
  const depths = Float32Array.from(
    around.filter((at) => away(at) < 1),
    (at) => values[at]!,
  ).sort();
  if (depths.length === 0 || depths.at(-1)! - depths[0]! < EVEN) return false;
  if (lines().some(({ samples }) => samples.some((at) => away(at) < MIDDLE))) return false;
  const near = depths[Math.floor(NEAR * (depths.length - 1))]!;
  for (const at of around) {
    const t = Math.min(1, Math.max(0, (reach - away(at)) / HELD.soft));
    values[at]! += t * t * (3 - 2 * t) * (near - values[at]!);
  }
  return true;
}
