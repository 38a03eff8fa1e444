#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --single-threaded-gc --max-semi-space-size=4 --no-concurrent-recompilation --expose-gc
// The command as npm links it: a package runs what was built, a checkout runs the sources under the condition that finds them.
// With these flags a film takes less memory and processor time: one heap, and nothing that works beside the renderer.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

if (existsSync(source)) {
  const main = spawn(
    process.execPath,
    [...process.execArgv, '--conditions=reelqueue-source', source, ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => main.kill(signal));
  // As shells have it: a death by signal is 128 and its number.
  main.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
} else {
  await import('../dist/cli/main.js');
}
