// Straight lines of a picture, and a depth that leaves them straight: verticals upright, the others without a bend.
import { spread } from './depth.ts';
import { laid } from './kernel.ts';
import { fitOf, met } from './meeting.ts';
import { boxed, mapped, type Plane, planeOf } from './raster.ts';

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

/** Room for the kernel's planes and for it to count strengths by, floats. */
const ROOM = { planes: 6, counts: 65_536 };

/** The lines of a luma plane (0 to 1), by edges that hang together and point the same way. */
export function linesIn(luma: Plane): Line[] {
  const { width, height } = luma;
  const size = width * height;
  const side = Math.max(width, height);
  const { kernel, buffer } = laid([luma], ROOM.planes * size + ROOM.counts);
  const count = kernel.gather(width, height, PIECE * side);
  const groups = new Int32Array(buffer, kernel.groupsAt(size), 2 * size);
  const pieces: Line[] = [];
  for (let k = 0, from = 0; k < count; k++) {
    const end = from + 1 + groups[from]!;
    const line = lineOf(groups.slice(from + 1, end), width, PIECE * side);
    if (line) pieces.push(line);
    from = end;
  }
  return whole(pieces, width, side).filter(({ half }) => 2 * half >= SHORTEST * side);
}

/** Pieces put together that lie on one straight line, such as those between the lines that cross it. */
function whole(pieces: Line[], width: number, side: number): Line[] {
  const left = pieces.toSorted((a, b) => b.half - a.half);
  const lines: Line[] = [];
  for (let first = left.shift(); first !== undefined; first = left.shift()) {
    let line = first;
    for (let k = 0; k < left.length; k++) {
      if (!continues(line, left[k]!, side)) continue;
      const longer = lineOf(Int32Array.of(...line.samples, ...left[k]!.samples), width, 0);
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

/** The straight line through samples; null when they are too few or lie beside it. */
function lineOf(samples: Int32Array, width: number, shortest: number): Line | null {
  const count = samples.length;
  if (count < shortest) return null;
  let [x0, y0] = [0, 0];
  for (const at of samples) {
    x0 += at % width;
    y0 += Math.floor(at / width);
  }
  x0 /= count;
  y0 /= count;
  let [xx, yy, xy] = [0, 0, 0];
  for (const at of samples) {
    const [x, y] = [(at % width) - x0, Math.floor(at / width) - y0];
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  const turn = Math.atan2((2 * xy) / count, xx / count - yy / count) / 2;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const along = new Float32Array(count);
  let [aside, most, least] = [0, 0, 0];
  for (let k = 0; k < count; k++) {
    const [x, y] = [(samples[k]! % width) - x0, Math.floor(samples[k]! / width) - y0];
    along[k] = x * cos + y * sin;
    aside += Math.abs(y * cos - x * sin);
    most = Math.max(most, along[k]!);
    least = Math.min(least, along[k]!);
  }
  const length = most - least;
  if (length < shortest || aside / count > CROOKED + 0.004 * length) return null;
  const upright = Math.abs(Math.abs(turn) - Math.PI / 2) < UPRIGHT;
  return { samples, along, upright, x: x0, y: y0, turn, half: length / 2 };
}

/** Bend of a long line, in depths, that is seen in a film, and how long it is, in shares of the longer side. */
const SEEN = 0.03;
const LONG = 0.12;
/** How often all is drawn straight anew for those. */
const AGAIN = 3;

/**
 * The depth without bends along the lines: of each what is even along it stays, of an upright one its mean. What is beside a
 * line goes along with it. `bent`: how much a line still bends, in depths, by the worst tenth of all their samples.
 */
export function straightened(depth: Plane, lines: Line[]): { depth: Plane; bent: number } {
  if (lines.length === 0) return { depth: spread(depth), bent: 0 };
  const drawn = (from: Plane) => {
    const soft = boxed(boxed(drawnAlong(from, lines), 1), 1);
    // Here and there a line drawn straight leaves a step beside it.
    return spread(mapped(soft, (value) => Math.min(1, Math.max(0, value))));
  };
  let straight = drawn(depth);
  // What is near spreads over lines behind it: a wall's upright is bent by the floor before it until both come closer.
  for (let again = 0; again < AGAIN && lines.some((line) => isBent(straight, line)); again++) {
    straight = drawn(met(straight, lines));
  }
  const off = lines.flatMap((line) => offsOf(straight, line));
  const bent = Float64Array.from(off).sort()[Math.floor(0.9 * off.length)]!;
  return { depth: straight, bent };
}

function isBent(depth: Plane, line: Line): boolean {
  if (2 * line.half < LONG * Math.max(depth.width, depth.height)) return false;
  const offs = Float64Array.from(offsOf(depth, line)).sort();
  return offs[Math.floor(0.9 * offs.length)]! > SEEN;
}

/** How far the depth at each sample of a line is from where it should be. */
function offsOf({ values }: Plane, line: Line): number[] {
  const fitted = fitOf(values, line);
  return Array.from(line.samples, (at, k) => Math.abs(values[at]! - fitted(line.along[k]!)));
}

/** The depth drawn to where its lines should be, round by round. */
function drawnAlong(depth: Plane, lines: Line[]): Plane {
  const { width, height } = depth;
  const size = width * height;
  const weight = planeOf(width, height);
  for (const { samples } of lines) for (const at of samples) weight.values[at]! += 1;
  const radii = AROUND.map((share) => Math.max(1, Math.round(share * Math.max(width, height))));
  const made = [...new Set(radii)];
  const members = lines.reduce((sum, { samples }) => sum + samples.length, 0);
  // The kernel's own two planes, one for each radius, then the lines.
  const start = 4 * (4 + made.length) * size;
  const [samplesAt, alongAt] = [start + 12 * lines.length, start + 12 * lines.length + 4 * members];
  const { kernel, buffer, taken } = laid([depth, weight], (2 + made.length) * size + 3 * lines.length + 2 * members);
  const [heads, samples] = [new Int32Array(buffer, start), new Int32Array(buffer, samplesAt, members)];
  const along = new Float32Array(buffer, alongAt, members);
  let from = 0;
  for (const [k, line] of lines.entries()) {
    heads.set([from, line.samples.length, line.upright ? 1 : 0], 3 * k);
    samples.set(line.samples, from);
    along.set(line.along, from);
    from += line.samples.length;
  }
  for (const [round, radius] of radii.entries()) {
    const whole = 4 * (4 + made.indexOf(radius)) * size;
    const first = radii.indexOf(radius) === round;
    kernel.straighten(start, lines.length, samplesAt, alongAt, width, height, radius, whole, first);
  }
  return taken(0);
}
