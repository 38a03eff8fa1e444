// Runs the command as a user does: its own process, its own words.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/reelqueue.js', import.meta.url));

export type Ended = { code: number | null; stdout: string; stderr: string };
type Options = { cwd?: string; env?: Record<string, string>; signal?: AbortSignal; onStderr?: (text: string) => void };

/** Runs `reelqueue` with those arguments; only PATH is taken from this process's environment. Aborting sends it SIGINT. */
export function reelqueue(args: string[], { cwd, env = {}, signal, onStderr }: Options = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { PATH: process.env.PATH, ...env } });
    signal?.addEventListener('abort', () => child.kill('SIGINT'));
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      onStderr?.(stderr);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** An empty folder that goes with the test. */
export async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelqueue-cli-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
