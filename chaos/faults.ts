// What can go wrong: each fault by its name, how often it comes, where it can not be done, and how it is done.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalAll } from '../packages/server/test/installation.ts';
import { full, NO_MOUNTS, readOnly } from './disks.ts';
import type { Random } from './random.ts';
import { type Outage, rollingRestart } from './rolling.ts';
import type { Supervised } from './supervised.ts';
import type { ChaosSystem, Role } from './system.ts';

/** What a fault did. `hit`: what it is known to have met, beyond having been done; null when that was nothing. */
export type Struck = { victim: string; hit: string | null; broken?: Outage[] };

export type Fault = {
  /** How many cards it has in the deck of faults. */
  cards: number;
  /** Why it can not be done here; null when it can. */
  refuses?(system: ChaosSystem): string | null;
  /** Does it, and undoes it where it does not undo itself. */
  strike(system: ChaosSystem, random: Random): Promise<Struck>;
  /** Its undoing comes after other rounds have begun. */
  inBackground?: true;
};

/** Requests that were being rendered, of one process or of all. */
async function underWay({ database }: ChaosSystem, pid: number | null): Promise<string | null> {
  const of = `select count(*)::int as n from requests join workers using (worker_id)
    where status = 'processing' and ($1::int is null or pid = $1)`;
  const [row] = await database.query<{ n: number }>('', of, [pid]).catch(() => []);
  return row === undefined || row.n === 0 ? null : `${row.n} under way`;
}

/** A worker, mostly one that is at something. */
async function pickWorker({ workers, database }: ChaosSystem, random: Random): Promise<Supervised> {
  const atWork = `select pid from requests join workers using (worker_id) where status = 'processing'`;
  const rows = await database.query<{ pid: number }>('', atWork, []).catch(() => []);
  const busy = workers.filter(({ pid }) => rows.some((row) => row.pid === pid));
  return random.pick(busy.length > 0 && random.chance(0.8) ? busy : workers);
}

/** SIGKILL to one process, whoever starts it again. */
const kill = (
  cards: number,
  whom: (system: ChaosSystem, random: Random) => Supervised | Promise<Supervised>,
): Fault => ({
  cards,
  async strike(system, random) {
    const { name, pid } = await whom(system, random);
    const hit = await underWay(system, name.startsWith('worker') ? pid : null);
    signalAll([pid], 'SIGKILL');
    return { victim: name, hit };
  },
});

/** SIGKILL to a process that another of the system started; it waits a moment for one to be there. */
const killRole = (cards: number, role: Role): Fault => ({
  cards,
  async strike(system, random) {
    for (let looks = 0; looks < 20; looks++) {
      const pids = system.find(role);
      if (pids.length > 0) {
        signalAll([random.pick(pids)], 'SIGKILL');
        return { victim: role, hit: `one of ${pids.length}` };
      }
      await sleep(150);
    }
    return { victim: role, hit: null };
  },
});

/** SIGSTOP to some processes and SIGCONT to them seconds later. `pid`: whose requests were under way then. */
const pause = (
  cards: number,
  whom: (system: ChaosSystem, random: Random) => Promise<{ pids: number[]; pid?: number }>,
  seconds = [2, 6],
): Fault => ({
  cards,
  async strike(system, random) {
    const { pids, pid } = await whom(system, random);
    const hit = await underWay(system, pid ?? null);
    signalAll(pids, 'SIGSTOP');
    const length = random.between(seconds[0], seconds[1]);
    await sleep(length * 1000);
    signalAll(pids, 'SIGCONT');
    return { victim: `for ${length.toFixed(1)} s`, hit: pids.length === 0 ? null : hit };
  },
});

const oneWorker = async (system: ChaosSystem, random: Random) => {
  const { pid } = await pickWorker(system, random);
  return { pids: [pid], pid };
};

/** A render, or none when none is there for a while. */
async function oneRender(system: ChaosSystem, random: Random) {
  for (let looks = 0; looks < 60 && !system.renders(); looks++) await sleep(50);
  const renders = system.find('render');
  return { pids: renders.length === 0 ? [] : [random.pick(renders)] };
}

/** Something about a proxy, for a while. */
const spoil = (cards: number, of: 'database' | 'bucket', mode: 'frozen' | 'slow' | { answers: string }): Fault => ({
  cards,
  refuses: ({ proxies }) => (proxies[of] === null ? 'files do not lie in a bucket' : null),
  async strike(system, random) {
    const proxy = system.proxies[of]!;
    const before = proxy.spoilt;
    proxy.mode = mode;
    // A statement is given up after 15 s: now and then it is cut off for longer than that.
    const length = mode === 'frozen' && random.chance(0.4) ? 17 : random.between(2, 6);
    await sleep(length * 1000);
    proxy.mode = 'open';
    const spoilt = proxy.spoilt - before;
    return { victim: `for ${length.toFixed(1)} s`, hit: spoilt === 0 ? null : `${spoilt} packets` };
  },
});

/** SIGKILL or a fast shutdown of the database's first process. */
const endPostgres = (cards: number, signal: 'SIGKILL' | 'SIGINT'): Fault => ({
  cards,
  async strike(system) {
    const pids = system.find('postmaster');
    const hit = await underWay(system, null);
    signalAll(pids, signal);
    return { victim: 'postmaster', hit: pids.length === 0 ? null : hit };
  },
});

