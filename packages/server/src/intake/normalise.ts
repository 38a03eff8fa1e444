// From the payload as sent to the payload as the model names it: aliases, numbers sent as strings, single values where an
// array is wanted, null as absent.
import { type ModelSpec, type ParameterSchema, type Payload, parametersOf } from '@reelqueue/models';

/** Warnings name at most this many unknown keys, so that rubbish does not multiply. */
const MOST_NAMED = 20;

export type Normalised = { payload: Payload; warnings: string[] };

const wantsNumber = ({ type, enum: options }: ParameterSchema): boolean =>
  type === 'integer' || type === 'number' || typeof options?.[0] === 'number';

const isAbsent = (name: string, value: unknown): boolean => value === null || (name === 'seed' && value === -1);

/** A number that was sent as a string is that number; everything else stays what it is. */
function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

/** Text without what PostgreSQL, and whoever else decodes it, refuses: the zero character and halves of surrogate pairs. */
function toText(value: unknown): unknown {
  if (Array.isArray(value)) {
    const texts = value.map(toText);
    return texts.some((text, index) => text !== value[index]) ? texts : value;
  }
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;
}

/** Pure: the same payload gives the same result, and `sent` is not changed. Defaults are the validator's to fill in. */
export function normalise(model: ModelSpec, sent: Payload): Normalised {
  const parameters = new Map(parametersOf(model));
  const payload: Payload = {};
  const warnings: string[] = [];
  const unknown: string[] = [];
  const take = (name: string, value: unknown): void => {
    const schema = parameters.get(name) as ParameterSchema;
    const text = toText(value);
    if (text !== value) warnings.push(`${name} holds characters that are no text; they were left out or replaced`);
    const number = wantsNumber(schema) ? toNumber(text) : text;
    if (number !== text) warnings.push(`${name} was sent as a string; it was taken as the number ${number}`);
    const isAlone = schema.type === 'array' && typeof number === 'string';
    if (isAlone) warnings.push(`${name} was sent as a string; it was taken as an array of one`);
    const taken = isAlone ? [number] : number;
    if (!isAbsent(name, taken)) payload[name] = taken;
  };
  for (const [name, value] of Object.entries(sent)) {
    if (parameters.has(name)) take(name, value);
    else if (!Object.hasOwn(model.aliases, name)) unknown.push(name);
  }
  for (const [alias, name] of Object.entries(model.aliases)) {
    if (parameters.has(alias) || !Object.hasOwn(sent, alias) || sent[alias] === null) continue;
    if (payload[name] !== undefined) {
      warnings.push(`${alias} was ignored, because ${name} is given too`);
    } else {
      take(name, sent[alias]);
      warnings.push(`${alias} was taken as ${name}`);
    }
  }
  for (const name of unknown.slice(0, MOST_NAMED)) {
    warnings.push(`${JSON.stringify(name.slice(0, 100))} is not a parameter of ${model.id} and has no effect`);
  }
  if (unknown.length > MOST_NAMED) warnings.push(`${unknown.length - MOST_NAMED} more keys are no parameters either`);
  return { payload, warnings };
}
