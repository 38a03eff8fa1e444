// Straight lines of a picture, and a depth that leaves them straight: verticals upright, the others without a bend.
import { boxed, mapped, type Plane, planeOf } from './raster.ts';

/** Steps of luma (0 to 1) between neighbours from which there is an edge. */
const EDGE = 0.035;
/** Angle, in radians, by which the edges of one line may differ. */
const STRAIGHT = 0.22;
/** Shortest line, in shares of the picture's longer side, and its greatest mean distance from straight, in samples. */
const SHORTEST = 0.07;
const CROOKED = 0.75;
/** The same of a piece; pieces are one line when they point the same way, lie on it and are no farther apart than that. */
const PIECE = 0.03;
const TURN = 0.06;
const ASIDE = 1.5;
const GAP = 0.06;
/** From the upright, in radians, up to which a line is a vertical of what was built. */
const UPRIGHT = 0.2;
/** How far around a line what is beside it goes along, in shares of the longer side, round by round. */
const AROUND = [0.06, 0.04, 0.025, 0.012, 0.04, 0.025, 0.018, 0.012, 0.012];

/** A line's samples, the place of each along it from its middle, and whether it stands upright. */
export type Line = {
  samples: Int32Array;
  along: Float32Array;
  upright: boolean;
  /** Its middle, the way it points (radians), and half its length, in samples. */
  x: number;
  y: number;
  turn: number;
  half: number;
};

/** The lines of a luma plane (0 to 1), by edges that hang together and point the same way. */
export function linesIn(luma: Plane): Line[] {
  const { width, height, values } = luma;
  const strength = new Float32Array(values.length);
  const angle = new Float32Array(values.length);
  const edges: number[] = [];
  for (let y = 1; y < height - 1; y++) edgesIn(luma, y * width, strength, angle, edges);
  const order = edges.sort((a, b) => strength[b]! - strength[a]!);
  const seen = new Uint8Array(values.length);
  const pieces: Line[] = [];
  const side = Math.max(width, height);
  for (const start of order) {
    if (seen[start]) continue;
    const line = lineOf(grown(start, width, strength, angle, seen), width, PIECE * side);
    if (line) pieces.push(line);
  }
  return whole(pieces, width, side).filter(({ half }) => 2 * half >= SHORTEST * side);
}

/** Notes the edges of the row of samples that begins there. */
function edgesIn(
  { width, values }: Plane,
  row: number,
  strength: Float32Array,
  angle: Float32Array,
  edges: number[],
): void {
  for (let at = row + 1; at < row + width - 1; at++) {
    const across = (values[at + 1]! - values[at - 1]!) / 2;
    const down = (values[at + width]! - values[at - width]!) / 2;
    const step = Math.sqrt(across * across + down * down);
    if (step <= EDGE) continue;
    strength[at] = step;
    angle[at] = Math.atan2(down, across);
    edges.push(at);
  }
}

/** Pieces put together that lie on one straight line, such as those between the lines that cross it. */
function whole(pieces: Line[], width: number, side: number): Line[] {
  const left = pieces.toSorted((a, b) => b.half - a.half);
  const lines: Line[] = [];
  for (let first = left.shift(); first !== undefined; first = left.shift()) {
    let line = first;
    for (let k = 0; k < left.length; k++) {
      if (!continues(line, left[k]!, side)) continue;
      const longer = lineOf([...line.samples, ...left[k]!.samples], width, 0);
      if (longer === null) continue;
      line = longer;
      left.splice(k, 1);
      k = -1;
    }
    lines.push(line);
  }
  return lines;
}

function continues(line: Line, piece: Line, side: number): boolean {
  const turned = Math.abs(line.turn - piece.turn);
  if (Math.min(turned, Math.PI - turned) > TURN + 1.2 / piece.half) return false;
  const [cos, sin] = [Math.cos(line.turn), Math.sin(line.turn)];
  const [dx, dy] = [piece.x - line.x, piece.y - line.y];
  const apart = Math.abs(dx * cos + dy * sin) - line.half - piece.half;
  return Math.abs(dy * cos - dx * sin) < ASIDE && apart < GAP * side;
}

