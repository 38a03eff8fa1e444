// What is in the picture, as far as the plan and the drawing need to know it.
import { beforeBackdrop } from './backdrop.ts';
import { type Lab, labOf, lightOf } from './colour.ts';
import { cutOf } from './cut.ts';
import { depthOf, standsIn } from './depth.ts';
import { faceOf } from './face.ts';
import { facesIn, withFacesEven } from './faces.ts';
import { fireOf } from './fire.ts';
import { crispnessOf, lumaOf, sharpness } from './focus.ts';
import { groundOf, shareOf } from './ground.ts';
import { withHead } from './head.ts';
import { laid } from './kernel.ts';
import { type Line, linesIn, straightened } from './lines.ts';
import { type Picture, type Plane, views } from './raster.ts';
import { maskOf, segmented } from './segments.ts';
import { specksIn, starryIn } from './stars.ts';
import { focusSaliency, largestOf, regionsOf, type Subject, saliency, subjectsOf, worthSeeing } from './subject.ts';

/**
 * A rectangle of the picture in shares of its sides, 0 to 1 from the top left. `asked`: what is there was painted because the
 * words name it.
 */
export type Region = { x: number; y: number; width: number; height: number; weight: number; asked?: true };

/** From left to right across a picture, in shares of its width. */
export type Span = { left: number; right: number };

/** A heuristic reading of a picture. Same picture, same look. */
export type Look = {
  /** Depth map: row-major, 0 far to 1 near, smooth; `width` × `height` samples over the cover-fitted picture. */
  depth: { width: number; height: number; near: Float32Array };
  /**
   * What may move, each a mask laid out as the depth map: 0 not, 1 surely, soft at the edges. Clouds drift in `sky`, waves
   * run in `water` (zero at and above the horizon), wind stirs `foliage`.
   */
  masks: { sky: Float32Array; water: Float32Array; foliage: Float32Array };
  /**
   * 1 for each sample of the depth map that belongs to what can be cut out and moved before the rest, else 0, or between at
   * its edges; null where no cut is trusted.
   */
  cut: Float32Array | null;
  /** The same without what only comes along with it, as bits of a wall that would stay sharp beside somebody when the wall goes out of focus. */
  firm: Float32Array | null;
  /** Whether the cut is a subject before a scene also where there is a horizon; else it is then all before the sky. */
  subject_cut: boolean;
  /** How far the depth can be trusted, 0 to 1; parallax is scaled by it. */
  trust: number;
  /** Height of the horizon, 0 (top) to 1 (bottom); null when there is none. */
  horizon: number | null;
  /** Share of the picture that is sky, 0 to 1. */
  sky: number;
  /** Share that is water, 0 to 1, below the horizon. */
  water: number;
  /** Share that is foliage or grass, 0 to 1. */
  foliage: number;
  /** Where a fire burns; null when none is seen. */
  fire: Region | null;
  /** What the eye goes to, heaviest first; at least one. */
  regions: Region[];
  /** Where the faces of several people are, as far as their colour tells; [] where fewer are seen. */
  faces: Span[];
  /** The head of somebody who is alone in it, or an animal's face; null where none is seen. A guess too. */
  face: Region | null;
  /** Mean luma and chroma strength, 0 to 1. */
  brightness: number;
  colourfulness: number;
  /** Mean luma of its lower third, 0 to 1: of the ground, where a sky is behind. */
  footing: number;
  /** −1 cold to 1 warm. */
  warmth: number;
  /** The colour of the light that falls on it, as that of something white: chroma, −0.5 to 0.5. */
  light: { cb: number; cr: number };
  /** Pixels of the picture to one of the frame, where it shows all of it. */
  detail: number;
};

/** Samples of the depth map: fine enough to follow a subject's outline, coarse enough for 0.2 s. */
const SAMPLES = 60_000;
/** How loose segments are (Lab units × samples) and the share of the picture that is too small for one. */
const SEGMENTS = { looseness: 40, smallest: 1 / 1200 };

