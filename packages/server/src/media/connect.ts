// The only way out to addresses that users name: resolve, check every address, connect to one that was checked.
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { Guard } from './address.ts';

/** All addresses of a host name; rejects as `dns.lookup` does where it has none. */
export type Resolve = (host: string) => Promise<string[]>;

/** No connection was made to `host`, because the guard does not admit `address`, one of those it stands for. */
export class AddressRefused extends Error {
  readonly host: string;
  readonly address: string;

  constructor(host: string, address: string) {
    super(`${host === address ? host : `${host} (${address})`}, which is not a public address`);
    this.name = 'AddressRefused';
    this.host = host;
    this.address = address;
  }
}

/**
 * A connector for undici's Agent that dials no address but those it has just checked, however a URL spells its host and
 * whatever the name resolves to a moment later; TLS still verifies the name. One address that is not admitted is
 * enough to refuse the host (AddressRefused). `patience` is the most seconds for the connection.
 */
export function guardedConnector(guard: Guard, patience: number, resolve: Resolve = resolveBySystem) {
  return (options: buildConnector.Options, done: buildConnector.Callback): void => {
    const hostname = options.hostname.replace(/^\[(.*)\]$/, '$1');
    checkedAddresses(hostname, guard, resolve).then(
      (addresses) => {
        const connect = buildConnector({
          lookup: pinnedTo(addresses),
          autoSelectFamily: true,
          timeout: patience * 1000,
          allowH2: false,
          maxCachedSessions: 0,
        });
        connect({ ...options, hostname }, done);
      },
      (error: Error) => done(error, null),
    );
  };
}

/** What the network did, as the rest of a sentence about the host. `patience`: the seconds after which undici gave up. */
export function sayFailure(error: Error & { code?: string }, patience: number): string {
  const seen: Record<string, string> = {
    ENOTFOUND: 'has a host name that does not exist',
    EAI_AGAIN: 'has a host name that can not be resolved now',
    ECONNREFUSED: 'refused the connection',
    ECONNRESET: 'broke the connection off',
    UND_ERR_SOCKET: 'broke the connection off',
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broke the connection off',
    UND_ERR_CONNECT_TIMEOUT: `took no connection within ${patience} s`,
    UND_ERR_HEADERS_TIMEOUT: `did not answer within ${patience} s`,
    UND_ERR_BODY_TIMEOUT: `fell silent for ${patience} s`,
  };
  return seen[error.code ?? ''] ?? `failed: ${error.message || error.code}`;
}

async function checkedAddresses(hostname: string, guard: Guard, resolve: Resolve): Promise<string[]> {
  const host = hostname.replace(/\.$/, '');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  for (const address of addresses) {
    if (!guard.admits(host, address)) throw new AddressRefused(host, address);
  }
  return addresses;
}

/** Takes the place of name resolution in `net.connect`, which asks it nothing for a literal address. */
function pinnedTo(addresses: string[]): LookupFunction {
  const pinned = addresses.map((address) => ({ address, family: isIP(address) }));
  return (hostname, { all }, answer) => {
    const first = pinned[0];
    if (first === undefined) answer(new Error(`${hostname} has no address`), '');
    else if (all) answer(null, pinned);
    else answer(null, first.address, first.family);
  };
}

async function resolveBySystem(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}
