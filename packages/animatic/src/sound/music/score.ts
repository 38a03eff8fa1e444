// The film's bars: how many, how long, which chord in each, and how the chord is laid out.
import type { Chance } from '../chance.ts';
import type { Chord, Mood } from './moods.ts';

/** A bar of four beats, in seconds from the film's start; `voices` are MIDI note numbers, lowest first. */
export type Bar = { at: number; seconds: number; chord: Chord; voices: number[]; last: boolean };

/** `tonic` is a MIDI note number, 45 to 52. */
export type Score = { tonic: number; bars: Bar[] };

/**
 * The bars fill the film exactly and end on the home chord. Their number is the one, near the mood's own pace, whose beats
 * lie nearest to the given instants (seconds): music that lands on the cuts.
 */
export function writeScore(mood: Mood, seconds: number, instants: readonly number[], chance: Chance): Score {
  const tonic = 45 + Math.floor(chance.between(0, 8));
  const progression = chance.pick(mood.progressions);
  const count = countBars(mood.bar, seconds, instants);
  const bars: Bar[] = [];
  let voices: number[] = [];
  for (let i = 0; i < count; i++) {
    const last = i === count - 1;
    const chord = last && i > 0 ? mood.home : i === count - 2 && i > 0 ? mood.cadence : progression[i % 4]!;
    voices = layOut(tonic + chord.root, chord.tones, mood.register, voices);
    bars.push({ at: (i * seconds) / count, seconds: seconds / count, chord, voices, last });
  }
  return { tonic, bars };
}

/**
 * The score of a part that comes in after that share (0 to 1) of the film: from the bar that starts nearest, so that a
 * melody has more to say than its last note. A film of a bar or two has no time for one to wait.
 */
export function fromShare({ tonic, bars }: Score, share: number): Score {
  const first = bars.length > 2 ? Math.min(Math.round(share * bars.length), bars.length - 1) : 0;
  return { tonic, bars: bars.slice(first) };
}

function countBars(bar: number, seconds: number, instants: readonly number[]): number {
  const least = Math.max(1, Math.round(seconds / (bar * 1.25)));
  const most = Math.max(least, Math.round(seconds / (bar * 0.8)));
  let best = least;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let count = least; count <= most; count++) {
    const beat = seconds / count / 4;
    let cost = Math.abs(Math.log(seconds / count / bar)) * 0.1;
    for (const at of instants) cost += Math.abs(at / beat - Math.round(at / beat)) * beat;
    if (cost < bestCost) [best, bestCost] = [count, cost];
  }
  return best;
}

/**
 * The inversion near `register` whose voices move least from the chord before: common tones stay, others step. That is
 * what makes a row of chords one line instead of blocks.
 */
function layOut(root: number, tones: readonly number[], register: number, before: number[]): number[] {
  let best: number[] = [];
  let bestCost = Number.POSITIVE_INFINITY;
  for (let lowest = register - 8; lowest <= register + 2; lowest++) {
    const voices = tones.map((tone) => lowest + ((((root + tone - lowest) % 12) + 12) % 12)).sort((a, b) => a - b);
    const moved = voices.reduce((sum, voice, i) => sum + Math.abs(voice - (before[i] ?? voice)), 0);
    const centre = voices.reduce((sum, voice) => sum + voice, 0) / voices.length;
    const cost = moved + 0.5 * Math.abs(centre - register);
    if (cost < bestCost) [best, bestCost] = [voices, cost];
  }
  return best;
}
