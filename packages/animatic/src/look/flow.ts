// How two pictures are related: where each place of one is in the other, kept where the way there and the way back agree.
import { moversOf } from './movers.ts';
import { type Field, search } from './patches.ts';
import { boxed, mapped, type Picture, type Plane, planeOf, resized, sampled, views } from './raster.ts';
import { isSameView } from './same-view.ts';

/**
 * How far each sample goes, in samples, how surely it was found again, 0 to 1 (−1: no telling what it is), and 1 where it is of something that goes its
 * own way: that stands in front.
 */
export type Flow = {
  width: number;
  height: number;
  x: Float32Array;
  y: Float32Array;
  trust: Float32Array;
  front: Float32Array;
};

/** Two flows, one from each picture to the other, and the share of what could be recognised that was. */
export type Relation = { there: Flow; back: Flow; found: number };

/** Samples by which the way there and back may miss, of its length and besides. */
const MISS = { share: 0.08, least: 1.2 };
/** Contrast around a sample, in levels, below which it looks like any other. */
const PLAIN = 5;
/** Likeness (correlation) of two patches from which they show the same. */
const ALIKE = 0.55;

/** Samples of the pictures that are compared, and the share found from which they show the same: measured 0.45 to 0.95 for a
 * scene from another place, later or in other light, and under 0.03 for two scenes. */
const SAMPLES = 83_000;
const RELATED = 0.35;

/** Where each place of two pictures is in the other one, as somebody else found it: shares of the sides, across and down. */
export type Ways = { there: [Plane, Plane]; back: [Plane, Plane] };

/**
 * How two pictures, as a frame of that size shows them, are related; null when they do not show the same things. `ways`: those
 * that are already known, which are trusted where they lead back to where they came from; null: they are looked for.
 */
export function relationOf(
  from: Picture,
  to: Picture,
  frame: { width: number; height: number },
  ways: Ways | null = null,
): Relation | null {
  const side = Math.sqrt(SAMPLES / (frame.width * frame.height));
  const [width, height] = [Math.round(frame.width * side), Math.round(frame.height * side)];
  // Green with a little of what it has more than red: a red thing on a grey road has the road's own luma.
  const plane = (picture: Picture) => {
    const [red, green] = views(picture, width, height).coarse;
    return mapped(green, (value, i) => 255 * (1.3 * value - 0.3 * red.values[i]!));
  };
  const [here, then] = [plane(from), plane(to)];
  const relation = relate(here, then, ways);
  if (relation.found >= RELATED) return relation;
  return isSameView(here, then) ? { there: still(here), back: still(here), found: 1 } : null;
}

/** A flow in which everything stays where it is. */
function still({ width, height }: Plane): Flow {
  const all = (value: number) => shared(new Float32Array(width * height).fill(value));
  return { width, height, x: all(0), y: all(0), trust: all(1), front: all(0) };
}

/** Relates two pictures of one size by one plane of each, 0 to 255. */
export function relate(from: Plane, to: Plane, ways: Ways | null = null): Relation {
  const there = ways ? fieldOf(ways.there, from) : search(from, to);
  const back = ways ? fieldOf(ways.back, to) : search(to, from);
  const forward = agreement(there, back, from, to, ways !== null);
  const backward = agreement(back, there, to, from, ways !== null);
  const found = (forward.found + backward.found) / 2;
  return { there: filled(there, forward.trust, from, to), back: filled(back, backward.trust, to, from), found };
}

/** A way in shares of the sides, in the samples of that plane. */
function fieldOf([x, y]: [Plane, Plane], { width, height }: Plane): Field {
  return {
    x: mapped(resized(x, width, height), (share) => share * width),
    y: mapped(resized(y, width, height), (share) => share * height),
  };
}

/**
 * How surely each sample was found again, and the share of those with something to be known by that were. `isKnown`: by more
 * than what the planes tell.
 */
