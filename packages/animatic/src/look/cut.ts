// What can be cut out of a picture and moved before what is behind it: all that stands before a sky, or a subject.

import { beforeBackdrop } from './backdrop.ts';
import type { Lab } from './colour.ts';
import { common, evidenceIn, isTrusted } from './evidence.ts';
import type { Ground } from './ground.ts';
import { shareOf } from './ground.ts';
import { familiar, type Parting, parted } from './parting.ts';
import { boxed, mapped, type Plane } from './raster.ts';
import { maskOf, type Segments } from './segments.ts';
import type { Subject } from './subject.ts';

/** Shares of the picture that a sky has when the rest is cut out before it, and that a subject has when one tries. */
const SKY = [0.06, 0.9] as const;
const SUBJECT = [0.03, 0.75] as const;

/** Share of a picture that may stand in a sky unheld, as birds and balloons do. */
const FLOATING = 0.03;

/** The same beside what stands before a plain backdrop. */
const TORN = 0.004;

/** Share of what is behind the upper half of a subject that a colour has which is also found beside it. */
const FOUND = 0.004;
/** Of a segment below a subject, the share that is not its own yet, and of that the share in colours that are found behind it. */
const NEW = 0.3;
const BEHIND = 0.25;

/** The share from which a sample is cut out with its subject: rather the rim of a background comes along than that a collar stays. */
const GENEROUS = 0.25;

/** The share from which it is its own rather than not. */
const OWN = 0.5;

/** How much farther away the outline is looked for to see whether it is found at the same place. */
const FARTHER = 1.7;

/** What a cut is made of. `stands`: 1 for each sample that is not sky. */
type Clues = { lab: Lab; segments: Segments; ground: Ground; subjects: Subject[]; stands: Float32Array };

/**
 * All that stands before a sky, or a subject: 1 for each sample that belongs to it, else 0; `firm`: without what only comes along, so
 * that nothing of it is left behind.
 */
export type Cut = { is: 'before the sky' | 'subject'; mask: Float32Array; firm: Float32Array };

/** What can be cut out; null where no cut is trusted. */
export function cutOf({ lab, segments, ground, subjects, stands }: Clues): Cut | null {
  const { horizon, clear } = ground;
  const sky = shareOf(clear);
  if (horizon !== null && sky > SKY[0] && sky < SKY[1] && floating({ ...clear, values: stands }) < FLOATING) {
    const mask = widened({ ...clear, values: stands.slice() });
    return { is: 'before the sky', mask, firm: mask };
  }
  // Out of doors a subject stands on the ground that it would be cut off from.
  if (horizon !== null) return null;
  const before = beforeBackdrop(segments);
  const alone = before && subjectOf(lab, segments, maskOf(segments, before), true);
  return alone ?? seenFirst(lab, segments, subjects);
}

/** The subject that the eye goes to first; null where its outline is not trusted. */
function seenFirst(lab: Lab, segments: Segments, [first]: Subject[]): Cut | null {
  const size = (first?.size ?? 0) / segments.labels.length;
  if (first === undefined || size < SUBJECT[0] || size > SUBJECT[1]) return null;
  return subjectOf(lab, segments, maskOf(segments, first.segments), false);
}

/** The share of a picture that is marked (1) and held by nothing at its edges: eyes and a mouth in a smooth face that is taken for a sky. */
function floating({ width, height, values }: Plane): number {
  const left = values.slice();
  const queue: number[] = [];
  const reach = (i: number) => {
    if (left[i] !== 1) return;
    left[i] = 0;
    queue.push(i);
  };
  for (let x = 0; x < width; x++) for (const i of [x, (height - 1) * width + x]) reach(i);
  for (let y = 0; y < height; y++) for (const i of [y * width, y * width + width - 1]) reach(i);
  for (let k = 0; k < queue.length; k++) {
    const i = queue[k]!;
    // What was reached already holds every sample of the rim, so that no step leads beyond it.
    for (const next of [i - 1, i + 1, i - width, i + width]) reach(next);
  }
  return left.reduce((sum, one) => sum + one, 0) / left.length;
}

/** The subject that a rough mask marks, with its body; null where its outline is not trusted. */
function subjectOf(lab: Lab, segments: Segments, rough: Plane, plain: boolean): Cut | null {
  const head = parted(lab, rough, 1, 2);
  if (head === null) return null;
  const whole = bodied(lab, segments, masked(head));
  const parting = whole === null ? head : parted(lab, whole, 1, 2);
  if (parting === null) return null;
  const evidence = evidenceIn(lab, parting);
  const own = masked(parting);
  if (!isTrusted({ ...evidence, kept: 1 }, plain) || (plain && isTorn(own))) return null;
  // What takes as long as all before is left for what nothing else speaks against.
  const again = parted(lab, own, FARTHER, 2);
  const kept = again === null ? 0 : common(own, again.share);
  if (!isTrusted({ ...evidence, kept }, plain)) return null;
  const generous = mapped(parting.share, (value) => (value >= GENEROUS ? 1 : 0));
  const mask = plain ? widened(generous) : generous.values;
  // Of a plain wall nobody sees whether it is in focus.
  return { is: 'subject', mask, firm: plain ? mask : own.values };
}

/** A cut that takes some of a smooth sky or wall along is not seen; tips of leaves and rims of glasses that stay behind in it are. */
function widened(mask: Plane): Float32Array {
  return boxed(mask, 2).values.map((share) => (share > 0 ? 1 : 0));
}

/** Whether something floats beside what is cut out: a hand without its sleeve, which is as white as the wall. */
function isTorn(mask: Plane): boolean {
  const loose = floating(mask);
  // A thing that hangs in the air as a whole is none.
  return loose > TORN && loose < shareOf(mask) / 2;
}

function masked({ share }: Parting): Plane {
  return mapped(share, (value) => (value >= OWN ? 1 : 0));
}

/**
 * A subject with what is below it and reaches the lower edge in colours that are not found behind it: shoulders under a head.
 * Null when it has that already.
 */
function bodied(lab: Lab, { width, labels, list }: Segments, subject: Plane): Plane | null {
  const [highest, lowest] = [subject.values.indexOf(1), subject.values.lastIndexOf(1)];
  const middle = (highest + lowest) / 2 / width;
  const above = mapped(subject, (one, i) => (i < middle * width ? 1 - one : 0));
  const found = familiar(lab, above).values;
  const [open, known] = [new Float32Array(list.length), new Float32Array(list.length)];
  for (let i = 0; i < labels.length; i++) {
    if (subject.values[i] === 1) continue;
    open[labels[i]!]!++;
    if (found[i]! > FOUND / 8) known[labels[i]!]!++;
  }
  const joins = list.map(
    ({ rim, top, size }, k) => rim.bottom > 0 && top > middle && open[k]! > NEW * size && known[k]! < BEHIND * open[k]!,
  );
  return joins.includes(true) ? mapped(subject, (one, i) => (joins[labels[i]!] ? 1 : one)) : null;
}
