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

// Field 22 of /proc/PID/stat, in clock ticks since boot; the name in field 2 may hold spaces and brackets.
const startOf = (pid: number): string =>
  tryRead(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  });

// A container may share its host's name but not its view of the process ids.
const HOST = [
  hostname(),
  tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
  tryRead(() => readlinkSync('/proc/self/ns/pid')),
].join(' ');

export const thisProcess = (): Process => ({ host: HOST, pid: process.pid, started: startOf(process.pid) });

/** True only when that process ran where this one can see it and runs no more. */
export function isGone(other: Process): boolean {
  if (other.host !== HOST) return false;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  return startOf(other.pid) !== other.started;
}
