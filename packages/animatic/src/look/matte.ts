// A clip's subject cut out of its background, where that can be trusted: a camera that stands, before which one thing moves
// so far that each part of the background is seen most of the time.
import type { Area } from '../plan/plan.ts';
import { guided } from './guided.ts';
import { boxed, mapped, type Plane, planeOf } from './raster.ts';

/** Y'CbCr 4:2:0 without gaps, small. */
export type SmallPicture = { width: number; height: number; bytes: Uint8Array };

/** What a subject is told by: the background without it, and the part of the picture that it never leaves. */
export type Matte = { background: SmallPicture; box: Area };

/** Samples that the background is made of, at most: evenly through the clip. */
const SAMPLES = 31;

/** Difference from the background, 0 to 255, that is the subject's at all, and surely. */
const LEAST = 16;
const SURE = 34;

/** What a cut that is trusted looks like: shares of the samples and of the picture. */
const TRUSTED = {
  present: 0.8,
  least: 0.012,
  most: 0.4,
  whole: 0.85,
  sure: 0.8,
  inside: 0.75,
  longest: 0.45,
  rough: 2.6,
};

/** The subject's share of what is seen around it, on every side of its box. */
const PAD = 0.03;

/** The matte of a clip whose camera stands, from its samples; null where the cut would be frayed or wrong. */
export function matteOf(all: SmallPicture[]): Matte | null {
  if (all.length < 6) return null;
  const step = Math.max(1, all.length / SAMPLES);
  const samples = Array.from({ length: Math.floor(all.length / step) }, (_, i) => all[Math.floor(i * step)]!);
  const background = middleOf(samples);
  const { width, height } = background;
  const often = new Float32Array(width * height);
  const blobs = samples.map((sample) => blobOf(differences(sample, background, WHOLE)));
  const sizes = blobs.filter((blob) => blob !== null && blob.size > TRUSTED.least * width * height);
  const whole = sizes.filter(
    (blob) =>
      blob!.size >= TRUSTED.whole * blob!.all &&
      blob!.sure >= TRUSTED.sure * blob!.size &&
      blob!.roughness < TRUSTED.rough,
  );
  const inside = whole.filter((blob) => blob!.left > 0 && blob!.right < width - 1 && blob!.top > 0);
  for (const blob of whole) for (const [i, held] of blob!.mask.entries()) often[i]! += held / samples.length;
  const largest = Math.max(0, ...sizes.map((blob) => blob!.size)) / (width * height);
  const trusted =
    whole.length >= TRUSTED.present * samples.length &&
    inside.length >= TRUSTED.inside * whole.length &&
    largest <= TRUSTED.most &&
    often.every((share) => share <= TRUSTED.longest);
  if (!trusted) return null;
  // Between two samples it goes a little farther than either shows.
  const stride = Math.max(...inside.slice(1).map((blob, i) => Math.abs(blob!.left - inside[i]!.left))) / width;
  const pad = PAD + Math.min(0.15, stride);
  const left = Math.max(0, Math.min(...inside.map((blob) => blob!.left)) / width - pad);
  const top = Math.max(0, Math.min(...inside.map((blob) => blob!.top)) / height - PAD);
  const right = Math.min(1, (Math.max(...inside.map((blob) => blob!.right)) + 1) / width + pad);
  const bottom = Math.min(1, (Math.max(...inside.map((blob) => blob!.bottom)) + 1) / height + PAD);
  return { background, box: { x: left, y: top, width: right - left, height: bottom - top } };
}

const WHOLE: Area = { x: 0, y: 0, width: 1, height: 1 };

