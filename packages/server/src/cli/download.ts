// Bringing a film home.
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Client } from '@reelqueue/client';
import { CommandError } from './command-error.ts';

/** Downloads to a file, which is complete or not there; one that stood there is replaced. */
export async function save(client: Client, address: string, file: string, signal: AbortSignal): Promise<void> {
  const response = await client.download(address, { signal });
  const part = `${file}.part`;
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), createWriteStream(part), { signal });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw signal.aborted ? signal.reason : error;
  }
}

/** Throws CommandError when the folder of a file to be written is not there: better said before the film is made. */
export async function checkFolder(file: string): Promise<void> {
  const folder = dirname(file);
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new CommandError(2, `can not write ${file}: ${folder} is not a folder`);
}