function grown(start: number, width: number, strength: Float32Array, angle: Float32Array, seen: Uint8Array): number[] {
  const group = [start];
  seen[start] = 1;
  let [cos, sin] = [Math.cos(angle[start]!), Math.sin(angle[start]!)];
  for (let k = 0; k < group.length; k++) {
    const at = group[k]!;
    for (const next of [
      at - width - 1,
      at - width,
      at - width + 1,
      at - 1,
      at + 1,
      at + width - 1,
      at + width,
      at + width + 1,
    ]) {
      if (seen[next] || !(strength[next]! > EDGE)) continue;
      const turn = Math.abs(angle[next]! - Math.atan2(sin, cos));
      if (Math.min(turn, 2 * Math.PI - turn) > STRAIGHT) continue;
      seen[next] = 1;
      group.push(next);
      cos += Math.cos(angle[next]!);
      sin += Math.sin(angle[next]!);
    }
  }
  return group;
}

/** The straight line through samples; null when they are too few or lie beside it. */
function lineOf(group: number[], width: number, shortest: number): Line | null {
  if (group.length < shortest) return null;
  const mean = (of: (at: number) => number) => group.reduce((sum, at) => sum + of(at), 0) / group.length;
  const [x0, y0] = [mean((at) => at % width), mean((at) => Math.floor(at / width))];
  const [xx, yy, xy] = [
    mean((at) => ((at % width) - x0) ** 2),
    mean((at) => (Math.floor(at / width) - y0) ** 2),
    mean((at) => ((at % width) - x0) * (Math.floor(at / width) - y0)),
  ];
  const turn = Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const along = Float32Array.from(group, (at) => ((at % width) - x0) * cos + (Math.floor(at / width) - y0) * sin);
  const aside = mean((at) => Math.abs((Math.floor(at / width) - y0) * cos - ((at % width) - x0) * sin));
  const length = along.reduce((most, t) => Math.max(most, t), 0) - along.reduce((least, t) => Math.min(least, t), 0);
  if (length < shortest || aside > CROOKED + 0.004 * length) return null;
  const upright = Math.abs(Math.abs(turn) - Math.PI / 2) < UPRIGHT;
  return { samples: Int32Array.from(group), along, upright, x: x0, y: y0, turn, half: length / 2 };
}

/**
 * The depth without bends along the lines: of each what is even along it stays, of an upright one its mean. What is beside a
 * line goes along with it. `bent`: how much a line still bends, in depths, by the worst tenth of all their samples.
 */
export function straightened(depth: Plane, lines: Line[]): { depth: Plane; bent: number } {
  if (lines.length === 0) return { depth, bent: 0 };
  const { width, height } = depth;
  const values = depth.values.slice();
  const weight = planeOf(width, height);
  for (const { samples } of lines) for (const at of samples) weight.values[at]! += 1;
  const wholes = new Map<number, Float32Array>();
  for (const share of AROUND) {
    const change = planeOf(width, height);
    for (const line of lines) straighten(values, line, change.values);
    const radius = Math.max(1, Math.round(share * Math.max(width, height)));
    const pull = boxed(boxed(change, radius), radius).values;
    const whole = wholes.get(radius) ?? boxed(boxed(weight, radius), radius).values;
    wholes.set(radius, whole);
    for (let y = 0; y < height; y++) pullRow(values, pull, whole, y * width, width);
  }
  const soft = boxed(boxed(planeOf(width, height, values), 1), 1);
  const off = lines.flatMap((line) => {
    const fitted = fitOf(soft.values, line);
    return Array.from(line.samples, (at, k) => Math.abs(soft.values[at]! - fitted(line.along[k]!)));
  });
  off.sort((a, b) => a - b);
  return {
    depth: mapped(soft, (value) => Math.min(1, Math.max(0, value))),
    bent: off[Math.floor(0.9 * off.length)]!,
  };
}

/** Adds what each sample of a line lacks to be where the line should be. */
function straighten(values: Float32Array, line: Line, change: Float32Array): void {
  const { samples, along } = line;
  const fitted = fitOf(values, line);
  for (let k = 0; k < samples.length; k++) change[samples[k]!]! += fitted(along[k]!) - values[samples[k]!]!;
}

/** Little of a correction reaches places that few lines are near to. */
function pullRow(values: Float32Array, pull: Float32Array, whole: Float32Array, start: number, width: number): void {
  for (let i = start; i < start + width; i++) values[i]! += pull[i]! / (whole[i]! + 0.004);
}

/** The depth that a line should have along it: a straight one by least squares. */
function fitOf(values: Float32Array, { samples, along, upright }: Line): (t: number) => number {
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
