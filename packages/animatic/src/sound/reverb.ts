// The one hall in which music, birds and accents sound.
import { BLOCK, BLOCKS, REST, studio } from './kernel.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Lengths in samples without common divisors, 23 to 47 ms; the even ones are heard left, the odd ones right. */
const DELAYS = [1117, 1327, 1571, 1823, 2039, 2251];

/** Seconds until the hall is 60 dB quieter. */
const DECAY = 1.9;

/** Numbers (f64) that the kernel notes of a delay. */
const NOTED = 4;

/**
 * The hall's answer to one channel, without that channel itself. A network of six delays that feed each other through a
 * Householder reflection, which loses nothing and mixes all.
 */
export function reverberate(send: Float32Array): Stereo {
  const { length } = send;
  const hall = { left: new Float32Array(length), right: new Float32Array(length) };
  const { kernel, blocks, rest } = studio();
  const [sent, left, right] = blocks;
  rest.fill(0);
  const words = new Uint32Array(rest.buffer, REST);
  let begin = REST + 8 * NOTED * DELAYS.length;
  for (const [k, delay] of DELAYS.entries()) {
    rest[k * NOTED] = 0.001 ** (delay / SAMPLE_RATE / DECAY);
    words.set([begin, begin, begin + 4 * delay], 2 * k * NOTED + 4);
    begin += 4 * delay;
  }
  for (let start = 0; start < length; start += BLOCK) {
    const count = Math.min(BLOCK, length - start);
    sent.set(send.subarray(start, start + count));
    kernel.reverberate(BLOCKS[0], BLOCKS[1], BLOCKS[2], count, REST);
    hall.left.set(left.subarray(0, count), start);
    hall.right.set(right.subarray(0, count), start);
  }
  return hall;
}
