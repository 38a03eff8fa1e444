// Every setting: name, default, unit, meaning. The only reader of the environment.
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import {
  drain,
  duration,
  key,
  list,
  oneOf,
  postgresAddress,
  type StorageAddress,
  storageAddress,
  text,
  webAddress,
  webhookSecret,
  wholeNumber,
} from './setting-values.ts';

type Setting<T> = {
  /** The value when the variable is absent or empty. */
  initial: T;
  /** What is printed as the default; the value itself when absent. */
  shown?: string;
  doc: string;
  /** Throws a sentence fragment, the rule, when the text is not a value: "must be …". */
  parse(text: string): T;
};

const setting = <T>(one: Setting<T>): Setting<T> => one;

/** x264's, from the quickest to the one that makes the smallest files. */
export const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower'] as const;

/** Every setting by the name of its environment variable. */
export const SETTINGS = {
  HOST: setting({ initial: '127.0.0.1', doc: 'Address to listen on; 0.0.0.0 for every network.', parse: String }),
  PORT: setting({ initial: 8787, doc: 'Port to listen on; 0 takes any free one.', parse: wholeNumber(0, 65535) }),
  DATABASE_URL: setting<string | null>({
    initial: null,
    shown: 'embedded',
    doc: 'A PostgreSQL (14 or newer) to use instead of the embedded one: postgresql://user:password@host/database.',
    parse: postgresAddress,
  }),
  REELQUEUE_DATA_DIR: setting({
    initial: './reelqueue-data',
    doc: 'Folder for the embedded database, uploads, films and keys.',
    parse: String,
  }),
  REELQUEUE_CONFIG: setting<string | null>({
    initial: null,
    shown: '`reelqueue.config.json` in the working folder, if it is there',
    doc: 'File that names the engines and which models go to them; without one, the embedded renderer makes everything.',
    parse: text,
  }),
  REELQUEUE_COMFYUI: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'Address of a ComfyUI, such as http://127.0.0.1:8188, which then comes before the embedded renderer; more can be said of it in the configuration file.',
    parse: webAddress,
  }),
  REELQUEUE_STORAGE: setting<StorageAddress>({
    initial: { kind: 'file', folder: null },
    shown: 'file:',
    doc: 'Where films and uploads are kept: file: (the data folder), file:/folder, or s3://bucket/prefix?endpoint=http://host:port&region=eu-central-1 (endpoint: for other servers than Amazon).',
    parse: storageAddress,
  }),
  AWS_ACCESS_KEY_ID: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'Who opens the bucket of REELQUEUE_STORAGE.',
    parse: key,
  }),
  AWS_SECRET_ACCESS_KEY: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'The secret of AWS_ACCESS_KEY_ID.',
    parse: key,
  }),
  AWS_SESSION_TOKEN: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'The token of temporary credentials.',
    parse: key,
  }),
  AWS_REGION: setting({
    initial: 'us-east-1',
    doc: 'Region of the bucket, where its address names none.',
    parse: String,
  }),
  REELQUEUE_API_KEY: setting<string | null>({
    initial: null,
    shown: 'made at the first start',
    doc: 'An admin key of the first organisation; for the client commands, the key to send.',
    parse: key,
  }),
  REELQUEUE_WEBHOOK_SECRET: setting<string | null>({
    initial: null,
    shown: 'made at the first start',
    doc: "The first organisation's webhook secret, whsec_…; a new value counts as a rotation.",
    parse: webhookSecret,
  }),
  REELQUEUE_PUBLIC_URL: setting<string | null>({
    initial: null,
    shown: 'http://HOST:PORT',
    doc: 'Address at which clients reach this system; upload and result addresses begin with it.',
    parse: webAddress,
  }),
  REELQUEUE_TLS_CERT: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'PEM file with the certificate chain, to answer https; needs REELQUEUE_TLS_KEY.',
    parse: text,
  }),
  REELQUEUE_TLS_KEY: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'PEM file with the private key of REELQUEUE_TLS_CERT.',
    parse: text,
  }),
  REELQUEUE_WORKERS: setting({
    initial: Math.max(1, Math.floor(availableParallelism() / 2)),
    shown: 'half the processor cores',
    doc: 'Renders at once in this process; 0 serves the API only.',
    parse: wholeNumber(0, 256),
  }),
  REELQUEUE_DRAIN: setting({
    initial: 30,
    shown: '30s',
    doc: 'How long a stop by SIGTERM lets renders go on that are under way; what has not ended by then is handed back.',
    parse: drain,
  }),
  REELQUEUE_PRESET: setting({
    initial: 'fast' as const,
    doc: 'x264 preset of the embedded renderer: slower presets make smaller files.',
    parse: oneOf(...PRESETS),
  }),
  REELQUEUE_DEPTH_MODEL: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'An ONNX model of your own by which the embedded renderer sees how near everything is; needs onnxruntime-node or onnxruntime-web.',
    parse: text,
  }),
  REELQUEUE_MATTING_MODEL: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'The same, by which it cuts the subject out.',
    parse: text,
  }),
  REELQUEUE_FLOW_MODEL: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'The same, by which it sees where everything goes between the first picture and the last.',
    parse: text,
  }),
  REELQUEUE_VOICE: setting<string[] | null>({
    initial: null,
    shown: 'none',
    doc: 'A command of your own that says what prompts quote in films of the embedded renderer: words between spaces.',
    parse: (value) => value.trim().split(/\s+/),
  }),
  REELQUEUE_WRITER: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'A language model that writes prompts out for the embedded renderer where they are to be extended: address of an OpenAI-compatible service, such as http://127.0.0.1:11434/v1; needs REELQUEUE_WRITER_MODEL.',
    parse: webAddress,
  }),
  REELQUEUE_WRITER_MODEL: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'The model of REELQUEUE_WRITER, as the service calls it.',
    parse: text,
  }),
  REELQUEUE_WRITER_KEY: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'The key of REELQUEUE_WRITER, where the service wants one.',
    parse: key,
  }),
  REELQUEUE_BILL: setting({
    initial: 'free' as const,
    doc: "What the embedded renderer's films cost: free, or list, the model's list price, which then counts as usage and against budgets.",
    parse: oneOf('free', 'list'),
  }),
  REELQUEUE_GMI_API_KEY: setting<string | null>({
    initial: null,
    shown: 'none',
    doc: 'Key of GMI Cloud; without a configuration file it alone sends every model there first.',
    parse: key,
  }),
  REELQUEUE_PAID_RETRY: setting({
    initial: 'never' as const,
    doc: 'Whether an engine elsewhere is asked again for a film where nothing is known of the first call, which may cost twice: never, or allow.',
    parse: oneOf('never', 'allow'),
  }),
  REELQUEUE_ALLOW_PRIVATE: setting({
    initial: [] as string[],
    shown: 'none',
    doc: 'Hosts or CIDRs, comma-separated, which media downloads and webhooks may reach besides public addresses.',
    parse: list,
  }),
  REELQUEUE_KEEP_RESULTS: setting<number | null>({
    initial: null,
    shown: 'for ever',
    doc: 'How long films and thumbnails are kept after their request has ended: 30s, 15m, 12h, 7d.',
    parse: duration,
  }),
  REELQUEUE_KEEP_UPLOADS: setting<number | null>({
    initial: 7 * 86_400,
    shown: '7d',
    doc: 'How long uploads are kept after they were last used by a submit; never while a request still needs them.',
    parse: duration,
  }),
  REELQUEUE_LOG: setting({
    initial: 'info' as const,
    doc: 'How much is logged to standard error: silent, error, warn, info or debug.',
    parse: oneOf('silent', 'error', 'warn', 'info', 'debug'),
  }),
  REELQUEUE_URL: setting<string | null>({
    initial: null,
    shown: 'the system that runs from the data folder',
    doc: 'For the client commands: address of the system to talk to.',
    parse: webAddress,
  }),
};

