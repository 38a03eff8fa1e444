// Stars: points of light in the dark, single and scattered all over it, as the lights of a city are not.
import { laid, takenFrom } from './kernel.ts';
import type { Plane } from './raster.ts';
import type { Segments } from './segments.ts';

/** Stars to a sample from which a segment is full of them: measured 0.008 to 0.04 in six night skies. */
const FULL = 0.004;

/** Counts points of light in luma at up to twice the segments' size. */
export function specksIn(fine: Plane, width: number, height: number): Plane {
  const from = 4 * fine.values.length;
  const { kernel, buffer } = laid([fine], width * height);
  kernel.specks(0, fine.width, fine.height, from, width, height);
  return takenFrom(buffer, width, height, 0, from);
}

/** Of each segment, 1 where it is full of stars, less the fewer it has, 0 below half of that. `specks`: points of light in each sample. */
export function starryIn({ labels, list }: Segments, specks: Plane): Float32Array {
  const counts = new Float32Array(list.length);
  for (let at = specks.values.indexOf(1); at !== -1; at = specks.values.indexOf(1, at + 1)) counts[labels[at]!]! += 1;
  return counts.map((count, k) => {
    const share = count / (FULL * list[k]!.size);
    return share < 0.5 || count < 2 ? 0 : Math.min(1, share);
  });
}
