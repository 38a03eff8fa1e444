// Which network addresses a download or a webhook may reach: global unicast ones, and what the operator admits besides.
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** What may be reached. `host` is a URL's host name without brackets or trailing dot; `address` is what it resolved to. */
export type Guard = { admits(host: string, address: string): boolean };

// All that IANA has handed out as IPv6 global unicast; the special ranges inside it are ipaddr.js's named ones.
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
// RFC 6052: a NAT64 gateway turns these into the IPv4 address in their last 32 bits.
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');

/** The last label holds a letter, so that a mistyped address (`10.0.0.256`) is not taken for a name. */
const HOST_NAME = /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]*[a-z][a-z0-9_-]*$/;

/**
 * Whether an IPv4 or IPv6 address is global unicast (IANA special-purpose registries). An IPv4 address inside an IPv6
 * one (mapped, NAT64) is judged as itself; other tunnels (6to4, Teredo) and anything that is no address are not public.
 */
export function isPublic(address: string): boolean {
  const parsed = parse(address);
  if (parsed === null || parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}

/**
 * A guard that admits public addresses and those in `entries`: a host name admits whatever it resolves to (that name
 * only, not the names below it), an address or CIDR range admits the addresses in it. Throws on any other entry.
 */
export function createGuard(entries: string[]): Guard {
  const names = new Set<string>();
  const ranges: Range[] = [];
  for (const entry of entries) {
    const range = parseRange(entry);
    if (range !== null) ranges.push(range);
    else names.add(parseName(entry));
  }
  return {
    admits(host, address) {
      if (names.has(host) || isPublic(address)) return true;
      const parsed = parse(address);
      return parsed !== null && ranges.some((range) => parsed.kind() === range[0].kind() && parsed.match(range));
    },
  };
}

function parse(address: string): Address | null {
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4' || !parsed.match(NAT64)) return parsed;
  return ipaddr.fromByteArray(parsed.toByteArray().slice(12));
}

function parseRange(entry: string): Range | null {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  const address = parse(entry);
  if (address === null) return null;
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function parseName(entry: string): string {
  const name = entry.toLowerCase().replace(/\.$/, '');
  if (HOST_NAME.test(name)) return name;
  throw new Error(`"${entry}" is not a host name, an address or a CIDR range such as 10.0.0.0/8`);
}
