#!/usr/bin/env node
// The command line: every command is a file beside this one. Exits with 0, with 1 when something failed, with 2 when it was misused.
import { ReelqueueError } from '@reelqueue/client';
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { addCancel } from './cancel.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addDemo } from './demo.ts';
import { addKeys } from './keys.ts';
import { addList } from './list.ts';
import { addModels } from './models.ts';
import { addServe } from './serve.ts';
import { addSubmit } from './submit.ts';
import { addWatch } from './watch.ts';
import { addWorker } from './worker.ts';

function programOf(): Command {
  const program = new Command('reelqueue');
  program.description('A self-hosted request queue for video models that really makes the video.').version(VERSION);
  // Commands that are made from it inherit both.
  program.exitOverride().showSuggestionAfterError();
  const commands = [addDemo, addServe, addWorker, addSubmit, addWatch, addCancel, addList, addModels, addKeys];
  for (const add of commands) add(program);
  return program.addHelpText('after', '\nEach command explains itself: reelqueue COMMAND --help');
}

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
  await programOf().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
