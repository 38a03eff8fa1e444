// The data folder of PostgreSQL ("cluster"): made once, whole or not at all, and of one major version for ever.
import { existsSync, readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { type Account, run } from './command.ts';

/** The superuser and the database that everything of Reelqueue is in. */
export const NAME = 'reelqueue';

/**
 * Sees to it that `home/data` is a cluster that these programs can run: makes it when absent, throws what to do when it is
 * of another major version. The caller holds the lock, descriptor `fd`: an initdb that outlives us goes on holding it.
 */
export async function ensureCluster(
  binaries: Binaries,
  account: Account,
  home: string,
  options: { fd: number; durable: boolean; signal?: AbortSignal },
): Promise<string> {
  const data = join(home, 'data');
  if (!existsSync(data)) await initialise(binaries, account, data, options);
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (Number(version) !== binaries.major) {
    throw new Error(
      `The database in ${data} was made by PostgreSQL ${version}, and this Reelqueue brings PostgreSQL ${binaries.major}, which can't open it. Dump it with PostgreSQL ${version} (start the Reelqueue that made it, then pg_dump --format=custom), move the folder away, start this Reelqueue once, and load the dump with pg_restore. Or go on with PostgreSQL ${version} of your own and set DATABASE_URL.`,
    );
  }
  return data;
}

/** Under another name first: what a kill leaves behind is never taken for a database, and the next start does it over. */
async function initialise(
  binaries: Binaries,
  account: Account,
  data: string,
  options: { fd: number; durable: boolean; signal?: AbortSignal },
): Promise<void> {
  const unfinished = `${data}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const command = [
    join(binaries.folder, 'bin', 'initdb'),
    `--pgdata=${unfinished}`,
    `--username=${NAME}`,
    '--auth-local=trust', // only who can enter the socket's folder gets that far
    '--auth-host=reject',
    '--encoding=UTF8',
    '--locale=C', // text sorts by code point, the same on every system
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  const { code, output } = await run(command, {
    account,
    fds: [options.fd],
    ...(options.signal && { signal: options.signal }),
  });
  if (code !== 0) {
    throw new Error(
      `The database in ${data} could not be made, initdb ended with ${code}: ${output.split('\n').slice(-5).join('\n')}`,
    );
  }
  await rename(unfinished, data);
  const parent = await open(join(data, '..'));
  await parent.sync();
  await parent.close();
}
