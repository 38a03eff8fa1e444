// Processor time of processes by their numbers, as Linux counts it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds that `pid` has used, and those of its children that have ended; 0 once it is gone. */
function ofProcess(pid: string | number): { parent: number; used: number; ended: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1], used: (fields[11] + fields[12]) * 10, ended: (fields[13] + fields[14]) * 10 };
  } catch {
    return { parent: 0, used: 0, ended: 0 };
  }
}

/** Milliseconds of processor time so far of a process by itself. */
export const cpuOf = (pid: number): number => ofProcess(pid).used;

/** Milliseconds of processor time so far of the database in `folder`: of its first process and of all that it has started. */
export function cpuOfPostgres(folder: string): number {
  const [first] = readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n', 1);
  const { used, ended } = ofProcess(first);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(ofProcess)
    .filter(({ parent }) => parent === Number(first))
    .reduce((sum, child) => sum + child.used, used + ended);
}
