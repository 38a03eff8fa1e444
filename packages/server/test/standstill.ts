// Renders that systems in this process begin stand still, until they may go on: whatever happens to them meanwhile is no race.
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

let wanted = false;
const still = new Set<ChildProcess>();

subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  // It plans before it draws: all that takes its time is still to come.
  child.on('message', ({ phase }: { phase?: string }) => {
    if (!wanted || phase !== 'planning' || still.has(child) || !child.kill('SIGSTOP')) return;
    still.add(child);
    child.once('exit', () => still.delete(child));
  });
});

/** From now on each render stops at its first word (true), or goes on where it stands still (false). */
export function standStill(wants: boolean): void {
  wanted = wants;
  for (const child of wants ? [] : still) child.kill('SIGCONT');
  if (!wants) still.clear();
}
