// A soundtrack that takes over from a clip's own sound.
import { loudness } from './loudness.ts';
import { fade } from './master.ts';
import { silence } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/**
 * Seconds for which what is heard at a clip's end goes on behind what follows, while that comes: a steady sound longer than
 * one that changes, of which more would be an echo.
 */
const CARRIED = { steady: 1.6, changing: 0.5 };

/** Of the last second, the greatest standard deviation (dB) of the level of a sound that is steady. */
const STEADY = 3;

/** Seconds over which a clip's sound fades where the film ends with it. */
const CUT_FADE = 0.25;

/** LUFS to which what follows is brought at least and at most: near the clip, but neither lost nor loud. */
const QUIETEST = -30;
const LOUDEST = -16;

/** Seconds at a joint whose loudness is compared, and over which what follows goes from that to its own. */
const COMPARED = 1;
const SETTLING = 3;

/**
 * Splices: seconds that a repeated piece overlaps what is before it, that it lasts at least, and how far back it is looked
 * for; every so many samples is compared, and at every so many places.
 */
const SPLICE = { overlap: 0.04, least: 0.3, back: 1.6, every: 3, places: 2 };

/**
 * The clip's sound, whole, then the other, which is as long as the film. What is heard where the clip ends goes on behind
 * it for a moment, and it begins as loud as that was. A clip that is shown to the film's end keeps its own sound until there.
 */
export function takeOver(clip: Stereo, follows: Stereo): Stereo {
  const length = follows.left.length;
  const end = Math.min(clip.left.length, length);
  const out = silence(length);
  const wanted = isSteady(clip) ? CARRIED.steady : CARRIED.changing;
  const crossing = Math.round(wanted * SAMPLE_RATE);
  const alone = end >= length - CUT_FADE * SAMPLE_RATE;
  const on = alone ? clip : carriedOn(clip, Math.min(end + crossing, length));
  const gains = gainsAt(clip, follows, end);
  for (const side of ['left', 'right'] as const) {
    out[side].set(on[side].subarray(0, length));
    if (alone) {
      fade(out[side].subarray(0, end), 0, CUT_FADE);
      continue;
    }
    for (let i = end; i < length; i++) {
      const angle = (Math.min(1, (i - end) / crossing) * Math.PI) / 2;
      const settled = Math.min(1, (i - end) / (SETTLING * SAMPLE_RATE));
      const gain = gains.first * (gains.last / gains.first) ** settled;
      out[side][i] = out[side][i]! * Math.cos(angle) + follows[side][i]! * gain * Math.sin(angle);
    }
  }
  return out;
}

/** How much louder what follows has to be at the joint, and in the end. Both above 0. */
function gainsAt(clip: Stereo, follows: Stereo, end: number): { first: number; last: number } {
  const count = COMPARED * SAMPLE_RATE;
  const has = loudness(follows);
  if (has === Number.NEGATIVE_INFINITY) return { first: 1, last: 1 };
  // What is louder than streaming players like is met at their level.
  const bounded = (wanted: number) => Math.min(LOUDEST, Math.max(QUIETEST, wanted));
  const last = bounded(loudness(clip)) - has;
  const [before, after] = [part(clip, end - count, end), part(follows, end, end + count)].map(loudness);
  const first = bounded(before!) - (after === Number.NEGATIVE_INFINITY ? has : after!);
  const near = Math.min(last + 9, Math.max(last - 9, first));
  return { first: 10 ** (near / 20), last: 10 ** (last / 20) };
}

function part({ left, right }: Stereo, from: number, to: number): Stereo {
  const start = Math.max(0, from);
  return { left: left.slice(start, to), right: right.slice(start, to) };
}

/** Whether the end of a sound is as loud throughout as an ambience or a tone is. */
function isSteady({ left }: Stereo): boolean {
  const step = SAMPLE_RATE / 20;
  const levels: number[] = [];
  for (let start = Math.max(0, left.length - SAMPLE_RATE); start + step <= left.length; start += step) {
    let squares = 0;
    for (let i = start; i < start + step; i++) squares += left[i]! ** 2;
    levels.push(10 * Math.log10(squares / step + 1e-9));
  }
  const mean = levels.reduce((sum, level) => sum + level, 0) / Math.max(1, levels.length);
  const spread = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / Math.max(1, levels.length);
  return levels.length >= 6 && Math.sqrt(spread) < STEADY;
}

