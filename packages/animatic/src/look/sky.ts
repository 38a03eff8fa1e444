// Which segments of a picture are sky: what hangs together from the top, weighed against walls, table tops and blurred rooms.
import type { Lab } from './colour.ts';
import { laid } from './kernel.ts';
import { maskOf, type Segment, type Segments } from './segments.ts';
import { type Clues, isSky } from './sky-evidence.ts';

/** Middle |Laplacian| up to which a segment may be sky (measured 0.002 to 0.05, with grain), and a cloud within one. */
const SMOOTH = 0.06;
const CLOUDY = 0.09;
/** The same of one that is full of stars. */
const STARRY = 0.2;

/** Lab distance of the means of one part of a sky and the next, and of what lies on both sides of their border: more is a horizon. */
const STEP = { means: 28, border: 8 };

/**
 * Of a level horizon: the share of the picture's width that it runs along, the height from which it lies and over which there is sky
 * above, at least; the Lab distance over it, at least, and how many times that of the usual row above; how many times rougher
 * than the sky is what lies under it.
 */
const HORIZON = { along: 0.5, from: 0.15, above: 0.1, least: 2.5, times: 4, rougher: 2 };

/** How far down a sky's middle and its lower end lie at most, in heights. */
const LOW = { middle: 0.7, end: 0.97 };

/** Share of the picture below which nothing is called sky. */
const LEAST = 0.02;

/** The sky's segments; none where it is rather a wall. */
export function skySegments(clues: Clues): Set<number> {
  const { lab, segments, starry } = clues;
  const { width, height, list } = segments;
  const could = (k: number) => {
    const { y, bottom, bend } = list[k]!;
    return (
      bend < (starry[k]! > 0 ? STARRY : SMOOTH) &&
      y < LOW.middle * height &&
      bottom < LOW.end * height &&
      isAiry(list[k]!)
    );
  };
  let found = hanging(segments, could);
  const dark = groundAmong(found, segments);
  if (dark.size > 0) found = hanging(segments, (k) => could(k) && !dark.has(k));
  for (const k of belowHorizon(lab, segments, found)) found.delete(k);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const [k, segment] of list.entries())
      if (!found.has(k) && segment.bend < CLOUDY && isAiry(segment) && isAmong(segment, found)) found.add(k);
  }
  const share = [...found].reduce((sum, k) => sum + list[k]!.size, 0) / (width * height);
  return share > LEAST && isSky(found, clues) ? found : new Set();
}

/** What hangs together from the picture's upper edge, of the segments that could. */
export function hanging({ list }: Segments, could: (k: number) => boolean): Set<number> {
  const found = new Set<number>();
  const queue = list.flatMap((segment, k) => (segment.rim.top > 0 && could(k) ? [k] : []));
  for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
    if (found.has(k)) continue;
    found.add(k);
    for (const next of list[k]!.beside.keys()) {
      if (found.has(next) || !could(next) || distance(list[k]!, list[next]!) > STEP.means) continue;
      // In the dark there is less to tell.
      if (list[k]!.steps.get(next)! < STEP.border * Math.min(1, (list[k]!.l + 5) / 40)) queue.push(next);
    }
  }
  return found;
}

/** What is added to a lightness (Lab), so that black is not infinitely dark; how much of the upper sky's what lies under it has at least. */
const GROUND = { added: 5, dark: 0.6 };

/** What of the found segments lies lower than most and is far darker than those above: a mountain at night, trees in a mist. Skies grow lighter downwards. */
function groundAmong(found: Set<number>, { list }: Segments): Set<number> {
  const mean = (members: Segment[], field: 'l' | 'y') =>
    members.reduce((sum, segment) => sum + segment[field] * segment.size, 0) /
    members.reduce((sum, { size }) => sum + size, 1e-6);
  const members = [...found].map((k) => list[k]!);
  const middle = mean(members, 'y');
  const upper = members.filter(({ y }) => y <= middle);
  const least = (mean(upper, 'l') + GROUND.added) * GROUND.dark - GROUND.added;
  return new Set([...found].filter((k) => list[k]!.rim.top === 0 && list[k]!.y > middle && list[k]!.l < least));
}

/**
 * What of the found segments lies below a level line that runs through nearly all of them: the sea, however pale. Along it the
 * colour changes everywhere in the same way, which no cloud does.
 */
function belowHorizon(lab: Lab, segments: Segments, found: Set<number>): number[] {
  const { width, height, list } = segments;
  const changes = new Float32Array(height);
  const from = Math.round(HORIZON.from * height);
  const planes = [lab.l, lab.a, lab.b, maskOf(segments, found)];
  const { kernel, buffer } = laid(planes, 8 * (height - from));
  kernel.changes(0, width, height, from, 16 * width * height);
  const rows = new Float64Array(buffer, 16 * width * height, 4 * (height - 2 - from));
  for (let row = 0; row < height - 2 - from; row++) {
    const [count, light, green, blue] = rows.subarray(4 * row) as Float64Array & [number, number, number, number];
    if (count >= HORIZON.along * width) changes[from + row] = Math.hypot(light, green, blue) / count;
  }
  // Waves below it change from row to row too: what is usual is so above.
  const clear = changes.map((change, y) => {
    if (change < HORIZON.least) return 0;
    const above = changes.slice(0, y).filter((other) => other > 0);
    const usual = above.sort()[above.length >> 1] ?? 0;
    return above.length < HORIZON.above * height ? 0 : change / Math.max(0.1, usual);
  });
  const most = clear.reduce((best, value, y) => (value > clear[best]! ? y : best), 0);
  if (clear[most]! < HORIZON.times) return [];
  const texture = (chosen: number[]) => {
    const size = chosen.reduce((sum, k) => sum + list[k]!.size, 1e-6);
    return chosen.reduce((sum, k) => sum + list[k]!.size * list[k]!.bend, 0) / size;
  };
  const above = [...found].filter((k) => list[k]!.y <= most + 1);
  const under = [...found].filter((k) => list[k]!.y > most + 1);
  return texture(under) > HORIZON.rougher * texture(above) ? under : [];
}

/** Any colour but those of leaves and of earth. */
function isAiry({ l, a, b }: Segment): boolean {
  return !(a < -9 && b > 4) && !(l < 60 && b > 12 && a < 12);
}

function distance(one: Segment, other: Segment): number {
  return Math.hypot(one.l - other.l, one.a - other.a, one.b - other.b);
}

/** Whether sky and the upper edge make up most of a segment's outline: so do they with clouds, not with mountains. */
function isAmong({ rim, beside }: Segment, skies: Set<number>): boolean {
  let sky = rim.top;
  let whole = rim.top + rim.left + rim.right + rim.bottom;
  for (const [other, length] of beside) {
    whole += length;
    if (skies.has(other)) sky += length;
  }
  return sky > 0.65 * whole;
}
