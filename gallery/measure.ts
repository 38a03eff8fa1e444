// Looks at a finished film frame by frame and listens to it: what can be said of it in figures, and the frames to look at.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import { readPicture } from '../packages/animatic/src/input/picture.ts';
import { composed } from '../packages/animatic/src/look/composed.ts';
import { loudness } from '../packages/animatic/src/sound/loudness.ts';
import { decodeSound, eachPicture, type Picture } from '../packages/animatic/test/decoding.ts';
import { sharpFrame } from './frames.ts';

/** What is expected of a film: the pictures that its ends are (null: none), and the frames that its cuts begin with. */
export type Expected = { frames: number; first: string | null; last: string | null; cuts: number[] };

export type Measures = {
  /** dB of the end frames' luma to a plain resize of their pictures; null where there is none. */
  first: number | null;
  last: number | null;
  /** Frames that begin with a jump of the whole picture; those that differ from the one before more than others do, unplanned. */
  cuts: number[];
  pops: number[];
  /** LUFS, highest sample in dB of full scale, greatest step from one sample to the next (full scale is 1). */
  loudness: number;
  peak: number;
  step: number;
  /** First digits of the SHA-256 over all decoded frames. */
  digest: string;
  /** Numbers of the frames that were written. */
  shown: number[];
};

/** Frames shown at regular times, the first and the last among them. */
const REGULAR = 8;

/** A cut changes the luma by that much on average, and that many times more than the frames around it change. */
const CUT = { least: 6, times: 4 };
const POP = { least: 1.2, times: 2.2 };

/** Measures a film and writes the frames worth looking at into the folder, as `0042.jpg`, at full size. */
export async function measure(video: string, expected: Expected, folder: string): Promise<Measures> {
  const { frames, cuts } = expected;
  const regular = Array.from({ length: REGULAR }, (_, i) => Math.round((i * (frames - 1)) / (REGULAR - 1)));
  const wanted = new Set([...regular, ...cuts.flatMap((cut) => [cut - 1, cut])]);
  const hash = createHash('sha256');
  const changes: number[] = [];
  let ends: { first: Picture; last: Picture } | null = null;
  let before: Uint8Array | null = null;
  const pending: Promise<unknown>[] = [];
  let frame = 0;
  await eachPicture(video, (picture) => {
    hash.update(picture.y).update(picture.u).update(picture.v);
    changes.push(before === null ? 0 : change(before, picture.y));
    before = picture.y;
    ends = { first: ends?.first ?? picture, last: picture };
    const file = join(folder, `${String(frame).padStart(4, '0')}.jpg`);
    if (wanted.has(frame++)) pending.push(sharpFrame(picture).jpeg({ quality: 88 }).toFile(file));
  });
  await Promise.all(pending);
  const { first, last } = ends as unknown as { first: Picture; last: Picture };
  return {
    first: await fidelity(first, expected.first),
    last: await fidelity(last, expected.last),
    ...jumps(changes, cuts),
    ...(await heard(video)),
    digest: hash.digest('hex').slice(0, 12),
    shown: [...wanted].sort((a, b) => a - b),
  };
}

/** Mean difference of two frames' luma, over every fifth sample. */
function change(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 5) sum += Math.abs(a[i]! - b[i]!);
  return (sum * 5) / a.length;
}

function jumps(changes: number[], planned: number[]): { cuts: number[]; pops: number[] } {
  const around = (at: number) => {
    const others = [at - 2, at - 1, at + 1, at + 2].filter((i) => i > 0 && i < changes.length);
    // Of two cuts in a row neither hides the other.
    return others.map((i) => changes[i]!).sort((a, b) => a - b)[Math.floor((others.length - 1) / 2)] ?? 0;
  };
  const beyond = ({ least, times }: typeof CUT) =>
    changes.flatMap((value, at) => (value > Math.max(least, times * around(at)) ? [at] : []));
  const cuts = beyond(CUT);
  return { cuts, pops: beyond(POP).filter((at) => !planned.includes(at)) };
}

async function fidelity({ y, width, height }: Picture, path: string | null): Promise<number | null> {
  if (path === null) return null;
  const cut = composed(await readPicture(path), { width, height });
  const raw = await sharp(cut.rgb, { raw: { width: cut.width, height: cut.height, channels: 3 } })
    .resize(width, height, { fit: 'cover', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    const luma = 16 + (0.2126 * raw[3 * i]! + 0.7152 * raw[3 * i + 1]! + 0.0722 * raw[3 * i + 2]!) * (219 / 255);
    squares += (y[i]! - luma) ** 2;
  }
  return 10 * Math.log10((255 ** 2 * y.length) / squares);
}

async function heard(video: string): Promise<{ loudness: number; peak: number; step: number }> {
  const { left, right } = await decodeSound(video);
  let [peak, step] = [0, 0];
  for (const side of [left, right]) {
    for (let i = 1; i < side.length; i++) {
      peak = Math.max(peak, Math.abs(side[i]!));
      step = Math.max(step, Math.abs(side[i]! - side[i - 1]!));
    }
  }
  return { loudness: loudness({ left, right }), peak: 20 * Math.log10(peak), step };
}
