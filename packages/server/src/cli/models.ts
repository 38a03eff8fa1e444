// reelqueue models: which models the queue takes, and a model's parameters.
import type { ModelParameter } from '@reelqueue/client';
import type { Command } from 'commander';
import { type ConnectionOptions, connect, connectionOptions } from './connection.ts';
import { printJson, printTable } from './output.ts';

export function addModels(program: Command): void {
  const command = program.command('models').description('list the models, or show one').argument('[model]');
  connectionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  reelqueue models
  reelqueue models wan2.6-i2v
  reelqueue models wan2.6-i2v --json | jq .json_schema`,
    )
    .action(async (id: string | undefined, options: ConnectionOptions) => {
      const client = await connect(options);
      if (id === undefined) {
        const model_ids = await client.models();
        if (options.json) return printJson({ model_ids });
        return printTable(model_ids.map((one) => [one]));
      }
      const model = await client.model(id);
      if (options.json) return printJson(model);
      process.stdout.write(`${model.model}: ${model.brief_description} ${model.pricing_details}\n\n`);
      printTable(model.parameters.map(rowOf));
    });
}

function rowOf({ name, type, required, default_value, options, min_value, max_value, description }: ModelParameter) {
  const range = min_value === null && max_value === null ? '' : `${min_value ?? ''}–${max_value ?? ''}`;
  const initial = required ? 'required' : default_value === null ? '' : JSON.stringify(default_value);
  return [name, type, initial, options?.join(', ') ?? range, description];
}
