// A wood by day: leaves in a light wind, and a few birds, each with a song of its own.
import { Chance } from '../chance.ts';
import { sides } from '../ping.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** A note of a song: seconds after the one before, seconds long, from and to Hz, and Hz of its trill (0: none). */
type Note = { gap: number; seconds: number; from: number; to: number; trill: number };

/** How far a trill goes up and down, as a share of the pitch. */
const TRILL_DEPTH = 0.04;

/** Leaves around 3 kHz, and four birds between 2 and 6 kHz that sing every two to five seconds. */
export function forest(take: Take): Stereo {
  const breeze = new Chance(take.seed, 'forest').drift(2.1);
  const out = bothSides(take, 'forest', (side, chance) => {
    const air = chance.noises(take.length);
    const rustle = chance.drift(0.18);
    const leaves = (time: number) => (0.3 + 0.7 * breeze(time)) * (0.6 + 0.4 * rustle(time));
    addFiltered(side, air(), { pass: 'band', at: 3100, q: 0.6 }, (time) => 0.07 * leaves(time));
    addFiltered(side, air(), { pass: 'low', at: 260, q: 0.7 }, (time) => 0.07 + 0.05 * breeze(time));
  });
  const seconds = take.length / SAMPLE_RATE;
  for (let bird = 0; bird < 4; bird++) {
    const chance = new Chance(take.seed, `bird ${bird}`);
    const song = makeSong(chance);
    const pan = chance.between(0.05, 0.95);
    const level = chance.between(0.03, 0.1);
    for (let at = chance.between(-0.5, 2.5); at < seconds; at += chance.between(1.8, 4.8)) {
      const tone = chance.between(0.97, 1.03);
      let time = at;
      for (const note of song.slice(0, chance.pick([song.length, song.length, song.length - 1]))) {
        time += note.gap;
        sing(out, note, time, tone, level, pan);
      }
    }
  }
  return out;
}

/** A motif of one or two notes, said several times: that is how most songs are heard. */
function makeSong(chance: Chance): Note[] {
  const pitch = chance.between(2300, 5200);
  const motif = Array.from({ length: chance.pick([1, 2, 2, 3]) }, () => {
    const from = pitch * 2 ** chance.between(-0.25, 0.25);
    const trill = chance.pick([0, 0, 28, 45]);
    const seconds = chance.between(0.05, trill ? 0.3 : 0.16);
    const to = from * 2 ** chance.between(-0.4, 0.4);
    return { gap: seconds + chance.between(0.02, 0.09), seconds, from, to, trill };
  });
  return Array.from({ length: chance.pick([1, 2, 3]) }, () => motif).flat();
}

function sing(target: Stereo, note: Note, at: number, tone: number, level: number, pan: number): void {
  const start = Math.round(at * SAMPLE_RATE);
  const length = Math.round(note.seconds * SAMPLE_RATE);
  if (start < 0 || start + length > target.left.length) return;
  const [toLeft, toRight] = sides(pan);
  let phase = 0;
  for (let i = 0; i < length; i++) {
    const share = i / length;
    const glide = note.from + (note.to - note.from) * share;
    const trill = note.trill === 0 ? 1 : 1 + TRILL_DEPTH * Math.sin((2 * Math.PI * note.trill * i) / SAMPLE_RATE);
    phase += (2 * Math.PI * tone * glide * trill) / SAMPLE_RATE;
    const swell = 4 * share * (1 - share);
    const value = level * swell * swell * (1 + 0.24 * Math.cos(phase)) * Math.sin(phase); // an octave above at 0.12
    target.left[start + i]! += value * toLeft;
    target.right[start + i]! += value * toRight;
  }
}