/** How much of each sample of a picture, which shows that part of the clip, is the subject, 0 to 1. */
export function cutOut(shown: SmallPicture, { background }: Matte, part: Area): Plane {
  const different = differences(shown, background, part);
  const mask = blobOf(different)?.mask;
  const subject = mapped(different, (value, i) => (mask?.[i] ? (value - LEAST) / (SURE - LEAST) : 0));
  const { bytes, width, height } = shown;
  const luma = mapped(planeOf(width, height), (_, i) => bytes[i]! / 255);
  // A step inwards, so that nothing of the background comes along; then soft where the picture's own edges are, but no
  // farther than a step around.
  const core = mapped(boxed(mapped(subject, within), 1), (value) => within((value - 0.45) / 0.5));
  const around = boxed(core, 1);
  const soft = guided(luma, core, 3, 4e-4);
  return mapped(soft, (value, i) => Math.min(within((value - 0.2) / 0.7), within(2.5 * around.values[i]! - 0.25)));
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** The middle value of every sample of the pictures. */
function middleOf(pictures: SmallPicture[]): SmallPicture {
  const { width, height } = pictures[0]!;
  const values = new Uint8Array(pictures.length);
  const bytes = new Uint8Array(pictures[0]!.bytes.length).map((_, i) => {
    for (let k = 0; k < values.length; k++) values[k] = pictures[k]!.bytes[i]!;
    return values.sort()[values.length >> 1]!;
  });
  return { width, height, bytes };
}

/** How far each sample of a picture is from the background behind it, 0 to 255. */
function differences(shown: SmallPicture, background: SmallPicture, part: Area): Plane {
  const { width, height, bytes } = shown;
  const out = planeOf(width, height);
  const planes = [shown, background].map((picture) => {
    const luma = picture.width * picture.height;
    return { across: picture.width, u: luma, v: luma * 1.25 };
  });
  const [own, behind] = planes as [(typeof planes)[0], (typeof planes)[0]];
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.min(
      background.height - 1,
      Math.floor((part.y + ((y + 0.5) / height) * part.height) * background.height),
    );
    for (let x = 0; x < width; x++, i++) {
      const column = Math.min(
        background.width - 1,
        Math.floor((part.x + ((x + 0.5) / width) * part.width) * background.width),
      );
      const chroma = (y >> 1) * (own.across >> 1) + (x >> 1);
      const there = (row >> 1) * (behind.across >> 1) + (column >> 1);
      const light = Math.abs(bytes[i]! - background.bytes[row * behind.across + column]!);
      const blue = Math.abs(bytes[own.u + chroma]! - background.bytes[behind.u + there]!);
      const red = Math.abs(bytes[own.v + chroma]! - background.bytes[behind.v + there]!);
      out.values[i] = Math.max(light, 2 * blue, 2 * red);
    }
  }
  return boxed(out, 1);
}

type Blob = {
  /** 1 for each of its samples, what it surrounds included. */
  mask: Uint8Array;
  size: number;
  /** Samples in all blobs together, and how many of its own surely differ. */
  all: number;
  sure: number;
  /** Its outline against that of a disc of its size. */
  roughness: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
};

/** The largest thing that hangs together, with what it surrounds; null when there is none. */
function blobOf({ width, height, values }: Plane): Blob | null {
  const open = new Uint8Array(values.length);
  for (let i = 0; i < open.length; i++) if (values[i]! >= LEAST) open[i] = 1;
  const queue = new Int32Array(values.length);
  let best = new Int32Array();
  let all = 0;
  for (let start = 0; start < values.length; start++) {
    if (!open[start]) continue;
    const size = flooded(open, width, height, [start], queue);
    all += size;
    if (size > best.length) best = queue.slice(0, size);
  }
  if (best.length === 0) return null;
  const around = new Uint8Array(values.length).fill(1);
  for (const i of best) around[i] = 0;
  const edge: number[] = [];
  for (let x = 0; x < width; x++) edge.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y++) edge.push(y * width, (y + 1) * width - 1);
  const mask = new Uint8Array(values.length).fill(1);
  const outside = flooded(around, width, height, edge, queue);
  for (const i of queue.subarray(0, outside)) mask[i] = 0;
  return measured(mask, width, all, values);
}

/** Closes all open samples that can be reached from the start, beside each other; they are then the queue's first. */
function flooded(open: Uint8Array, width: number, height: number, start: number[], queue: Int32Array): number {
  let end = 0;
  const reach = (i: number) => {
    if (!open[i]) return;
    open[i] = 0;
    queue[end++] = i;
  };
  for (const i of start) reach(i);
  for (let k = 0; k < end; k++) {
    const i = queue[k]!;
    const x = i % width;
    if (x > 0) reach(i - 1);
    if (x < width - 1) reach(i + 1);
    if (i >= width) reach(i - width);
    if (i < (height - 1) * width) reach(i + width);
  }
  return end;
}

function measured(mask: Uint8Array, width: number, all: number, values: Float32Array): Blob {
  let [left, right, top, bottom, outline, size, sure] = [width, 0, Number.POSITIVE_INFINITY, 0, 0, 0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    size++;
    if (values[i]! >= SURE) sure++;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    if (!mask[i + 1] || !mask[i - 1] || !mask[i + width] || !mask[i - width]) outline++;
  }
  const roughness = outline / (2 * Math.sqrt(Math.PI * size));
  return { mask, size, all: Math.max(all, size), sure, roughness, left, right, top, bottom };
}
