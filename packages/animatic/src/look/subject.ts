// What the eye goes to: contrast against what touches the picture's border (after Zhu and others 2014).
import type { Lab } from './colour.ts';
import { SKIN } from './evidence.ts';
import { facesIn } from './faces.ts';
import type { Ground } from './ground.ts';
import { bench, laid } from './kernel.ts';
import type { Region } from './look.ts';
import { boxed, type Plane, times } from './raster.ts';
import { maskOf, type Segment, type Segments } from './segments.ts';

/** A salient thing: the segments that it is made of. Positions in samples. */
export type Subject = { segments: Set<number>; region: Region; size: number };

/** Numbers of a segment in the kernel: L, a, b, x, y, size, its share of the border, background, contrast; and room for its work. */
const RECORD = 9;
const WORK = 12;

/** Saliency from which a segment belongs to a subject. */
const LEAST_SALIENCE = 0.45;
/** Share of a segment's outline along which a subject must lie to take it in. */
const SURROUNDED = 0.55;
/** Share of the picture below which a thing is a speck. */
const SPECK = 0.006;
/** Share of a side below which a thing is an edge or a line. */
const SLIVER = 0.025;

/**
 * Saliency of each segment, 0 to 1. Sky and water are never salient. `crispness` (0 to 1 per segment) counts as far as
 * `bokeh` (0 to 1) says.
 */
export function saliency(segments: Segments, ground: Ground, crispness: Float32Array, bokeh: number): Float32Array {
  const { list } = segments;
  const contrasts = contrastsIn(segments);
  // Indoors and close up a root keeps one garish thing from hiding the rest, a uniform the face above it.
  const evenness = ground.horizon === null ? 0.55 : 1;
  const raw = Float32Array.from(list, (segment, k) => {
    if (ground.skies.has(k) || ground.waters.has(k)) return 0;
    const [background, contrast] = [contrasts[k * RECORD + 7]!, contrasts[k * RECORD + 8]!];
    const sharp = 1 - bokeh * 0.4 * (1 - crispness[k]!);
    return (contrast * Math.sqrt(1 - background) * (0.45 + 0.55 * centrality(segment, segments)) * sharp) ** evenness;
  });
  return levelled(raw, segments);
}

/** The records of all segments, with the background and the contrast of each. */
function contrastsIn({ width, height, list }: Segments): Float64Array {
  const borders = list.reduce((sum, { beside }) => sum + beside.size, 0);
  const starts = 8 * RECORD * list.length;
  const beside = starts + 4 * (list.length + 1);
  const ways = Math.ceil((beside + 4 * borders) / 8) * 8;
  const { kernel, buffer } = bench(ways + 8 * borders + WORK * list.length);
  const records = new Float64Array(buffer, 0, RECORD * list.length);
  const next = new Int32Array(buffer, starts, list.length + 1);
  const others = new Int32Array(buffer, beside, borders);
  let met = 0;
  for (const [k, { l, a, b, x, y, size, rim, beside }] of list.entries()) {
    // People and things stand on the lower edge: it says little about what is behind.
    const border = rim.left + rim.right + rim.top + 0.3 * rim.bottom;
    records.set([l, a, b, x, y, size, border, 0, 0], RECORD * k);
    next[k] = met;
    for (const other of beside.keys()) others[met++] = other;
  }
  next[list.length] = met;
  kernel.contrast(list.length, starts, beside, ways, Math.hypot(width, height));
  return new Float64Array(records);
}

/** Saliency when nothing stands out by its colour: what is in focus, as when a face fills the frame. */
export function focusSaliency(segments: Segments, ground: Ground, crispness: Float32Array): Float32Array {
  const raw = crispness.map((value, k) =>
    ground.skies.has(k) || ground.waters.has(k) ? 0 : value * (0.45 + 0.55 * centrality(segments.list[k]!, segments)),
  );
  return levelled(raw, segments);
}

/** 1 in the middle, falling towards the edges. */
function centrality(segment: Segment, { width, height }: Segments): number {
  return Math.exp(-(((segment.x / width - 0.5) / 0.5) ** 2) - ((segment.y / height - 0.52) / 0.6) ** 2);
}

