// A clip's subject cut out where no background without it is known, as when it stays where it is: what can not be reached
// from the frame's edges without crossing an edge of the picture, where that is also what the eye goes to.
import type { Area } from '../plan/plan.ts';
import { type Blob, blobOf } from './blob.ts';
import { type Core, coreOf } from './core.ts';
import { subjectIn } from './look.ts';
import type { Step } from './matte.ts';
import { boxed, mapped, type Plane, planeOf } from './raster.ts';
import { binOf, learned, PLAIN, type Rim, rimOf, SIDES } from './rim.ts';
import type { SmallPicture } from './small.ts';
import { type Behind, isBehind, isMover, learnedBehind, stillIn } from './still.ts';

/** Luma, U and V at the same samples, 0 to 255. */
export type View = { y: Plane; u: Plane; v: Plane };

/** Samples of a small picture to one that is worked at, each way. */
const COARSER = 2;

/** Pictures that a clip is judged by, at most. */
const JUDGED = 12;

/** Difference from a sample to the one beside it by which another thing begins; where the colour is one of the rim's; and before a camera that stands. */
const STEP = 5;
const RIM_STEP = 11;
const STILL_STEP = 16;
/** Difference from those on the way to it, and the weight of a new sample in what those were. */
const AWAY = 15;
const NEW = 0.12;

/** Samples by which thin things are taken off, and inlets closed. */
const THIN = 1;
const INLET = 2;

/** What a cut that is trusted looks like: shares of the pictures, of the frame, and of what stands out. */
const TRUSTED = {
  present: 0.85,
  least: 0.03,
  most: 0.5,
  whole: 0.85,
  rough: 2.4,
  steady: 0.82,
  clear: 17,
  seen: 0.6,
  seen_of: 0.3,
};

/** The subject's share of what is seen around it, on every side of its box. */
const PAD = 0.03;

/**
 * The rims' colours of a clip, where its background surely is (null: nobody knows), what is always the subject's, the part of the picture that its subject never
 * leaves, and its own width; null where no cut is trusted.
 */
export function standingIn(
  pictures: SmallPicture[],
): { rim: Rim; behind: Behind | null; core: Core; box: Area; breadth: number; steps: Step[] } | null {
  if (pictures.length < 4) return null;
  const step = Math.max(1, (pictures.length - 1) / (JUDGED - 1));
  const chosen = Array.from({ length: Math.floor((pictures.length - 1) / step) + 1 }, (_, i) => Math.round(i * step));
  const views = chosen.map((k) => viewOf(pictures[k]!));
  const edges = rimOf(views);
  const still = stillIn(views);
  let behind = still && learnedBehind(still.sure, views, []);
  const masks = views.map((view) => standsOut(view, edges, behind).mask);
  const rim = learned(edges, views, masks);
  behind = still && learnedBehind(still.sure, views, masks);
  const found = views.map((view) => standsOut(view, rim, behind).blob);
  const good = found.flatMap((blob, i) =>
    blob !== null && isWhole(blob, views[i]!) ? [{ blob, view: views[i]!, sample: chosen[i]! }] : [],
  );
  if (good.length < TRUSTED.present * views.length) return null;
  const steady = good.slice(1).every(({ blob }, i) => overlap(good[i]!.blob, blob, views[0]!.y.width) > TRUSTED.steady);
  const middle = good[good.length >> 1]!;
  // What moves may be a head above a coat that does not: only what goes down to the lower edge is surely whole.
  const isSitter = still !== null && middle.blob.bottom >= middle.view.y.height - 2 && isMover(middle.blob.mask, still);
  const isIt = isSeen(middle.blob, middle.view) || isSitter;
  if (!steady || !isIt) return null;
  const { width, height } = views[0]!.y;
  const blobs = good.map(({ blob }) => blob);
  // Between two pictures it goes a little farther than either shows.
  const stride = Math.max(0, ...blobs.slice(1).map((blob, i) => Math.abs(blob.left - blobs[i]!.left))) / width;
  const side = PAD + Math.min(0.12, stride);
  const left = Math.max(0, Math.min(...blobs.map((blob) => blob.left)) / width - side);
  const right = Math.min(1, (Math.max(...blobs.map((blob) => blob.right)) + 1) / width + side);
  const top = Math.max(0, Math.min(...blobs.map((blob) => blob.top)) / height - PAD);
  const lowest = (Math.max(...blobs.map((blob) => blob.bottom)) + 1) / height;
  const breadth = (middle.blob.right + 1 - middle.blob.left) / width;
  return {
    rim,
    behind,
    core: coreOf(blobs, width, height),
    breadth,
    steps: good.map(({ blob, sample }) => ({ sample, left: blob.left / width, right: (blob.right + 1) / width })),
    box: { x: left, y: top, width: right - left, height: Math.min(1, lowest + PAD) - top },
  };
}

