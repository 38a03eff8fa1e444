// Which segments of a picture are water, weighed against mountains, façades, snow, lawns and cloth: rather one missed than a wall that ripples.
import type { Line } from './lines.ts';
import { mirroredBy, notMirrored, shoreIn } from './mirror.ts';
import { type Mean, maskOf, meanOf, type Segment, type Segments, touching } from './segments.ts';
import type { Clues } from './sky-evidence.ts';
import { crossedBy } from './straight.ts';
import { streaksOf } from './streaks.ts';

/**
 * Width of water in shares of the picture's, how much more it changes from row to row than along a row, and its share of the picture,
 * at least. Measured on 40 waters: streaks of 1.3 to 3; on snow, distant hills, lacquer and blue walls mostly 0.9 to 1.3.
 */
const UNDER_SKY = { wide: 0.3, streaks: 1.3, least: 0.015 };
const UNDER_NOTHING = { wide: 0.7, streaks: 1.5, least: 0.05 };
/** Its width against its height, in shares of the picture's sides. */
const LEVEL = 0.8;

/** What is smaller needs clearer streaks; under the sky what is less high, in the mean, is a far row of hills. */
const SMALL = { size: 0.05, streaks: 2.5 };
const DEEP = 0.045;

/**
 * Where water meets the sky the line is level: how far it goes up and down at most, in heights times how streaky it is, as the haze over a
 * sea takes some of it for sky; not where there are more streaks than anything else has. Elsewhere its shore goes up and down, under nothing
 * hardly; mountains and slopes go farther.
 */
const HORIZON = { along: 0.2, level: 0.0125, clear: 2.4, streaks: 4 };
const SHORE = { rises: 0.24, under: 0.06 };

/**
 * Samples of slanting lines that run within it against the root of its size, at most: those of courts, boards and paving lead away from the
 * camera, while what is upright is mirrored.
 */
const LINED = 0.3;

/**
 * Lab colours that lie before a house under a sky as water alone does, and how uneven they are (middle |Laplacian|): the light that plays in a
 * pool lies in a net, not in streaks. A court of that green is even.
 */
const POOL = { a: -8, b: -6, uneven: 0.012, streaks: 0.9 };

/**
 * Of still water: how much of a segment lies under the shore at least, how far its colour may be from what it mirrors and how much lighter it
 * may be (Lab), and how much of what is under the shore it is at least.
 */
const STILL = { under: 0.9, unlike: 14, lighter: 6, share: 0.35 };

/**
 * What lies under the horizon in wide horizontal streaks and is blue or mirrors the sky. Waves fall apart into many thin
 * segments, so those that touch are judged together. Also what is still and mirrors anything. `skyline`: 0 (top) to 1 (bottom), null
 * without a sky.
 */
export function waterSegments(clues: Clues, skies: Set<number>, skyline: number | null): Set<number> {
  const { height, list } = clues.segments;
  const sky = meanOf([...skies].map((k) => list[k]!));
  const line = Math.max(0.38, skyline ?? 0.4) * height;
  const blue = ({ a, b }: Mean) => b < -5 && a < 22 && b < -1.6 * a;
  const could = new Set<number>();
  for (const [k, segment] of list.entries()) {
    const { a, b, y, top } = segment;
    // A shore with its mirror image reaches above the line; water does not.
    if (skies.has(k) || y < line || top < line - 0.08 * height || (b > 4 && a < -3)) continue;
    if (blue(segment) || (sky !== null && unlike(segment, sky) < 14)) could.add(k);
  }
  const waters = touching(could, list).filter((group) => isWater(group, clues, skies));
  return new Set([...waters.flatMap((group) => [...group]), ...stillWater(clues, skies)]);
}

