// A melody with a form: one motif is stated, answered, taken up by the next harmony, varied and brought home.
import type { Chance } from '../chance.ts';
import type { Mood } from './moods.ts';
import type { Bar, Score } from './score.ts';

/** A note of the melody: seconds from the film's start, and a MIDI note number. */
export type Tone = { at: number; pitch: number };

/** What a bar says: starts of its notes in eighths, and their heights in steps of the scale above the tonic. */
type Saying = readonly { eighth: number; height: number }[];

/** A note before it has a pitch. `wanted`: semitones above the tonic; `first`, `last`: of its bar, of the film. */
type Wish = { wanted: number; first: boolean; last: boolean; choices: Choice[] };

/** A pitch (semitones above the tonic) that a note may have, what it costs, and whether the chord holds it. */
type Choice = { pitch: number; cost: number; stable: boolean };

/** A line of pitches, last note first. */
type Line = Choice & { before: Line | null };

/** Starts of a motif's notes, in eighths: the first on the beat, and two notes or more in one half of the bar. */
const RHYTHMS = [
  [0, 3, 4],
  [0, 4, 6],
  [0, 3, 6],
  [0, 2, 3, 4],
  [0, 2, 4, 6],
  [0, 3, 4, 6],
];

/** Heights over the first note, for three notes and for four. All end above it: a question that stays open. */
const CONTOURS: Record<number, readonly (readonly number[])[]> = {
  3: [
    [0, 1, 2],
    [0, 2, 1],
    [0, -1, 1],
    [0, 3, 2],
    [0, 4, 3],
  ],
  4: [
    [0, 1, 2, 1],
    [0, 2, 1, 2],
    [0, -1, 1, 2],
    [0, 4, 3, 2],
    [0, 1, 3, 2],
    [0, 3, 2, 1],
  ],
};

/** Steps above the tonic from which the last bar comes home. */
const DOORSTEP = 1;

/** Steps that an answer falls at most from one note to the next. */
const FALL = 2;

/** Semitones that a note may be off its wish: every tone of an octave is within. */
const REACH = 6;

/** A melody over the bars of the score. Its last note is the root of the last chord, on that bar's first beat. */
export function writeMelody({ tonic, bars }: Score, { scale }: Mood, chance: Chance): Tone[] {
  const rhythm = chance.pick(RHYTHMS);
  const contour = chance.pick(CONTOURS[rhythm.length]!);
  const from = chance.pick([2, 2, 4].map((degree) => Math.round((degree * scale.length) / 7))); // the third or the fifth
  const motif = rhythm.map((eighth, i) => ({ eighth, height: from + contour[i]! }));

  const step = 12 / scale.length;
  const told = bars.map((bar, i) => (bar.last ? [{ eighth: 0, height: 0 }] : say(motif, i, bars.length - 1)));
  const wishes = told.flatMap((saying, i) =>
    saying.map(({ eighth, height }, k): Wish => {
      const wanted = height * step;
      const choices = choicesOf(bars[i]!, eighth, wanted, scale);
      return { wanted, first: k === 0, last: bars[i]!.last, choices };
    }),
  );
  const pitches = sing(wishes);
  const starts = told.flatMap((saying, i) => saying.map(({ eighth }) => bars[i]!.at + (eighth * bars[i]!.seconds) / 8));
  return starts.map((at, i) => ({ at, pitch: tonic + 24 + pitches[i]! }));
}

/** What bar `i` of the `count` before the last says: four bars go round, and the bar before the last one always answers. */
function say(motif: Saying, i: number, count: number): Saying {
  const way = i % 4;
  if (i === count - 1) return answered(motif, true);
  // An answer just before the last one would be the same thing twice.
  if (way === 2 || (way === 1 && i === count - 2)) return lifted(motif, 2);
  if (way === 1) return answered(motif, false);
  return way === 3 ? lifted(pressed(motif), 2) : motif;
}

function lifted(saying: Saying, steps: number): Saying {
  return saying.map(({ eighth, height }) => ({ eighth, height: height + steps }));
}

/** Begins as the motif does, then turns and falls. The one that leads home starts as low as it must to reach the doorstep. */
function answered(motif: Saying, home: boolean): Saying {
  const turn = Math.floor((motif.length - 1) / 2);
  const top = motif[turn]!.height;
  const rest = motif.length - 1 - turn;
  // A motif that falls there itself is answered by a steeper fall.
  const fall = motif[turn + 1]!.height < top ? FALL : Math.max(1, Math.min(FALL, (top - DOORSTEP) / rest));
  const said = motif.map((note, k) => (k <= turn ? note : { ...note, height: top - fall * (k - turn) }));
  return home ? lifted(said, DOORSTEP - said.at(-1)!.height) : said;
}

