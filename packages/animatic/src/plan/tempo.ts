// The film's tempo: how long a bar of music is in each mood, and the beats that cuts fall on.
import type { Mood } from './lexicon/entry.ts';

/** Seconds that a bar of four beats would like to last; it is stretched until the film is whole bars long. */
export const BARS: Record<Mood, number> = {
  calm: 3.1,
  bright: 2.1,
  dark: 3.6,
  tense: 2.4,
  hopeful: 2.7,
  mysterious: 3.2,
};

/** Of a shot, how far a cut may move to fall on a beat. */
const MOVED = 0.45;

/** The beats of a film of that length (seconds), as its music would play them, the first at 0. */
export function beatsThrough(seconds: number, mood: Mood): number[] {
  const count = 4 * Math.max(1, Math.round(seconds / BARS[mood]));
  return Array.from({ length: count }, (_, beat) => (beat * seconds) / count);
}

/**
 * The cuts (frames, rising), each on the beat (seconds) nearest to it that leaves its shots at least `shortest` frames; one
 * with no beat near stays where it is. `frames`: of the whole film.
 */
export function onBeats(cuts: number[], beats: number[], frames: number, fps: number, shortest: number): number[] {
  const moved: number[] = [];
  for (const [i, cut] of cuts.entries()) {
    const before = moved.at(-1) ?? 0;
    const after = cuts[i + 1] ?? frames;
    const near = (beat: number) => Math.abs(beat - cut) <= MOVED * Math.min(cut - before, after - cut);
    const free = beats
      .map((beat) => Math.round(beat * fps))
      .filter((beat) => near(beat) && beat - before >= shortest && after - beat >= shortest);
    moved.push(free.toSorted((a, b) => Math.abs(a - cut) - Math.abs(b - cut))[0] ?? cut);
  }
  return moved;
}
