// Lines that meet in a picture, made to meet in its depth too: a wall's upright can not stay straight where the floor that it
// stands on is nearer than the wall.
import type { Line } from './lines.ts';
import { boxed, mapped, type Plane, planeOf } from './raster.ts';

/** Samples within which two lines meet, and how much more that counts than what the picture says of the shorter one. */
const NEAR = 3;
const STIFF = 8;

/** Rounds in which the lines settle, and how far beside a line its change reaches, in shares of the longer side. */
const ROUNDS = 60;
const BESIDE = [0.2, 0.08, 0.03, 0.012, 0.012];

/** Two lines, and the place of each, from its middle, where they meet. */
type Meeting = { one: number; other: number; atOne: number; atOther: number };

/** The depth moved along each line as a whole, so that lines that meet are as near as each other there. */
export function met({ width, height, values }: Plane, lines: Line[]): Plane {
  const moved = settled(values, lines, meetingsOf(lines, width, height));
  const [change, whole] = [planeOf(width, height), planeOf(width, height)];
  for (const [k, { samples }] of lines.entries()) {
    for (const at of samples) {
      change.values[at]! += moved[k]!;
      whole.values[at]! += 1;
    }
  }
  // What is beside a line goes along with it, the farther the less.
  let left = change;
  let made: Plane = { width, height, values };
  for (const share of BESIDE) {
    const radius = Math.max(1, Math.round(share * Math.max(width, height)));
    const [sums, weights] = [left, whole].map((plane) => boxed(boxed(plane, radius), radius)) as [Plane, Plane];
    const step = mapped(sums, (sum, i) => sum / (weights.values[i]! + 0.002));
    made = mapped(made, (value, i) => value + step.values[i]!);
    left = mapped(left, (value, i) => value - step.values[i]! * whole.values[i]!);
  }
  return made;
}

/** How far each line is moved, in depths: each wants to stay, and to be where those are that it meets. */
function settled(values: Float32Array, lines: Line[], meetings: Meeting[]): Float64Array {
  const fits = lines.map((line) => fitOf(values, line));
  const moved = new Float64Array(lines.length);
  for (let round = 0; round < ROUNDS; round++) {
    const pull = new Float64Array(lines.length);
    const weight = Float64Array.from(lines, ({ samples }) => samples.length);
    for (const { one, other, atOne, atOther } of meetings) {
      const stiff = STIFF * Math.min(lines[one]!.samples.length, lines[other]!.samples.length);
      const apart = fits[other]!(atOther) - fits[one]!(atOne);
      pull[one]! += stiff * (apart + moved[other]!);
      pull[other]! += stiff * (moved[one]! - apart);
      weight[one]! += stiff;
      weight[other]! += stiff;
    }
    for (let k = 0; k < lines.length; k++) moved[k] = pull[k]! / weight[k]!;
  }
  return moved;
}

function meetingsOf(lines: Line[], width: number, height: number): Meeting[] {
  const owner = new Int32Array(width * height).fill(-1);
  const place = new Float32Array(width * height);
  const found = new Map<number, Meeting>();
  for (const [k, { samples, along }] of lines.entries()) {
    for (const [i, at] of samples.entries()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      for (let row = Math.max(0, y - NEAR); row <= Math.min(height - 1, y + NEAR); row++) {
        for (let column = Math.max(0, x - NEAR); column <= Math.min(width - 1, x + NEAR); column++) {
          const other = owner[row * width + column]!;
          if (other === -1 || found.has(other * lines.length + k)) continue;
          const meeting = { one: other, other: k, atOne: place[row * width + column]!, atOther: along[i]! };
          found.set(other * lines.length + k, meeting);
        }
      }
    }
    for (const [i, at] of samples.entries()) {
      owner[at] = k;
      place[at] = along[i]!;
    }
  }
  return [...found.values()];
}

/** The depth that a line should have along it: a straight one by least squares, the same everywhere on an upright one. */
export function fitOf(values: Float32Array, { samples, along, upright }: Line): (t: number) => number {
  let [sum, product, square] = [0, 0, 0];
  for (let k = 0; k < samples.length; k++) {
    const value = values[samples[k]!]!;
    sum += value;
    product += along[k]! * value;
    square += along[k]! * along[k]!;
  }
  const middle = sum / samples.length;
  const slope = upright || square === 0 ? 0 : product / square;
  return (t) => middle + slope * t;
}
