// What is heard at one place of a film and not at the next: it comes and goes where the film is cut.
import type { Ambience } from '../plan/plan.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Seconds, about a cut, over which one place's sound gives way to the next one's: no click, and no blur either. */
const CROSSES = 0.24;

/** A stem as loud as it is heard at each place, and silent between them; those of them that follow each other run on. */
export function comingAndGoing(stem: Stereo, heard: Ambience[]): Stereo {
  const length = stem.left.length;
  const gains = new Float32Array(length);
  for (const { gain, during } of heard) {
    const { from, to } = during ?? { from: 0, to: length / SAMPLE_RATE };
    const first = from === 0 ? 0 : Math.max(0, Math.ceil((from - CROSSES / 2) * SAMPLE_RATE));
    const after = Math.min(length, Math.floor((to + CROSSES / 2) * SAMPLE_RATE));
    for (let i = first; i < after; i++) gains[i] = Math.max(gains[i]!, gain * shareAt(i / SAMPLE_RATE, from, to));
  }
  const side = (samples: Float32Array) => samples.map((value, i) => value * gains[i]!);
  return { left: side(stem.left), right: side(stem.right) };
}

/** Of equal power: what goes and what comes are two sounds, and together as loud as either. */
function shareAt(time: number, from: number, to: number): number {
  const came = from === 0 ? 1 : Math.min(1, 0.5 + (time - from) / CROSSES);
  const left = Math.min(1, Math.max(0, 0.5 + (to - time) / CROSSES));
  return Math.sin((Math.PI / 2) * came) * Math.sin((Math.PI / 2) * left);
}
