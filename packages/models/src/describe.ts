// A model's table of parameters as other people want it: the flat array of the contract, and Markdown.
import type { MediaRule, ModelSpec } from './spec.ts';

/** The JSON Schema keywords that parameters use. */
export type ParameterSchema = {
  type?: string;
  enum?: readonly unknown[];
  title?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  /** Of text that must not be blank; no other rule is written as one. */
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  /** What each member of an array is. */
  items?: ParameterSchema;
  media?: MediaRule;
  /** The guide calls it required although it has a default. */
  listed_as_required?: boolean;
};

/** One row of the `parameters` array of a model record (CONTRACT: section 2). */
export type ParameterRow = {
  name: string;
  display_name: string;
  description: string;
  type: string;
  required: boolean;
  default_value: unknown;
  options: readonly unknown[] | null;
  min_value: number | null;
  max_value: number | null;
};

/** The parameters of a model by name, in the order of its table. */
export function parametersOf(model: ModelSpec): [name: string, schema: ParameterSchema][] {
  return Object.entries(model.parameters.properties) as [string, ParameterSchema][];
}

/** What each file that a parameter names must hold, whether it names one or an array of them; absent for other parameters. */
export function mediaRuleOf(schema: ParameterSchema): MediaRule | undefined {
  return schema.media ?? schema.items?.media;
}

function typeOf(schema: ParameterSchema): string {
  if (schema.items) return typeOf(schema.items);
  if (schema.media) return schema.media.kind;
  if (schema.enum) return 'enum';
  return schema.type === 'number' ? 'float' : (schema.type ?? 'string');
}

/** Whether the vendor's guide calls it required; one with a default may be absent all the same. */
function isRequired(model: ModelSpec, name: string, schema: ParameterSchema): boolean {
  return schema.listed_as_required ?? (model.parameters.required ?? []).includes(name);
}

export function parameterRows(model: ModelSpec): ParameterRow[] {
  return parametersOf(model).map(([name, schema]) => ({
    name,
    display_name: schema.title ?? name,
    description: schema.description ?? '',
    type: typeOf(schema),
    required: isRequired(model, name, schema),
    default_value: schema.default ?? null,
    options: schema.enum ?? null,
    min_value: schema.minimum ?? schema.minItems ?? null,
    max_value: schema.maximum ?? schema.maxItems ?? null,
  }));
}

const megabytes = (bytes: number): string => `${bytes / 1e6} MB`;

/** The rule of a parameter in words: "one of 5, 10, 15", "at most 1500 characters". */
function ruleText(schema: ParameterSchema): string {
  const { media, items } = schema;
  if (items) return `an array of ${schema.minItems} to ${schema.maxItems}, each ${ruleText(items)}`;
  if (media?.kind === 'image') {
    return `${media.formats.join(', ')}; each side ${media.min_side} to ${media.max_side} px; at most ${megabytes(media.max_bytes)}`;
  }
  if (media) {
    return `${media.formats.join(' or ')}; ${media.min_seconds} to ${media.max_seconds} s; at most ${megabytes(media.max_bytes)}`;
  }
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.maxLength !== undefined) {
    return `${schema.pattern === undefined ? '' : 'not blank; '}at most ${schema.maxLength} characters`;
  }
  if (schema.minimum !== undefined && schema.maximum !== undefined) return `${schema.minimum} to ${schema.maximum}`;
  return 'true or false';
}

/** The guide and the parameter table, as Markdown. */
export function describeModel(model: ModelSpec): string {
  const rows = parametersOf(model).map(([name, schema]) => {
    const initial = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
    const required = isRequired(model, name, schema) ? 'yes' : '';
    return `| \`${name}\` | ${typeOf(schema)} | ${required} | ${initial} | ${ruleText(schema)} | ${schema.description} |`;
  });
  const head = '| parameter | type | required | default | rule | what it does |\n|---|---|---|---|---|---|';
  const aliases = Object.entries(model.aliases).map(([alias, name]) => `\`${alias}\` for \`${name}\``);
  const also = aliases.length > 0 ? `\n\nAlso understood, with a warning: ${aliases.join(', ')}.` : '';
  return `${model.guide}\n\n${head}\n${rows.join('\n')}${also}`;
}
