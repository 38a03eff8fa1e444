// A clean plate: the place that a clip was taken in, without who is in front of it.
import type { Pixels } from '../draw/plate.ts';
import { clipPictures } from '../input/clip.ts';
import { cutOut, type Matte } from '../look/matte.ts';
import { boxed } from '../look/raster.ts';
import { type SmallPicture, shrunkTo } from '../look/small.ts';
import { cutFor } from '../plan/framing.ts';
import type { Area } from '../plan/plan.ts';
import { pixelsOf } from './pixels.ts';
import type { Reference } from './references.ts';

/** Pictures that it is made of: their mean wherever the subject is not. */
const PICTURES = 10;

/** Samples of the matte around a subject that are not taken for background, and the share of them it may touch. */
const AROUND = 3;
const TOUCHED = 0.02;

const WHOLE: Area = { x: 0, y: 0, width: 1, height: 1 };

/**
 * The place of a clip whose matte knows its background, covering a frame of that size (pixels, even). Throws the signal's
 * reason when that aborts.
 */
export async function cleanPlate(
  { video, clip, matte }: Reference,
  { width, height, fps }: { width: number; height: number; fps: number },
  signal: AbortSignal,
): Promise<Pixels> {
  const luma = width * height;
  const slot = { y: 0, u: luma, v: luma * 1.25, lumaStride: width, chromaStride: width / 2 };
  const cut = cutFor(clip.aspect, width / height, WHOLE);
  const bytes = new Uint8Array(luma * 1.5);
  const rate = (PICTURES * fps) / clip.frames;
  const target = { bytes, slot, width, height, fps: rate, cut };
  const [sums, counts] = [new Uint16Array(bytes.length), new Uint8Array(bytes.length)];
  const first = Math.ceil((clip.from * rate) / fps);
  for await (const _ of clipPictures(video, target, first, first + PICTURES)) {
    signal.throwIfAborted();
    add(sums, counts, { width, height, bytes }, matte!, cut);
  }
  for (let i = 0; i < bytes.length; i++) if (counts[i]! > 0) bytes[i] = sums[i]! / counts[i]!;
  return pixelsOf(bytes, slot, width, height);
}

/** Adds what of a picture is background. */
function add(sums: Uint16Array, counts: Uint8Array, shown: SmallPicture, matte: Matte, cut: Area): void {
  const subject = boxed(cutOut(shrunkTo(shown, matte, cut), matte, cut), AROUND);
  const { width, height, bytes } = shown;
  for (const [half, start] of [
    [1, 0],
    [2, width * height],
    [2, width * height * 1.25],
  ] as const) {
    const [across, down] = [width / half, height / half];
    const columns = Array.from({ length: across }, (_, x) => Math.floor(((x + 0.5) * subject.width) / across));
    for (let y = 0, at = start; y < down; y++) {
      const row = Math.floor(((y + 0.5) * subject.height) / down) * subject.width;
      for (let x = 0; x < across; x++, at++) {
        if (subject.values[row + columns[x]!]! > TOUCHED) continue;
        sums[at]! += bytes[at]!;
        counts[at]!++;
      }
    }
  }
}
