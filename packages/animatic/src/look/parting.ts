// Parts what stands in a picture from what is behind it: from a rough guess, by the colours found on both sides and by edges.
import type { Lab } from './colour.ts';
import { bench } from './kernel.ts';
import { boxed, mapped, type Plane, planeOf } from './raster.ts';

/** How far from the rough outline the true one may lie, inside and outside, in widths. */
const INSIDE = 1 / 24;
const OUTSIDE = 1 / 14;

/** Colours that are told apart: steps of lightness and of the two others; places: cells across and down. */
const LIGHT = 10;
const CHROMA = 12;
const ACROSS = 6;
const DOWN = 4;
const BINS = [LIGHT, CHROMA, CHROMA, ACROSS, DOWN] as const;

/** How much colours of the whole picture count beside those of the place, and the share that any colour has anyway. */
const ELSEWHERE = 0.15;
const UNSEEN = 2e-6;

/** How much a sample's own colour counts against its neighbours at most, and how much those pull that differ most. */
const OWN = 0.06;
const PULL = 0.004;

/** Times at most that each sample of the band is drawn to its neighbours, each time beyond the mark, which gets there sooner. */
const SWEEPS = 40;
const BEYOND = 1.85;

/** Each sample's share of what stands there, 0 to 1; that share by its colour alone; and 1 where either was open. */
export type Parting = { share: Plane; colour: Plane; band: Float32Array };

/**
 * Parts a picture along what a rough mask (0 or 1) marks: as random walkers would that start at each sample and cross edges
 * rarely (Grady 2006), with a pull by colour. `reach` widens the band in which the outline is looked for; with more `rounds`
 * the colours are counted again by what came out. Null when nothing of the mask is sure.
 */
export function parted(lab: Lab, rough: Plane, reach: number, rounds: number): Parting | null {
  const { width } = rough;
  const core = boxed(rough, Math.round(reach * INSIDE * width)).values;
  const near = boxed(rough, Math.round(reach * OUTSIDE * width)).values;
  const band = rough.values.map((_, i) => (core[i]! < 0.9999 && near[i]! > 0.0001 ? 1 : 0));
  const sure = (one: number) => rough.values.some((mask, i) => mask === one && band[i] === 0);
  if (!sure(1) || !sure(0)) return null;
  const places = placesOf(lab);
  const pulls = pullsOf(lab, band);
  let [share, colour] = [rough, rough];
  for (let round = 0; round < rounds; round++) {
    colour = byColour(places, share, band);
    share = settled(share, colour, pulls, band);
  }
  return { share, colour, band };
}

/** The bin that each sample falls into: of its colour, and of its place within that. */
function placesOf(lab: Lab): Int32Array {
  const { width, height } = lab.l;
  const bins = coloursOf(lab);
  for (let y = 0; y < height; y++) placeRow(bins, y * width, width, Math.floor((y / height) * DOWN));
  return bins;
}

function placeRow(bins: Int32Array, start: number, width: number, row: number): void {
  for (let x = 0; x < width; x++) {
    bins[start + x] = (bins[start + x]! * ACROSS + Math.floor((x / width) * ACROSS)) * DOWN + row;
  }
}

/** The bin of each sample's colour. */
export function coloursOf(lab: Lab): Int32Array {
  const { width, height } = lab.l;
  const bins = new Int32Array(width * height);
  for (let y = 0; y < height; y++) colourRow(lab, bins, y * width, width);
  return bins;
}

function colourRow({ l, a, b }: Lab, bins: Int32Array, start: number, width: number): void {
  for (let i = start; i < start + width; i++) {
    const light = step(l.values[i]! / 100, LIGHT);
    const green = step(a.values[i]! / 110 + 0.5, CHROMA);
    bins[i] = (light * CHROMA + green) * CHROMA + step(b.values[i]! / 110 + 0.5, CHROMA);
  }
}

function step(value: number, steps: number): number {
  return Math.min(steps - 1, Math.max(0, Math.floor(value * steps)));
}

/** How often each colour is found where the weights are, all in all 1, with its next ones. */
export function coloursWithin(bins: Int32Array, weights: Float32Array): Float32Array {
  return tallied(bins, weights, [LIGHT, CHROMA, CHROMA]);
}

/** How likely each sample of the band stands before the rest, by where its colour is found around there. */
function byColour(places: Int32Array, share: Plane, band: Float32Array): Plane {
  const front = around(tallied(places, share.values, BINS));
  const back = around(
    tallied(
      places,
      share.values.map((value) => 1 - value),
      BINS,
    ),
  );
  return mapped(share, (value, i) => {
    if (band[i] === 0) return value;
    const one = front[places[i]!]! + UNSEEN;
    return one / (one + back[places[i]!]! + UNSEEN);
  });
}