/** How far lines may bend, in depths, before the depth is trusted less: at a sweep of 3 % a third of a thousandth of the width. */
const BENT = 0.012;

/** How far the depth is trusted at least where a subject moves apart from what is behind it: neither is bent then. */
const APART = 0.85;

/** Share of a picture with a blurred background that its subject fills at least. */
const LEAST_SUBJECT = 0.12;

/** What a look says of a picture's colours and of what the eye goes to. */
export type Glance = Pick<
  Look,
  'regions' | 'faces' | 'face' | 'brightness' | 'colourfulness' | 'footing' | 'warmth' | 'light'
>;

/** Reads a picture as the frame will show it: scaled to cover it, cut at the middle. */
export function lookAt(picture: Picture, frame: { width: number; height: number }): Look {
  const seen = read(picture, frame);
  const { lab, luma, lines, segments, ground, crispness, bokeh, salience, subjects } = seen;
  const { width, height } = segments;
  const guessed = depthOf({ lab, luma, segments, ground, subjects, salience, crispness, bokeh });
  const { depth: straight, bent } = straightened(guessed, lines());
  const near = withFacesEven(straight, segments, lines);
  const sky = shareOf(ground.clear);
  const cut = cutOf({ lab, segments, ground, subjects, stands: standsIn(ground, luma) });
  const clear = trustOf(sky, bokeh, subjects) * (1 - 0.8 * Math.min(1, Math.max(0, bent - BENT) / BENT));
  const apart = cut?.is === 'subject';
  const glance = glanced(seen, (regions) => (apart ? outlined(regions, cut.mask, width) : regions));
  return {
    depth: { width, height, near: near.values },
    masks: { sky: ground.sky.values, water: ground.water.values, foliage: ground.foliage.values },
    cut: cut?.mask ?? null,
    firm: cut?.firm ?? null,
    subject_cut: apart,
    trust: apart ? Math.max(APART, clear) : clear,
    horizon: ground.horizon,
    sky,
    water: shareOf(ground.water),
    foliage: shareOf(ground.foliage),
    fire: fireOf(lab),
    ...glance,
    detail: Math.min(picture.width / frame.width, picture.height / frame.height),
  };
}

/** The regions, the first of which is where its outline says: a bar of the wall behind a head is not above it. */
function outlined([first, ...others]: Region[], mask: Float32Array, across: number): Region[] {
  const down = mask.length / across;
  let [left, right] = [across, 0];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]! < 0.5) continue;
    left = Math.min(left, i % across);
    right = Math.max(right, (i % across) + 1);
  }
  const top = Math.floor(mask.findIndex((one) => one >= 0.5) / across);
  const bottom = Math.floor(mask.findLastIndex((one) => one >= 0.5) / across) + 1;
  const box = { x: left / across, y: top / down, width: (right - left) / across, height: (bottom - top) / down };
  return [{ ...first!, ...box }, ...others];
}

/** A part of the look that takes half of its time. */
export function glanceAt(picture: Picture, frame: { width: number; height: number }): Glance {
  return glanced(read(picture, frame), (regions) => regions);
}

/** `outline`: what is known better of the regions. */
function glanced(
  { coarse, lab, luma, sharp, segments, ground, subjects }: ReturnType<typeof read>,
  outline: (regions: Region[]) => Region[],
): Glance {
  const regions = regionsOf(segments, subjects, worthSeeing(sharp.bend, lab, ground));
  const faces = facesIn(segments)?.each ?? [];
  const face = faceOf(segments);
  return { regions: withHead(outline(regions)), faces, face, ...colours(lab, luma), light: lightOf(coarse) };
}

/** Samples across and down of the depth map and the masks for a frame of that size. */
export function samplesFor(frame: { width: number; height: number }): { width: number; height: number } {
  const side = Math.sqrt(SAMPLES / (frame.width * frame.height));
  return { width: Math.max(16, Math.round(frame.width * side)), height: Math.max(16, Math.round(frame.height * side)) };
}