/** Still water of any colour under a level shore, before a sky: indoors floors and tables shine. */
function stillWater({ lab, segments, lines }: Clues, skies: Set<number>): Set<number> {
  const none = new Set<number>();
  const shore = skies.size > 0 ? shoreIn(lab.l) : null;
  if (shore === null) return none;
  const { width, list } = segments;
  const mirrored = mirroredBy(segments, lab, shore);
  const could = new Set<number>();
  for (const [k, segment] of list.entries()) {
    const seen = mirrored[k]!;
    if (skies.has(k) || seen.size < STILL.under * segment.size) continue;
    if (unlike(segment, seen) < STILL.unlike && segment.l < seen.l + STILL.lighter) could.add(k);
  }
  const groups = touching(could, list).filter((group) => {
    const members = [...group].map((k) => list[k]!);
    return extent(members, 'left', 'right') > UNDER_SKY.wide * width && !members.every(isInside);
  });
  const found = new Set(groups.flatMap((group) => [...group]));
  const sizeOf = (some: { size: number }[]) => some.reduce((sum, { size }) => sum + size, 0);
  const size = sizeOf([...found].map((k) => list[k]!));
  if (size < STILL.share * sizeOf(mirrored)) return none;
  return isRuled(found, size, segments, notMirrored(lines(), segments, shore)) ? none : found;
}

/** Whether a group that has the colours of water lies as water does. */
function isWater(group: Set<number>, { lab, segments, lines }: Clues, skies: Set<number>): boolean {
  const { width, height, list } = segments;
  const members = [...group].map((k) => list[k]!);
  const least = skies.size === 0 ? UNDER_NOTHING : UNDER_SKY;
  const size = members.reduce((sum, segment) => sum + segment.size, 0) / (width * height);
  const wide = extent(members, 'left', 'right') / width;
  if (size < least.least || wide < least.wide || wide < (LEVEL * extent(members, 'top', 'bottom')) / height)
    return false;
  // It goes on beyond the picture; cushions and cars do not.
  if (members.every(isInside)) return false;
  const streaks = streaksOf(lab.l, segments, group);
  const enough = skies.size > 0 && isPool(members) ? POOL.streaks : size < SMALL.size ? SMALL.streaks : least.streaks;
  if (streaks < enough) return false;
  if (isRuled(group, size * width * height, segments, lines())) return false;
  const { shore, horizon } = upperEdge(group, segments, skies);
  if (horizon.length < HORIZON.along * shore.length) {
    return spanOf(shore) < (skies.size === 0 ? SHORE.under : SHORE.rises);
  }
  return (
    size > DEEP * wide &&
    (spanOf(horizon) < HORIZON.level * Math.min(streaks, HORIZON.clear) || streaks > HORIZON.streaks)
  );
}

const isInside = ({ rim }: Segment) => rim.left + rim.right + rim.bottom === 0;

/** Whether slanting lines run across a group of so many samples. */
function isRuled(group: Set<number>, size: number, segments: Segments, lines: Line[]): boolean {
  const slanted = lines.filter(({ upright }) => !upright);
  return crossedBy(slanted, maskOf(segments, group)) > LINED * Math.sqrt(size);
}

function extent(members: Segment[], from: 'left' | 'top', to: 'right' | 'bottom'): number {
  return Math.max(...members.map((segment) => segment[to])) - Math.min(...members.map((segment) => segment[from]));
}

/** Samples between water and what is taken for sky, at most, where they meet. */
const MEETS = 3;

/** The heights (0 to 1) at which a group begins, column by column: of all of them, and of those where it meets the sky. */
function upperEdge(group: Set<number>, { width, height, labels }: Segments, skies: Set<number>) {
  const [shore, horizon]: [number[], number[]] = [[], []];
  for (let x = 0; x < width; x++) {
    let y = 0;
    while (y < height && !group.has(labels[y * width + x]!)) y++;
    if (y === height) continue;
    shore.push(y / height);
    const meets = [1, MEETS].some((above) => y >= above && skies.has(labels[(y - above) * width + x]!));
    if (meets) horizon.push(y / height);
  }
  return { shore, horizon };
}

/** Whether it is as green and blue as a pool, and light plays in it. */
function isPool(members: Segment[]): boolean {
  const { a, b } = meanOf(members)!;
  const size = members.reduce((sum, segment) => sum + segment.size, 0);
  const uneven = members.reduce((sum, segment) => sum + segment.bend * segment.size, 0) / size;
  return a < POOL.a && b < POOL.b && uneven > POOL.uneven;
}

/** How far most of some heights lie apart. */
function spanOf(heights: number[]): number {
  const sorted = heights.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return at(0.9) - at(0.1);
}

/** Lab distance of water from its sky: it is darker. */
function unlike(water: Mean, sky: Mean): number {
  return Math.hypot((water.l - sky.l) * 0.5, water.a - sky.a, water.b - sky.b);
}
