// Deep space as films have it: a drone of low fifths that beat against each other, and a breath far above them.
import { Chance } from '../chance.ts';
import { addFiltered, bothSides, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';

/** Root, fifth and octave in shares of the root, and how loud each is. */
const CHORD = [
  [1, 0.3],
  [1.5, 0.14],
  [2, 0.1],
  [3, 0.04],
] as const;

/** Steady, most of it under 200 Hz; the root lies between 41 and 58 Hz. */
export function space(take: Take): Stereo {
  const deep = new Chance(take.seed, 'space');
  const root = deep.between(41, 58);
  const swell = deep.drift(2.2);
  return bothSides(take, 'space', (side, chance) => {
    for (const [ratio, level] of CHORD) {
      // A trace of detuning on each side: what makes it wide and slow.
      for (const cents of [chance.between(-7, -2), chance.between(2, 7)]) {
        hum(side, root * ratio * 2 ** (cents / 1200), level, chance.next());
      }
    }
    const air = chance.noises(take.length);
    addFiltered(
      side,
      air(),
      { pass: 'band', at: (time) => 300 + 500 * swell(time), q: 2 },
      (time) => 0.05 * swell(time),
    );
    addFiltered(side, air(), { pass: 'low', at: 60, q: 0.7 }, 0.35);
  });
}

/** Adds a sine of that frequency (Hz) that begins somewhere in its turn (0 to 1). */
function hum(side: Float32Array, frequency: number, level: number, phase: number): void {
  const turn = (2 * Math.PI * frequency) / SAMPLE_RATE;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  let x = level * Math.cos(2 * Math.PI * phase);
  let y = level * Math.sin(2 * Math.PI * phase);
  for (let i = 0; i < side.length; i++) {
    side[i]! += y;
    const next = x * cos - y * sin;
    y = x * sin + y * cos;
    x = next;
  }
}
