// Small pictures, which clips are searched in.
import type { Area } from '../plan/plan.ts';
import { bench } from './kernel.ts';

/** Y'CbCr 4:2:0 without gaps, small. */
export type SmallPicture = { width: number; height: number; bytes: Uint8Array };

/** Samples of a small picture in its longer side, at most. */
export const FINEST = 320;

/**
 * A picture that shows a part of a clip, made about as fine as pictures of all of it in that size are: each sample the mean of its
 * area.
 */
export function shrunkTo(
  { width, height, bytes }: SmallPicture,
  whole: Omit<SmallPicture, 'bytes'>,
  part: Area,
): SmallPicture {
  const even = (size: number) => Math.max(4, 2 * Math.round(size / 2));
  const across = Math.min(width, even(part.width * whole.width));
  const down = Math.min(height, even(part.height * whole.height));
  const [luma, less] = [width * height, across * down];
  const { kernel, buffer } = bench(1.5 * (luma + less));
  new Uint8Array(buffer).set(bytes);
  const to = 1.5 * luma;
  kernel.lessen(0, width, height, to, across, down);
  for (const plane of [1, 1.25]) {
    kernel.lessen(plane * luma, width / 2, height / 2, to + plane * less, across / 2, down / 2);
  }
  return { width: across, height: down, bytes: new Uint8Array(new Uint8Array(buffer, to, 1.5 * less)) };
}