/** Scaled so that the threshold which best parts the picture's samples in two (Otsu 1979) becomes one half. */
function levelled(raw: Float32Array, segments: Segments): Float32Array {
  const { list, labels } = segments;
  const order = [...raw.keys()].sort((a, b) => raw[a]! - raw[b]!);
  const whole = order.reduce((sum, k) => sum + raw[k]! * list[k]!.size, 0);
  let size = 0;
  let sum = 0;
  let best = -1;
  let threshold = 1e-6;
  for (const [i, k] of order.entries()) {
    size += list[k]!.size;
    sum += raw[k]! * list[k]!.size;
    const rest = labels.length - size;
    if (rest === 0) break;
    const parted = size * rest * (sum / size - (whole - sum) / rest) ** 2;
    if (parted <= best) continue;
    best = parted;
    threshold = (raw[k]! + raw[order[i + 1]!]!) / 2;
  }
  return raw.map((value) => Math.min(1, value / (2 * Math.max(1e-6, threshold))));
}

/**
 * Neighbouring salient segments taken together, heaviest first; wider than `widest` (0 to 1) they are no subject. May
 * be empty.
 */
export function subjectsOf(segments: Segments, ground: Ground, salience: Float32Array, widest: number): Subject[] {
  const { width, height, list } = segments;
  const seen = new Set<number>();
  const subjects: Subject[] = [];
  for (const start of list.keys()) {
    if (seen.has(start) || salience[start]! < LEAST_SALIENCE) continue;
    const group = new Set<number>();
    const queue = [start];
    for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
      if (seen.has(k)) continue;
      seen.add(k);
      group.add(k);
      for (const next of list[k]!.beside.keys())
        if (!seen.has(next) && salience[next]! >= LEAST_SALIENCE) queue.push(next);
    }
    swallow(group, list, ground.skies);
    const members = [...group].map((k) => list[k]!);
    const size = members.reduce((sum, segment) => sum + segment.size, 0);
    const region = boxOf(members, width, height);
    const thin = Math.min(region.width, region.height) < SLIVER;
    if (size < SPECK * width * height || thin || region.width > widest) continue;
    const weight = [...group].reduce((sum, k) => sum + salience[k]! * list[k]!.size, 0) / (width * height);
    subjects.push({ segments: group, region: { ...region, weight }, size });
  }
  return subjects.sort((a, b) => b.region.weight - a.region.weight);
}

/** The largest thing of a set of segments that hangs together, as a subject; none where it is a speck. */
export function largestOf(set: ReadonlySet<number>, { width, height, list }: Segments): Subject[] {
  const left = new Set(set);
  let best: Subject | null = null;
  for (const start of set) {
    const group = new Set<number>();
    const queue = [start];
    for (let k = queue.pop(); k !== undefined; k = queue.pop()) {
      if (!left.delete(k)) continue;
      group.add(k);
      queue.push(...list[k]!.beside.keys());
    }
    const size = [...group].reduce((sum, k) => sum + list[k]!.size, 0);
    if (size < SPECK * width * height || size <= (best?.size ?? 0)) continue;
    const box = boxOf(
      [...group].map((k) => list[k]!),
      width,
      height,
    );
    best = { segments: group, region: { ...box, weight: size / (width * height) }, size };
  }
  return best === null ? [] : [best];
}

/** Takes in what a group mostly surrounds, such as a face between hair and collar, until nothing more is found. */
function swallow(group: Set<number>, list: Segment[], never: Set<number>): void {
  for (let grown = true; grown; ) {
    grown = false;
    for (const [k, segment] of list.entries()) {
      const { rim } = segment;
      if (group.has(k) || never.has(k) || rim.left + rim.right + rim.top > 0) continue;
      let outline = rim.bottom;
      let held = 0;
      for (const [other, length] of segment.beside) {
        outline += length;
        if (group.has(other)) held += length;
      }
      if (held <= SURROUNDED * outline) continue;
      group.add(k);
      grown = true;
    }
  }
}

