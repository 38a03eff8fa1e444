#!/usr/bin/env node
// The command as npm links it: a package runs what was built, a checkout runs the sources under the condition that finds them.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

if (existsSync(source)) {
  const main = spawn(process.execPath, ['--conditions=reelqueue-source', source, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => main.kill(signal));
  main.on('exit', (code, signal) => {
    // 128 and the number is what a shell makes of a death by signal; the names that matter here have handlers above.
    process.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 143);
  });
} else {
  await import('../dist/cli/main.js');
}
