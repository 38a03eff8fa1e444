// Where the one face of a picture is: somebody's by its skin, or an animal's by its eyes. A guess, good enough to frame by.
import { isPart, isSkin } from './faces.ts';
import type { Region } from './look.ts';
import { type Segment, type Segments, touching } from './segments.ts';

/**
 * Shares of the picture that the skin of a face has, how tall it is to its width, how much of its box it fills, how low its middle is, and
 * of how much of its border more of its colour may be beyond.
 */
const SKIN = { size: [0.004, 0.25], tall: [0.75, 2.4], fills: 0.45, low: 0.62, goes_on: 0.3 } as const;

/** Hair above a face's skin, in heights of it; its width at least; and the hair beside it, in widths. */
const HAIR = { above: 0.45, beside: 0.22 };
const BROAD = 0.62;

/**
 * An eye: its share of the picture, how wide it is to its height, how much of its box it fills, how far its colour stands out, and how light
 * it is at most (Lab).
 */
const EYE = { size: [0.0006, 0.03], wide: [0.6, 2.2], fills: 0.5, stands: 12, light: 45 } as const;

/** Two of them: how far apart in widths, how much higher one is, how much larger, and how far apart in colour (Lab). */
const PAIR = { apart: [1.5, 5.5], tilt: 0.25, larger: 2.6, unlike: 16 } as const;

/** How far an animal's face reaches from the middle of its eyes, in distances between them. */
const AROUND = { side: 1.05, up: 0.75, down: 1.35 };

/** The head of whoever is alone in the picture, hair and chin; null where none is seen. */
export function faceOf(segments: Segments): Region | null {
  return bySkin(segments) ?? byEyes(segments);
}

const between = (value: number, [least, most]: readonly [number, number]) => value >= least && value <= most;

/** The largest face among what has the colour of skin. */
function bySkin(segments: Segments): Region | null {
  const { width, height, list } = segments;
  const skin = new Set([...list.keys()].filter((k) => isPart(list[k]!, segments)));
  const faces = touching(skin, list)
    .filter((group) => goesOn(group, list) < SKIN.goes_on)
    .map((group) => boxOf([...group].map((k) => list[k]!)))
    .filter(
      ({ size, left, top, across, down }) =>
        between(size / (width * height), SKIN.size) &&
        between(down / across, SKIN.tall) &&
        size > SKIN.fills * across * down &&
        top + down / 2 < SKIN.low * height &&
        left > 0,
    );
  const face = faces.toSorted((one, other) => other.size - one.size)[0];
  if (face === undefined) return null;
  const across = Math.max(face.across, BROAD * face.down) * (1 + 2 * HAIR.beside);
  const middle = face.left + face.across / 2;
  const top = face.top - HAIR.above * face.down;
  return framed(segments, [middle - across / 2, top, middle + across / 2, face.top + face.down]);
}

/** How much of a group's border has the colour of skin beyond it, 0 to 1: fur and wood go on. */
function goesOn(group: Set<number>, list: Segment[]): number {
  let [whole, alike] = [0, 0];
  for (const k of group) {
    for (const [next, length] of list[k]!.beside) {
      if (group.has(next)) continue;
      whole += length;
      if (isSkin(list[next]!)) alike += length;
    }
  }
  return alike / Math.max(1, whole);
}

/** Two like things beside each other that stand out from what is around each of them. */
function byEyes(segments: Segments): Region | null {
  const { list } = segments;
  const eyes = list
    .filter((one) => isEye(one, segments))
    .map((one) => ({ one, stands: standing(one, list), ...boxOf([one]) }));
  let best: { worth: number; region: Region } | null = null;
  for (const [i, a] of eyes.entries()) {
    for (const b of eyes.slice(i + 1)) {
      const [x, y] = [b.one.x - a.one.x, b.one.y - a.one.y];
      const apart = Math.hypot(x, y);
      const unlike = Math.hypot(a.one.l - b.one.l, a.one.a - b.one.a, a.one.b - b.one.b);
      const larger = Math.max(a.size / b.size, b.size / a.size);
      if (!between(apart / Math.max(a.across, b.across), PAIR.apart) || Math.abs(y) > PAIR.tilt * Math.abs(x)) continue;
      // An iris and its own pupil are no two eyes.
      if (Math.abs(x) < 0.6 * (a.across + b.across)) continue;
      if (larger > PAIR.larger || unlike > PAIR.unlike) continue;
      const worth = (Math.sqrt(a.size * b.size) * a.stands * b.stands) / (larger * (1 + unlike / PAIR.unlike));
      if (worth <= (best?.worth ?? 0)) continue;
      const [cx, cy] = [(a.one.x + b.one.x) / 2, (a.one.y + b.one.y) / 2];
      const box = [
        cx - AROUND.side * apart,
        cy - AROUND.up * apart,
        cx + AROUND.side * apart,
        cy + AROUND.down * apart,
      ] as const;
      best = { worth, region: framed(segments, box) };
    }
  }
  return best?.region ?? null;
}

function isEye(one: Segment, { width, height, list }: Segments): boolean {
  const { size, across, down } = boxOf([one]);
  const { left, right, top, bottom } = one.rim;
  if (left + right + top + bottom > 0 || !between(size / (width * height), EYE.size)) return false;
  if (!between(across / down, EYE.wide) || size < EYE.fills * across * down) return false;
  return one.l < EYE.light && standing(one, list) > EYE.stands;
}

/** How far an eye's colour is from that of the skin or fur around it (Lab), which begins beyond its lids; 0 where it is lighter. */
function standing(one: Segment, list: Segment[]): number {
  const lids = [...one.beside.keys()].map((k) => list[k]!);
  const beyond = lids.flatMap((lid) => [...lid.beside.keys()].map((k) => list[k]!));
  const around = [...lids, ...beyond].reduce((best, next) => (next.size > best.size ? next : best), one);
  return around.l > one.l ? Math.hypot(one.l - around.l, one.a - around.a, one.b - around.b) : 0;
}

/** How many samples segments have together, and their box in samples. */
function boxOf(members: Segment[]): { size: number; left: number; top: number; across: number; down: number } {
  const left = Math.min(...members.map((one) => one.left));
  const top = Math.min(...members.map((one) => one.top));
  const across = Math.max(...members.map((one) => one.right)) + 1 - left;
  const down = Math.max(...members.map((one) => one.bottom)) + 1 - top;
  return { size: members.reduce((sum, { size }) => sum + size, 0), left, top, across, down };
}

/** A box in samples as a region of the picture, which has no weight. */
function framed(
  { width, height }: Segments,
  [left, top, right, bottom]: readonly [number, number, number, number],
): Region {
  const share = (value: number, of: number) => Math.min(1, Math.max(0, value / of));
  const [x, y] = [share(left, width), share(top, height)];
  return { x, y, width: share(right, width) - x, height: share(bottom, height) - y, weight: 0 };
}
