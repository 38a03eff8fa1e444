// Money as people read it.

/** Millionths of a US dollar in dollars: at least the cents, and no digit is lost. */
export function inDollars(micro_usd: number): string {
  const [whole, fraction = ''] = (micro_usd / 1e6)
    .toFixed(6)
    .replace(/0{1,4}$/, '')
    .split('.');
  return `$${whole}.${fraction}`;
}
