// What processes cost from their start to their end: CPU time as the system charges it to whoever waited for them.
import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of CPU time of all threads and of wall clock; `memory`: the greatest resident set of any one, MB. */
export type Cost = { cpu: number; wall: number; memory: number };

/** The system's unit of CPU times in /proc, on every Linux. */
const TICKS = 100;

/** Fields of /proc/…/stat after the name, which may hold spaces: the parent, and the times of children that have ended. */
const PARENT = 1;
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;

/** Runs what starts processes and waits for their end, and says what they took. `besides`: one that is not looked at. */
export async function costOf(run: () => Promise<unknown>, besides?: number): Promise<Cost> {
  const before = { cpu: ofChildren(), wall: performance.now() };
  let memory = 0;
  const look = setInterval(() => {
    for (const pid of children()) if (pid !== besides) memory = Math.max(memory, peakOf(pid));
  }, 50);
  try {
    await run();
  } finally {
    clearInterval(look);
  }
  return { cpu: ofChildren() - before.cpu, wall: (performance.now() - before.wall) / 1e3, memory };
}

function ofChildren(): number {
  const fields = statOf('self')!;
  return (Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM])) / TICKS;
}

function children(): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => Number(statOf(pid)?.[PARENT]) === process.pid);
}

/** null when the process is gone. */
function statOf(pid: number | 'self'): string[] | null {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function peakOf(pid: number): number {
  const found = /VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`) ?? '');
  return found ? Number(found[1]) / 1024 : 0;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null; // it ended meanwhile
  }
}
