// What text may be the value of a setting: each reads it, or throws a sentence fragment, the rule: "must be …".

const rule = (sentence: string): never => {
  throw new Error(sentence);
};

/** Anything. */
export const text = (value: string): string | null => value;

/** A number in digits, both ends included. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    const fits = /^\d+$/.test(value) && number >= least && number <= most;
    return fits ? number : rule(`must be a whole number from ${least} to ${most}`);
  };
}

/** One of these words as they are written. */
export function oneOf<T extends string>(...choices: T[]): (value: string) => T {
  return (value) => choices.find((choice) => choice === value) ?? rule(`must be one of ${choices.join(', ')}`);
}

/** An http or https address, without a slash at its end. */
export function webAddress(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : rule('must be a web address such as https://films.example.com');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') rule('must begin with http:// or https://');
  return url.href.replace(/\/$/, '');
}

/** The address of a database; what else is wrong with it the database says. */
export function postgresAddress(value: string): string {
  return /^postgres(ql)?:\/\//.test(value) ? value : rule('must begin with postgresql://');
}

/** Where files are kept: a folder (null: the data folder), or a bucket. `region`: null when the address names none. */
export type StorageAddress =
  | { kind: 'file'; folder: string | null }
  | { kind: 's3'; bucket: string; prefix: string; endpoint: string | null; region: string | null };

/** `file:`, `file:/folder` or `s3://bucket/prefix`, with `endpoint` and `region` behind a question mark. */
export function storageAddress(value: string): StorageAddress {
  const [, folder] = /^file:(?:\/\/)?(\/.*)?$/.exec(value) ?? [];
  if (value.startsWith('file:')) {
    if (folder === undefined && !/^file:(\/\/)?$/.test(value)) rule('must name an absolute folder: file:/srv/films');
    return { kind: 'file', folder: folder ?? null };
  }
  if (!value.startsWith('s3://')) rule('must be file:, file:/folder or s3://bucket/prefix?endpoint=…&region=…');
  const url = URL.canParse(value) ? new URL(value) : rule('is not an address: s3://bucket/prefix?endpoint=…&region=…');
  if (url.username !== '' || url.password !== '') {
    rule('must hold no credentials: these go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  const { hostname: bucket } = url;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || url.port !== '') {
    rule(`names the bucket ${JSON.stringify(url.host)}; a bucket has 3 to 63 small letters, digits, dots and hyphens`);
  }
  const path = url.pathname.replace(/^\/+|\/+$/g, '');
  if (!/^[\w.()!*'-]+(\/[\w.()!*'-]+)*$/.test(path) && path !== '') {
    rule("has a prefix that is not made of letters, digits and -_.()!*' between single slashes");
  }
  const strange = [...url.searchParams.keys()].find((name) => name !== 'endpoint' && name !== 'region');
  if (strange !== undefined) rule(`has ${JSON.stringify(strange)} after its ?; there may be endpoint and region`);
  const region = url.searchParams.get('region');
  if (region !== null && !/^[a-z0-9-]+$/i.test(region)) rule('must name a region such as eu-central-1');
  const endpoint = url.searchParams.get('endpoint');
  return {
    ...{ kind: 's3', bucket, prefix: path === '' ? '' : `${path}/`, region },
    endpoint: endpoint === null ? null : s3Endpoint(endpoint),
  };
}

function s3Endpoint(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOne = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
  return isOne ? webAddress(value) : rule('has an endpoint that must be a web address such as http://127.0.0.1:9000');
}

/** What goes into a header as it is. */
export function key(value: string): string {
  return /^[\x21-\x7e]{1,4096}$/.test(value) ? value : rule('must be 1 to 4096 printable ASCII characters, no spaces');
}

/** A secret after Standard Webhooks. */
export function webhookSecret(value: string): string {
  const bytes = Buffer.from(value.replace(/^whsec_/, ''), 'base64');
  const fits = value === `whsec_${bytes.toString('base64')}` && bytes.length >= 24 && bytes.length <= 64;
  return fits ? value : rule('must be whsec_ and the base64 of 24 to 64 random bytes');
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A hundred years: beyond them calendars end, of PostgreSQL or of JavaScript. */
const LONGEST = 36_500 * SECONDS.d;
/** Days that timers can count. */
const MOST_DRAIN = 24;

/** A duration such as 30s, 15m, 12h or 7d, at most 36500d, in seconds; null when the text is none. */
export function readDuration(text: string): number | null {
  const [, count, unit] = /^(\d{1,10})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * SECONDS[unit as keyof typeof SECONDS];
  return seconds <= LONGEST ? seconds : null;
}

/** A duration in seconds. */
export const duration = (value: string): number =>
  readDuration(value) ?? rule('must be a duration such as 30s, 15m, 12h or 7d, at most 36500d');

/** A duration that a timer can count, in seconds. */
export function drain(value: string): number {
  const seconds = duration(value);
  return seconds <= MOST_DRAIN * SECONDS.d ? seconds : rule(`must be at most ${MOST_DRAIN}d`);
}

/** What stands between commas. */
export const list = (value: string): string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