function tallied(bins: Int32Array, weights: Float32Array, sizes: readonly number[]): Float32Array {
  let counts: Float32Array = new Float32Array(sizes.reduce((product, steps) => product * steps, 1));
  let sum = 1e-9;
  for (let i = 0; i < bins.length; i++) {
    counts[bins[i]!]! += weights[i]!;
    sum += weights[i]!;
  }
  let stride = counts.length;
  for (const steps of sizes) {
    stride /= steps;
    counts = blurred(counts, stride, steps);
  }
  return counts.map((count) => count / sum);
}

/** A table blurred by a step along one of its sides. */
function blurred(counts: Float32Array, stride: number, steps: number): Float32Array {
  const out = new Float32Array(counts.length);
  for (let first = 0; first < counts.length; first += stride * steps) {
    for (let i = first; i < first + stride * steps; i++) {
      const before = i - stride < first ? counts[i]! : counts[i - stride]!;
      const after = i + stride < first + stride * steps ? counts[i + stride]! : counts[i]!;
      out[i] = (before + 2 * counts[i]! + after) / 4;
    }
  }
  return out;
}

/** Each place's colours with a little of those of the whole picture. */
function around(counts: Float32Array): Float32Array {
  const cells = ACROSS * DOWN;
  for (let first = 0; first < counts.length; first += cells) {
    let whole = 0;
    for (let cell = first; cell < first + cells; cell++) whole += counts[cell]!;
    for (let cell = first; cell < first + cells; cell++) counts[cell]! += (ELSEWHERE * whole) / cells;
  }
  return counts;
}

/** How much each sample pulls at the one to its right and at the one below: little across an edge. */
type Pulls = { right: Float32Array; below: Float32Array };

function pullsOf(lab: Lab, band: Float32Array): Pulls {
  const { width, height } = lab.l;
  const [right, below] = [new Float32Array(band.length), new Float32Array(band.length)];
  for (let y = 0; y < height; y++) squaresIn(lab, y * width, y + 1 < height, right, below);
  let [sum, count] = [1e-6, 1];
  for (let i = 0; i < band.length; i++) {
    if (band[i] === 0 || right[i]! < 0 || below[i]! < 0) continue;
    sum += right[i]! + below[i]!;
    count += 2;
  }
  const sharp = count / (2 * sum);
  const pull = (square: number) => (square < 0 ? 0 : PULL + Math.exp(-sharp * square));
  return { right: right.map(pull), below: below.map(pull) };
}

/** Squared distances of the row of samples that begins there from the next ones; −1 where there is none. */
function squaresIn(lab: Lab, start: number, more: boolean, right: Float32Array, below: Float32Array): void {
  const { width } = lab.l;
  for (let i = start; i < start + width; i++) {
    right[i] = i + 1 < start + width ? apart(lab, i, i + 1) ** 2 : -1;
    below[i] = more ? apart(lab, i, i + width) ** 2 : -1;
  }
}

/** Lab distance of two samples. */
export function apart({ l, a, b }: Lab, i: number, j: number): number {
  const light = l.values[i]! - l.values[j]!;
  const green = a.values[i]! - a.values[j]!;
  const blue = b.values[i]! - b.values[j]!;
  return Math.sqrt(light * light + green * green + blue * blue);
}

/** The band's shares at rest between what is sure on both sides. */
function settled(share: Plane, colour: Plane, pulls: Pulls, band: Float32Array): Plane {
  const { width, height } = share;
  const own = colour.values.map((likely) => OWN * (2 * likely - 1) * (2 * likely - 1));
  const bytes = 4 * band.length;
  const { kernel, buffer } = bench(11 * bytes);
  for (const [index, plane] of [share.values, own, colour.values, pulls.right, pulls.below].entries()) {
    new Float32Array(buffer, index * bytes, band.length).set(plane);
  }
  const open = new Int32Array(buffer, 5 * bytes, band.length);
  let count = 0;
  for (let y = 0; y < height; y++) count = openIn(band, y * width, width, open, count);
  const [right, below, room] = [3 * bytes, 4 * bytes, 6 * bytes];
  kernel.settle(0, 5 * bytes, count, bytes, 2 * bytes, right, below, room, width, band.length, SWEEPS, BEYOND);
  return planeOf(width, height, new Float32Array(new Float32Array(buffer, 0, band.length)));
}

/** Notes the samples of the band in a row after those that were noted; says how many there are now. */
function openIn(band: Float32Array, start: number, width: number, open: Int32Array, noted: number): number {
  let count = noted;
  for (let i = start; i < start + width; i++) if (band[i] === 1) open[count++] = i;
  return count;
}
