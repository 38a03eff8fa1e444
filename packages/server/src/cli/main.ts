#!/usr/bin/env node
// The command line's front door. Exits with 0, with 1 when something failed, with 2 when it was not used as it can be.
import { ReelqueueError } from '@reelqueue/client';
import { CommanderError } from 'commander';
import { CommandError, Interrupted } from './command-error.ts';
import { createProgram } from './program.ts';

/** Says what went wrong on stderr and answers the exit code. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has spoken already
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof ReelqueueError) {
    process.stderr.write(`error: ${error.message}\n`);
    // The sentence is the first detail's; the others would otherwise come one by one.
    for (const { error: other } of error.details.slice(1)) process.stderr.write(`error: ${other}\n`);
    return 1;
  }
  if (error instanceof CommandError) {
    process.stderr.write(`error: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  return 1;
}

// A reader that has seen enough (`| head`), or a terminal that was closed, ends no command before it has cleaned up.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exitCode = 1;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
