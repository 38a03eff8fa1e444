// Depth by rules of thumb, made fit for warping: subjects flat and rigid, no slope too steep.
import type { Lab } from './colour.ts';
import type { Ground } from './ground.ts';
import { laid } from './kernel.ts';
import type { Region } from './look.ts';
import { COUNTS, mapped, type Plane } from './raster.ts';
import { type Segments, spreadOver } from './segments.ts';
import { numbered, type Subject } from './subject.ts';

/** Everything the rules look at. `salience` and `crispness`: 0 to 1 per segment. `bokeh`: 0 to 1. */
export type Clues = {
  lab: Lab;
  luma: Plane;
  segments: Segments;
  ground: Ground;
  subjects: Subject[];
  salience: Float32Array;
  crispness: Float32Array;
  bokeh: number;
};

/** 0 far to 1 near. */
export function depthOf(clues: Clues): Plane {
  const upright = standing(guessed(clues), clues.ground, clues.luma);
  return flattened(upright, clues.segments, clues.subjects, clues.ground.horizon);
}

/**
 * The rules, sample by sample: lower is nearer under the horizon, the sky is far, what is sharp and stands out is
 * near. Evened out along the edges of luma.
 */
function guessed({ lab, luma, segments, ground, salience, crispness, bokeh }: Clues): Plane {
  const { width, height, labels, list } = segments;
  const { horizon, skies } = ground;
  const outdoors = horizon !== null;
  const weights = {
    place: (outdoors ? 0.6 : 0.34) * (1 - 0.6 * bokeh),
    focus: 0.16 + 0.5 * bokeh,
    salience: outdoors ? 0.2 : 0.4,
  };
  const line = horizon ?? 0;
  const base = 0.22 + 0.6 * steepness(horizon);
  const haze = outdoors ? 0.1 * (1 - bokeh) : 0;
  const size = width * height;
  const { kernel, buffer, taken } = laid([lab.l, luma], 7 * size + COUNTS + 4 * list.length + 2 * height);
  const places = 4 * (3 * size + (size % 2));
  const clues = places + 8 * height;
  new Int32Array(buffer, 8 * size, size).set(labels);
  new Float64Array(buffer, places, height).set(
    Float64Array.from({ length: height }, (_, y) => {
      const below = (y / height - line) / (1 - line);
      return weights.place * (below < 0 ? base - 0.1 * Math.min(1, -below) : base + (1 - base) * below ** 0.85);
    }),
  );
  const told = new Float64Array(buffer, clues, 2 * list.length);
  for (const [k, segment] of list.entries()) {
    // A speck that stands out is a mark on a surface more often than a thing before it.
    const speck = Math.min(1, Math.sqrt(segment.size / (0.02 * width * height)));
    told[2 * k] = skies.has(k) ? -1 : weights.focus * crispness[k]!;
    told[2 * k + 1] = weights.salience * salience[k]! * speck;
  }
  kernel.guess(0, 0, 8 * size, places, clues, width, height, haze);
  kernel.even(0, width, height);
  return taken(0);
}

/**
 * 0 to 1: how narrow the strip of ground under the horizon is. It is steep in the picture, but towers that stand on it are
 * not: then even the horizon is near.
 */
function steepness(horizon: number | null): number {
  return Math.min(1, Math.max(0, ((horizon ?? 0) - 0.42) / 0.35));
}

/**
 * What rises from a narrow strip of ground into the sky, all at the depth of the horizon, so that towers do not lean.
 */
function standing(depth: Plane, ground: Ground, luma: Plane): Plane {
  const share = steepness(ground.horizon);
  if (ground.horizon === null || share === 0) return depth;
  const { width, height } = depth;
  const line = Math.round(ground.horizon * height);
  const strip = depth.values.slice(line * width, Math.min(height, line + Math.ceil(height * 0.06)) * width).toSorted();
  const base = strip[Math.floor(strip.length / 2)] ?? 0;
  const stands = standsIn(ground, luma);
  return mapped(depth, (value, i) => (i < line * width && stands[i] === 1 ? value + (base - value) * share : value));
}

/**
 * 1 for each sample that is not sky. A lattice is thinner than any segment: what is darker or brighter than the sky around it
 * stands there too, if it hangs together with what does. Stars and clouds do not.
 */
export function standsIn(ground: Ground, luma: Plane): Float32Array {
  const { width, height } = luma;
  const line = Math.round((ground.horizon ?? 1) * height);
  const { kernel, taken } = laid([ground.clear, luma], 3 * width * height + width);
  kernel.stand(width, height, line);
  return taken(0).values;
}

/** Of the picture's sides, how much the ground itself fills that was taken for a subject: it lies and does not stand. */
const GROUND = { across: 0.9, down: 0.95 };

/** Whether a subject is the ground of a landscape, from side to side and from its horizon to the lower edge. */
function isGround({ y, width, height }: Region, horizon: number | null): boolean {
  return horizon !== null && width > GROUND.across && y + height > GROUND.down && y < horizon + 0.1;
}

/**
 * Each subject at one depth. What stands on the ground is as near as its foot; indoors and close up it is as near as its
 * own nearer part. A smooth face, far by its sharpness, is thereby as near as the hair around it.
 */
function flattened(depth: Plane, segments: Segments, subjects: Subject[], horizon: number | null): Plane {
  const { width, height } = depth;
  const size = width * height;
  const things = subjects.filter(({ region }) => !isGround(region, horizon));
  const numbers = spreadOver(segments, Float32Array.from(numbered(segments, things)));
  const { kernel, buffer, taken } = laid([depth, numbers], size + COUNTS + 4 * (things.length + 1));
  const from = 8 * size;
  const room = from + 16 * things.length;
  const near = things.map(({ region }, which) => {
    const high = kernel.upperOf(0, 4 * size, which, size, room);
    const foot = region.y + region.height;
    const ground = horizon === null ? 0.55 : Math.max(0, (foot - horizon) / (1 - horizon)) ** 0.85;
    const stands = horizon === null || foot > horizon + 0.1;
    return [Math.min(1, Math.max(high, ground)), stands ? 1 : 0];
  });
  new Float64Array(buffer, from, 2 * things.length).set(near.flat());
  kernel.flatten(0, width, height, from, room);
  return taken(0);
}

/**
 * Lets what is near spread outwards until no slope is steeper than allowed, half of the picture squeezed or stretched by at most as
 * much at a sweep of 6 % of it: the stretching falls on the background, and the near side keeps its shape.
 */
export function spread(depth: Plane): Plane {
  const { kernel, taken } = laid([depth], 0);
  kernel.spread(0, depth.width, depth.height);
  return taken(0);
}
