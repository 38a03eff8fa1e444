// reelqueue submit: asks for a film. Each model is a subcommand, its parameters are flags.
import type { Submission } from '@reelqueue/client';
import { MODELS, type ModelSpec } from '@reelqueue/models';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { interruption } from './command-error.ts';
import { type ConnectionOptions, connect, connectionOptions } from './connection.ts';
import { checkFolder } from './download.ts';
import { showToEnd } from './outcome.ts';
import { printJson } from './output.ts';
import { addParameterFlags, checkFiles, exampleFlags, payloadOf, uploadFiles } from './parameter-flags.ts';

type SubmitOptions = ConnectionOptions & {
  wait?: boolean;
  output?: string;
  priority?: Submission['priority'];
  startWithin?: number;
  webhookUrl?: string;
};

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be seconds, more than 0.');
  return number;
}

export function addSubmit(program: Command): void {
  const submit = program.command('submit').usage('MODEL [options]').description('ask for a film');
  submit.helpCommand(false).addHelpText('after', '\nThe flags of a model: reelqueue submit MODEL --help');
  for (const model of MODELS) addModel(submit, model);
}

function addModel(submit: Command, model: ModelSpec): void {
  const command = submit.command(model.id).description(model.brief);
  addParameterFlags(command, model);
  command
    .option('--wait', 'stay until the film is there, with progress')
    .option('--output <file>', 'wait, and save the film here')
    .addOption(new Option('--priority <priority>', 'its place among your requests').choices(['low', 'normal', 'high']))
    .option('--start-within <seconds>', 'give it up when it has not started by then', seconds)
    .option('--webhook-url <url>', 'called once, signed, when the request ends');
  connectionOptions(command)
    .addHelpText(
      'after',
      `
Local files are uploaded first. Flags that are not given are left to the queue's defaults.

Examples:
  reelqueue submit ${model.id} ${exampleFlags(model)}--prompt "slow push in, wind in the grass"
  reelqueue submit ${model.id} ${exampleFlags(model)}--output film.mp4
  reelqueue submit ${model.id} ${exampleFlags(model)}--set seed=0 --json`,
    )
    .action(async (options: SubmitOptions) => {
      const signal = interruption();
      const { json, output, priority, startWithin: start_within, webhookUrl: webhook_url } = options;
      const asked = payloadOf(command, model);
      await checkFiles(model, asked);
      if (output !== undefined) await checkFolder(output);
      const client = await connect(options, signal);
      const payload = await uploadFiles(client, model, asked, signal);
      const submitted = await client.submit(
        { model: model.id, payload, priority, start_within, webhook_url },
        { signal },
      );
      if (options.wait || output !== undefined)
        return showToEnd(client, submitted.request_id, { json, output }, signal);
      if (json) return printJson(submitted);
      process.stdout.write(`${submitted.request_id}\n`);
      process.stderr.write(`Watch it: reelqueue watch ${submitted.request_id}\n`);
    });
}
