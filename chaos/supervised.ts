// A process that is started again whenever it ends, as a supervisor would.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds from an end to the next start. */
const PAUSE_MS = 300;

export type Supervised = {
  readonly name: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** Ends it and starts it no more: by SIGINT, and by SIGKILL when it has not ended after 15 s. */
  stop(): Promise<void>;
};

/** `log`: the file to which both of its streams go. `cwd` and `environment` show which system it is of. */
export function supervise(
  name: string,
  words: string[],
  { cwd, log, environment }: { cwd: string; log: string; environment: Record<string, string> },
): Supervised {
  let over = false;
  const start = (): ChildProcess => {
    const file = openSync(log, 'a');
    const child = spawn(process.execPath, ['--conditions=reelqueue-source', ...words], {
      cwd,
      stdio: ['ignore', file, file],
      detached: true, // Ctrl-C is ours to pass on
      env: { PATH: process.env.PATH, ...environment },
    });
    closeSync(file);
    child.once('exit', async () => {
      await sleep(PAUSE_MS);
      if (!over) current = start();
    });
    return child;
  };
  let current = start();
  return {
    name,
    get pid() {
      return current.pid as number;
    },
    async stop() {
      over = true;
      if (current.exitCode !== null || current.signalCode !== null) return;
      const ended = once(current, 'exit');
      current.kill('SIGCONT');
      current.kill('SIGINT');
      const timer = setTimeout(() => current.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