/** Bytes of a log so far; what it says beyond them is counted by `said`. */
const lengthOf = (log: string): number => (existsSync(log) ? statSync(log).size : 0);
const said = (log: string, from: number, what: RegExp): number =>
  readFileSync(log).subarray(from).toString().match(new RegExp(what, 'g'))?.length ?? 0;

/** A disk that does not take what is written, under a worker's own folder or under all films. */
const spoilDisk = (of: 'work' | 'films', cover: typeof full, complaint: RegExp): Fault => ({
  cards: 1,
  refuses: ({ bucket }) => NO_MOUNTS ?? (of === 'films' && bucket !== null ? 'films lie in a bucket' : null),
  async strike(system, random) {
    const victims = of === 'work' ? [await pickWorker(system, random)] : system.workers;
    const logs = victims.map(({ name }) => system.logOf(name));
    const before = logs.map(lengthOf);
    const folder = of === 'work' ? join(system.folderOf(victims[0].name), 'work') : join(system.files, 'files');
    mkdirSync(folder, { recursive: true });
    const length = await cover(folder, random);
    const complaints = logs.reduce((sum, log, n) => sum + said(log, before[n], complaint), 0);
    const whose = of === 'work' ? victims[0].name : 'films';
    return { victim: `${whose} ${length}`, hit: complaints === 0 ? null : `${complaints} complaints` };
  },
});

/** Sets a process's clocks off by hours, forth and back, and right again. */
async function jump(system: ChaosSystem, random: Random): Promise<Struck> {
  const { name, pid } = random.chance(0.7) ? await pickWorker(system, random) : random.pick(system.apis);
  const log = system.logOf(name);
  const before = lengthOf(log);
  // More than the day by which times are told from others (rows.ts).
  const hours = random.between(25, 60);
  const shown: string[] = [];
  for (const off of [hours, -hours, 0]) {
    rmSync(`${system.clockOf(name)}.seen`, { force: true });
    writeFileSync(system.clockOf(name), String(off));
    signalAll([pid], 'SIGUSR2');
    for (let looks = 0; looks < 40 && !existsSync(`${system.clockOf(name)}.seen`); looks++) await sleep(50);
    if (existsSync(`${system.clockOf(name)}.seen`)) shown.push(readFileSync(`${system.clockOf(name)}.seen`, 'utf8'));
    if (off !== 0) await sleep(random.between(2, 4) * 1000);
  }
  // Its log is stamped by the clock that was set; what a process says of requests shows that it worked by it.
  const lines = said(log, before, name.startsWith('api') ? /"webhook"|"claimed"|"ended"/ : /"claimed"|"ended"/);
  const hit = shown.length < 3 ? null : `it showed ${shown[0]} and ${shown[1]}, and ${lines} things happened`;
  return { victim: `${name} by ${hours.toFixed(1)} h`, hit };
}

const says = (status: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/xml\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;

export const FAULTS: Record<string, Fault> = {
  'kill-api': kill(2, ({ apis }, random) => random.pick(apis)),
  'kill-worker': kill(4, pickWorker),
  'kill-render': killRole(3, 'render'),
  'kill-prober': killRole(1, 'prober'),
  'kill-postgres': endPostgres(2, 'SIGKILL'),
  'kill-backend': killRole(2, 'backend'),
  'kill-bucket': {
    ...kill(2, ({ bucket }) => bucket as Supervised),
    refuses: ({ bucket }) => (bucket === null ? 'files do not lie in a bucket' : null),
  },
  'kill-host': {
    cards: 3,
    async strike(system) {
      const hit = await underWay(system, null);
      signalAll(system.find(null), 'SIGKILL');
      return { victim: 'every process', hit };
    },
  },
  'stop-api': pause(1, async ({ apis }, random) => ({ pids: [random.pick(apis).pid] })),
  'stop-worker': pause(1, oneWorker),
  'stop-render': pause(1, oneRender),
  'stop-postgres': pause(1, async (system) => ({ pids: [...system.find('postmaster'), ...system.find('backend')] })),
  // Two leases and more: others take over what it holds, and it comes back.
  'sleep-worker': { ...pause(2, oneWorker, [41, 46]), inBackground: true },
  'restart-postgres': endPostgres(1, 'SIGINT'),
  'half-open-database': spoil(2, 'database', 'frozen'),
  'slow-database': spoil(1, 'database', 'slow'),
  'half-open-bucket': spoil(1, 'bucket', 'frozen'),
  'slow-bucket': spoil(1, 'bucket', 'slow'),
  'bucket-errors': spoil(1, 'bucket', { answers: says('503 Slow Down') }),
  'bucket-breaks': spoil(1, 'bucket', { answers: says('500 Internal Server Error') }),
  'full-work': spoilDisk('work', full, /ENOSPC|[Nn]o space left|MB left/),
  'read-only-work': spoilDisk('work', readOnly, /EROFS|[Rr]ead-only file system/),
  'full-films': spoilDisk('films', full, /ENOSPC|[Nn]o space left|MB left/),
  'read-only-films': spoilDisk('films', readOnly, /EROFS|[Rr]ead-only file system/),
  'jump-clock': { cards: 2, strike: jump },
  'rolling-restart': { cards: 1, strike: rollingRestart },
};

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
