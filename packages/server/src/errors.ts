// Every error a client can meet: its code, its HTTP status, its meaning. One class, one shape everywhere.

/**
 * Every code (CONTRACT: section 3). `http`: the status of the call that it answers, null when it answers none. `ends`:
 * whether it can end a request that had been accepted, as the `error_code` of its record. `means`: a sentence for clients.
 */
export const ERRORS = {
  invalid_http: { http: 400, ends: false, means: 'The call is not well-formed HTTP, or has headers of over 16 KiB.' },
  invalid_json: { http: 400, ends: false, means: 'The body is not JSON, or not of the length that was announced.' },
  invalid_payload: { http: 400, ends: false, means: 'A value breaks a rule; `details` lists every one that does.' },
  invalid_media: { http: 400, ends: true, means: 'A picture, a sound or a clip is not what its parameter asks for.' },
  unauthorized: { http: 401, ends: false, means: 'There is no key, or it is unknown, revoked or expired.' },
  insufficient_credits: {
    http: 402,
    ends: false,
    means: "The organisation's budget does not cover the film; the sentence says how far it has gone.",
  },
  forbidden: { http: 403, ends: false, means: 'The key lacks the scope that the call needs.' },
  not_found: { http: 404, ends: false, means: "There is no such thing, or it is another organisation's." },
  model_not_found: { http: 404, ends: false, means: 'No model has that id.' },
  request_timeout: {
    http: 408,
    ends: false,
    means: 'The call did not come whole in the time that it has; the sentence says how long that is.',
  },
  already_finished: { http: 409, ends: false, means: 'The request has ended; `request` is its record, unchanged.' },
  already_uploaded: {
    http: 409,
    ends: false,
    means: 'Another file has been uploaded to that address, or is being uploaded; ask for an address of its own.',
  },
  idempotency_in_flight: { http: 409, ends: false, means: 'The first submit under that Idempotency-Key is under way.' },
  idempotency_mismatch: { http: 422, ends: false, means: 'That Idempotency-Key came with another body before.' },
  not_finished: { http: 409, ends: false, means: 'The request has not ended yet; it has no files to delete.' },
  gone: { http: 410, ends: false, means: 'The file has been deleted, by a call or because it was kept long enough.' },
  payload_too_large: {
    http: 413,
    ends: false,
    means: 'The body or the upload is larger than is taken; the sentence says how large.',
  },
  invalid_range: { http: 416, ends: false, means: 'The file has no bytes in the range that was asked for.' },
  rate_limited: {
    http: 429,
    ends: false,
    means: 'The organisation has submitted as often as it may in a minute; `Retry-After` says when it may again.',
  },
  queue_full: {
    http: 429,
    ends: false,
    means: 'As many requests of the organisation wait as may; come back when one has started.',
  },
  internal: { http: 500, ends: false, means: 'A bug of Reelqueue, written to its log.' },
  unavailable: { http: 503, ends: false, means: 'Reelqueue can not take the call now; try again soon.' },
  media_unreachable: { http: null, ends: true, means: 'A media address could not be downloaded.' },
  engine_failed: { http: null, ends: true, means: 'The engine failed each time it was tried; the log says why.' },
  engine_lost: { http: null, ends: true, means: 'The worker was lost in the middle of it, again and again.' },
  content_rejected: { http: null, ends: true, means: 'The engine will not make such a film.' },
  unknown_outcome: {
    http: null,
    ends: true,
    means: 'An engine elsewhere was asked and never answered: the film may have been made, and billed, there.',
  },
  timed_out: { http: null, ends: true, means: 'The render took longer than its limit and was stopped.' },
  expired: { http: null, ends: true, means: 'It had not started within `start_within`.' },
} as const satisfies Record<string, { http: number | null; ends: boolean; means: string }>;

export type ErrorCode = keyof typeof ERRORS;

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
