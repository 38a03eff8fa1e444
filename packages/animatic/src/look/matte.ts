// A clip's subject cut out of its background, where that can be trusted: before a camera that stands, when it moves so far that
// each part of the background is seen most of the time; else when it stands out of each picture within clear edges.
import type { Area } from '../plan/plan.ts';
import { blobOf } from './blob.ts';
import { type Core, withCore } from './core.ts';
import { laid } from './kernel.ts';
import { boxed, mapped, type Plane, planeOf, sampled } from './raster.ts';
import type { Rim } from './rim.ts';
import type { SmallPicture } from './small.ts';
import { standingIn, standsOut, viewOf } from './standing.ts';
import { type Behind, partOf } from './still.ts';

/**
 * What a subject is told by: the part of the picture that it never leaves, how much of the picture's width it takes itself (0
 * to 1), and the background without it, or the colours at the rim and where it surely is not. Width and height of the pictures that
 * it was found in, and by how much these were made brighter for it.
 */
export type Matte = { box: Area; breadth: number; steps: Step[]; width: number; height: number; gain: number } & (
  | { background: Background; rim: null }
  | { background: null; rim: Rim; behind: Behind | null; core: Core }
);

/** Where a subject begins and ends across a picture in a sample (its number), where all of it is seen. */
export type Step = { sample: number; left: number; right: number };

/**
 * What is behind a subject: the least and the greatest value of each sample half the way to those around it, laid out as a
 * small picture's. No two ways of making a picture small put its edges at quite the same place.
 */
type Background = { width: number; height: number; least: Uint8Array; most: Uint8Array };

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

/** Luma above black, 0 to 219, that all but the lightest samples of a clip stay below, and are raised to: edges in the dark are edges. */
const LIT = 140;
const LIGHTEST = 0.05;
const MOST_GAIN = 5;

/** The matte of a clip from its samples; null where the cut would be frayed or wrong. */
export function matteOf(samples: SmallPicture[]): Matte | null {
  const gain = gainFor(samples);
  const raised = samples.map((sample) => brightened(sample, gain));
  const found = movingIn(raised) ?? standing(raised);
  return found && { ...found, gain, box: onSamples(found.box, found) };
}

/** A box that is no smaller, with edges between pairs of samples: a part of a clip as large has the same samples as the whole. */
function onSamples(box: Area, { width, height }: { width: number; height: number }): Area {
  const low = (at: number, size: number) => (2 * Math.floor((at * size) / 2)) / size;
  const high = (at: number, size: number) => Math.min(1, (2 * Math.ceil((at * size) / 2)) / size);
  const [x, y] = [low(box.x, width), low(box.y, height)];
  return { x, y, width: high(box.x + box.width, width) - x, height: high(box.y + box.height, height) - y };
}

function gainFor(samples: SmallPicture[]): number {
  const counts = new Uint32Array(256);
  for (const { width, height, bytes } of samples) for (let i = 0; i < width * height; i++) counts[bytes[i]!]!++;
  const wanted = LIGHTEST * counts.reduce((sum, count) => sum + count, 0);
  let [level, above] = [255, 0];
  while (level > 17 && above + counts[level]! < wanted) above += counts[level--]!;
  return Math.min(MOST_GAIN, Math.max(1, LIT / (level - 16)));
}

/** A picture with that many times its light and colour. */
function brightened(picture: SmallPicture, gain: number): SmallPicture {
  if (gain === 1) return picture;
  const luma = picture.width * picture.height;
  const bytes = Uint8ClampedArray.from(
    picture.bytes,
    (value, i) => (value - (i < luma ? 16 : 128)) * gain + (i < luma ? 16 : 128),
  );
  return { ...picture, bytes: new Uint8Array(bytes.buffer) };
}

type Found = DistributiveOmit<Matte, 'gain'>;
type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

function standing(samples: SmallPicture[]): Found | null {
  const found = standingIn(samples);
  return found && { ...found, width: samples[0]!.width, height: samples[0]!.height, background: null };
}

/** The matte of a clip whose camera stands. */
function movingIn(all: SmallPicture[]): Found | null {
  if (all.length < 6) return null;
  const step = Math.max(1, all.length / SAMPLES);
  const numbers = Array.from({ length: Math.floor(all.length / step) }, (_, i) => Math.floor(i * step));
  const samples = numbers.map((number) => all[number]!);
  const background = around(middleOf(samples));
  const { width, height } = background;
  const often = new Float32Array(width * height);
  const blobs = samples.map((sample) => blobOf(differences(sample, background, WHOLE), LEAST, SURE));
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
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  const breadths = inside.map((blob) => blob!.right + 1 - blob!.left).sort((a, b) => a - b);
  const steps = blobs.flatMap((blob, i): Step[] =>
    inside.includes(blob) ? [{ sample: numbers[i]!, left: blob!.left / width, right: (blob!.right + 1) / width }] : [],
  );
  const breadth = (breadths[breadths.length >> 1] ?? 0) / width;
  return { background, rim: null, width, height, box, breadth, steps };
}

