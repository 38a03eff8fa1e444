// Every error a client can meet: its code and its HTTP status. One class, one shape everywhere.

/** Codes that answer a call, with their HTTP status (CONTRACT: section 3). */
export const HTTP_STATUS = {
  invalid_json: 400,
  invalid_payload: 400,
  invalid_media: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  model_not_found: 404,
  already_finished: 409,
  gone: 410,
  payload_too_large: 413,
  rate_limited: 429,
  queue_full: 429,
  internal: 500,
  unavailable: 503,
} as const;

/** Codes that end a request which had been accepted (`error_code` of its record). */
export const FAILURE_CODES = [
  'invalid_media',
  'media_unreachable',
  'engine_failed',
  'engine_lost',
  'timed_out',
  'expired',
  'internal',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];
export type ErrorCode = keyof typeof HTTP_STATUS | FailureCode;

/** One broken rule of one parameter. */
export type Detail = { param: string; error: string };

/**
 * An error whose sentence may be shown: it states the value seen and the rule. Anything else that is thrown is a bug.
 * `param` is the payload key it is about; `details` lists all broken parameters at once.
 */
export class RequestError extends Error {
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly details: Detail[];

  constructor(code: ErrorCode, sentence: string, param: string | null = null, details: Detail[] = []) {
    super(sentence);
    this.name = 'RequestError';
    this.code = code;
    this.param = param;
    this.details = details;
  }

  /** The wire shape: `{"error","code","param"?,"details"?}`. */
  toJSON(): { error: string; code: ErrorCode; param?: string; details?: Detail[] } {
    return {
      error: this.message,
      code: this.code,
      ...(this.param === null ? {} : { param: this.param }),
      ...(this.details.length > 0 ? { details: this.details } : {}),
    };
  }
}
