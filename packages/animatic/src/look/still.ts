// Where a clip surely shows its background: before a camera that stands, what has something to be told by and never changes.
import { boxed, mapped, type Plane, planeOf } from './raster.ts';
import type { View } from './standing.ts';

/** Range of values over time, 0 to 255, up to which a sample has not changed. */
const UNCHANGED = 7;
/** Step to the samples beside it by which a change of place would be seen. */
const TOLD = 9;
/** Samples around within which nothing changes either, and share of what can be told at the frame's rim that stays as it is. */
const AROUND = 2;
const STANDS = 0.75;
/** Samples of a part that can be told, at least, and their share of it. */
const LEAST = 4;
const TELLING = 0.02;
/** Share of a frame's sides that is its rim. */
const RIM = 0.1;

/** Of pictures of one size: 1 where they show what is behind their subject for sure, and where they change; else 0. */
export type Still = { sure: Plane; changes: Plane };

/** Share of an outline beside which pictures change, where it is that of what moves; and of all changes that are within it or there. */
const OUTLINED = 0.85;
const EXPLAINED = 0.9;

/** Whether an outline (1 within) is that of what moves, all of it and nothing else: a head that nods above a coat that does not is not. */
export function isMover(mask: Uint8Array, { changes }: Still): boolean {
  const { width, height, values } = changes;
  const near = boxed(changes, AROUND).values;
  const within = boxed(planeOf(width, height, Float32Array.from(mask)), 2 * AROUND).values;
  let [outline, moving, all, explained] = [0, 0, 0, 0];
  for (let i = 0; i < mask.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    all += values[i]!;
    if (within[i]! > 0) explained += values[i]!;
    const isEdge = x > 0 && y > 0 && (mask[i] !== mask[i - 1] || mask[i] !== mask[i - width]);
    if (!isEdge) continue;
    outline++;
    if (near[i]! > 0) moving++;
  }
  return moving > OUTLINED * outline && explained > EXPLAINED * all;
}

/** null where the camera moves. */
export function stillIn(views: View[]): Still | null {
  const { width, height } = views[0]!.y;
  const ranges = (['y', 'u', 'v'] as const).map((plane) => {
    const all = views.map((view) => view[plane].values);
    return (i: number) => {
      let [least, most] = [255, 0];
      for (const values of all) {
        least = Math.min(least, values[i]!);
        most = Math.max(most, values[i]!);
      }
      return most - least;
    };
  });
  const changes = planeOf(width, height);
  const tells = new Uint8Array(width * height);
  const { values } = views[views.length >> 1]!.y;
  let [told, unchanged] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const range = Math.max(ranges[0]!(i), 2 * ranges[1]!(i), 2 * ranges[2]!(i));
    changes.values[i] = range > UNCHANGED ? 1 : 0;
    const [right, below] = [x < width - 1 ? i + 1 : i - 1, y < height - 1 ? i + width : i - width];
    tells[i] = Math.max(Math.abs(values[right]! - values[i]!), Math.abs(values[below]! - values[i]!)) >= TOLD ? 1 : 0;
    const rim = y < RIM * height || ((x < RIM * width || x > (1 - RIM) * width) && y < 0.75 * height);
    if (tells[i] === 0 || !rim) continue;
    told++;
    unchanged += 1 - changes.values[i]!;
  }
  if (unchanged < STANDS * told || told === 0) return null;
  const same = boxed(changes, AROUND).values.map((near) => (near < 1e-6 ? 1 : 0));
  return { sure: planeOf(width, height, toldParts(same, tells, width)), changes };
}

/**
 * 1 for the connected parts of what stays the same that hold enough to be told by: a plain coat stays the same too, but within an
 * outline that moves.
 */
function toldParts(same: Float32Array, tells: Uint8Array, width: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(same.length);
  const seen = new Uint8Array(same.length);
  for (let start = 0; start < same.length; start++) {
    if (seen[start] === 1 || same[start] !== 1) continue;
    const part = [start];
    let telling = 0;
    seen[start] = 1;
    for (let k = 0; k < part.length; k++) {
      const i = part[k]!;
      const x = i % width;
      telling += tells[i]!;
      for (const j of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (same[j] !== 1 || seen[j] === 1) continue;
        seen[j] = 1;
        part.push(j);
      }
    }
    if (telling >= Math.max(LEAST, TELLING * part.length)) for (const i of part) out[i] = 1;
  }
  return out;
}

/** What is behind a subject: 1 where it is seen for sure, and its colours where the subject is now and then not (else −1000). */
export type Behind = { sure: Plane; seen: View };

const UNSEEN = -1000;
/** Pictures in which a place is seen without the subject, at least. */
const OFTEN = 3;

/** The same with the colours of what was seen outside the masks of those pictures. */
export function learnedBehind(sure: Plane, views: View[], masks: Plane[]): Behind {
  const { width, height } = sure;
  const outside = masks.map((mask) => boxed(mask, AROUND).values.map((share) => (share === 0 ? 1 : 0)));
  const colour = (of: 'y' | 'u' | 'v') =>
    mapped(planeOf(width, height), (_, i) => {
      const values = views.flatMap((view, k) => (outside[k]?.[i] === 1 ? [view[of].values[i]!] : []));
      return values.length < OFTEN ? UNSEEN : values.sort((a, b) => a - b)[values.length >> 1]!;
    });
  return { sure, seen: { y: colour('y'), u: colour('u'), v: colour('v') } };
}

/** Difference from what is seen there without the subject, 0 to 255, up to which a sample is that. */
const SEEN = 12;

/** Whether a sample of a view looks as what is behind does there. */
export function isBehind(behind: Behind | null, { y, u, v }: View, i: number): boolean {
  if (behind === null) return false;
  const { seen } = behind;
  return (
    Math.abs(y.values[i]! - seen.y.values[i]!) < SEEN &&
    2 * Math.abs(u.values[i]! - seen.u.values[i]!) < SEEN &&
    2 * Math.abs(v.values[i]! - seen.v.values[i]!) < SEEN
  );
}

/** What is behind in a part of the picture, in a view of that size. */
export function partOf(
  { sure, seen }: Behind,
  part: { x: number; y: number; width: number; height: number },
  { width, height }: { width: number; height: number },
): Behind {
  const from = (of: Plane) =>
    mapped(planeOf(width, height), (_, i) => {
      const x = part.x + (((i % width) + 0.5) / width) * part.width;
      const y = part.y + ((Math.floor(i / width) + 0.5) / height) * part.height;
      const [column, row] = [Math.floor(x * of.width), Math.floor(y * of.height)];
      return of.values[Math.min(of.height - 1, row) * of.width + Math.min(of.width - 1, column)]!;
    });
  return { sure: from(sure), seen: { y: from(seen.y), u: from(seen.u), v: from(seen.v) } };
}