const WHOLE: Area = { x: 0, y: 0, width: 1, height: 1 };

/**
 * How much of each sample of a picture is the subject, 0 to 1. It shows that part of the clip, about as fine as the pictures
 * that the matte was found in.
 */
export function cutOut(picture: SmallPicture, matte: Matte, part: Area): Plane {
  const shown = brightened(picture, matte.gain);
  const subject = matte.rim === null ? unlike(shown, matte.background, part) : within(shown, matte, part);
  const { bytes, width, height } = shown;
  const { kernel, buffer, taken } = laid([subject], 10.25 * width * height);
  const luma = 4 * 11 * width * height;
  new Uint8Array(buffer).set(bytes.subarray(0, width * height), luma);
  kernel.soften(0, luma, width, height);
  return taken(0);
}

/** What is unlike the background behind it. */
function unlike(shown: SmallPicture, background: Background, part: Area): Plane {
  const different = differences(shown, background, part);
  const mask = blobOf(different, LEAST, SURE)?.mask;
  return mapped(different, (value, i) => (mask?.[i] ? clamp((value - LEAST) / (SURE - LEAST)) : 0));
}

/** What stands out within edges. */
function within(shown: SmallPicture, { rim, behind, core }: Matte & { rim: Rim }, part: Area): Plane {
  const view = viewOf(shown);
  const found = standsOut(view, rim, behind && partOf(behind, part, view.y), behind !== null);
  const mask = withCore(found.mask, core, part);
  const fine = planeOf(shown.width, shown.height);
  return mapped(fine, (_, i) => {
    const [x, y] = [i % fine.width, Math.floor(i / fine.width)];
    return sampled(mask, ((x + 0.5) * mask.width) / fine.width - 0.5, ((y + 0.5) * mask.height) / fine.height - 0.5);
  });
}

function clamp(share: number): number {
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

/** What is behind the subject in a picture of that size that shows that part of the clip; null where nobody knows. */
export function behindIn(
  { background, gain }: Matte,
  { width, height }: { width: number; height: number },
  part: Area,
): SmallPicture | null {
  if (background === null) return null;
  const bytes = new Uint8Array(width * height * 1.5);
  for (const [half, from, to] of [
    [1, 0, 0],
    [2, background.width * background.height, width * height],
    [2, background.width * background.height * 1.25, width * height * 1.25],
  ] as const) {
    const [across, down] = [background.width / half, background.height / half];
    for (let i = 0; i < (width * height) / half ** 2; i++) {
      const [x, y] = [
        ((i % (width / half)) + 0.5) / (width / half),
        (Math.floor(i / (width / half)) + 0.5) / (height / half),
      ];
      const column = Math.min(across - 1, Math.floor((part.x + x * part.width) * across));
      const row = Math.min(down - 1, Math.floor((part.y + y * part.height) * down));
      const at = from + row * across + column;
      bytes[to + i] = (background.least[at]! + background.most[at]! + 1) >> 1;
    }
  }
  return brightened({ width, height, bytes }, 1 / gain);
}

/** The least and the greatest value within half a sample around each. */
function around({ width, height, bytes }: SmallPicture): Background {
  const [least, most] = [bytes.slice(), bytes.slice()];
  for (const [half, start] of [
    [1, 0],
    [2, width * height],
    [2, width * height * 1.25],
  ] as const) {
    const [across, down] = [width / half, height / half];
    for (let i = 0; i < across * down; i++) {
      const [x, y] = [i % across, Math.floor(i / across)];
      for (let row = Math.max(0, y - 1); row <= Math.min(down - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(across - 1, x + 1); column++) {
          const value = (bytes[start + i]! + bytes[start + row * across + column]!) >> 1;
          if (value < least[start + i]!) least[start + i] = value;
          if (value > most[start + i]!) most[start + i] = value;
        }
      }
    }
  }
  return { width, height, least, most };
}

/** How far each sample of a picture is from all that the background is there, 0 to 255. */
function differences(shown: SmallPicture, background: Background, part: Area): Plane {
  const { width, height, bytes } = shown;
  const out = planeOf(width, height);
  const [own, behind] = [shown, background].map((picture) => {
    const luma = picture.width * picture.height;
    return { across: picture.width, u: luma, v: luma * 1.25 };
  }) as [{ across: number; u: number; v: number }, { across: number; u: number; v: number }];
  const beyond = (value: number, at: number) =>
    Math.max(0, background.least[at]! - value, value - background.most[at]!);
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
      const light = beyond(bytes[i]!, row * behind.across + column);
      const blue = beyond(bytes[own.u + chroma]!, behind.u + there);
      const red = beyond(bytes[own.v + chroma]!, behind.v + there);
      out.values[i] = Math.max(light, 2 * blue, 2 * red);
    }
  }
  return boxed(out, 1);
}
