// Parts what stands in a picture from what is behind it: from a rough guess, by the colours found on both sides and by edges.
import type { Lab } from './colour.ts';
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

/** Times that each sample of the band is drawn to its neighbours, each time beyond the mark, which gets there sooner. */
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
  for (let i = 0; i < bins.length; i++) {
    const column = Math.floor(((i % width) / width) * ACROSS);
    const row = Math.floor((Math.floor(i / width) / height) * DOWN);
    bins[i] = (bins[i]! * ACROSS + column) * DOWN + row;
  }
  return bins;
}

/** The bin of each sample's colour. */
export function coloursOf({ l, a, b }: Lab): Int32Array {
  const step = (value: number, steps: number) => Math.min(steps - 1, Math.max(0, Math.floor(value * steps)));
  return Int32Array.from(l.values, (light, i) => {
    const [green, blue] = [a.values[i]! / 110 + 0.5, b.values[i]! / 110 + 0.5];
    return (step(light / 100, LIGHT) * CHROMA + step(green, CHROMA)) * CHROMA + step(blue, CHROMA);
  });
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
    const [one, other] = [front[places[i]!]! + UNSEEN, back[places[i]!]! + UNSEEN];
    return one / (one + other);
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
  const { width } = lab.l;
  const last = band.length - width - 1;
  const [right, below] = [new Float32Array(band.length), new Float32Array(band.length)];
  let [sum, count] = [1e-6, 1];
  for (let i = 0; i < band.length; i++) {
    right[i] = (i + 1) % width === 0 ? -1 : apart(lab, i, i + 1) ** 2;
    below[i] = i >= band.length - width ? -1 : apart(lab, i, i + width) ** 2;
    if (band[i] === 0 || i > last || right[i]! < 0) continue;
    sum += right[i]! + below[i]!;
    count += 2;
  }
  const sharp = count / (2 * sum);
  const pull = (square: number) => (square < 0 ? 0 : PULL + Math.exp(-sharp * square));
  return { right: right.map(pull), below: below.map(pull) };
}

/** Lab distance of two samples. */
export function apart({ l, a, b }: Lab, i: number, j: number): number {
  const [light, green, blue] = [l.values[i]! - l.values[j]!, a.values[i]! - a.values[j]!, b.values[i]! - b.values[j]!];
  return Math.sqrt(light * light + green * green + blue * blue);
}

/** The band's shares at rest between what is sure on both sides. */
function settled(share: Plane, colour: Plane, pulls: Pulls, band: Float32Array): Plane {
  const values = share.values.slice();
  const open = Int32Array.from(band.keys()).filter((i) => band[i] === 1);
  const own = colour.values.map((likely) => OWN * (2 * likely - 1) ** 2);
  for (let i = 0; i < SWEEPS; i++) sweep(values, open, own, colour.values, pulls, share.width);
  return planeOf(share.width, share.height, values);
}

function sweep(
  values: Float32Array,
  open: Int32Array,
  own: Float32Array,
  colour: Float32Array,
  { right, below }: Pulls,
  width: number,
): void {
  const last = values.length - 1;
  for (let k = 0; k < open.length; k++) {
    const i = open[k]!;
    // What would lie beyond the picture pulls with nothing: any sample may stand there.
    const [west, north] = [i > 0 ? i - 1 : 0, i >= width ? i - width : i];
    const [w, n, e, s] = [i > 0 ? right[west]! : 0, i >= width ? below[north]! : 0, right[i]!, below[i]!];
    const drawn =
      w * values[west]! +
      n * values[north]! +
      e * values[i < last ? i + 1 : i]! +
      s * values[Math.min(last, i + width)]!;
    const rest = (drawn + own[i]! * colour[i]!) / (w + n + e + s + own[i]! + 1e-9);
    values[i] = Math.min(1, Math.max(0, values[i]! + BEYOND * (rest - values[i]!)));
  }
}
