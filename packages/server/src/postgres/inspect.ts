// The embedded PostgreSQL of a folder, looked at without starting or changing anything.
import { constants, existsSync, readFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasName, homeOf, namespace } from './account.ts';
import { installed, isMusl } from './binaries.ts';
import { NAME } from './cluster.ts';
import { run } from './command.ts';
import { lockCommand } from './lock.ts';
import { answer, urlOf } from './postmaster.ts';
import { socketFolder } from './sockets.ts';

/** `null`: its library links are made by the first start. */
async function majorVersion(folder: string): Promise<number | null> {
  const links: { target: string }[] = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8'));
  if (!links.every(({ target }) => existsSync(join(folder, '..', target)))) return null;
  const { output } = await run([join(folder, 'bin', 'postgres'), '--version']);
  const major = /PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (major !== undefined) return Number(major);
  throw new Error(`the programs of PostgreSQL do not run here: ${isMusl() ? 'they need glibc, not musl' : output}`);
}

/** What PostgreSQL will run as, since it refuses root. Throws a sentence when it can not run as anybody. */
export async function accountOf(): Promise<string> {
  if (process.getuid?.() === 0) return (await namespace()) === null ? 'as nobody' : 'in a user namespace';
  if (hasName() || (await namespace()) !== null) return 'as this user';
  throw new Error('PostgreSQL needs a user with a name, and this one has none in /etc/passwd');
}

/** Says how the programs are. Throws a sentence when they are missing, do not run, or are of another version than the data. */
export async function inspectPrograms(folder: string): Promise<string> {
  const programs = installed();
  await access(join(programs, 'bin', 'postgres'), constants.X_OK);
  const major = await majorVersion(programs);
  const made = join(homeOf(folder), 'data', 'PG_VERSION');
  const version = existsSync(made) ? Number(readFileSync(made, 'utf8')) : null;
  if (major !== null && version !== null && major !== version) {
    throw new Error(`the database was made by PostgreSQL ${version}, and these programs are PostgreSQL ${major}`);
  }
  const [command] = lockCommand('shared', 0, true);
  await run([command, '--version']).catch(() => {
    throw new Error(`the command ${command} is missing, by which processes keep apart`);
  });
  return `PostgreSQL ${major ?? version ?? 18}`;
}

/** Where the folder's server answers; null while none runs. Throws when it refuses us. */
export async function runningAt(folder: string): Promise<string | null> {
  const home = homeOf(folder);
  const sockets = existsSync(home) ? socketFolder(home) : null;
  if (sockets === null) return null;
  const url = urlOf(sockets, NAME);
  return (await answer(join(home, 'data'), url)) === 'ready' ? url : null;
}
