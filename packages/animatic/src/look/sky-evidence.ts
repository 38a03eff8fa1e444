// What speaks for a sky, weighed against walls, table tops, blurred rooms, pools and what hangs behind somebody in a studio.
import type { Lab } from './colour.ts';
import type { Line } from './lines.ts';
import { maskOf, type Segments } from './segments.ts';
import { ruled } from './straight.ts';
import { streaksOf } from './streaks.ts';

/**
 * What speaks for a sky, each from 0 (or below it) to about 1, and by how much. The first six were fitted to 76 photos with a
 * sky and 167 without, all of them then to 60 with one and 171 without (rooms, tables, portraits, things before a wall).
 */
const EVIDENCE = {
  along: 1.1,
  brighter: 1.6,
  blue: 0.9,
  fine: 3,
  blurred: -0.55,
  ragged: -0.95,
  layered: 0.3,
  folded: -1,
  erect: -1.4,
  odd: -0.9,
  white: -0.65,
  dimmer: 8,
  stars: 1,
};

/** The sum of it all from which it is one. */
const ENOUGH = 1.4;

/**
 * What straight lines take from it: painted rooms had 0.4 to 0.9 of a ceiling's border on level ones and up to 0.3 on slanting ones; skies
 * over ridges, towers and masts had hardly a slanting one. A level one is also the sea's.
 */
const RULED = { aslant: 2.5, upright: 0.5, level: 0.56, crossed: 0.4 };

/**
 * What is seen of a picture. `starry`: how full of stars each segment is; `bokeh`: how surely what is behind is out of focus; each 0 to 1.
 * `lines` are looked for when they are asked for.
 */
export type Clues = { lab: Lab; segments: Segments; starry: Float32Array; bokeh: number; lines: () => Line[] };

/** Lab b of what is blue, and how much of it there is to its lightness (and `added`) in a clear sky: a grey wall in the shade has less. */
const BLUE = { b: -6, share: 0.16, added: 20 };

/** Lab colours that paint has and hardly a sky: greener or bluer than that, or purple that is not dusk. */
const ODD = { a: -30, b: -45, purple: { a: 22, b: -12, l: 25 } };

/** How far down a wall reaches on both sides of what stands before it, from and over how much, in heights. */
const DEEP = { from: 0.45, over: 0.25 };

/**
 * How much more it changes along than up and down, as a logarithm, from which and over how much it is a curtain or a wall of panels:
 * skies of 14 photos had at most 0.2.
 */
const FOLDED = { from: 0.6, over: 0.5 };

/** Lightness (Lab) above which it is paper rather than a white sky. */
const WHITE = 96.5;

/** Lightness from which, and over how much, a sky that is dimmer than what it shines on is a pool. */
const DIMMER = { from: 20, over: 20 };

/** Whether there is enough that speaks for a sky, also when what is ruled in it as by a builder is taken from that. */
export function isSky(found: Set<number>, clues: Clues): boolean {
  const evidence = evidenceFor(found, clues);
  if (evidence <= ENOUGH) return false;
  const { aslant, upright, level, crossed } = ruled(maskOf(clues.segments, found), clues.lines());
  const built =
    RULED.aslant * aslant + RULED.upright * upright + RULED.level * level + RULED.crossed * Math.min(1, crossed);
  return evidence - built > ENOUGH;
}

/**
 * The evidence that what was found is a sky. It spans the picture's upper edge, is lighter than the rest, blue or full of stars,
 * and changes rather up and down than along; what is under it is far and fine, its lower edge level and nothing is out of focus.
 * It does not reach far down on both sides of one thing that stands before it, and hangs in no folds.
 */
function evidenceFor(found: Set<number>, { lab, segments, starry, bokeh }: Clues): number {
  const { width, height, list } = segments;
  const sky = { size: 0, l: 0, a: 0, b: 0, blue: 0, along: 0, left: 0, right: 0, stars: 0 };
  const rest = { size: 0, l: 0, rough: 0 };
  for (const [k, { size, l, a, b, rim, bend }] of list.entries()) {
    if (found.has(k)) {
      sky.size += size;
      sky.l += size * l;
      sky.a += size * a;
      sky.b += size * b;
      sky.blue += b < BLUE.b ? size * Math.min(1, -b / (l + BLUE.added) / BLUE.share) : 0;
      sky.along += rim.top / width;
      sky.left += rim.left / height;
      sky.right += rim.right / height;
      sky.stars += size * starry[k]!;
    } else {
      rest.size += size;
      rest.l += size * l;
      rest.rough += size * bend;
    }
  }
  const [above, below] = [sky.l / sky.size, rest.l / Math.max(1, rest.size)];
  const stars = sky.stars / sky.size;
  const lighter = Math.min(0.4, Math.max(-0.3, (above - below) / (above + below + 1e-6)));
  const dimmer = Math.min(0, lighter) * Math.min(1, Math.max(0, (above - DIMMER.from) / DIMMER.over));
  const ragged = raggedness(found, segments);
  const streaks = Math.log(streaksOf(lab.l, segments, found));
  return (
    EVIDENCE.along * sky.along +
    EVIDENCE.brighter * (lighter < 0 ? lighter * (1 - stars) : lighter) +
    EVIDENCE.dimmer * dimmer +
    EVIDENCE.blue * (sky.blue / sky.size) +
    EVIDENCE.fine * Math.min(0.12, rest.rough / Math.max(1, rest.size)) +
    EVIDENCE.blurred * bokeh +
    EVIDENCE.ragged * ragged +
    EVIDENCE.layered * Math.min(1, Math.max(-1, streaks)) +
    EVIDENCE.folded * Math.min(1, Math.max(0, (-streaks - FOLDED.from) / FOLDED.over)) +
    EVIDENCE.erect * Math.min(1, Math.max(0, (Math.min(sky.left, sky.right) - DEEP.from) / DEEP.over)) * ragged +
    EVIDENCE.odd * (isOdd(above, sky.a / sky.size, sky.b / sky.size) ? 1 : 0) +
    EVIDENCE.white * Math.min(1, Math.max(0, above - WHITE)) +
    EVIDENCE.stars * stars
  );
}

function isOdd(l: number, a: number, b: number): boolean {
  const { purple } = ODD;
  return a < ODD.a || b < ODD.b || (l > purple.l && a > purple.a && b < purple.b);
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
