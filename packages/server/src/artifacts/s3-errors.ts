// What S3, or the way to it, says when it does not do what it was asked, in words without a secret.

type Failure = Error & { code?: string; $metadata?: { httpStatusCode?: number }; cause?: unknown };

/** By the codes that S3 gives. */
const SAID: Record<string, (bucket: string) => string> = {
  NoSuchBucket: (bucket) => `there is no bucket ${bucket}`,
  InvalidAccessKeyId: () => 'it does not know AWS_ACCESS_KEY_ID',
  SignatureDoesNotMatch: () => 'AWS_SECRET_ACCESS_KEY does not fit AWS_ACCESS_KEY_ID',
  ExpiredToken: () => 'AWS_SESSION_TOKEN has expired',
  PermanentRedirect: () => 'the bucket is in another region; name it by ?region=',
  AuthorizationHeaderMalformed: () => 'the bucket is in another region; name it by ?region=',
};

/** By the codes of Node.js. */
const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of its host can not be looked up',
  ECONNRESET: 'it hung up',
};

/** A sentence fragment; of what the server said itself only the code is shown. */
export function explain(error: unknown, { bucket }: { bucket: string }): string {
  const { name, code, $metadata, cause } = error as Failure;
  if (SAID[name] !== undefined) return SAID[name](bucket);
  if (name === 'TimeoutError' || name === 'AbortError') return 'it does not answer';
  const status = $metadata?.httpStatusCode;
  if (status === 301) return SAID.PermanentRedirect(bucket);
  if (status === 403) return 'these credentials may not do that (AccessDenied)';
  if (status !== undefined) return `it answered ${status} (${name})`;
  const met = code ?? (cause as Failure | undefined)?.code ?? name;
  return NETWORK[met] ?? `it can not be reached (${met})`;
}
