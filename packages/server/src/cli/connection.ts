// Where the running system is and with which key to speak to it: as told, or as the data folder says.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, createClient } from '@reelqueue/client';
import { type Command, Option } from 'commander';
import { SETTINGS } from '../config.ts';
import type { ServerFile } from '../layout.ts';
import { CommandError } from './command-error.ts';

const DATA_DIR = SETTINGS.REELQUEUE_DATA_DIR.initial;

/** Codes of OpenSSL and Node.js of a certificate that is not believed. */
const UNTRUSTED = /CERT|UNABLE_TO_VERIFY/;

/** What `connectionOptions` adds to a command. */
export type ConnectionOptions = { url?: string; key?: string; dataDir: string; json?: boolean };

/** The flags of every command that speaks to a running system. */
export function connectionOptions(command: Command): Command {
  return command
    .addOption(new Option('--url <address>', 'where Reelqueue is; else as the data folder says').env('REELQUEUE_URL'))
    .addOption(new Option('--key <key>', 'API key; else the admin key in the data folder').env('REELQUEUE_API_KEY'))
    .addOption(
      new Option('--data-dir <folder>', 'data folder of a Reelqueue on this machine')
        .env('REELQUEUE_DATA_DIR')
        .default(DATA_DIR),
    )
    .option('--json', 'print what the queue answers, as JSON');
}

/** A client of the system that the options mean. Throws CommandError when there is none or its key is not known. */
export async function connect({ url, key, ...rest }: ConnectionOptions, signal?: AbortSignal): Promise<Client> {
  // An empty environment variable is one that was not filled in.
  const named = url || null;
  const dataDir = rest.dataDir || DATA_DIR;
  const address = named ?? (await localAddress(dataDir, signal));
  // The admin key of this machine is nobody's business elsewhere.
  if (!key && named !== null) throw new CommandError(2, `no key for ${named}: give --key or set REELQUEUE_API_KEY`);
  try {
    return createClient({ url: address, key: key || (await readFile(join(dataDir, 'admin-key'), 'utf8')).trim() });
  } catch (error) {
    throw new CommandError(2, (error as Error).message);
  }
}

async function localAddress(dataDir: string, signal: AbortSignal | undefined): Promise<string> {
  const nothing = (why: string) =>
    new CommandError(1, `no Reelqueue runs from ${dataDir}${why}; start one with npm start, or name one with --url`);
  const text = await readFile(join(dataDir, 'server.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? nothing('') : error;
  });
  const { url } = JSON.parse(text) as ServerFile;
  // A server that was killed leaves its file behind, so only asking tells.
  const limit = AbortSignal.timeout(5000);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  await fetch(new URL('/healthz', url), { signal: either }).catch((error: Error) => {
    signal?.throwIfAborted();
    const { message, code = '' } = (error.cause instanceof Error ? error.cause : error) as NodeJS.ErrnoException;
    if (!UNTRUSTED.test(code)) throw nothing(` (${url}: ${message})`);
    const mend = 'name its authority in NODE_EXTRA_CA_CERTS, and by --url an address that it is made out to';
    throw new CommandError(1, `the certificate of ${url} is not trusted here (${code}); ${mend}`);
  });
  return url;
}