function boxOf(members: Segment[], width: number, height: number): Omit<Region, 'weight'> {
  const left = Math.min(...members.map((segment) => segment.left)) / width;
  const right = (Math.max(...members.map((segment) => segment.right)) + 1) / width;
  const top = Math.min(...members.map((segment) => segment.top)) / height;
  const bottom = (Math.max(...members.map((segment) => segment.bottom)) + 1) / height;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * The subjects' boxes, and of a large one the part to show in detail: its head, where its detail is richest when its top is cut
 * off, or the faces of a group. At least one region. `detail` is how much there is to see in each sample.
 */
export function regionsOf(segments: Segments, subjects: Subject[], detail: Plane): Region[] {
  const first = subjects[0];
  if (first === undefined) {
    const rich = richest(segments, null, detail, 0.2);
    const faces = facesIn(segments)?.band ?? null;
    // A ceiling of wood begins where the picture does.
    const seen = faces !== null && faces.width > MANY && faces.y > 0;
    return seen ? [{ ...faces, weight: rich.weight }] : [rich];
  }
  const regions = subjects.slice(0, 3).map(({ region }) => region);
  const { region } = first;
  if (region.height <= 0.5) return regions;
  regions.splice(1, 0, partOf(segments, first, detail));
  return regions;
}

/** The part of a large subject to show in detail. */
function partOf(segments: Segments, subject: Subject, detail: Plane): Region {
  const { region } = subject;
  const faces = region.width > GROUP ? (facesIn(segments)?.band ?? null) : null;
  if (faces !== null && faces.width > MANY && faces.y + faces.height < UPPER)
    return { ...faces, weight: region.weight * 0.6 };
  return region.y > 0.01 ? headOf(segments, subject) : richest(segments, subject, detail, region.weight * 0.6);
}

/** Share of the width from which a subject may be a group, and faces those of several; how far down a group's faces end. */
const GROUP = 0.7;
const MANY = 0.3;
const UPPER = 0.6;

/** What a sample of skin's colour adds to |Laplacian|, how rough it is around it at least, and how high faces are, from the top. */
const FACES = { worth: 0.14, rough: 0.03, high: 0.32, spread: 0.26 };

/** How much there is to see in each sample: detail, and faces before dresses, arms and walls of their colour. */
export function worthSeeing(detail: Plane, lab: Lab, { clear }: Ground): Plane {
  const { width, height } = detail;
  const { l, a, b } = lab;
  const planes = [detail, boxed(detail, 3), l, a, b, clear];
  const { kernel, buffer, taken } = laid(planes, 2 * height);
  const rows = 4 * planes.length * width * height;
  const away = (row: number) => (row / height - FACES.high) / FACES.spread;
  new Float64Array(buffer, rows, height).set(
    Array.from({ length: height }, (_, row) => Math.exp(-away(row) * away(row))),
  );
  kernel.esteem(0, width, height, rows, SKIN.l, SKIN.a, SKIN.b, FACES.worth, FACES.rough);
  return taken(0);
}

/** Side of the part that is sought for detail, as a share of the picture. */
const PART = 0.4;

/** The part of the subject (or of the picture) with the most detail, rather in the middle than at the edges. */
function richest(segments: Segments, subject: Subject | null, detail: Plane, weight: number): Region {
  const { width, height } = segments;
  const radius = Math.round((PART * Math.min(width, height)) / 2);
  const held = subject === null ? detail : times(detail, maskOf(segments, subject.segments));
  const rich = boxed(held, radius).values;
  let best = 0;
  let most = -1;
  for (let i = 0; i < rich.length; i++) {
    // The middle counts once, all other places less.
    if (rich[i]! <= most) continue;
    const x = (i % width) / width - 0.5;
    const y = Math.floor(i / width) / height - 0.5;
    const value = rich[i]! * Math.exp(-(x * x + y * y) / 0.18);
    if (value > most) {
      most = value;
      best = i;
    }
  }
  const wide = (2 * radius) / width;
  const high = (2 * radius) / height;
  const left = Math.min(1 - wide, Math.max(0, (best % width) / width - wide / 2));
  const top = Math.min(1 - high, Math.max(0, Math.floor(best / width) / height - high / 2));
  return { x: left, y: top, width: wide, height: high, weight };
}

function headOf(segments: Segments, subject: Subject): Region {
  const { width, height, labels } = segments;
  const { region } = subject;
  const top = Math.round(region.y * height);
  const bottom = Math.round((region.y + region.height * 0.36) * height);
  let left = width;
  let right = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < width; x++) {
      if (!subject.segments.has(labels[y * width + x]!)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  return {
    x: left / width,
    y: region.y,
    width: (right + 1 - left) / width,
    height: region.height * 0.36,
    weight: region.weight * 0.6,
  };
}

/** Of each segment the number of the subject that it is part of, −1 for none. */
export function numbered(segments: Segments, subjects: Subject[]): Int32Array {
  const of = new Int32Array(segments.list.length).fill(-1);
  for (const [number, subject] of subjects.entries()) for (const k of subject.segments) of[k] = number;
  return of;
}
