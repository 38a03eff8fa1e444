// The last step of a mix: no rumble below hearing, soft ends, the right loudness, no peak too high.
import { limit } from './limiter.ts';
import { loudness } from './loudness.ts';
import { add, filtered } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** LUFS, what streaming players level to; and the peak, −2 dBTP, which leaves AAC a decibel to overshoot. */
const TARGET = -16;
const CEILING = 10 ** (-2 / 20);

/** Seconds of the fades at both ends; never more than a quarter of the sound. */
const FADE_IN = 0.03;
const FADE_OUT = 0.4;

/** Hz below which a phone and most ears hear nothing, while the limiter would. */
const LOWEST = 28;

/** The limiter takes loudness away; after two rounds more than NEAR is missing only where no gain could bring it back. */
const ROUNDS = 3;
const NEAR = 0.3;

/** Brings a mix to −16 LUFS, in place, with every peak under the ceiling. Silence stays silence. */
export function master(sound: Stereo): void {
  for (const side of ['left', 'right'] as const) {
    sound[side] = filtered(sound[side], { pass: 'high', at: LOWEST, q: 0.7 });
    fade(sound[side], FADE_IN, FADE_OUT);
  }
  let limited = true;
  for (let round = 0; limited && round < ROUNDS; round++) {
    const missing = TARGET - loudness(sound);
    if (missing === Number.POSITIVE_INFINITY || (round > 0 && Math.abs(missing) < NEAR)) return;
    const gain = 10 ** (missing / 20);
    for (const channel of [sound.left, sound.right]) add(channel, channel, gain - 1);
    limited = limit(sound, CEILING);
  }
}

/** Half cosines at both ends, in place; `start` and `end` in seconds. The last sample is zero. */
export function fade(channel: Float32Array, start: number, end: number): void {
  const most = channel.length / 4;
  const rising = Math.floor(Math.min(start * SAMPLE_RATE, most));
  const falling = Math.floor(Math.min(end * SAMPLE_RATE, most));
  for (let i = 0; i < rising; i++) channel[i]! *= 0.5 - 0.5 * Math.cos((Math.PI * i) / rising);
  for (let i = 0; i < falling; i++) channel[channel.length - 1 - i]! *= 0.5 - 0.5 * Math.cos((Math.PI * i) / falling);
}
