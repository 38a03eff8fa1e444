// Runs the command as a user does: its own process, its own words.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const BIN = fileURLToPath(new URL('../../bin/reelqueue.js', import.meta.url));

export type Ended = { code: number | null; stdout: string; stderr: string };
type Options = {
  cwd?: string;
  /** Runs what npm links instead of the sources themselves: a process more. */
  installed?: boolean;
  env?: Record<string, string>;
  /** Called with what it has said so far, on both streams, and a way to interrupt it. */
  onOutput?: (said: string, kill: (signal: NodeJS.Signals) => void) => void;
};

/** Runs `reelqueue` with those arguments; of this process's environment it gets PATH only. */
export function reelqueue(args: string[], { cwd, installed, env = {}, onOutput }: Options = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const program = installed ? [BIN] : ['--conditions=reelqueue-source', MAIN];
    const child = spawn(process.execPath, [...program, ...args], { cwd, env: { PATH: process.env.PATH, ...env } });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        said[stream] += chunk;
        onOutput?.(said.stdout + said.stderr, (signal) => child.kill(signal));
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
