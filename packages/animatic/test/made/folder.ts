// A folder of one test file's own, gone when its tests are done.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const folder = await mkdtemp(join(tmpdir(), 'animatic-'));
after(() => rm(folder, { recursive: true }));

/** The path of a file in the folder; with bytes, the file is written. */
export async function made(name: string, bytes?: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  if (bytes !== undefined) await writeFile(path, bytes);
  return path;
}
