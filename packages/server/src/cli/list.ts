// reelqueue list: the organisation's requests, newest first.
import type { RequestPage, Status, VideoRequest } from '@reelqueue/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ConnectionOptions, connect, connectionOptions } from './connection.ts';
import { printJson, printTable } from './output.ts';

const STATUSES: Status[] = ['queued', 'processing', 'success', 'failed', 'cancelled'];

type ListOptions = ConnectionOptions & { model?: string; status?: Status; pageSize: number; pageToken?: string };

export function addList(program: Command): void {
  const command = program.command('list').description('list requests, newest first');
  command
    .option('--model <id>', 'only of this model')
    .addOption(new Option('--status <status>', 'only in this status').choices(STATUSES))
    .option('--page-size <number>', 'how many, 1 to 1000', pageSize, 20)
    .option('--page-token <token>', 'the next page, as the page before says');
  connectionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  reelqueue list
  reelqueue list --status failed --json | jq -r '.requests[] | .request_id + " " + .error'`,
    )
    .action(async (options: ListOptions) => {
      const { model, status, pageSize: page_size, pageToken: page_token } = options;
      const client = await connect(options);
      const page = await client.list({ model, status, page_size, page_token });
      if (options.json) return printJson(page);
      printPage(page);
    });
}

function pageSize(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 1000)
    throw new InvalidArgumentError('It is a number from 1 to 1000.');
  return size;
}

function printPage({ requests, total, next_page_token }: RequestPage): void {
  if (requests.length > 0) printTable([['request_id', 'model', 'created', 'status', ''], ...requests.map(rowOf)]);
  const next = next_page_token == null ? '' : `; next: --page-token ${next_page_token}`;
  process.stderr.write(`${requests.length} of ${total}${next}\n`);
}

function rowOf(request: VideoRequest): string[] {
  const created = new Date(request.created_at * 1000).toISOString().replace('T', ' ').slice(0, 19);
  return [request.request_id, request.model, created, request.status, noteOf(request)];
}

function noteOf(request: VideoRequest): string {
  if (request.status === 'success') return request.outcome.video_url;
  if (request.status === 'failed') return request.error;
  if (request.status === 'processing' && request.progress != null) return `${Math.floor(request.progress * 100)} %`;
  return '';
}
