// What models see becomes the look.
import { spread } from '../look/depth.ts';
import { lumaOf } from '../look/focus.ts';
import { linesIn, straightened } from '../look/lines.ts';
import type { Look, Region } from '../look/look.ts';
import { boxed, type Colours, mapped, type Plane, planeOf, resized, stretched } from '../look/raster.ts';
import { PlugInError } from './plug-in-error.ts';

/**
 * Alpha below which there is nothing and from which there is all: a part that a model is in two minds about would be seen
 * through. Edges get soft again where they are fitted to the picture's.
 */
const ALPHA = [0.4, 0.6] as const;
/** Shares of the picture that a subject has. */
const SUBJECT = [0.003, 0.9] as const;

/** Alpha from 0 to 1, with what models miss of either. */
const BEYOND = 0.1;

function extremes({ values }: Plane): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return [least, most];
}

/** The look with a model's depth of that view: greater is nearer, in any unit. Throws `PlugInError` where all is as near. */
export function withDepth(look: Look, depth: Plane, view: Colours): Look {
  const [least, most] = extremes(depth);
  if (most - least <= 1e-5 * Math.max(Math.abs(least), Math.abs(most))) {
    throw new PlugInError('it sees everything at the same distance');
  }
  const { width, height } = look.depth;
  const near = stretched(resized(depth, width, height), 0.005, 0.995);
  const luma = lumaOf(view.map((plane) => resized(plane, width, height)) as Colours);
  const smooth = boxed(boxed(spread(near), 2), 2);
  const straight = straightened(smooth, linesIn(luma)).depth;
  return { ...look, depth: { width, height, near: spread(straight).values }, trust: 1 };
}

/** The look with a model's subject cut out, 0 to 1. Throws `PlugInError` where there is none, or it is everything. */
export function withMatte(look: Look, alpha: Plane): Look {
  const [least, most] = extremes(alpha);
  if (least < -BEYOND || most > 1 + BEYOND) {
    throw new PlugInError(
      `its answer runs from ${least.toPrecision(3)} to ${most.toPrecision(3)}; an alpha runs from 0 to 1`,
    );
  }
  const { width, height, near } = look.depth;
  const [none, all] = ALPHA;
  const cut = mapped(resized(alpha, width, height), (value) => Math.min(1, Math.max(0, (value - none) / (all - none))));
  const share = cut.values.reduce((sum, value) => sum + value, 0) / cut.values.length;
  if (share < SUBJECT[0]) throw new PlugInError('it sees no subject in the picture');
  if (share > SUBJECT[1]) throw new PlugInError('it sees nothing but a subject in the picture');
  return {
    ...look,
    depth: { width, height, near: lifted(planeOf(width, height, near.slice()), cut) },
    cut: cut.values,
    firm: cut.values,
    subject_cut: true,
    regions: [{ ...boxOf(cut), weight: Math.max(share, look.regions[0]?.weight ?? 0) }, ...look.regions.slice(1)],
  };
}

/** A depth in which what is cut out is no farther than what is right around it. */
function lifted(depth: Plane, cut: Plane): Float32Array {
  const around = boxed(cut, Math.max(2, Math.round(depth.width / 40))).values;
  const nearness = (fits: (i: number) => boolean) => {
    const values = depth.values.filter((_, i) => fits(i)).toSorted();
    return values[Math.floor((values.length - 1) * 0.75)] ?? 0;
  };
  const own = nearness((i) => cut.values[i] === 1);
  const beside = nearness((i) => cut.values[i] === 0 && around[i]! > 0);
  const lift = Math.max(0, beside - own);
  return mapped(depth, (value, i) => Math.min(1, value + lift * cut.values[i]!)).values;
}

/** The box of most of what is cut out, in shares of the sides. */
function boxOf({ width, height, values }: Plane): Omit<Region, 'weight'> {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < 0.5) continue;
    [left, right] = [Math.min(left, i % width), Math.max(right, (i % width) + 1)];
    [top, bottom] = [Math.min(top, Math.floor(i / width)), Math.floor(i / width) + 1];
  }
  return { x: left / width, y: top / height, width: (right - left) / width, height: (bottom - top) / height };
}
