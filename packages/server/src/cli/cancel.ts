// reelqueue cancel: stops a request, wherever it stands.
import type { Command } from 'commander';
import { type ConnectionOptions, connect, connectionOptions } from './connection.ts';
import { printJson } from './output.ts';

export function addCancel(program: Command): void {
  const command = program
    .command('cancel')
    .description('stop a request, waiting or under way')
    .argument('<request_id>');
  connectionOptions(command)
    .addHelpText(
      'after',
      `
Exits with 1 when the request had ended already; its outcome stays.

Examples:
  reelqueue cancel 01890a5d-ac96-774b-bcce-b302099a8057
  reelqueue list --status queued --json | jq -r '.requests[].request_id' | xargs -n1 reelqueue cancel`,
    )
    .action(async (request_id: string, options: ConnectionOptions) => {
      const client = await connect(options);
      const request = await client.cancel(request_id);
      if (options.json) return printJson(request);
      process.stdout.write(`${request.request_id} is ${request.status}\n`);
    });
}
