// Which segments of a picture are sky: what hangs together from the top, weighed against walls, table tops and blurred rooms.
import type { Lab } from './colour.ts';
import type { Segment, Segments } from './segments.ts';

/** Middle |Laplacian| up to which a segment may be sky (measured 0.002 to 0.05, with grain), and a cloud within one. */
const SMOOTH = 0.06;
const CLOUDY = 0.09;

/** Lab distance of the means of one part of a sky and the next, and of what lies on both sides of their border: more is a horizon. */
const STEP = { means: 28, border: 8 };

/**
 * Of a level horizon: the share of the picture's width that it runs along and the height from which it lies, at least; the
 * Lab distance over it, at least, and how many times that of the usual row; how many times rougher than the sky is what lies under it.
 */
const HORIZON = { along: 0.5, from: 0.15, least: 2.5, times: 4, rougher: 1.6 };

/** How far down a sky's middle and its lower end lie at most, in heights. */
const LOW = { middle: 0.7, end: 0.97 };

/** Share of the picture below which nothing is called sky. */
const LEAST = 0.02;

/**
 * What speaks for a sky, each from 0 (or below it) to about 1, and by how much; fitted to 76 photos with a sky and 167
 * without (rooms, tables, portraits, woods): 64 and 156 are told rightly, where colour and smoothness alone told 37 and 143.
 */
const EVIDENCE = { along: 1.1, brighter: 1.6, blue: 0.9, fine: 3, blurred: -0.55, ragged: -0.95 };
const ENOUGH = 1.3;

/** Lab b of what is blue. */
const BLUE = -6;

/** The sky's segments; none where it is rather a wall. `bokeh`: 0 to 1, how surely what is behind is out of focus. */
export function skySegments(lab: Lab, segments: Segments, bokeh: number): Set<number> {
  const { width, height, list } = segments;
  const could = (k: number) => {
    const { y, bottom, bend } = list[k]!;
    return bend < SMOOTH && y < LOW.middle * height && bottom < LOW.end * height && isAiry(list[k]!);
  };
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
  for (const k of belowHorizon(lab, segments, found)) found.delete(k);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const [k, segment] of list.entries())
      if (!found.has(k) && segment.bend < CLOUDY && isAiry(segment) && isAmong(segment, found)) found.add(k);
  }
  const share = [...found].reduce((sum, k) => sum + list[k]!.size, 0) / (width * height);
  return share > LEAST && evidenceFor(found, segments, bokeh) > ENOUGH ? found : new Set();
}

/**
 * What of the found segments lies below a level line that runs through nearly all of them: the sea, however pale. Along it the
 * colour changes everywhere in the same way, which no cloud does.
 */
function belowHorizon(lab: Lab, { width, height, labels, list }: Segments, found: Set<number>): number[] {
  const inside = Uint8Array.from(list, (_, k) => (found.has(k) ? 1 : 0));
  const changes = new Float32Array(height);
  const changeAt = (y: number) => {
    let [count, light, green, blue] = [1e-6, 0, 0, 0];
    for (let i = y * width; i < (y + 1) * width; i++) {
      const under = i + 2 * width;
      if (inside[labels[i]!] === 0 || inside[labels[under]!] === 0) continue;
      count++;
      light += lab.l.values[under]! - lab.l.values[i]!;
      green += lab.a.values[under]! - lab.a.values[i]!;
      blue += lab.b.values[under]! - lab.b.values[i]!;
    }
    return count < HORIZON.along * width ? 0 : Math.hypot(light, green, blue) / count;
  };
  for (let y = Math.round(HORIZON.from * height); y < height - 2; y++) changes[y] = changeAt(y);
  const usual = changes.filter((change) => change > 0).sort();
  const most = changes.reduce((best, change, y) => (change > changes[best]! ? y : best), 0);
  const clear = Math.max(HORIZON.least, HORIZON.times * (usual[usual.length >> 1] ?? 0));
  if (changes[most]! < clear) return [];
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

/**
 * The evidence that what was found is a sky. It spans the picture's upper edge, is lighter than the rest, or blue; what is
 * under it is far and fine, its lower edge level and nothing is out of focus.
 */
function evidenceFor(found: Set<number>, segments: Segments, bokeh: number): number {
  const { width, list } = segments;
  const sums = { size: 0, light: 0, blue: 0, along: 0 };
  const rest = { size: 0, light: 0, rough: 0 };
  for (const [k, { size, l, b, rim, bend }] of list.entries()) {
    if (found.has(k)) {
      sums.size += size;
      sums.light += size * l;
      sums.blue += b < BLUE ? size : 0;
      sums.along += rim.top / width;
    } else {
      rest.size += size;
      rest.light += size * l;
      rest.rough += size * bend;
    }
  }
  const [above, below] = [sums.light / sums.size, rest.light / Math.max(1, rest.size)];
  return (
    EVIDENCE.along * sums.along +
    EVIDENCE.brighter * Math.min(0.4, Math.max(-0.3, (above - below) / (above + below + 1e-6))) +
    EVIDENCE.blue * (sums.blue / sums.size) +
    EVIDENCE.fine * Math.min(0.12, rest.rough / Math.max(1, rest.size)) +
    EVIDENCE.blurred * bokeh +
    EVIDENCE.ragged * raggedness(found, segments)
  );
}

/** How far up and down the lower edge goes, in heights. */
function raggedness(found: Set<number>, { width, height, labels }: Segments): number {
  const lowest: number[] = [];
  for (let x = 0; x < width; x++) {
    let y = height - 1;
    while (y >= 0 && !found.has(labels[y * width + x]!)) y--;
    if (y >= 0) lowest.push(y / height);
  }
  lowest.sort((a, b) => a - b);
  const at = (share: number) => lowest[Math.floor(share * (lowest.length - 1))]!;
  return at(0.9) - at(0.1);
}
