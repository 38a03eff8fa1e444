// What a client asks of a file beside its bytes: some of them only, or none if it has them (RFC 9110, 13 and 14).
import type { IncomingHttpHeaders } from 'node:http';
import type { Found, Range } from '../artifacts/storage.ts';

/** Whether the client has these bytes already. */
export function isKnown(headers: IncomingHttpHeaders, { etag, modified }: Found): boolean {
  const known = headers['if-none-match'];
  if (known === undefined) return Date.parse(headers['if-modified-since'] ?? '') >= Math.trunc(+modified / 1000) * 1000;
  return known.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')));
}

/**
 * The one range that is asked for; null for the whole file, which is also the answer to several ranges, to a range that is
 * none, and to one of other bytes than these. 'none' when the file has no such bytes.
 */
export function rangeOf(headers: IncomingHttpHeaders, { bytes, etag, modified }: Found): Range | null | 'none' {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.trim() ?? '') ?? [];
  if (from === undefined || (from === '' && to === '')) return null;
  const of = headers['if-range'];
  if (typeof of === 'string' && of !== etag && Date.parse(of) !== Math.trunc(+modified / 1000) * 1000) return null;
  const isSuffix = from === '';
  if (!isSuffix && to !== '' && Number(to) < Number(from)) return null;
  const first = isSuffix ? Math.max(0, bytes - Number(to)) : Number(from);
  const last = isSuffix || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return first > last ? 'none' : { first, last };
}
