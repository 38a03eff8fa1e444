// A bed of music as long as the film, in one of six moods.
import { Chance } from '../chance.ts';
import { silence, type Take } from '../signal.ts';
import { SAMPLE_RATE, type Stereo } from '../stereo.ts';
import { MOODS, type Part } from './moods.ts';
import { PLAYERS } from './parts.ts';
import { fromShare, writeScore } from './score.ts';

/** `instants` (seconds) are where a beat should fall if the mood's pace allows it. */
export function music(mood: keyof typeof MOODS, { seed, length }: Take, instants: readonly number[]): Stereo {
  const score = writeScore(MOODS[mood], length / SAMPLE_RATE, instants, new Chance(seed, `score, ${mood}`));
  const bed = silence(length);
  for (const [part, level] of Object.entries(MOODS[mood].parts) as [Part, number][]) {
    const heard = fromShare(score, MOODS[mood].enters?.[part] ?? 0);
    PLAYERS[part](bed, heard, level, MOODS[mood], new Chance(seed, part));
  }
  return bed;
}
