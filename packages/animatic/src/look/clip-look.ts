// What is in a clip, as far as the plan needs to know it: its subject, and how good each part of it is to show.
import type { Area } from '../plan/plan.ts';
import { lightOf } from './colour.ts';
import { type Look, lookAt, type Region } from './look.ts';

import { type Luma, motionBetween } from './motion.ts';
import { type Picture, views } from './raster.ts';
import type { SmallPicture } from './small.ts';

/** A reading of a clip. Same clip and rate, same reading. */
export type ClipLook = {
  /**
   * The pictures of it that are shown, at the film's rate: the number of the first, and how many; at least one. They are of its
   * best scene, without what is nothing but black or white.
   */
  from: number;
  frames: number;
  /** As seen upright: width / height. */
  aspect: number;
  /** How good those are to show, about 0 to 1, for each 1 / `GOODNESS_RATE` of a second. */
  goodness: number[];
  /** Whether anything is to be heard in it. */
  heard: boolean;
  /**
   * The picture that best follows on another, late in the clip, where it must come round; null where nothing does: who goes about
   * in it would jump.
   */
  round: { from: number; to: number } | null;
  /** Whether its subject, where that is known for sure, comes to more of the picture than it takes at a time. */
  wanders: boolean;
  /** Of its best picture, the whole of it. */
  look: Look;
  /**
   * When its subject can be cut out of it: the part of the picture that it never leaves, and how much of the picture's width
   * it takes itself; `home`: whether the film's place is the clip's own; `steps`: its left and right edges in some pictures (counted
   * from the first that is shown), all of it within the picture. null when it can not, or there is no place to stand in.
   */
  cut_out: {
    area: Area;
    breadth: number;
    home: boolean;
    steps: { picture: number; left: number; right: number }[];
  } | null;
};

/** Values of `goodness` a second. */
export const GOODNESS_RATE = 4;

/** What each sample tells: the picture's sharpness, its small luma for motion, and the picture itself. */
export type Sample = { luma: Luma; sharp: number; light: number; picture: SmallPicture };

/** Change of the view from sample to sample, in widths or enlargements, that is no longer steady. */
const UNSTEADY = 0.03;
/** Mean difference of luma, 0 to 255, beyond which another scene has begun. */
const CUT = 40;
/** What a cut takes from the goodness of the sample it is seen in. */
const CUT_COSTS = 4;
/** Mean luma, 0 to 255, between which a picture is neither black nor burnt out. */
const LIGHT = [30, 225] as const;

/** How good each sample is; `levels` are the loudness of the sound beside them, 0 to 1. */
export function goodnessOf(samples: Sample[], levels: number[]): number[] {
  const sharpest = Math.max(...samples.map(({ sharp }) => sharp), 1e-6);
  return samples.map(({ luma, sharp, light }, i) => {
    const before = samples[i - 1];
    const { x, y, zoom } = before ? motionBetween(before.luma, luma) : { x: 0, y: 0, zoom: 0 };
    const shake = Math.min(1, Math.hypot(x, y, zoom) / UNSTEADY);
    const cut = before !== undefined && difference(before.luma, luma) > CUT ? CUT_COSTS : 0;
    const dark = light < LIGHT[0] || light > LIGHT[1] ? 1 : 0;
    return sharp / sharpest - 0.5 * shake + 0.35 * (levels[i] ?? 0) - cut - dark;
  });
}

/**
 * Mean steps of luma (its rows without gaps at the bytes' start) from sample to sample across and down: less where a picture
 * is out of focus or smeared.
 */
export function sharpnessOf(bytes: Uint8Array, width: number, height: number): number {
  let sum = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let i = y * width, end = i + width - 1; i < end; i++) {
      sum += Math.abs(bytes[i]! - bytes[i + 1]!) + Math.abs(bytes[i]! - bytes[i + width]!);
    }
  }
  return sum / (width * height);
}

function difference(a: Luma, b: Luma): number {
  let sum = 0;
  for (let i = 0; i < a.samples.length; i++) sum += Math.abs(a.samples[i]! - b.samples[i]!);
  return sum / a.samples.length;
}

/** Goodness below which a scene begins, and else a picture is nothing but black or white. */
const BEGINS = -2;
const NOTHING = -0.4;

/** Samples of a scene that is worth showing by itself. */
const WORTH = 6;

/** The best of the scenes between cuts, from one sample to before another; all of it where none is long enough. */
export function bestScene(goodness: number[]): { from: number; to: number } {
  let best = { from: 0, to: goodness.length, worth: Number.NEGATIVE_INFINITY };
  for (let from = 0; from < goodness.length; ) {
    let to = from + 1;
    while (to < goodness.length && goodness[to]! > NOTHING) to++;
    // Of what begins with a cut the first sample counts as what it is apart from that.
    const worth = goodness
      .slice(from, to)
      .reduce((sum, value) => sum + (value < BEGINS ? value + CUT_COSTS : value), 0);
    const first = goodness[from]!;
    const isNothing = first <= NOTHING && first > BEGINS;
    if (!isNothing && to - from >= WORTH && worth > best.worth) best = { from, to, worth };
    from = to;
  }
  return { from: best.from, to: best.to };
}

/** The start, in samples, of the best run of that many; the earliest of equals. */
export function bestRun(goodness: number[], length: number): number {
  const last = Math.max(0, goodness.length - length);
  let sum = goodness.slice(0, length).reduce((total, value) => total + value, 0);
  let best = { start: 0, sum };
  for (let start = 1; start <= last; start++) {
    sum += goodness[start + length - 1]! - goodness[start - 1]!;
    if (sum > best.sum + 1e-6) best = { start, sum };
  }
  return best.start;
}

/** Samples across a still that its light is told by. */
const LIT = 160;

/** Weight of a region that is not guessed: where the subject of a clip is in all of its pictures. */
export const KNOWN = 1;

/** Looks at a clip's still in its own shape. `subject`: where its subject is known to be. */
export function lookAtStill(still: Picture, subject: Area | null): Look {
  const look = lookAt(still, still);
  const regions = subject === null ? look.regions : [{ ...subject, weight: KNOWN }];
  const { coarse } = views(still, LIT, Math.round((LIT * still.height) / still.width));
  return { ...look, light: lightOf(coarse, subject), regions, cut: null, trust: 0 };
}

/** The look of what a cut shows of a picture. */
export function lookThrough(look: Look, cut: Area): Look {
  const regions = look.regions.map((region): Region => {
    const left = clamp((region.x - cut.x) / cut.width);
    const top = clamp((region.y - cut.y) / cut.height);
    const right = clamp((region.x + region.width - cut.x) / cut.width);
    const bottom = clamp((region.y + region.height - cut.y) / cut.height);
    return { x: left, y: top, width: right - left, height: bottom - top, weight: region.weight };
  });
  const seen = regions.filter(({ width, height }) => width > 0.02 && height > 0.02);
  const middle = { x: 0.3, y: 0.25, width: 0.4, height: 0.5, weight: 0.1 };
  return { ...look, horizon: null, regions: seen.length > 0 ? seen : [middle] };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
