// What a sound does to the picture: its onsets and its loudness, frame by frame.
import type { Pulse } from '../plan/plan.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Seconds in which a push dies away to a third. */
const DYING = 0.16;

/**
 * Rise of a level over what was just before, in factors of ten, that is an onset (noise comes and goes more in a narrow band), and
 * that is a full one.
 */
const LEAST_RISE = { whole: 0.12, low: 0.3, high: 0.2 };
const FULL_RISE = 0.7;

/** How much more than one frame before the level is, at least, by which an onset within a word is told. */
const STEP = 1.1;

/** Hz under which drums are, and over which claps and consonants are: heard there too under music that never pauses. */
const LOW = 140;
const HIGH = 1800;

/** Levels below this are silence: −54 dB. */
const FLOOR = 2e-3;

/** Seconds at the film's beginning, and at its end where it must come to rest, in which the pulse fades. */
const FADE = 0.25;

/** The pulse of a sound for a film of that many frames. `rests`: the last frame is to be still. */
export function pulseOf(sound: Stereo, frames: number, fps: number, rests: boolean): Pulse {
  const bands = levelsOf(sound, frames, fps);
  const loudest = Math.max(...bands.whole, FLOOR);
  const before = Math.max(2, Math.round(0.1 * fps));
  const push: number[] = [];
  const loud: number[] = [];
  for (const [frame, now] of bands.whole.entries()) {
    const struck = Math.max(
      ...(['whole', 'low', 'high'] as const).map((band) => {
        const past = bands[band].slice(Math.max(0, frame - before), frame);
        const mean = past.reduce((sum, value) => sum + value, 0) / Math.max(1, past.length);
        const usual = Math.min(mean, STEP * (past.at(-1) ?? 0));
        const level = bands[band][frame]!;
        // A rise out of near silence to near silence moves nothing.
        const rise = Math.log10(Math.max(level, FLOOR) / Math.max(usual, FLOOR));
        // Of cymbals that tick through a piece little is felt.
        const weight = (level / loudest) ** (band === 'high' ? 1 : 0.5);
        return rise < LEAST_RISE[band] ? 0 : Math.min(1, rise / FULL_RISE) * weight;
      }),
    );
    push.push(Math.max(struck, (push[frame - 1] ?? 0) * Math.exp(-1 / (DYING * fps))));
    loud.push(0.6 * (loud[frame - 1] ?? 0) + 0.4 * (now / loudest));
  }
  const fade = (value: number, frame: number) => {
    const end = rests ? (frames - 1 - frame) / (FADE * fps) : 1;
    return Math.round(value * Math.min(1, frame / (FADE * fps), end) * 1e4) / 1e4;
  };
  return { push: push.map(fade), loud: loud.map(fade) };
}

/** Rise of the push from one frame to the next that is a stroke. */
const STROKE = 0.2;

/** The strokes of a sound, in seconds: where a cutter would cut a film of that many frames to it. */
export function strokesOf(sound: Stereo, frames: number, fps: number): number[] {
  const { push } = pulseOf(sound, frames, fps, false);
  return push.flatMap((now, frame) => (now - (push[frame - 1] ?? 0) > STROKE ? [frame / fps] : []));
}

type Band = keyof typeof LEAST_RISE;

/** Roots of the mean squares of both sides in each frame, of all that is heard and of what is low and high in it; 0 after the sound's end. */
function levelsOf({ left, right }: Stereo, frames: number, fps: number): Record<Band, number[]> {
  const levels: Record<Band, number[]> = { whole: [], low: [], high: [] };
  const share = (hertz: number) => 1 - Math.exp((-2 * Math.PI * hertz) / SAMPLE_RATE);
  const [slow, fast] = [share(LOW), share(HIGH)];
  // Twice each: what is an octave away is heard at a sixth.
  let [one, low, two, rest] = [0, 0, 0, 0];
  for (let frame = 0, i = 0; frame < frames; frame++) {
    const end = Math.round(((frame + 1) / fps) * SAMPLE_RATE);
    const count = end - i;
    let [whole, lows, highs] = [0, 0, 0];
    for (; i < end; i++) {
      const [a, b] = [left[i] ?? 0, right[i] ?? 0];
      const sum = (a + b) / 2;
      whole += (a * a + b * b) / 2;
      one += slow * (sum - one);
      low += slow * (one - low);
      two += fast * (sum - two);
      rest += fast * (sum - two - rest);
      lows += low * low;
      highs += (sum - two - rest) ** 2;
    }
    levels.whole.push(Math.sqrt(whole / count));
    levels.low.push(Math.sqrt(lows / count));
    levels.high.push(Math.sqrt(highs / count));
  }
  return levels;
}
