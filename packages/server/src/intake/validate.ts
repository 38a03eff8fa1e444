// A normalised payload against its model's table: the first broken rule of every parameter, all of them at once.
import { MODELS, type ModelSpec, type Payload } from '@reelqueue/models';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Detail, RequestError } from '../errors.ts';

const ajv = new Ajv2020({ allErrors: true, useDefaults: true, verbose: true });
ajv.addKeyword('media'); // what lies at the address is judged elsewhere
ajv.addKeyword('listed_as_required');

const validators = new Map<string, ValidateFunction>(MODELS.map((model) => [model.id, ajv.compile(model.parameters)]));

/** A value as an error shows it: JSON, cut where it gets long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

const KINDS: Record<string, string> = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'an array',
};

/** The broken rule in words. `param`: with its index where the rule is one of an array's members. */
function sentence(param: string, error: ErrorObject): string {
  const { keyword, data, parentSchema = {} } = error;
  const seen = `${param} is ${show(data)}; it must be`;
  switch (keyword) {
    case 'required':
      return `${param} is required`;
    case 'enum':
      return `${seen} one of ${parentSchema.enum.join(', ')}`;
    case 'type':
      return `${seen} ${KINDS[parentSchema.type] ?? parentSchema.type}`;
    case 'maxLength':
      return `${param} is ${[...(data as string)].length} characters long; at most ${parentSchema.maxLength} are allowed`;
    case 'pattern':
      return `${param} is ${show(data)}; it must say something`;
    case 'minItems':
    case 'maxItems':
      return `${param} has ${(data as unknown[]).length} members; ${parentSchema.minItems} to ${parentSchema.maxItems} are allowed`;
    case 'minimum':
    case 'maximum':
      return `${seen} ${parentSchema.minimum} to ${parentSchema.maximum}`;
    default:
      return `${param} ${error.message}`;
  }
}

function detailsOf(errors: ErrorObject[]): Detail[] {
  const details = new Map<string, string>();
  for (const error of errors) {
    const [, name, index] = error.instancePath.split('/');
    const param = error.keyword === 'required' ? error.params.missingProperty : name;
    const place = index === undefined ? param : `${param}[${index}]`;
    if (!details.has(param)) details.set(param, sentence(place, error));
  }
  return [...details].map(([param, text]) => ({ param, error: text }));
}

/** Throws `invalid_payload` for these, or returns when there are none. */
export function refuse(code: 'invalid_payload' | 'invalid_media', details: Detail[]): void {
  if (details.length === 0) return;
  const all = details.map((detail) => detail.error).join('; ');
  throw new RequestError(code, all, details[0].param, details);
}

/** Fills defaults into `payload`. Returns the broken rules, one per parameter; none when it is valid. */
export function validate(model: ModelSpec, payload: Payload): Detail[] {
  const check = validators.get(model.id)!;
  if (!check(payload)) return detailsOf(check.errors ?? []);
  const broken = model.broken?.(payload) ?? null;
  return broken === null ? [] : [broken];
}
