#!/usr/bin/env -S MALLOC_MMAP_THRESHOLD_=131072 node --single-threaded-gc --max-semi-space-size=4 --expose-gc
// The command as npm links it: a package runs what was built, a checkout runs the sources under the condition that finds them.
// With these settings a film takes less memory: what is freed is given back. Some systems read 127 characters of the first line.
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
