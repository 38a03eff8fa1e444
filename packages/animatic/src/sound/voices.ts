// Voices over a soundtrack: each as loud as the others, and what lies under them goes down while they are heard.
import type { Voice } from '../plan/staged.ts';
import { loudness } from './loudness.ts';
import { fade, master } from './master.ts';
import { silence } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** LUFS of a voice, of what is heard between voices, and how much of that is left under one. */
const VOICE = -18;
const BED = -25;
const DUCKED = 0.3;

/** How much a faint recording is raised at most: beyond it one hears its noise. */
const MOST_GAIN = 12;

/** Seconds in which a voice comes and goes without a click, and in which the rest makes way and comes back. */
const EDGE = 0.03;
const WAY = 0.25;

/** The bed with the voices of the clips' sounds laid over it, at −16 LUFS; the bed alone when there is no voice. */
export function withVoices(bed: Stereo, voices: Voice[], sounds: (Stereo | null)[]): Stereo {
  const said = voices.filter(({ clip }) => sounds[clip] !== null);
  if (said.length === 0) return bed;
  const length = bed.left.length;
  const out = silence(length);
  const measured = loudness(bed);
  const gain = measured === Number.NEGATIVE_INFINITY ? 0 : 10 ** ((BED - measured) / 20);
  const making = duckingOf(said, length);
  for (const side of ['left', 'right'] as const) {
    for (let i = 0; i < length; i++) out[side][i] = bed[side][i]! * gain * making[i]!;
  }
  for (const voice of said) lay(out, voice, sounds[voice.clip]!);
  master(out);
  return out;
}

function lay(out: Stereo, { at, from, lasts }: Voice, sound: Stereo): void {
  const start = Math.round(at * SAMPLE_RATE);
  const first = Math.round(from * SAMPLE_RATE);
  const end = Math.min(first + Math.round(lasts * SAMPLE_RATE), sound.left.length, first + out.left.length - start);
  if (end <= first) return;
  const own = { left: sound.left.slice(first, end), right: sound.right.slice(first, end) };
  const measured = loudness(own);
  if (measured === Number.NEGATIVE_INFINITY) return;
  const gain = Math.min(MOST_GAIN, 10 ** ((VOICE - measured) / 20));
  for (const side of ['left', 'right'] as const) {
    fade(own[side], EDGE, EDGE);
    for (let i = 0; i < own[side].length; i++) out[side][start + i]! += own[side][i]! * gain;
  }
}

/** 1 where nobody is heard, `DUCKED` under a voice, half cosines between. */
function duckingOf(voices: Voice[], length: number): Float32Array {
  const gains = new Float32Array(length).fill(1);
  const way = Math.round(WAY * SAMPLE_RATE);
  for (const { at, lasts } of voices) {
    const [start, end] = [Math.round(at * SAMPLE_RATE), Math.round((at + lasts) * SAMPLE_RATE)];
    for (let i = Math.max(0, start - way); i < Math.min(length, end + way); i++) {
      const outside = Math.max(0, start - i, i - end) / way;
      const share = 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, outside));
      gains[i] = Math.min(gains[i]!, DUCKED + (1 - DUCKED) * share);
    }
  }
  return gains;
}
