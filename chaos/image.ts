// A disk in a file, which can lose its power: what had not reached it by then is not in the copy that is mounted next.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes, of which the file holds only those that are used. */
const SIZE = 4 * 1024 ** 3;
/** No help for programs that do not flush: nothing is written behind their back for 5 minutes, and no rename flushes. */
const OPTIONS = 'loop,commit=300,noauto_da_alloc';
/** Milliseconds for what was being written when the writers were stopped. */
const SETTLE_MS = 100;
const MOST_COPIES = 20;

export type Image = {
  /** Copies the disk as it is at this moment; its writers have been stopped. Answers how many copies that took. */
  snapshot(): Promise<number>;
  /** Puts the copy in the place of the disk. Its writers are dead. */
  cut(): Promise<void>;
  unmount(): Promise<void>;
};

/** Mounts a new disk at a folder. Throws where that is not allowed. */
export async function createImage(path: string, folder: string): Promise<Image> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, '');
  truncateSync(path, SIZE);
  await run('mkfs.ext4', ['-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', path]);
  const mount = () => run('mount', ['-o', OPTIONS, path, folder]);
  const unmount = async (): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        await run('umount', [folder]);
        return;
      } catch (error) {
        if (tries > 100) throw error; // what was killed has not let go yet
        await sleep(50);
      }
    }
  };
  await mount();
  /** What the disk's device has written so far: requests, sectors, and those under way. */
  const written = async (): Promise<string> => {
    const { stdout } = await run('findmnt', ['-no', 'SOURCE', folder]);
    const fields = readFileSync(`/sys/block/${basename(stdout.trim())}/stat`, 'utf8')
      .trim()
      .split(/\s+/);
    return [fields[4], fields[6], fields[8]].join(' ');
  };
  return {
    async snapshot() {
      for (let copies = 1; copies <= MOST_COPIES; copies++) {
        await sleep(SETTLE_MS);
        const before = await written();
        await run('cp', ['--sparse=always', path, `${path}.copy`]);
        // A copy during which the kernel wrote is one of no moment.
        if ((await written()) === before) return copies;
      }
      throw new Error(`the kernel wrote to ${path} during each of ${MOST_COPIES} copies`);
    },
    async cut() {
      await unmount();
      renameSync(`${path}.copy`, path);
      await mount();
    },
    unmount,
  };
}
