// The request: its statuses, which of them may follow which, and its record, whose fields are those that clients are told of.
import type { FailureOutcome, Priority, RecordFields, Status, SuccessOutcome } from '@reelqueue/client';

export type { Compute, Phase, Priority, Status } from '@reelqueue/client';

/** Which status may follow which. SQL enforces it (`where status = any(…)`), the docs draw it. */
export const NEXT = {
  queued: ['processing', 'cancelled', 'failed'],
  // Queued again: shut down, retried, or the lease ran out.
  processing: ['success', 'failed', 'cancelled', 'queued'],
  success: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<Status, readonly Status[]>;

export const STATUSES = Object.keys(NEXT) as Status[];

/** Whether nothing can follow. */
export const isFinal = (status: Status): boolean => NEXT[status].length === 0;

/** The statuses from which `next` may be reached. */
export function before(next: Status): Status[] {
  return STATUSES.filter((status) => (NEXT[status] as readonly Status[]).includes(next));
}

/** What a success gives. Here nothing is absent but what a model may not have. */
export type Outcome = Required<Omit<SuccessOutcome, 'seed' | 'actual_prompt'>> &
  Pick<SuccessOutcome, 'seed' | 'actual_prompt'>;

/** What a place in line adds to the record of a queued request. */
type PlaceInLine = 'queue_position' | 'position_is_estimate' | 'starts_in';
/** Absent on the wire until they say something; null here. */
type OnlyWhenKnown = 'preview_url' | 'usage' | 'files_deleted_at';

/** A request as its row has it: the record that clients see, but nothing is absent. Null means not yet, or not applicable. */
export type VideoRequest = Required<Omit<RecordFields, PlaceInLine | OnlyWhenKnown>> & {
  [Field in OnlyWhenKnown]: NonNullable<RecordFields[Field]> | null;
} & {
  status: Status;
  /** Its addresses are relative. */
  outcome: Outcome | FailureOutcome | null;
  error: string | null;
  error_code: string | null;
  error_param: string | null;
};

/** Priorities from last to first; the row keeps the index. */
export const PRIORITIES = ['low', 'normal', 'high'] as const satisfies readonly Priority[];
