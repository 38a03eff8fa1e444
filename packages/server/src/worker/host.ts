// Which process this is, in a way that tells it from any other, and whether another one lives.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Process } from '../store/recovery.ts';

function tryRead(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return ''; // not Linux, or the process is gone: the caller compares what is left
  }
}

/**
 * Fields 3 and 22 of /proc/PID/stat: the state, and the start in clock ticks since boot. Both are empty where there is no
 * such file.
 */
function statOf(pid: number): { state: string; started: string } {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name in field 2 may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], started: fields[19] ?? '' };
}

// A container may share its host's name but not its view of the process ids.
const HOST = [
  hostname(),
  tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
  tryRead(() => readlinkSync('/proc/self/ns/pid')),
].join(' ');

export const thisProcess = (): Process => ({ host: HOST, pid: process.pid, started: statOf(process.pid).started });

/** Whether a process lives; null when it runs, or ran, where this one can not see it. */
export function lives(other: Process): boolean | null {
  if (other.host !== HOST) return null;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const { state, started } = statOf(other.pid);
  // A zombie answers to its number until its parent asks for its death.
  return state !== 'Z' && started === other.started;
}
