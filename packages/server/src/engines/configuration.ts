// Reads reelqueue.config.json: which engines there are, and which of them each model goes to, best first.
import { readFile } from 'node:fs/promises';
import { findModel, MODELS } from '@reelqueue/models';
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { closest } from 'fastest-levenshtein';
import type { Static } from 'typebox';
import { type Config, ConfigError } from '../config.ts';
import { engineSchema, FILE } from './schema.ts';
import { ENGINE_TYPES, engineType, type TypeName } from './table.ts';

/** Looked for in the working folder where REELQUEUE_CONFIG names no other file. */
const USUAL_FILE = 'reelqueue.config.json';

/** `settings`: of its type, secrets filled in. `slots`: requests at once over all workers; null: no cap. */
type ConfiguredEngine = { name: string; type: TypeName; slots: number | null; settings: object };

type File = Static<typeof FILE>;

/** What a route says of one of its engines. */
export type ConfiguredLeg = NonNullable<File['routes']>[string][number];

/** By model id, or "*" for those that are not named; each of the best engine first. */
export type ConfiguredRoutes = Readonly<Record<string, readonly ConfiguredLeg[]>>;

/** `file`: where it comes from; null: from the settings alone. */
export type Configuration = { file: string | null; engines: ConfiguredEngine[]; routes: ConfiguredRoutes };

const ajv = new Ajv2020({ allErrors: true, useDefaults: true, verbose: true });
ajv.addKeyword('secret'); // resolved and hidden below
const judgeFile = ajv.compile(FILE);
const judgeEngine = Object.fromEntries(
  (Object.keys(ENGINE_TYPES) as TypeName[]).map((type) => [type, ajv.compile(engineSchema(type))]),
);

/** How a secret is written: the name of an environment variable that holds it. */
const SECRET = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

const suggestion = (word: string, words: readonly string[]): string =>
  words.length > 0 ? `; did you mean ${closest(word, words)}?` : '';

/** The broken rule as a sentence that begins with the place in the file. */
function sentence(at: string, error: ErrorObject): string {
  const { keyword, params, data, parentSchema = {}, schema } = error;
  const place = [at, ...error.instancePath.split('/').slice(1)].filter(Boolean).join('.').replaceAll('~1', '/');
  const inside = (name: string): string => (place === '' ? name : `${place}.${name}`);
  // A rule of a secret may be broken by the secret itself.
  const seen = parentSchema.secret ? `${place}: its value` : `${place || 'the file'} is ${show(data)}; it`;
  switch (keyword) {
    case 'required':
      return `${inside(params.missingProperty)} is missing`;
    case 'additionalProperties': {
      const name = params.additionalProperty as string;
      const [pattern] = Object.keys(parentSchema.patternProperties ?? {});
      if (pattern !== undefined) return `${inside(name)}: its name must match ${pattern}`;
      return `${inside(name)} is not known there${suggestion(name, Object.keys(parentSchema.properties ?? {}))}`;
    }
    case 'enum':
      return `${seen} must be one of ${(schema as unknown[]).join(', ')}`;
    case 'type':
      return `${seen} must be ${/^[aeiou]/.test(params.type) ? 'an' : 'a'} ${params.type}`;
    default:
      return `${seen} ${error.message}`;
  }
}

const broken = (at: string, errors: readonly ErrorObject[] | null | undefined): string[] => [
  ...new Set((errors ?? []).map((error) => sentence(at, error))),
];

/** Fills in what `env:NAME` stands for. Pushes a sentence for each that can not be. */
function fillSecrets(at: string, given: object, type: TypeName, config: Config, wrong: string[]): object {
  const properties: Record<string, { secret?: boolean }> = ENGINE_TYPES[type].settings.properties;
  const filled = Object.entries(given).map(([name, value]) => {
    if (!properties[name]?.secret || typeof value !== 'string') return [name, value];
    const [, variable] = SECRET.exec(value) ?? [];
    if (variable === undefined) {
      wrong.push(`${at}.${name} holds a value; it is a secret, and must be env:NAME, a variable that holds it`);
      return [name, ''];
    }
    const secret = config.variable(variable);
    if (!secret) wrong.push(`${at}.${name} is env:${variable}, but the environment variable ${variable} is not set`);
    return [name, secret ?? ''];
  });
  return Object.fromEntries(filled);
}