/** The half of the motif that has more notes, said twice, a step higher the second time: it presses on to the answer. */
function pressed(motif: Saying): Saying {
  const [head, tail] = [motif.filter(({ eighth }) => eighth < 4), motif.filter(({ eighth }) => eighth >= 4)];
  const half = head.length >= tail.length ? head : tail;
  return [0, 1].flatMap((time) =>
    half.map(({ eighth, height }) => ({ eighth: (eighth % 4) + 4 * time, height: height + time })),
  );
}

/** On strong beats tones of the chord; between them those of the scale too. The last bar has the chord's root. */
function choicesOf({ chord, last }: Bar, eighth: number, wanted: number, scale: readonly number[]): Choice[] {
  const choices: Choice[] = [];
  const middle = Math.round(Math.min(Math.max(wanted, -2), 9)); // neither a growl nor a squeak
  for (let pitch = middle - REACH; pitch <= middle + REACH; pitch++) {
    const over = (pitch - chord.root + 36) % 12;
    const apart = Math.min(...chord.tones.map((tone) => Math.abs(((over - tone + 18) % 12) - 6)));
    const stable = apart === 0;
    const inScale = scale.includes((pitch + 24) % 12);
    if (last ? over !== 0 : !stable && (eighth % 4 === 0 || !inScale)) continue;
    // A tone of the chord outside the scale is a colour; one beside the chord's by a semitone is a wrong note.
    choices.push({ pitch, stable, cost: stable ? (inScale ? 0 : 3) : apart === 1 ? 4 : 1 });
  }
  return choices;
}

/** The pitches nearest to the wished contour, as one line that can be sung: the cheapest of all lines (Viterbi). */
function sing(wishes: Wish[]): number[] {
  let lines: Line[] = [];
  for (const [i, wish] of wishes.entries()) {
    const rise = wish.wanted - (wishes[i - 1]?.wanted ?? 0);
    lines = wish.choices.flatMap(({ pitch, stable, cost }): Line[] => {
      const own = cost + (wish.first ? 0.25 * (pitch - wish.wanted) ** 2 : 0);
      if (i === 0) return [{ pitch, stable, cost: own, before: null }];
      // What is to come depends on this pitch and the one before it: for each such pair the best is enough.
      const best = new Map<number, Line>();
      for (const before of lines) {
        const interval = pitch - before.pitch;
        const shape = wish.last ? homecoming(interval) : wish.first ? 0 : bend(interval, rise);
        const total = own + before.cost + strain(before, pitch) + shape;
        const rival = best.get(before.pitch);
        if (!rival || total < rival.cost) best.set(before.pitch, { pitch, stable, cost: total, before });
      }
      return [...best.values()];
    });
  }
  const pitches: number[] = [];
  let line = lines.reduce<Line | null>((best, one) => (best && best.cost <= one.cost ? best : one), null);
  for (; line; line = line.before) pitches.unshift(line.pitch);
  return pitches;
}

/** How far an interval is from the contour's, both in semitones: wide ones may be off by more, but not go the other way. */
function bend(interval: number, wanted: number): number {
  const off = (interval - wanted) ** 2 / Math.max(1, Math.abs(wanted) / 2);
  return off + (Math.sign(interval) === Math.sign(wanted) ? 0 : 9);
}

/** Home is a step or two away, and nobody comes home who is there already. */
function homecoming(interval: number): number {
  const size = Math.abs(interval);
  return (size - 2) ** 2 + (size === 0 || size > 4 ? 20 : 0);
}

/** What a singer would stumble over: wide leaps, leaps with no step back, and passing notes that do not pass. */
function strain({ pitch, stable, before }: Line, next: number): number {
  const interval = next - pitch;
  const size = Math.abs(interval);
  let cost = size > 9 ? 40 : size > 5 ? 2 : 0;
  if (!stable && size > 4) cost += 8;
  const leap = before ? pitch - before.pitch : 0;
  if (Math.abs(leap) > 5 && (size === 0 || size > 4 || Math.sign(interval) === Math.sign(leap))) cost += 20;
  return cost;
}
