// Depth by rules of thumb, made fit for warping: subjects flat and rigid, no slope too steep.
import type { Lab } from './colour.ts';
import type { Ground } from './ground.ts';
import { guided } from './guided.ts';
import { boxed, mapped, type Plane, planeOf, stretched } from './raster.ts';
import type { Segments } from './segments.ts';
import { membership, type Subject } from './subject.ts';

/**
 * Steepest slope of depth, per sample of the longer side: at a sweep of 6 % of it the picture is nowhere stretched or
 * squeezed by more than half.
 */
const STEEPEST = 8;

/** Depth of what is below a subject, at least, as a share of the subject's. */
const BELOW = 0.85;

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
  const { luma, segments } = clues;
  const { width } = luma;
  const rough = stretched(guessed(clues), 0.004, 0.996);
  const once = guided(luma, boxed(rough, 3), Math.round(width / 24), 2e-3);
  const even = mapped(guided(luma, once, Math.round(width / 48), 1e-3), (value) => Math.min(1, Math.max(0, value)));
  const upright = standing(even, clues.ground, clues.luma);
  const flat = flattened(upright, segments, clues.subjects, clues.ground.horizon);
  return boxed(boxed(spread(stretched(flat, 0.005, 0.995)), 2), 2);
}

/**
 * The rules, sample by sample: lower is nearer under the horizon, the sky is far, what is sharp and stands out is
 * near.
 */
function guessed({ lab, segments, ground, salience, crispness, bokeh }: Clues): Plane {
  const { width, height, labels } = segments;
  const { horizon, skies } = ground;
  const outdoors = horizon !== null;
  const weights = {
    place: (outdoors ? 0.6 : 0.34) * (1 - 0.6 * bokeh),
    focus: 0.16 + 0.5 * bokeh,
    salience: outdoors ? 0.2 : 0.4,
  };
  // A speck that stands out is a mark on a surface more often than a thing before it.
  const speck = segments.list.map(({ size }) => Math.min(1, Math.sqrt(size / (0.02 * width * height))));
  const line = horizon ?? 0;
  const base = 0.22 + 0.6 * steepness(horizon);
  const haze = outdoors ? 0.1 * (1 - bokeh) : 0;
  return mapped(planeOf(width, height), (_, i) => {
    const k = labels[i]!;
    if (skies.has(k)) return 0;
    const y = Math.floor(i / width) / height;
    const below = (y - line) / (1 - line);
    const place = below < 0 ? base - 0.1 * Math.min(1, -below) : base + (1 - base) * below ** 0.85;
    const pale = outdoors ? Math.max(0, lab.l.values[i]! / 100 - 0.5) : 0;
    return (
      weights.place * place + weights.focus * crispness[k]! + weights.salience * salience[k]! * speck[k]! - haze * pale
    );
  });
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
  const around = boxed(luma, Math.round(width / 30));
  const stands = ground.clear.values.map((clear) => 1 - clear);
  const near = [-width - 1, -width, -width + 1, -1, 1, -2 * width, -3 * width];
  const queue: number[] = [];
  // Only from beside a sky is there anywhere to go.
  const reaches = (at: number) => near.some((way) => stands[at + way] === 0);
  for (let i = 0; i < line * width; i++) if (stands[i] === 1 && reaches(i)) queue.push(i);
  for (let i = line * width; i < Math.min(stands.length, (line + 1) * width); i++) queue.push(i);
  for (let k = 0; k < queue.length; k++) {
    const at = queue[k]!;
    for (const way of near) {
      const next = at + way;
      if (stands[next] !== 0 || Math.abs(luma.values[next]! - around.values[next]!) <= 0.05) continue;
      // Over a gap, where something dark goes over into something bright.
      for (let over = next; over < at; over += width) stands[over] = 1;
      queue.push(next);
    }
  }
  return stands;
}

/**
 * Each subject at one depth. What stands on the ground is as near as its foot; indoors and close up it is as near as its
 * own nearer part. A smooth face, far by its sharpness, is thereby as near as the hair around it.
 */
function flattened(depth: Plane, segments: Segments, subjects: Subject[], horizon: number | null): Plane {
  const number = membership(segments, subjects);
  const nearness = subjects.map((subject, which) => {
    const own = depth.values.filter((_, i) => number[i] === which).toSorted();
    const high = own[Math.floor(own.length * 0.75)] ?? 0.5;
    const foot = subject.region.y + subject.region.height;
    const ground = horizon === null ? 0.55 : Math.max(0, (foot - horizon) / (1 - horizon)) ** 0.85;
    return Math.min(1, Math.max(high, ground));
  });
  const flat = mapped(depth, (value, i) => (number[i] === -1 ? value : nearness[number[i]!]! * 0.92 + value * 0.08));
  const standing = subjects.map(({ region }) => horizon === null || region.y + region.height > horizon + 0.1);
  return grounded(flat, (i) => number[i] !== -1 && standing[number[i]!]!);
}

/** What is below a standing subject is hardly farther than it: a sleeve, a lap, the table before a cup. */
function grounded(depth: Plane, isSubject: (i: number) => boolean): Plane {
  const { width, height } = depth;
  const values = depth.values.slice();
  const above = new Float32Array(width);
  for (let i = 0; i < width * height; i++) {
    const x = i % width;
    if (isSubject(i)) above[x] = Math.max(above[x]!, values[i]!);
    else values[i] = Math.max(values[i]!, BELOW * above[x]!);
  }
  return planeOf(width, height, values);
}

/**
 * Lets what is near spread outwards until no slope is steeper than allowed: the stretching falls on the background, and
 * the near side keeps its shape. The least such surface above the depth, by two sweeps over eight neighbours.
 */
export function spread(depth: Plane): Plane {
  const { width, height } = depth;
  const values = depth.values.slice();
  const step = STEEPEST / Math.max(width, height);
  const aslant = step * Math.SQRT2;
  const raise = (i: number, from: number, fall: number) => {
    const value = values[from]! - fall;
    if (value > values[i]!) values[i] = value;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x > 0) raise(i, i - 1, step);
      if (y === 0) continue;
      raise(i, i - width, step);
      if (x > 0) raise(i, i - width - 1, aslant);
      if (x < width - 1) raise(i, i - width + 1, aslant);
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      const i = y * width + x;
      if (x < width - 1) raise(i, i + 1, step);
      if (y === height - 1) continue;
      raise(i, i + width, step);
      if (x < width - 1) raise(i, i + width + 1, aslant);
      if (x > 0) raise(i, i + width - 1, aslant);
    }
  }
  return planeOf(width, height, values);
}
