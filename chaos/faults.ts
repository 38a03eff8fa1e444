// What can go wrong: each fault by its name, how often it comes, where it can not be done, and how it is done.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { signalAll } from '../packages/server/test/installation.ts';
import type { Random } from './random.ts';
import type { Supervised } from './supervised.ts';
import type { ChaosSystem, Role } from './system.ts';

const run = promisify(execFile);

export type Fault = {
  /** How many cards it has in the deck of faults. */
  cards: number;
  /** Why it can not be done here; null when it can. */
  refuses?(system: ChaosSystem): string | null;
  /** Does it, undoes it where it does not undo itself, and answers to whom it was done. */
  strike(system: ChaosSystem, random: Random): Promise<string>;
  /** Its undoing comes after other rounds have begun. */
  inBackground?: true;
};

const ended = (what: string): string => `no ${what} was there`;

/** SIGKILL to one process, whoever starts it again. */
const kill = (cards: number, ofWhom: (system: ChaosSystem) => Supervised[]): Fault => ({
  cards,
  async strike(system, random) {
    const victim = random.pick(ofWhom(system));
    signalAll([victim.pid], 'SIGKILL');
    return victim.name;
  },
});

/** SIGKILL to a process that another of the system started; it waits a moment for one to be there. */
const killRole = (cards: number, role: Role): Fault => ({
  cards,
  async strike(system, random) {
    for (let looks = 0; looks < 60; looks++) {
      const pids = system.find(role);
      if (pids.length > 0) {
        signalAll([random.pick(pids)], 'SIGKILL');
        return role;
      }
      await sleep(50);
    }
    return ended(role);
  },
});

/** SIGSTOP to some processes and SIGCONT to them seconds later. */
const pause = (cards: number, whom: (system: ChaosSystem, random: Random) => number[], seconds = [2, 6]): Fault => ({
  cards,
  async strike(system, random) {
    const pids = whom(system, random);
    signalAll(pids, 'SIGSTOP');
    const length = random.between(seconds[0], seconds[1]);
    await sleep(length * 1000);
    signalAll(pids, 'SIGCONT');
    return pids.length === 0 ? ended('such process') : `for ${length.toFixed(1)} s`;
  },
});

/** Something about a proxy, for a while. */
const spoil = (cards: number, of: 'database' | 'bucket', mode: 'frozen' | 'slow' | { answers: string }): Fault => ({
  cards,
  refuses: ({ proxies }) => (proxies[of] === null ? 'files do not lie in a bucket' : null),
  async strike(system, random) {
    const proxy = system.proxies[of]!;
    proxy.mode = mode;
    // A statement is given up after 15 s: now and then it is cut off for longer than that.
    const length = mode === 'frozen' && random.chance(0.4) ? 17 : random.between(2, 6);
    await sleep(length * 1000);
    proxy.mode = 'open';
    return `for ${length.toFixed(1)} s`;
  },
});

/** Mounts something over a folder for a while: later mounts only change the first. */
async function covered(folder: string, mounts: string[][], random: Random): Promise<string> {
  const length = random.between(2, 6);
  try {
    for (const words of mounts) await run('mount', words);
    await sleep(length * 1000);
  } finally {
    await run('umount', ['-l', folder]);
  }
  return `for ${length.toFixed(1)} s`;
}

const NOT_ROOT = process.getuid?.() === 0 ? null : 'only root may mount';
const says = (status: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/xml\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;

export const FAULTS: Record<string, Fault> = {
  'kill-api': kill(2, ({ apis }) => apis),
  'kill-worker': kill(4, ({ workers }) => workers),
  'kill-render': killRole(3, 'render'),
  'kill-prober': killRole(1, 'prober'),
  'kill-postgres': killRole(2, 'postmaster'),
  'kill-backend': killRole(2, 'backend'),
  'kill-bucket': {
    ...kill(2, ({ bucket }) => [bucket!]),
    refuses: ({ bucket }) => (bucket === null ? 'files do not lie in a bucket' : null),
  },
  'kill-host': {
    cards: 3,
    async strike(system) {
      signalAll(system.find(null), 'SIGKILL');
      return 'every process';
    },
  },
  'stop-api': pause(1, ({ apis }, random) => [random.pick(apis).pid]),
  'stop-worker': pause(1, ({ workers }, random) => [random.pick(workers).pid]),
  'stop-render': pause(1, (system, random) => [random.pick(system.find('render'))].filter((pid) => pid !== undefined)),
  'stop-postgres': pause(1, (system) => [...system.find('postmaster'), ...system.find('backend')]),
  // Longer than a lease: others take over what it holds, and it comes back.
  'sleep-worker': {
    ...pause(1, ({ workers }, random) => [random.pick(workers).pid], [22, 26]),
    inBackground: true,
  },
  'restart-postgres': {
    cards: 1,
    async strike(system) {
      signalAll(system.find('postmaster'), 'SIGINT'); // a fast shutdown
      return 'postmaster';
    },
  },
  'half-open-database': spoil(2, 'database', 'frozen'),
  'slow-database': spoil(1, 'database', 'slow'),
  'half-open-bucket': spoil(1, 'bucket', 'frozen'),
  'slow-bucket': spoil(1, 'bucket', 'slow'),
  'bucket-errors': spoil(1, 'bucket', { answers: says('503 Slow Down') }),
  'bucket-breaks': spoil(1, 'bucket', { answers: says('500 Internal Server Error') }),
  'disk-full': {
    cards: 1,
    refuses: ({ bucket }) =>
      NOT_ROOT ?? (bucket === null ? 'films are renamed out of the folder that would be full' : null),
    strike: (system, random) => {
      const work = join(system.folderOf(random.pick(system.workers).name), 'work');
      return covered(work, [['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', work]], random);
    },
  },
  'read-only-files': {
    cards: 1,
    refuses: ({ bucket }) => NOT_ROOT ?? (bucket === null ? null : 'files lie in a bucket'),
    strike: ({ files }, random) =>
      covered(
        files,
        [
          ['--bind', files, files],
          ['-o', 'remount,ro,bind', files],
        ],
        random,
      ),
  },
};

/** Undoes what mounts a run that was killed has left in a folder. */
export async function unmountAll(folder: string): Promise<void> {
  const { stdout } = await run('cat', ['/proc/self/mounts']).catch(() => ({ stdout: '' }));
  const mounted = stdout
    .split('\n')
    .flatMap((line) => (line.split(' ')[1]?.startsWith(`${folder}/`) ? [line.split(' ')[1]] : []));
  for (const path of mounted) await run('umount', ['-l', path]);
}

/** The faults that can be done, each as often as it has cards, in an order of the seed's; and why others can not. */
export function deckOf(
  system: ChaosSystem,
  random: Random,
): { deck: string[]; skipped: [name: string, why: string][] } {
  const looked = Object.entries(FAULTS).map(([name, fault]) => ({ name, fault, why: fault.refuses?.(system) ?? null }));
  const skipped = looked.flatMap(({ name, why }) => (why === null ? [] : [[name, why] as [string, string]]));
  const cards = looked.filter(({ why }) => why === null).flatMap(({ name, fault }) => Array(fault.cards).fill(name));
  return { deck: random.shuffle<string>(cards), skipped };
}
