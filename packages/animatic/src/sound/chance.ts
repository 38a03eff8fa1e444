// Seeded randomness, and the two things sound is made of by chance: noise and slow drift.
import { chance } from '../plan/chance.ts';

/** A value that changes over seconds from the film's start. */
export type Curve = (time: number) => number;

/** Values of a drift before it comes round again. */
const DRIFT_POINTS = 64;

/** Samples from one layer of a noise to the next. */
const APART = 12_007;

/**
 * A stream of random numbers, the same for the same seed and name. Streams of different names are unrelated, so that adding
 * a drop to the rain does not move a bird. Xorshift with Marsaglia's triple 13, 17, 5; its period is 2³² − 1.
 */
export class Chance {
  #state: number;

  constructor(seed: number, name: string) {
    this.#state = Math.floor(chance(seed, name) * 2 ** 32) | 1; // never zero, where xorshift would stay
  }

  /** 0 to below 1. */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) / 4294967296;
  }

  /** From `low` to below `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** One of the values, of which there must be some. */
  pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.next() * values.length)]!;
  }

  /**
   * White noise, another at each call, at most four: one noise, heard from a quarter of a second later each time. Layers
   * filtered from the very same noise would cancel each other where they meet.
   */
  noises(length: number): () => Float32Array {
    const noise = this.white(length + 3 * APART);
    let start = -APART;
    return () => {
      start += APART;
      return noise.subarray(start, start + length);
    };
  }

  /** White noise, uniform from −1 to 1. */
  white(length: number): Float32Array {
    const noise = new Float32Array(length);
    let state = this.#state;
    for (let i = 0; i < length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      noise[i] = state / 2147483648;
    }
    this.#state = state;
    return noise;
  }

  /** Wanders smoothly between 0 and 1 and takes about `period` seconds from one turn to the next. */
  drift(period: number): Curve {
    const points = Array.from({ length: DRIFT_POINTS }, () => this.next());
    return (time) => {
      const position = Math.max(time, 0) / period;
      const index = Math.floor(position);
      const share = position - index;
      const ease = share * share * (3 - 2 * share);
      const from = points[index % DRIFT_POINTS]!;
      return from + (points[(index + 1) % DRIFT_POINTS]! - from) * ease;
    };
  }

  /** Instants from `start` to `end`, at random and `rate` per second on average. */
  instants(start: number, end: number, rate: number): number[] {
    const instants: number[] = [];
    for (let at = start; ; ) {
      at -= Math.log(1 - this.next()) / rate;
      if (at >= end) return instants;
      instants.push(at);
    }
  }
}
