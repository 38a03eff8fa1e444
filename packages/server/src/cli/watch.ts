// reelqueue watch: a request's progress until it has ended.
import type { Command } from 'commander';
import { interruption } from './command-error.ts';
import { type ConnectionOptions, connect, connectionOptions } from './connection.ts';
import { checkFolder } from './download.ts';
import { showToEnd } from './outcome.ts';

export function addWatch(program: Command): void {
  const command = program.command('watch').description("show a request's progress until it has ended");
  command.argument('<request_id>').option('--output <file>', 'save the film here');
  connectionOptions(command)
    .addHelpText(
      'after',
      `
Progress goes to stderr, the outcome to stdout. Exits with 1 when the request failed or was cancelled.
Ctrl-C stops watching; the request goes on.

Examples:
  reelqueue watch 01890a5d-ac96-774b-bcce-b302099a8057
  reelqueue watch 01890a5d-ac96-774b-bcce-b302099a8057 --output film.mp4
  reelqueue watch 01890a5d-ac96-774b-bcce-b302099a8057 --json 2>/dev/null`,
    )
    .action(async (request_id: string, options: ConnectionOptions & { output?: string }) => {
      const signal = interruption();
      if (options.output !== undefined) await checkFolder(options.output);
      await showToEnd(await connect(options, signal), request_id, options, signal);
    });
}