/** Whether it is one thing of a fair size within the frame, with an even outline that is clear. */
function isWhole(blob: Blob, view: View): boolean {
  const { width, height } = view.y;
  const share = blob.size / (width * height);
  return (
    share > TRUSTED.least &&
    share < TRUSTED.most &&
    blob.size > TRUSTED.whole * blob.all &&
    blob.left > 1 &&
    blob.right < width - 2 &&
    blob.top > 1 &&
    blob.roughness < TRUSTED.rough &&
    clearness(blob, view) > TRUSTED.clear
  );
}

/** How much what is within an outline differs from what is without, on average along it, two samples apart. */
function clearness({ mask }: Blob, { y, u, v }: View): number {
  const { width } = y;
  let [sum, count] = [0, 0];
  const across = (i: number, j: number) => {
    sum += Math.max(...[y, u, v].map(({ values }, k) => (k === 0 ? 1 : 2) * Math.abs(values[i]! - values[j]!)));
    count++;
  };
  for (let i = 2; i < mask.length - 2; i++) if (mask[i] !== mask[i + 1]) across(i - 1, i + 2);
  for (let i = width; i < mask.length - 2 * width; i++)
    if (mask[i] !== mask[i + width]) across(i - width, i + 2 * width);
  return count === 0 ? 0 : sum / count;
}

/** Share of two outlines' areas that they have in common once the one is moved over the other. */
function overlap(a: Blob, b: Blob, width: number): number {
  const [dx, dy] = [(b.left + b.right - a.left - a.right) / 2, b.top - a.top].map(Math.round) as [number, number];
  let both = 0;
  for (let i = 0; i < a.mask.length; i++) {
    if (a.mask[i] === 1 && b.mask[i + dx + dy * width] === 1) both++;
  }
  return both / Math.max(a.size, b.size);
}

/** Whether the eye goes there too. */
function isSeen({ mask, size }: Blob, view: View): boolean {
  const found = subjectIn(rgbOf(view));
  if (found === null) return false;
  let [both, whole] = [0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (found[i] === 1) whole++;
    if (found[i] === 1 && mask[i] === 1) both++;
  }
  return both > TRUSTED.seen * whole && both > TRUSTED.seen_of * size;
}

function rgbOf({ y, u, v }: View) {
  const { width, height } = y;
  const rgb = new Uint8Array(3 * width * height);
  const byte = (value: number) => Math.min(255, Math.max(0, Math.round(value)));
  for (let i = 0; i < y.values.length; i++) {
    const light = 1.1644 * (y.values[i]! - 16);
    const [blue, red] = [u.values[i]! - 128, v.values[i]! - 128];
    rgb[3 * i] = byte(light + 1.7927 * red);
    rgb[3 * i + 1] = byte(light - 0.2132 * blue - 0.5329 * red);
    rgb[3 * i + 2] = byte(light + 2.1124 * blue);
  }
  return { width, height, rgb };
}

/**
 * What stands out of a picture, or of a part of it around the subject, given where its background surely is: its mask (0 or 1), and its
 * measures. `plainly`: without what an edge of the background shuts in beside the subject, such as a window's between hair and collar;
 * what always is the subject's may be missing then too.
 */
