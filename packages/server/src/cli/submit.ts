// reelqueue submit: asks for a film. Each model is a subcommand, its parameters are flags; others take their payload as it is.
import type { Client, Submission } from '@reelqueue/client';
import { MODELS, type ModelSpec, type Payload } from '@reelqueue/models';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { closest } from 'fastest-levenshtein';
import { CommandError, interruption } from './command-error.ts';
import { type ConnectionOptions, connect, connectionOptions } from './connection.ts';
import { checkFolder } from './download.ts';
import { showToEnd } from './outcome.ts';
import { printJson } from './output.ts';
import { addParameterFlags, checkFiles, exampleFlags, payloadOf, uploadFiles } from './parameter-flags.ts';
import { addPayloadFlags, checkGivenFiles, givenPayload, uploadGiven } from './payload-flags.ts';

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
  submit.helpCommand(false).addHelpText(
    'after',
    `
The flags of a model: reelqueue submit MODEL --help
A model that only an engine knows (reelqueue models): reelqueue submit vendor/model --payload '{"prompt":"waves"}'`,
  );
  for (const model of MODELS) addModel(submit, model);
  addOther(submit);
}

/** What the payload of a submission is made of: what is there before anything is sent, and then with files uploaded. */
type Asked = { model: string; check(): Promise<void>; payload(client: Client, signal: AbortSignal): Promise<Payload> };

function addModel(submit: Command, model: ModelSpec): void {
  const command = submit.command(model.id).description(model.brief);
  addParameterFlags(command, model);
  addSubmissionFlags(command);
  command
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
      const asked = payloadOf(command, model);
      const check = () => checkFiles(model, asked);
      await ask({ model: model.id, check, payload: (...by) => uploadFiles(by[0], model, asked, by[1]) }, options);
    });
}

/** Models that are not described here: whether there is one of that name, the queue knows. */
function addOther(submit: Command): void {
  const command = submit
    .command('other', { isDefault: true, hidden: true })
    .argument('[model]')
    .usage('MODEL [options]');
  command.description('a model that only an engine knows: its payload goes there as it is');
  addPayloadFlags(command);
  addSubmissionFlags(command);
  command.action(async (model: string | undefined, options: SubmitOptions) => {
    if (model === undefined) return submit.help({ error: true });
    const given = givenPayload(command);
    if (given === null) {
      const meant = closest(
        model,
        MODELS.map(({ id }) => id),
      );
      const other = `a model that only an engine knows takes its payload as --payload '{…}' or --set name=value`;
      throw new CommandError(2, `there are no flags for ${model}. Did you mean ${meant}? Else ${other}`);
    }
    await ask({ model, check: () => checkGivenFiles(given), payload: (...by) => uploadGiven(given, ...by) }, options);
  });
}

function addSubmissionFlags(command: Command): void {
  command
    .option('--wait', 'stay until the film is there, with progress')
    .option('--output <file>', 'wait, and save the film here')
    .addOption(new Option('--priority <priority>', 'its place among your requests').choices(['low', 'normal', 'high']))
    .option('--start-within <seconds>', 'give it up when it has not started by then', seconds)
    .option('--webhook-url <url>', 'called once, signed, when the request ends');
  connectionOptions(command);
}

async function ask({ model, check, payload }: Asked, options: SubmitOptions): Promise<void> {
  const signal = interruption();
  const { json, output, priority, startWithin: start_within, webhookUrl: webhook_url } = options;
  await check();
  if (output !== undefined) await checkFolder(output);
  const client = await connect(options, signal);
  const whole = { model, payload: await payload(client, signal), priority, start_within, webhook_url };
  const submitted = await client.submit(whole, { signal });
  if (options.wait || output !== undefined) return showToEnd(client, submitted.request_id, { json, output }, signal);
  if (json) return printJson(submitted);
  process.stdout.write(`${submitted.request_id}\n`);
  process.stderr.write(`Watch it: reelqueue watch ${submitted.request_id}\n`);
}
