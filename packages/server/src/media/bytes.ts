// How a number of bytes is said in a sentence.

/** In the largest decimal unit that fits, with at most one decimal, rounded down: 10000000 is "10 MB", 1530 "1.5 kB". */
export function sayBytes(bytes: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const) {
    if (bytes >= size) return `${Math.floor((bytes / size) * 10) / 10} ${unit}`;
  }
  return `${bytes} bytes`;
}