function agreement(
  there: Field,
  back: Field,
  from: Plane,
  to: Plane,
  isKnown: boolean,
): { trust: Plane; found: number } {
  const radius = 4;
  const mean = boxed(from, radius);
  const landed = mapped(from, (_, i) => {
    const [column, row] = [i % from.width, Math.floor(i / from.width)];
    return sampled(to, column + there.x.values[i]!, row + there.y.values[i]!);
  });
  const other = boxed(landed, radius);
  const product = (a: Plane, b: Plane) =>
    boxed(
      mapped(a, (value, i) => value * b.values[i]!),
      radius,
    ).values;
  const [own, theirs, both] = [product(from, from), product(landed, landed), product(from, landed)];
  let [known, found] = [0, 0];
  const trust = mapped(from, (_, i) => {
    const [column, row] = [i % from.width, Math.floor(i / from.width)];
    const [dx, dy] = [there.x.values[i]!, there.y.values[i]!];
    const [x, y] = [column + dx, row + dy];
    const miss = Math.hypot(dx + sampled(back.x, x, y), dy + sampled(back.y, x, y));
    const outside = x < -1 || y < -1 || x > from.width || y > from.height;
    const agreed = !outside && miss < MISS.least + MISS.share * Math.hypot(dx, dy);
    if (isKnown) {
      known++;
      if (agreed) found++;
      return agreed ? 1 : 0;
    }
    const contrast = Math.sqrt(Math.max(0, own[i]! - mean.values[i]! ** 2));
    const contrastThere = Math.sqrt(Math.max(0, theirs[i]! - other.values[i]! ** 2));
    if (Math.max(contrast, contrastThere) < PLAIN) return agreed ? 0.6 : 0.2;
    const alike = (both[i]! - mean.values[i]! * other.values[i]!) / (contrast * contrastThere + 1) > ALIKE;
    known++;
    if (agreed && alike) found++;
    return agreed && alike ? 1 : 0;
  });
  return { trust, found: known > 0.02 * from.values.length ? found / known : 0 };
}

/**
 * A flow fit to bend a picture by: things that go their own way whole, everything else softly, doubtful places going where
 * the sure ones around them go.
 */
function filled(field: Field, sure: Plane, from: Plane, to: Plane): Flow {
  const { width, height } = sure;
  const settle = (weight: Plane, radii: number[]): Field => {
    const around = (plane: Plane, radius: number) => {
      const held = boxed(
        boxed(
          mapped(plane, (value, i) => value * weight.values[i]!),
          radius,
        ),
        radius,
      );
      const whole = boxed(boxed(weight, radius), radius);
      return mapped(held, (value, i) => value / whole.values[i]!);
    };
    let [x, y] = [around(field.x, radii[0]!), around(field.y, radii[0]!)];
    for (const radius of radii.slice(1)) {
      const share = mapped(boxed(boxed(weight, radius), radius), (value) => Math.min(1, 3 * value));
      const mix = (wide: Plane, near: Plane) =>
        mapped(wide, (value, i) => value + (near.values[i]! - value) * share.values[i]!);
      [x, y] = [mix(x, around(field.x, radius)), mix(y, around(field.y, radius))];
    }
    return { x, y };
  };
  const [wide, middling, narrow] = [8, 24, 96].map((share) => Math.max(1, Math.round(width / share)));
  const weight = mapped(sure, (value) => (value === 1 ? 1 : 0.02 * value) + 1e-5);
  // Twice: what goes its own way must not draw the way of what is around it.
  const first = settle(weight, [wide!]);
  const off = (i: number) =>
    Math.hypot(field.x.values[i]! - first.x.values[i]!, field.y.values[i]! - first.y.values[i]!);
  const calm = settle(
    mapped(weight, (value, i) => value / (1 + off(i) ** 2)),
    [wide!, middling!],
  );
  const movers = moversOf(from, to, field, calm, sure);
  const still = settle(
    mapped(weight, (value, i) => (movers[i] ? 1e-5 : value)),
    [wide!, middling!, narrow!],
  );
  const own = (plane: Plane, rest: Plane) => mapped(rest, (value, i) => (movers[i] ? plane.values[i]! : value));
  const [x, y] = [own(field.x, still.x), own(field.y, still.y)];
  // Beside a mover what was not found is as likely its rim as what is behind it: the other picture knows better.
  const rim = boxed(planeOf(width, height, Float32Array.from(movers)), 3);
  const even = boxed(sure, 2);
  const trust = mapped(sure, (value, i) => (movers[i] ? 1 : rim.values[i]! > 0 && value < 1 ? -1 : even.values[i]!));
  return {
    width,
    height,
    x: shared(x.values),
    y: shared(y.values),
    trust: shared(trust.values),
    front: shared(Float32Array.from(movers)),
  };
}

/** The same numbers where all threads can read them. */
function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
