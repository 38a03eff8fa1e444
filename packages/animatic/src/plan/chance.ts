// Seeded choice without a stream: each decision has a name, so that a new one does not shift the others.

/** A number from 0 up to 1 for this seed and name; the same two give the same number. */
export function chance(seed: number, name: string): number {
  let hash = 2166136261 ^ seed;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A number between `low` and `high`. */
export function between(seed: number, name: string, low: number, high: number): number {
  return low + (high - low) * chance(seed, name);
}

/** One of the values, at least one of which there must be. */
export function pick<T>(seed: number, name: string, values: readonly T[]): T {
  return values[Math.floor(chance(seed, name) * values.length)]!;
}
