// What speaks for a cut: a wrong one is far worse than none, so that each of these must hold.
import type { Lab } from './colour.ts';
import { laid } from './kernel.ts';
import { apart, type Parting } from './parting.ts';
import { boxed, type Plane } from './raster.ts';

/** Samples from the outline within which it is no telling whose they are. */
const REACH = 3;

/** Skin, in Lab: beside darkness hair may go on unseen, and a face without its hair is the worst cut of all. */
export const SKIN = { l: 35, a: 6, b: 4 };

/** Samples below a subject that are ground which it may stand on. */
const UNDER = 14;

/** Of a subject's greatest width, the share that goes on below the picture where it has no foot in it. */
const ON = 0.35;

/** How far above a subject a head would be, in heights. */
const OVERHEAD = 0.2;

/** What a cut that is trusted looks like; the fields are those of `Evidence`. */
const TRUSTED = {
  least: 0.04,
  most: 0.72,
  edged: 0.93,
  astray: 0.015,
  ragged: 4.6,
  hidden: 0.12,
  kept: 0.965,
  low: 0.4,
  above: 0.25,
  rough: 1.5,
};

/** The same before a plain backdrop, for one or for several who stand apart. */
const PLAIN = { edged: 0.85, astray: 0.016, ragged: 9.5 };

export type Evidence = {
  /** Share of the picture that is cut out. */
  size: number;
  /** Share of the outline, within the picture, that lies on an edge. */
  edged: number;
  /** Share of the samples along it whose own colour is at home on the other side. */
  astray: number;
  /** Its length against the root of what it encloses. */
  ragged: number;
  /** Share of it where skin meets darkness. */
  hidden: number;
  /** How far down it begins, where it goes on below the picture, else 0: a body without its head begins low. */
  low: number;
  /** Share of what is just above it that may be skin. */
  above: number;
  /**
   * How uneven what is below it is (mean Lab distance of samples two apart), where it stands within the picture: cut off at its
   * foot it would slide over a floor. 0 where it goes on below the picture.
   */
  rough: number;
  /** What the same cut has in common with one for which the outline was looked for farther away, of all that is in either. */
  kept: number;
};

/** Whether all of the evidence speaks for the cut. `plain`: what is behind it was told by itself, so that the outline is known from both sides. */
export function isTrusted(
  { size, edged, astray, ragged, hidden, low, above, rough, kept }: Evidence,
  plain: boolean,
): boolean {
  return (
    size >= TRUSTED.least &&
    size <= TRUSTED.most &&
    edged >= (plain ? PLAIN.edged : TRUSTED.edged) &&
    astray <= (plain ? PLAIN.astray : TRUSTED.astray) &&
    ragged <= (plain ? PLAIN.ragged : TRUSTED.ragged) &&
    hidden <= TRUSTED.hidden &&
    low <= TRUSTED.low &&
    (plain || above <= TRUSTED.above) &&
    rough <= TRUSTED.rough &&
    kept >= TRUSTED.kept
  );
}

/** Everything but `kept`. */
export function evidenceIn(lab: Lab, { share, colour, band }: Parting): Omit<Evidence, 'kept'> {
  const { width, height, values } = share;
  const even = { l: boxed(lab.l, 1), a: boxed(lab.a, 1), b: boxed(lab.b, 1) };
  const soft = boxed(share, 2);
  const held = values.reduce((sum, share) => (share >= 0.5 ? sum + 1 : sum), 0);
  const planes = [share, soft, colour, { width, height, values: band }, even.l, even.a, even.b];
  const counts = 4 * planes.length * values.length;
  const { kernel, buffer } = laid(planes, 12);
  kernel.outline(0, width, height, SKIN.l, SKIN.a, SKIN.b, Math.ceil(counts / 8) * 8);
  const [length, edged, hidden, beside, astray] = new Float64Array(
    buffer,
    Math.ceil(counts / 8) * 8,
    5,
  ) as Float64Array & [number, number, number, number, number];
  const whole = Math.max(1, length);
  return {
    size: held / values.length,
    edged: edged / whole,
    astray: astray / Math.max(1, beside),
    ragged: length / Math.sqrt(Math.max(1, held)),
    hidden: hidden / whole,
    ...headOn(even, share),
    rough: standsWithin(share) ? roughness(lab, share) : 0,
  };
}

/** Whether a subject ends within the picture: less of it than a part goes on below. */
function standsWithin({ width, height, values }: Plane): boolean {
  const across = (row: number) =>
    values.subarray(row * width, (row + 1) * width).filter((share) => share >= 0.5).length;
  const widest = Math.max(...Array.from({ length: height }, (_, row) => across(row)));
  return across(height - 1) < ON * widest;
}

/** How uneven the picture is right below what was cut out. */
function roughness(lab: Lab, { width, height, values }: Plane): number {
  let [sum, count] = [0, 1e-6];
  for (let x = 0; x < width - 2; x++) {
    let foot = height - 1;
    while (foot >= 0 && values[foot * width + x]! < 0.5) foot--;
    const last = foot < 0 ? 0 : Math.min(height - 3, foot + UNDER);
    for (let i = (foot + REACH) * width + x; i < last * width; i += width) {
      sum += apart(lab, i, i + 2) + apart(lab, i, i + 2 * width);
      count += 2;
    }
  }
  return sum / count;
}

/** Whether a subject seems to have its head: what `low` and `above` say. */
function headOn(lab: Lab, { width, height, values }: Plane): { low: number; above: number } {
  const first = Math.floor(values.findIndex((share) => share >= 0.5) / width);
  const top = values.subarray(first * width, (first + 1) * width);
  const [left, right] = [top.findIndex((share) => share >= 0.5), top.findLastIndex((share) => share >= 0.5)];
  const grounded = values.subarray((height - 1) * width).some((share) => share >= 0.5);
  const [from, to] = [Math.max(0, left - REACH), Math.min(width - 1, right + REACH)];
  let [skin, count] = [0, 1e-6];
  for (let y = Math.max(0, first - Math.ceil(height * OVERHEAD)); y < first - REACH; y++) {
    for (let x = from; x <= to; x++) {
      count++;
      if (isSkin(lab, y * width + x)) skin++;
    }
  }
  return { low: grounded ? first / height : 0, above: skin / count };
}

/** What two masks have in common, of all that is in either. */
export function common(one: Plane, other: Plane): number {
  return laid([one, other], 0).kernel.common(0, one.values.length);
}

/** Whether a sample has a colour that skin has; so have some woods and walls. */
function isSkin({ l, a, b }: Lab, i: number): boolean {
  return l.values[i]! > SKIN.l && a.values[i]! > SKIN.a && b.values[i]! > SKIN.b;
}
