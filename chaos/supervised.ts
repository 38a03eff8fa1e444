// A process that is started again whenever it ends, as a supervisor would.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds from an end to the next start. */
const PAUSE_MS = 300;

export type Supervised = {
  readonly name: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** How it ended last: an exit code, or a signal; empty before it has. */
  readonly end: string;
  /** Starts it no more when it ends. */
  abandon(): void;
  /** Ends it and starts it no more: by SIGINT, and by SIGKILL when it has not ended after 15 s. */
  stop(): Promise<void>;
};

/** Only root may give a process another host's name. */
const MAY_MOVE = spawnSync('unshare', ['--uts', 'true']).status === 0;

/**
 * `host`: by what name it knows its machine, where that can be; absent, the real one. `log`: the file to which both of its
 * streams go. `cwd` and `environment` show which system it is of.
 */
export function supervise(
  name: string,
  words: string[],
  { cwd, log, environment, host }: { cwd: string; log: string; environment: Record<string, string>; host?: string },
): Supervised {
  let over = false;
  let end = '';
  const node = [process.execPath, '--conditions=reelqueue-source', ...words];
  const moved = ['unshare', '--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', host ?? ''];
  const [program, ...rest] = host !== undefined && MAY_MOVE ? [...moved, ...node] : node;
  const start = (): ChildProcess => {
    const file = openSync(log, 'a');
    const child = spawn(program, rest, {
      cwd,
      stdio: ['ignore', file, file],
      detached: true, // Ctrl-C is ours to pass on
      env: { PATH: process.env.PATH, ...environment },
    });
    closeSync(file);
    child.once('exit', async (code, signal) => {
      end = String(code ?? signal);
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
    get end() {
      return end;
    },
    abandon() {
      over = true;
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
