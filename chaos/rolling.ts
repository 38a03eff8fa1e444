// A new version is put in place: every process is asked to stop, one after the other, and the next only when it is back.
import { setTimeout as sleep } from 'node:timers/promises';
import { signalAll } from '../packages/server/test/installation.ts';
import type { Struck } from './faults.ts';
import type { Random } from './random.ts';
import type { Supervised } from './supervised.ts';
import type { ChaosSystem } from './system.ts';

/** A promise that a stop broke. */
export type Outage = { promise: string; request_id: null; seen: string };

/** Seconds for one process: what it may take to drain, and some for its start. */
const PATIENCE = 60;

/** Resolves when a process is back and known to the others; false when that took too long. */
async function isBack({ database, ready }: ChaosSystem, of: Supervised, before: number): Promise<boolean> {
  for (const end = performance.now() + PATIENCE * 1000; performance.now() < end; await sleep(100)) {
    if (of.pid === before) continue;
    if (of.name.startsWith('api')) return ready().then(() => true);
    const known = await database.query('', 'select 1 from workers where pid = $1', [of.pid]).catch(() => []);
    if (known.length > 0) return true;
  }
  return false;
}

export async function rollingRestart(system: ChaosSystem, random: Random): Promise<Struck> {
  const broken: Outage[] = [];
  const took: string[] = [];
  for (const one of random.shuffle([...system.apis, ...system.workers])) {
    const { pid, name } = one;
    const begun = performance.now();
    signalAll([pid], 'SIGTERM');
    const back = await isBack(system, one, pid);
    took.push(`${name} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    const seen = `${name}: ${back ? one.end : 'not back'}`;
    // Another fault of the same round may have killed it, or it was only starting again and did not listen yet.
    if (!back || !/^(0|SIGKILL|SIGTERM)$/.test(one.end))
      broken.push({ promise: 'a stop ends well', request_id: null, seen });
  }
  return { victim: 'every process', hit: took.join(', '), broken };
}
