// Runs a command of a checkout from its sources, under the condition that finds those of the other packages. Not published.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The Node.js that came with the checkout. */
const OWN = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
/** The first that runs TypeScript as it is. */
const NEEDED = 24;
const isOld = Number.parseInt(process.versions.node, 10) < NEEDED;

/** Becomes, as far as others can see, a process that runs `source`: same arguments, same signals, same end. */
export function runFromSources(source) {
  const words = [...process.execArgv, '--conditions=reelqueue-source', fileURLToPath(source), ...process.argv.slice(2)];
  const main = spawn(isOld && existsSync(OWN) ? OWN : process.execPath, words, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => main.kill(signal));
  // As shells have it: a death by signal is 128 and its number.
  main.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
