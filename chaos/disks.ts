// Disks that are full or can not be written, for a while: mounts over a folder of the system. Only root may mount.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Random } from './random.ts';

const run = promisify(execFile);

/** Why nothing can be mounted; null when it can. */
export const NO_MOUNTS = process.getuid?.() === 0 ? null : 'only root may mount';

/** Mounts; a folder in which a file is being written can not be made read-only in that moment. */
async function mount(words: string[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await run('mount', words);
      return;
    } catch (error) {
      if (tries > 50) throw error;
      await sleep(40);
    }
  }
}

/** Mounts something over a folder for a while: later mounts only change the first. Answers for how long. */
async function covered(folder: string, mounts: string[][], random: Random, begin = (): void => {}): Promise<string> {
  const length = random.between(3, 7);
  try {
    for (const words of mounts) await mount(words);
    begin();
    await sleep(length * 1000);
  } finally {
    await run('umount', ['-l', folder]).catch(() => {}); // nothing was mounted
  }
  return `for ${length.toFixed(1)} s`;
}

/** A disk without a byte left: what were written there would be gone with it. */
export const full = (folder: string, random: Random): Promise<string> =>
  covered(folder, [['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder]], random, () =>
    writeFileSync(join(folder, '.full'), Buffer.alloc(4096)),
  );

export const readOnly = (folder: string, random: Random): Promise<string> =>
  covered(
    folder,
    [
      ['--bind', folder, folder],
      ['-o', 'remount,ro,bind', folder],
    ],
    random,
  );

/** Undoes what mounts a run that was killed has left in a folder. */
export async function unmountAll(folder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => (line.split(' ')[1]?.startsWith(`${folder}/`) ? [line.split(' ')[1]] : []));
  for (const path of mounted) await run('umount', ['-l', path]);
}
