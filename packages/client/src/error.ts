// The one error the client throws of its own; an abort is thrown as the caller's own reason.

/** One broken rule of one parameter. */
export type ErrorDetail = { param: string; error: string };

/** What is known of a failed call beside its sentence; absent means null, or none of them. */
type ErrorFacts = {
  status?: number | null;
  param?: string | null;
  details?: ErrorDetail[];
  request_id?: string | null;
  retry_after?: number | null;
  cause?: unknown;
};

/**
 * A call that came to nothing. `message` is the queue's sentence where it gave one. Decide by `code`, never by the sentence:
 * the queue's own codes, and `unreachable` (no answer came), `unexpected_answer` (it is not one of this API) and
 * `wait_timed_out` (the time given to a wait is over; the request goes on).
 */
export class ReelqueueError extends Error {
  readonly code: string;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** The payload key it is about. */
  readonly param: string | null;
  /** All broken parameters at once. */
  readonly details: ErrorDetail[];
  /** The request that was asked for, where the call names one. */
  readonly request_id: string | null;
  /** Seconds after which the queue asks to be called again. */
  readonly retry_after: number | null;

  constructor(code: string, sentence: string, facts: ErrorFacts = {}) {
    super(sentence, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'ReelqueueError';
    this.code = code;
    this.status = facts.status ?? null;
    this.param = facts.param ?? null;
    this.details = facts.details ?? [];
    this.request_id = facts.request_id ?? null;
    this.retry_after = facts.retry_after ?? null;
  }
}

/** Reads a response that is not a success into an error. Consumes its body. */
export async function errorOf(response: Response, request_id: string | null): Promise<ReelqueueError> {
  const text = await response.text();
  const facts = { status: response.status, request_id, retry_after: retryAfter(response.headers.get('retry-after')) };
  const body = parseObject(text);
  if (typeof body?.error !== 'string') {
    // A proxy's page, most likely: the start of it says more than "unexpected".
    const seen = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    return new ReelqueueError('unexpected_answer', `HTTP ${response.status} from ${response.url}: ${seen}`, facts);
  }
  return new ReelqueueError(typeof body.code === 'string' ? body.code : `http_${response.status}`, body.error, {
    ...facts,
    param: typeof body.param === 'string' ? body.param : null,
    details: Array.isArray(body.details) ? (body.details as ErrorDetail[]) : [],
  });
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // not JSON, so it is not the queue that speaks
  }
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
