// The one hall in which music, birds and accents sound.
import { add } from './signal.ts';
import { SAMPLE_RATE, type Stereo } from './stereo.ts';

/** Lengths in samples without common divisors, 23 to 47 ms; the even ones are heard left, the odd ones right. */
const DELAYS = [1117, 1327, 1571, 1823, 2039, 2251];

/** Samples worked on at once: no more than the shortest delay, so that no echo is needed before it is there. */
const BLOCK = 1024;

/** Seconds until the hall is 60 dB quieter, and the share of treble that each echo loses. */
const DECAY = 1.9;
const DAMPING = 0.35;

/**
 * The hall's answer to one channel, without that channel itself. A network of six delays that feed each other through a
 * Householder reflection, which loses nothing and mixes all.
 */
export function reverberate(send: Float32Array): Stereo {
  const { length } = send;
  const hall = { left: new Float32Array(length), right: new Float32Array(length) };
  // What entered each delay, from its own length before the first sample on: reading at i is hearing it one delay later.
  const lines = DELAYS.map((delay) => new Float32Array(delay + length));
  const echoes = DELAYS.map(() => new Float32Array(BLOCK));
  const dull = new Float64Array(DELAYS.length);
  const shared = new Float32Array(BLOCK);
  for (let start = 0; start < length; start += BLOCK) {
    const count = Math.min(BLOCK, length - start);
    shared.fill(0);
    for (const [k, delay] of DELAYS.entries()) {
      const echo = echoes[k]!;
      const loss = 0.001 ** (delay / SAMPLE_RATE / DECAY);
      dull[k] = dampen(lines[k]!.subarray(start, start + count), echo, loss, dull[k]!);
      const sign = k === 2 || k === 3 ? -1 : 1;
      const side = (k % 2 === 0 ? hall.left : hall.right).subarray(start, start + count);
      add(shared, echo.subarray(0, count), 2 / DELAYS.length);
      add(side, echo.subarray(0, count), sign);
    }
    for (const [k, delay] of DELAYS.entries()) {
      const echo = echoes[k]!;
      const line = lines[k]!.subarray(delay + start, delay + start + count);
      line.set(send.subarray(start, start + count));
      add(line, echo.subarray(0, count), 1);
      add(line, shared.subarray(0, count), -1);
    }
  }
  return hall;
}

/** One trip through a delay: quieter, and duller than before. Gives back the filter's state, to go on with. */
function dampen(line: Float32Array, echo: Float32Array, loss: number, state: number): number {
  let dull = state;
  for (let i = 0; i < line.length; i++) {
    const fresh = line[i]! * loss;
    dull = fresh + (dull - fresh) * DAMPING;
    echo[i] = dull;
  }
  return dull;
}
