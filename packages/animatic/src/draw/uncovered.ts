// What is behind a cut: the picture with what is cut out filled in from around it, as far as it can come to be seen. Near
// the outline the surroundings go on mirrored, texture and all; farther in, and where there is nothing to mirror, smoothly.
import { ownBench } from '../look/kernel.ts';
import type { Plane } from '../look/raster.ts';
import type { Pixels } from './plate.ts';

/** Bytes of room for the kernel, beside a few for the smallest pictures, to a pixel: a dozen planes of a sixteenth of the samples. */
const ROOM = 3;
const LEAST = 65_536;

/**
 * 0 to 255 for each pixel: how much of it is cut out, and how much is not; the picture that is behind; and what is cut out, without
 * the colours of what is behind it: laid over that it is the picture again.
 */
export type Uncovered = { cover: Uint8Array; keep: Uint8Array; behind: Pixels; front: Pixels };

/**
 * A rough cut (0 to 1) fitted to a picture's outlines, and what is behind it made up. `sky`: whether that is nothing but sky, in which a
 * mirrored star would become a streak.
 */
export function uncovered({ width, height, rgb }: Pixels, cut: Plane, sky: boolean): Uncovered {
  const [samples, pixels] = [4 * cut.values.length, width * height];
  const { kernel, buffer } = ownBench(samples + (8 + ROOM) * pixels + LEAST);
  new Float32Array(buffer, 0, cut.values.length).set(cut.values);
  new Uint8Array(buffer, samples).set(rgb);
  kernel.cover(cut.width, cut.height, width, height, sky);
  kernel.uncover(cut.width, cut.height, width, height, !sky);
  kernel.clear(cut.width, cut.height, width, height);
  const bytes = (from: number, size: number) => new Uint8Array(buffer, samples + from * pixels, size * pixels);
  const colours = (from: number): Pixels => ({ width, height, rgb: bytes(from, 3) });
  return { cover: bytes(3, 1), keep: bytes(4, 1), behind: colours(5), front: colours(0) };
}