export function standsOut(
  view: View,
  rim: Rim,
  behind: Behind | null,
  plainly = false,
): { mask: Plane; blob: Blob | null } {
  const around = surrounded(view, rim, behind);
  if (plainly) takeOff(around, view, rim);
  const { width, height } = around;
  // Thin things are taken off by a step in and one out again.
  const inner = mapped(boxed(around, THIN), (share) => (share > 0.999 ? 1 : 0));
  const opened = mapped(boxed(inner, THIN), (share, i) => (share > 0 && around.values[i] === 1 ? 1 : 0));
  const first = blobOf(opened, 1, 1);
  if (first === null) return { mask: planeOf(width, height), blob: null };
  const kept = planeOf(width, height, Float32Array.from(first.mask));
  const grown = mapped(boxed(kept, INLET), (share) => (share > 0 ? 1 : 0));
  // Not at the frame's edges, where beyond them would count as closed.
  const inward = (i: number) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return Math.min(x, y, width - 1 - x, height - 1 - y) > 2 * INLET;
  };
  const closed = mapped(boxed(grown, INLET), (share, i) =>
    kept.values[i] === 1 || (share > 0.999 && inward(i)) ? 1 : 0,
  );
  const blob = blobOf(closed, 1, 1)!;
  return {
    mask: planeOf(width, height, Float32Array.from(blob.mask)),
    blob: { ...blob, all: first.all },
  };
}

/** Takes off what is plainly the background: parts of a mask that have its colours all over, and no thin ones. */
function takeOff(mask: Plane, view: View, rim: Rim): void {
  const plain = mapped(mask, (one, i) => (one === 1 && rim[binOf(view, i)] === PLAIN ? 1 : 0));
  const inner = mapped(boxed(plain, THIN), (share) => (share > 0.999 ? 1 : 0));
  const near = boxed(inner, THIN).values;
  for (let i = 0; i < near.length; i++) if (near[i]! > 0 && plain.values[i] === 1) mask.values[i] = 0;
}

/** 1 for all that an edge surrounds, so that it is not reached from the frame's edges or from what never changes; else 0. */
function surrounded(view: View, rim: Rim, behind: Behind | null): Plane {
  const { width, height } = view.y;
  const [y, u, v] = [view.y.values, view.u.values, view.v.values];
  const out = planeOf(width, height, new Float32Array(width * height).fill(1));
  const [ky, ku, kv] = [y.slice(), u.slice(), v.slice()];
  const queue = new Int32Array(width * height);
  let end = 0;
  const close = (i: number) => {
    out.values[i] = 0;
    queue[end++] = i;
  };
  for (let x = 0; x < width; x++) if (out.values[x] === 1) close(x);
  for (let row = 0; row < height * SIDES; row++)
    for (const i of [row * width, row * width + width - 1]) if (out.values[i] === 1) close(i);
  for (let i = 0; behind !== null && i < width * height; i++)
    if (behind.sure.values[i] === 1 && out.values[i] === 1) close(i);
  for (let k = 0; k < end; k++) {
    const i = queue[k]!;
    const x = i % width;
    for (const j of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
      if (j < 0 || j >= out.values.length || out.values[j] === 0) continue;
      const step = Math.max(Math.abs(y[j]! - y[i]!), 2 * Math.abs(u[j]! - u[i]!), 2 * Math.abs(v[j]! - v[i]!));
      const away = Math.max(Math.abs(y[j]! - ky[i]!), 2 * Math.abs(u[j]! - ku[i]!), 2 * Math.abs(v[j]! - kv[i]!));
      const goes = step <= STEP && away <= AWAY;
      if (
        !goes &&
        !(step <= (behind === null ? RIM_STEP : STILL_STEP) && rim[binOf(view, j)]! > 0) &&
        !isBehind(behind, view, j)
      )
        continue;
      const share = goes ? NEW : 1;
      ky[j] = ky[i]! + share * (y[j]! - ky[i]!);
      ku[j] = ku[i]! + share * (u[j]! - ku[i]!);
      kv[j] = kv[i]! + share * (v[j]! - kv[i]!);
      close(j);
    }
  }
  return out;
}

/** A small picture at the size that is worked at: each sample the mean of its area. */
export function viewOf({ width, height, bytes }: SmallPicture): View {
  const [w, h] = [Math.floor(width / COARSER), Math.floor(height / COARSER)];
  const y = mapped(planeOf(w, h), (_, at) => {
    const i = Math.floor(at / w) * COARSER * width + (at % w) * COARSER;
    return (bytes[i]! + bytes[i + 1]! + bytes[i + width]! + bytes[i + width + 1]!) / 4;
  });
  const chroma = (start: number) =>
    mapped(planeOf(w, h), (_, at) => bytes[start + Math.floor(at / w) * (width / 2) + (at % w)]!);
  return { y, u: chroma(width * height), v: chroma(width * height * 1.25) };
}