type Settings = typeof SETTINGS;
/** A value for every setting, under the setting's own name. */
type Values = { readonly [Name in keyof Settings]: ReturnType<Settings[Name]['parse']> };

/** The settings, and any other environment variable, as the configuration file may name one. */
export type Config = Values & { variable(name: string): string | undefined };

/** Settings that are wrong: one sentence each. */
export class ConfigError extends Error {
  constructor(sentences: string[]) {
    super(sentences.join('\n'));
    this.name = 'ConfigError';
  }
}

// Secrets stay out of messages: a mistyped key may be pasted into a bug report.
const SECRET = new Set([
  ...['REELQUEUE_API_KEY', 'REELQUEUE_GMI_API_KEY', 'REELQUEUE_WEBHOOK_SECRET', 'DATABASE_URL', 'REELQUEUE_STORAGE'],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'REELQUEUE_WRITER_KEY'],
]);

/** Reads every setting. Throws `ConfigError` naming each wrong value and each unknown `REELQUEUE_…` name at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const names = Object.keys(SETTINGS);
  const wrong: string[] = [];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('REELQUEUE_') || names.includes(name)) continue;
    wrong.push(`${name} is not a setting; did you mean ${closest(name, names)}?`);
  }
  const values = Object.entries(SETTINGS).map(([name, { initial, parse }]) => {
    const given = environment[name];
    if (given === undefined || given === '') return [name, initial];
    try {
      return [name, parse(given)];
    } catch (error) {
      const seen = SECRET.has(name) ? 'its value' : JSON.stringify(given);
      wrong.push(`${name}: ${seen} ${(error as Error).message}`);
      return [name, initial];
    }
  });
  const config = Object.fromEntries(values) as Values;
  if ((config.REELQUEUE_TLS_CERT === null) !== (config.REELQUEUE_TLS_KEY === null)) {
    wrong.push('REELQUEUE_TLS_CERT and REELQUEUE_TLS_KEY go together; only one of them is set');
  }
  if ((config.REELQUEUE_WRITER === null) !== (config.REELQUEUE_WRITER_MODEL === null)) {
    wrong.push('REELQUEUE_WRITER and REELQUEUE_WRITER_MODEL go together; only one of them is set');
  }
  if (config.REELQUEUE_STORAGE.kind === 's3' && !(config.AWS_ACCESS_KEY_ID && config.AWS_SECRET_ACCESS_KEY)) {
    wrong.push('REELQUEUE_STORAGE is a bucket, which needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  if (wrong.length > 0) throw new ConfigError(wrong);
  return {
    ...config,
    REELQUEUE_DATA_DIR: resolve(config.REELQUEUE_DATA_DIR),
    variable: (name) => environment[name],
  };
}
