// What can be cut out of a picture and moved before what is behind it: all that stands before a sky, or a subject.
import type { Ground } from './ground.ts';
import { shareOf } from './ground.ts';
import { boxed, type Plane } from './raster.ts';
import type { Segments } from './segments.ts';
import { membership, type Subject } from './subject.ts';

/** Shares of the picture that a sky has when the rest is cut out before it, and a subject. */
const SKY = [0.06, 0.9] as const;
const SUBJECT = [0.04, 0.55] as const;
/** Mean Lab distance across a subject's outline from which it is seen where it ends. */
const CLEAR = 17;
/** How surely all that is behind a subject is out of focus, and what is so sharp that it belongs to it (0 to 1). */
const BOKEH = 0.3;
const SHARP = 0.5;
/** Share of a subject's outline along which something sharp may lie outside: more, and a part of it was missed. */
const MISSED = 0.06;

/** What a cut is judged by. `crispness` per segment and `bokeh`, 0 to 1; `stands`: 1 for each sample that is not sky. */
type Clues = {
  segments: Segments;
  ground: Ground;
  subjects: Subject[];
  crispness: Float32Array;
  bokeh: number;
  stands: Float32Array;
};

/** 1 for each sample that belongs before the rest, else 0; null where no cut is trusted. */
export function cutOf({ segments, ground, subjects, crispness, bokeh, stands }: Clues): Float32Array | null {
  const sky = shareOf(ground.clear);
  // A cut that takes some of a smooth sky along is not seen.
  if (ground.horizon !== null && sky > SKY[0] && sky < SKY[1])
    return boxed({ ...ground.clear, values: stands.slice() }, 1).values.map((share) => (share > 0 ? 1 : 0));
  const [first] = subjects;
  if (first === undefined || bokeh < BOKEH) return null;
  const size = first.size / segments.labels.length;
  const { clear, missed } = outlineOf(segments, first, crispness);
  if (size < SUBJECT[0] || size > SUBJECT[1] || clear < CLEAR || missed > MISSED) return null;
  return Float32Array.from(membership(segments, [first]), (number) => (number === 0 ? 1 : 0));
}

/** How much a subject differs from what it stands before, along its outline, and the share of that with sharp things outside. */
function outlineOf(
  { list }: Segments,
  { segments }: Subject,
  crispness: Float32Array,
): { clear: number; missed: number } {
  let [sum, sharp, whole] = [0, 0, 1e-6];
  for (const k of segments) {
    const own = list[k]!;
    for (const [other, length] of own.beside) {
      if (segments.has(other)) continue;
      const there = list[other]!;
      sum += length * Math.hypot(own.l - there.l, own.a - there.a, own.b - there.b);
      whole += length;
      if (crispness[other]! >= SHARP) sharp += length;
    }
  }
  return { clear: sum / whole, missed: sharp / whole };
}

/** What is known of a plane spread to where it is not, the nearest first: `known` 0 to 1 for each sample. */
export function filledIn(plane: Plane, known: Float32Array): Float32Array {
  const { width, height, values } = plane;
  if (width === 1 && height === 1) return values.slice();
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1];
  const [small, weights] = [new Float32Array(w * h), new Float32Array(w * h)];
  for (let i = 0; i < values.length; i++) {
    const to = (Math.floor(i / width) >> 1) * w + ((i % width) >> 1);
    small[to]! += known[i]! * values[i]!;
    weights[to]! += known[i]!;
  }
  for (let i = 0; i < small.length; i++) if (weights[i]! > 0) small[i]! /= weights[i]!;
  const coarse = filledIn(
    { width: w, height: h, values: small },
    weights.map((weight) => Math.min(1, weight)),
  );
  return values.map((value, i) => {
    if (known[i] === 1) return value;
    const u = Math.min(w - 1, Math.max(0, ((i % width) - 0.5) / 2));
    const v = Math.min(h - 1, Math.max(0, (Math.floor(i / width) - 0.5) / 2));
    const [column, row] = [Math.floor(u), Math.floor(v)];
    const [right, below] = [Math.min(w - 1, column + 1), Math.min(h - 1, row + 1)];
    const upper = coarse[row * w + column]! + (coarse[row * w + right]! - coarse[row * w + column]!) * (u - column);
    const lower =
      coarse[below * w + column]! + (coarse[below * w + right]! - coarse[below * w + column]!) * (u - column);
    return value * known[i]! + (upper + (lower - upper) * (v - row)) * (1 - known[i]!);
  });
}
