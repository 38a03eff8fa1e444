// A model's parameters as flags of a command, read from the model's own table.
import { constants, openAsBlob } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Client } from '@reelqueue/client';
import { type ModelSpec, mediaRuleOf, type ParameterSchema, type Payload, parametersOf } from '@reelqueue/models';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from './command-error.ts';

/** Adds a flag for each parameter, and `--set name=value` for whatever has none. */
export function addParameterFlags(command: Command, model: ModelSpec): void {
  command.optionsGroup('Parameters:');
  for (const [name, schema] of parametersOf(model)) command.addOption(flagOf(model, name, schema));
  const collect = (text: string, before: Payload = {}): Payload => ({ ...before, ...assignment(model, text) });
  command.option('--set <name=value>', 'set a payload key by its name, as JSON or text; can be repeated', collect);
  command.optionsGroup('Options:');
}

/** The flags of the media a model can not do without, with a file for each: `--image my.jpg`. */
export function exampleFlags(model: ModelSpec): string {
  const media = { image: 'my.jpg', audio: 'my.mp3', video: 'my.mp4' };
  return parametersOf(model)
    .filter(([name, schema]) => mediaRuleOf(schema) && model.parameters.required?.includes(name))
    .map(([name, schema]) => `--${kebab(shortName(model, name))} ${media[mediaRuleOf(schema)!.kind]} `)
    .join('');
}

/** The payload that the flags ask for; what was not given is absent, and the queue's defaults fill it. */
export function payloadOf(command: Command, model: ModelSpec): Payload {
  const payload: Payload = {};
  for (const [name, schema] of parametersOf(model)) {
    const attribute = flagOf(model, name, schema).attributeName();
    if (command.getOptionValueSource(attribute) === 'cli') payload[name] = command.getOptionValue(attribute);
  }
  return { ...payload, ...(command.getOptionValue('set') as Payload | undefined) };
}

/** The payload with each local file among its media uploaded and replaced by its address. */
export async function uploadFiles(
  client: Client,
  model: ModelSpec,
  payload: Payload,
  signal: AbortSignal,
): Promise<Payload> {
  const addresses = new Map<unknown, string>();
  for (const [, file] of localFiles(model, payload)) {
    if (addresses.has(file)) continue;
    addresses.set(file, await uploadFile(client, file, signal));
  }
  const addressOf = (medium: unknown): unknown => addresses.get(medium) ?? medium;
  const uploaded = mediaKeys(model, payload).map((key) => {
    const given = payload[key];
    return [key, Array.isArray(given) ? given.map(addressOf) : addressOf(given)];
  });
  return { ...payload, ...Object.fromEntries(uploaded) };
}

/** The address of a file of this machine, once it is uploaded. */
export async function uploadFile(client: Client, file: string, signal: AbortSignal): Promise<string> {
  const file_type = extname(file).slice(1).toLowerCase();
  return client.upload(await openAsBlob(file), { file_type, signal });
}

/** Throws CommandError when the payload names a local file that can not be read, so that it is said before anything is sent. */
export async function checkFiles(model: ModelSpec, payload: Payload): Promise<void> {
  for (const [name, file] of localFiles(model, payload)) {
    const fault = await unreadable(file);
    if (fault !== null)
      throw new CommandError(2, `${name} is ${file}, ${fault}; it must be a file or an http(s) address`);
  }
}

/** Why a file can not be read, in words; null when it can. */
export async function unreadable(file: string): Promise<string | null> {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).isFile() ? null : 'which is not a file';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'which is not there' : 'which can not be read';
  }
}

/** Whether a medium is named by an address and not as a file of this machine. */
export function isAddress(medium: string): boolean {
  return /^(https?|data):/i.test(medium);
}

/** The keys of a payload, aliases among them, that name media. */
function mediaKeys(model: ModelSpec, payload: Payload): string[] {
  const media = new Set(parametersOf(model).flatMap(([name, schema]) => (mediaRuleOf(schema) ? [name] : [])));
  return Object.keys(payload).filter((key) => media.has(model.aliases[key] ?? key));
}

function localFiles(model: ModelSpec, payload: Payload): [name: string, file: string][] {
  return mediaKeys(model, payload).flatMap((key) =>
    [payload[key]].flat().flatMap((medium): [string, string][] => {
      return typeof medium === 'string' && !isAddress(medium) ? [[key, medium]] : [];
    }),
  );
}

function flagOf(model: ModelSpec, name: string, schema: ParameterSchema): Option {
  const flag = kebab(name);
  const description = schema.description ?? '';
  if (schema.type === 'boolean') {
    // The flag says what is not the default.
    return schema.default === true
      ? new Option(`--no-${flag}`, `turn off: ${description}`)
      : new Option(`--${flag}`, description);
  }
  const short = kebab(shortName(model, name));
  const long = short === flag ? `--${flag}` : `--${short}, --${flag}`;
  const value = mediaRuleOf(schema)
    ? 'file or address'
    : schema.type === 'integer'
      ? 'number'
      : (schema.title ?? name).toLowerCase();
  if (schema.items) {
    const more = (text: string, before: string[] = []): string[] => [...before, text];
    return new Option(`${long} <${value}>`, `${description} Can be repeated.`).argParser(more);
  }
  const option = new Option(`${long} <${value}>`, description).argParser((text) => coerce(schema, text));
  if (schema.enum) option.argChoices = schema.enum.map(String);
  if (schema.default !== undefined && schema.default !== '') option.default(schema.default);
  return option;
}

/** What people write: the first alias, such as `image` for `img_url`, where there is one. */
function shortName({ aliases }: ModelSpec, name: string): string {
  return Object.keys(aliases).find((alias) => aliases[alias] === name) ?? name;
}

const kebab = (name: string): string => name.replaceAll('_', '-');

/** A flag's text as the type its parameter has. What the value may be is the queue's to judge: it says so by name. */
function coerce(schema: ParameterSchema, text: string): unknown {
  if (schema.enum) {
    const value = schema.enum.find((one) => String(one) === text);
    if (value === undefined) throw new InvalidArgumentError(`It is one of ${schema.enum.join(', ')}.`);
    return value;
  }
  if (schema.type !== 'integer' && schema.type !== 'number') return text;
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError('It is a number.');
  return number;
}

/** Both sides of `name=value`. */
export function nameAndValue(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It has the form name=value.');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The key that `name=value` sets, as JSON or text; null for a model that is not described. */
export function assignment(model: ModelSpec | null, text: string): Payload {
  const [name, value] = nameAndValue(text);
  // A prompt of digits stays a prompt.
  const schema = model && parametersOf(model).find(([one]) => one === (model.aliases[name] ?? name))?.[1];
  if (schema?.type === 'string') return { [name]: value };
  try {
    return { [name]: JSON.parse(value) };
  } catch {
    return { [name]: value }; // text that is no JSON means itself
  }
}
