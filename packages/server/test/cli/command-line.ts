// Runs the command as a user does: its own process, its own words.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { COMPILED } from '../compiled.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const BIN = fileURLToPath(new URL('../../bin/reelqueue.js', import.meta.url));

export type Ended = { code: number | null; stdout: string; stderr: string };
type Options = {
  cwd?: string;
  /** As whom, where root asks. */
  uid?: number;
  /** Runs what npm links instead of the sources themselves: a process more. */
  installed?: boolean;
  env?: Record<string, string>;
  /** Once it has said that, on either stream, `act` is called: with all it has said, and a way to interrupt it. */
  when?: { says: string; act: (kill: (signal: NodeJS.Signals) => void, said: string) => void };
};

/** Runs `reelqueue` with those arguments; of this process's environment it gets PATH only. */
export function reelqueue(args: string[], { cwd, uid, installed, env = {}, when }: Options = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const program = installed ? [BIN] : ['--conditions=reelqueue-source', MAIN];
    const as = uid === undefined ? {} : { uid, gid: uid };
    const settings = { cwd, env: { PATH: process.env.PATH, ...COMPILED, ...env }, ...as };
    const child = spawn(process.execPath, [...program, ...args], settings);
    const said = { stdout: '', stderr: '' };
    let awaited = when;
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        said[stream] += chunk;
        const all = said.stdout + said.stderr;
        if (!awaited || !all.includes(awaited.says)) return;
        awaited = undefined;
        when?.act((signal) => child.kill(signal), all);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
