// A payload as it is, for models that have no flags: as JSON, key by key, and with files of this machine.
import type { Client } from '@reelqueue/client';
import type { Payload } from '@reelqueue/models';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
import { assignment, nameAndValue, unreadable, uploadFile } from './parameter-flags.ts';

/** A payload without its files, and a path for each key that is to hold the address of an uploaded file. */
type Given = { payload: Payload; files: Record<string, string> };

function object(text: string): Payload {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It is no JSON.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Payload;
  throw new InvalidArgumentError('It is no JSON object.');
}

export function addPayloadFlags(command: Command): void {
  const set = (text: string, before: Payload = {}): Payload => ({ ...before, ...assignment(null, text) });
  const file = (text: string, before: Record<string, string> = {}): Record<string, string> => {
    const [name, path] = nameAndValue(text);
    return { ...before, [name]: path };
  };
  command
    .option('--payload <json>', 'the payload, a JSON object', object)
    .option('--set <name=value>', 'a key of the payload, as JSON or text; can be repeated', set)
    .option('--file <name=path>', 'a file that is uploaded, its address becomes that key; can be repeated', file);
}

/** What the flags of a command say; null when they say nothing. */
export function givenPayload(command: Command): Given | null {
  const { payload, set, file } = command.opts<{ payload?: Payload; set?: Payload; file?: Record<string, string> }>();
  if (payload === undefined && set === undefined && file === undefined) return null;
  return { payload: { ...payload, ...set }, files: file ?? {} };
}

/** Throws CommandError when a file can not be read, so that it is said before anything is sent. */
export async function checkGivenFiles({ files }: Given): Promise<void> {
  for (const [name, path] of Object.entries(files)) {
    const fault = await unreadable(path);
    if (fault !== null) throw new CommandError(2, `${name} is ${path}, ${fault}`);
  }
}

/** The payload with its files uploaded. */
export async function uploadGiven({ payload, files }: Given, client: Client, signal: AbortSignal): Promise<Payload> {
  const whole = { ...payload };
  for (const [name, path] of Object.entries(files)) whole[name] = await uploadFile(client, path, signal);
  return whole;
}
