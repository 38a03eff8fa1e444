// Chance that can be had again: the same seed gives the same choices.
import { createHash } from 'node:crypto';

export type Random = {
  /** A whole number from 0 to `most` - 1. */
  below(most: number): number;
  /** A number from `least` to `most`. */
  between(least: number, most: number): number;
  /** True with that probability. */
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** The same things in another order. */
  shuffle<T>(things: readonly T[]): T[];
};

export function randomOf(seed: string): Random {
  let drawn = 0;
  const next = (): number => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE() / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return {
    below,
    between: (least, most) => least + next() * (most - least),
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)],
    shuffle(things) {
      const order = things.map((thing) => ({ thing, place: next() }));
      return order.sort((a, b) => a.place - b.place).map(({ thing }) => thing);
    },
  };
}
