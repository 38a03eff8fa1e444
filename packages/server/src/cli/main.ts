#!/usr/bin/env node
// The command line: every command is a file beside this one. Exits with 0, with 1 when something failed, with 2 when it was misused.
import { readFileSync } from 'node:fs';
import { ReelqueueError } from '@reelqueue/client';
import { Command, CommanderError } from 'commander';
import { addCancel } from './cancel.ts';
import { CommandError, Interrupted } from './command-error.ts';
import { addList } from './list.ts';
import { addModels } from './models.ts';
import { addSubmit } from './submit.ts';
import { addWatch } from './watch.ts';

function programOf(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = new Command('reelqueue');
  program.description('A self-hosted request queue for video models that really makes the video.').version(version);
  // Commands that are made from it inherit both.
  program.exitOverride().showSuggestionAfterError();
  for (const add of [addSubmit, addWatch, addCancel, addList, addModels]) add(program);
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

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await programOf().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
