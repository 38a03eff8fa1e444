// A soundtrack that takes over from a clip's own sound.
import { loudness } from './loudness.ts';
import { fade } from './master.ts';
import { silence } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Seconds in which one goes and the other comes. */
const CROSSING = 0.5;

/** Seconds over which a clip's sound fades where the film ends with it. */
const CUT_FADE = 0.25;

/** LUFS to which what follows is brought at least and at most: near the clip, but neither lost nor loud. */
const QUIETEST = -30;
const LOUDEST = -16;

/**
 * The clip's sound, then the other, which is as long as the film and is heard from shortly before the clip's sound ends,
 * as loud as that was. A clip that is shown to the film's end (in samples: `length`) keeps its own sound until there.
 */
export function takeOver(clip: Stereo, follows: Stereo): Stereo {
  const length = follows.left.length;
  const end = Math.min(clip.left.length, length);
  const out = silence(length);
  const crossing = Math.min(Math.round(CROSSING * SAMPLE_RATE), end);
  const gain = gainFor(clip, follows);
  const alone = end >= length - crossing;
  for (const side of ['left', 'right'] as const) {
    out[side].set(clip[side].subarray(0, end));
    if (alone) {
      fade(out[side], 0, CUT_FADE);
      continue;
    }
    for (let i = end - crossing; i < length; i++) {
      const share = Math.min(1, (i - (end - crossing)) / crossing);
      const angle = (share * Math.PI) / 2;
      out[side][i] = out[side][i]! * Math.cos(angle) + follows[side][i]! * gain * Math.sin(angle);
    }
  }
  return out;
}

function gainFor(clip: Stereo, follows: Stereo): number {
  const [wanted, has] = [loudness(clip), loudness(follows)];
  if (has === Number.NEGATIVE_INFINITY) return 0;
  // What is louder than streaming players like is met at their level.
  return 10 ** ((Math.min(LOUDEST, Math.max(QUIETEST, wanted)) - has) / 20);
}