/** What there is in a picture, before anything is said of its depth. */
function read(picture: Picture, frame: { width: number; height: number }) {
  const { width, height } = samplesFor(frame);
  const { coarse, fine } = views(picture, width, height);
  const lab = labOf(coarse);
  const luma = lumaOf(coarse);
  const fineLuma = lumaOf(fine);
  const sharp = sharpness(fineLuma, width, height);
  const segments = segmented(lab, sharp, SEGMENTS.looseness, width * height * SEGMENTS.smallest);
  const { crispness, bokeh } = crispnessOf(segments);
  const starry = starryIn(segments, specksIn(fineLuma, width, height));
  let found: Line[] | null = null;
  const lines = () => (found ??= linesIn(luma));
  const ground = groundOf({ lab, segments, starry, bokeh, lines }, sharp.bend);
  let salience = saliency(segments, ground, crispness, bokeh);
  // What reaches from side to side is ground or background, unless it is what was focused on.
  let subjects = subjectsOf(segments, ground, salience, 0.96);
  if (bokeh > 0.25 && subjects.reduce((sum, { size }) => sum + size, 0) < LEAST_SUBJECT * width * height) {
    const focused = focusSaliency(segments, ground, crispness);
    salience = salience.map((value, k) => Math.max(value, focused[k]!));
    subjects = subjectsOf(segments, ground, salience, 1);
  }
  // Somebody who fills much of the frame stands out from nothing, but from what is plain behind.
  const before = subjects.length === 0 && ground.skies.size === 0 ? beforeBackdrop(segments) : null;
  if (before !== null) subjects = largestOf(before, segments);
  return { coarse, lab, luma, lines, sharp, segments, ground, crispness, bokeh, salience, subjects };
}

/**
 * How clear the clues were: a sky over a ground, a sharp subject before a blurred background, one thing that stands
 * out.
 */
function trustOf(sky: number, bokeh: number, subjects: Subject[]): number {
  const whole = subjects.reduce((sum, { region }) => sum + region.weight, 0);
  const first = subjects[0]?.region.weight ?? 0;
  const single = whole > 0 && first > 0.03 ? first / whole : 0;
  return Math.min(0.95, 0.3 + 0.3 * Math.min(1, sky * 4) + 0.3 * bokeh + 0.25 * single);
}

function colours(lab: Lab, luma: Plane): Pick<Look, 'brightness' | 'colourfulness' | 'footing' | 'warmth'> {
  const size = luma.values.length;
  const lower = luma.values.subarray(Math.floor((2 * size) / 3));
  const { kernel } = laid([lab.b, lab.a, lab.b, luma], 0);
  const mean = (plane: number) => kernel.mean(4 * plane * size, size);
  const warmth = (mean(0) + 0.5 * mean(1)) / 30;
  return {
    brightness: mean(3),
    footing: lower.reduce((sum, value) => sum + value, 0) / lower.length,
    colourfulness: Math.min(1, kernel.chroma(4 * size, size) / 60),
    warmth: Math.max(-1, Math.min(1, warmth)),
  };
}

/** 1 for each pixel of a picture that belongs to its subject, else 0; null when nothing stands out. */
export function subjectIn(picture: Picture): Uint8Array | null {
  const { segments, subjects } = read(picture, picture);
  const [first] = subjects;
  if (first === undefined) return null;
  const { width, height } = segments;
  const members = maskOf(segments, first.segments).values;
  return new Uint8Array(picture.width * picture.height).map((_, i) => {
    const x = Math.floor((((i % picture.width) + 0.5) * width) / picture.width);
    const y = Math.floor(((Math.floor(i / picture.width) + 0.5) * height) / picture.height);
    return members[y * width + x]!;
  });
}
