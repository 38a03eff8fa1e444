// Parts what stands in a picture from what is behind it: from a rough guess, by the colours found on both sides and by edges.
import type { Lab } from './colour.ts';
import { laid } from './kernel.ts';
import type { Plane } from './raster.ts';

/** How far from the rough outline the true one may lie, inside and outside, in widths. */
const INSIDE = 1 / 24;
const OUTSIDE = 1 / 14;

/** Room for the kernel's own, floats: of each sample, and for its tables of colours. */
const ROOM = { parting: 12, familiar: 2 };
const TABLES = { parting: 3 * 34_560, familiar: 2 * 1440 };

/** Each sample's share of what stands there, 0 to 1; that share by its colour alone; and 1 where either was open. */
export type Parting = { share: Plane; colour: Plane; band: Float32Array };

/**
 * Parts a picture along what a rough mask (0 or 1) marks: as random walkers would that start at each sample and cross edges
 * rarely (Grady 2006), with a pull by colour. `reach` widens the band in which the outline is looked for; with more `rounds`
 * the colours are counted again by what came out. Null when nothing of the mask is sure.
 */
export function parted({ l, a, b }: Lab, rough: Plane, reach: number, rounds: number): Parting | null {
  const { width, height } = rough;
  const [core, near] = [Math.round(reach * INSIDE * width), Math.round(reach * OUTSIDE * width)];
  const { kernel, taken } = laid([l, a, b, rough], ROOM.parting * rough.values.length + TABLES.parting);
  if (kernel.part(0, width, height, core, near, rounds) === 0) return null;
  return { share: taken(3), colour: taken(4), band: taken(5).values };
}

/** How often the colour of each sample, with its next ones, is found where the weights are, all in all 1. */
export function familiar({ l, a, b }: Lab, weights: Plane): Plane {
  const { kernel, taken } = laid([l, a, b, weights], ROOM.familiar * weights.values.length + TABLES.familiar);
  kernel.familiar(0, weights.values.length);
  return taken(4);
}

/** Lab distance of two samples. */
export function apart({ l, a, b }: Lab, i: number, j: number): number {
  const light = l.values[i]! - l.values[j]!;
  const green = a.values[i]! - a.values[j]!;
  const blue = b.values[i]! - b.values[j]!;
  return Math.sqrt(light * light + green * green + blue * blue);
}