function readEngines(given: File['engines'], config: Config, wrong: string[]): ConfiguredEngine[] {
  return Object.entries(given).map(([name, engine]) => {
    const at = `engines.${name}`;
    const type = engine.type as TypeName;
    const judge = judgeEngine[type];
    const before = wrong.length;
    const filled = fillSecrets(at, engine, type, config, wrong);
    // A secret that is not there breaks rules that nobody broke.
    if (!judge(filled) && wrong.length === before) wrong.push(...broken(at, judge.errors));
    const { type: _, slots = null, ...settings } = filled as { type: TypeName; slots?: number | null };
    return { name, type, slots, settings };
  });
}

function checkRoutes(routes: ConfiguredRoutes, engines: ConfiguredEngine[], wrong: string[]): void {
  const names = engines.map(({ name }) => name);
  for (const [model, legs] of Object.entries(routes)) {
    legs.forEach(({ engine }, index) => {
      const at = `routes.${model}.${index}.engine`;
      if (!names.includes(engine)) wrong.push(`${at} is ${show(engine)}; the file names ${names.join(', ')}`);
      else if (legs.findIndex((leg) => leg.engine === engine) < index) {
        wrong.push(`${at} is ${show(engine)}, which stands before it in the same route`);
      }
    });
    const passes = legs.some((leg) => engines.some(({ name, type }) => name === leg.engine && engineType(type).passes));
    if (model !== '*' && findModel(model) === null && !passes) {
      const ids = MODELS.map(({ id }) => id);
      wrong.push(`routes.${model}: none of its engines takes a model that is not known${suggestion(model, ids)}`);
    }
  }
}

const everyEngine = (engines: ConfiguredEngine[]): ConfiguredRoutes => ({
  '*': engines.map(({ name }) => ({ engine: name })),
});

/** What the text of a configuration file says. Throws `ConfigError` naming everything that is wrong, and no secret. */
export function readConfiguration(text: string, file: string, config: Config): Configuration {
  const refuse = (sentences: string[]): never => {
    throw new ConfigError(sentences.map((one) => `${file}: ${one}`));
  };
  let given: File;
  try {
    // Some editors begin a file with a mark of its byte order.
    given = JSON.parse(text.replace(/^\ufeff/, '')) as File;
  } catch (error) {
    // The rest of its message repeats the text, which may hold what should not be there.
    const [where] = /line \d+ column \d+/.exec((error as Error).message) ?? [];
    return refuse([`it is not JSON: its syntax is wrong${where === undefined ? '' : ` at ${where}`}`]);
  }
  if (!judgeFile(given)) refuse(broken('', judgeFile.errors));
  const wrong: string[] = [];
  const engines = readEngines(given.engines, config, wrong);
  const routes = given.routes ?? everyEngine(engines);
  checkRoutes(routes, engines, wrong);
  if (wrong.length > 0) refuse(wrong);
  return { file, engines, routes };
}

/** Without a file: an engine for each setting that makes one, in the order of the table. */
function impliedConfiguration(config: Config): Configuration {
  const engines = (Object.keys(ENGINE_TYPES) as TypeName[]).flatMap((type): ConfiguredEngine[] => {
    const { alone } = engineType(type);
    const given = alone === null ? '' : (config[alone.setting] as string | null);
    if (given === null) return [];
    const settings = { type, ...alone?.settings(given) };
    if (!judgeEngine[type](settings)) throw new Error(`${alone?.setting} makes no engine`);
    return [{ name: type, type, slots: null, settings }];
  });
  return { file: null, engines, routes: everyEngine(engines) };
}

/** The configuration of a system: of its file where there is one. Throws `ConfigError`. */
export async function loadConfiguration(config: Config): Promise<Configuration> {
  const file = config.REELQUEUE_CONFIG ?? USUAL_FILE;
  try {
    return readConfiguration(await readFile(file, 'utf8'), file, config);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && config.REELQUEUE_CONFIG === null) return impliedConfiguration(config);
    throw new ConfigError([`REELQUEUE_CONFIG: ${file} can not be read (${code})`]);
  }
}