/** A sound made longer by pieces of its own end, each joined where it is most like what is before it. */
function carriedOn({ left, right }: Stereo, length: number): Stereo {
  const out = silence(length);
  const [overlap, least] = [SPLICE.overlap, SPLICE.least].map((seconds) => Math.round(seconds * SAMPLE_RATE));
  out.left.set(left.subarray(0, length));
  out.right.set(right.subarray(0, length));
  let end = Math.min(length, left.length);
  if (end < 2 * (overlap! + least!)) return out;
  // Not the very end, which an encoder or an editor may have faded.
  const mono = left.slice(0, end).map((value, i) => value + right[i]!);
  let most = end - least!;
  const rises = risesOf(mono, least!);
  while (end < length) {
    const from = likest(mono, out, end, overlap!, most, rises);
    const count = Math.min(length - end, mono.length - from);
    for (const [own, to] of [
      [left, out.left],
      [right, out.right],
    ] as const) {
      for (let i = 0; i < overlap!; i++) {
        const share = 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / overlap!);
        to[end - overlap! + i]! += (own[from - overlap! + i]! - to[end - overlap! + i]!) * share;
      }
      to.set(own.subarray(from, from + count), end);
    }
    end += count;
    // Another piece the next time, or one would hear it come round.
    most = Math.max(2 * overlap!, from - least! / 3);
    if (most < mono.length - SPLICE.back * SAMPLE_RATE) most = mono.length - least!;
  }
  return out;
}

/** Samples whose level is taken as one. */
const MOMENT = SAMPLE_RATE / 20;

/**
 * How much louder (as a power of two) the loudest moment of a sound is from each of its moments on than those in its last `least`
 * samples: what rang out before them would ring again.
 */
function risesOf(mono: Float32Array, least: number): number[] {
  const levels: number[] = [];
  for (let start = 0; start < mono.length; start += MOMENT) {
    const moment = mono.subarray(start, start + MOMENT);
    levels.push(Math.log2(moment.reduce((sum, value) => sum + value ** 2, 0) / moment.length + 1e-9) / 2);
  }
  const own = Math.max(...levels.slice(-Math.ceil(least / MOMENT)));
  let loudest = own;
  for (let i = levels.length - 1; i >= 0; i--) {
    loudest = Math.max(loudest, levels[i]!);
    levels[i] = loudest - own;
  }
  return levels;
}

/** What a place loses for each doubling of what follows it. */
const RISING = 0.5;

/** The place of a sound, not after `most`, before which it is most like what ends there, and as loud, and behind which it does not rise. */
function likest(mono: Float32Array, out: Stereo, end: number, overlap: number, most: number, rises: number[]): number {
  const wanted = new Float32Array(overlap);
  for (let i = 0; i < overlap; i++) wanted[i] = out.left[end - overlap + i]! + out.right[end - overlap + i]!;
  let own = 1e-9;
  for (let i = 0; i < overlap; i += SPLICE.every) own += wanted[i]! ** 2;
  const first = Math.max(overlap, mono.length - Math.round(SPLICE.back * SAMPLE_RATE));
  let best = { at: Math.max(first, Math.floor(most)), worth: Number.NEGATIVE_INFINITY };
  for (let at = best.at; at >= first; at -= SPLICE.places) {
    let [product, energy] = [0, 1e-9];
    for (let i = 0, k = at - overlap; i < overlap; i += SPLICE.every, k += SPLICE.every) {
      product += wanted[i]! * mono[k]!;
      energy += mono[k]! ** 2;
    }
    const worth = product / Math.max(energy, own) - RISING * rises[Math.floor(at / MOMENT)]!;
    if (worth > best.worth) best = { at, worth };
  }
  return best.at;
}
