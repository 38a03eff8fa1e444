// What the queue says about a request, field by field as it is on the wire. Times are unix seconds.

/** Where a request stands; the last three are its end. */
export type Status = 'queued' | 'processing' | 'success' | 'failed' | 'cancelled';

/** What is being done for a request right now. */
export type Phase = 'waiting' | 'fetching' | 'planning' | 'rendering' | 'encoding' | 'publishing';

/** The model's own parameters, as sent; which there are stands in the model's record. `null` means absent, 0 does not. */
export type Payload = { [parameter: string]: unknown };

/** What came of a request that succeeded. All addresses are absolute; `video_url` is also the first of `media_urls`. */
export type SuccessOutcome = {
  video_url: string;
  thumbnail_image_url: string;
  media_urls: { id: string; url: string }[];
  /** The seed that was used, given or drawn. */
  seed?: number;
  /** The prompt as it was extended; absent when it was taken as it is. */
  actual_prompt?: string;
  width?: number;
  height?: number;
  fps?: number;
  duration?: number;
  /** Of the film's bytes, in hex. */
  sha256?: string;
  engine?: string;
};

/** What came of a request that failed: the same sentence as the record's `error`. */
export type FailureOutcome = { error: string };

/** After a cancel: whether the compute behind the request had begun, and whether it has ended. */
export type Compute = 'not_started' | 'stopped' | 'still_running';

/** Whose turn comes first; within an organisation. */
export type Priority = 'low' | 'normal' | 'high';

/** What a record has whatever its status. Times are unix seconds; another queue than Reelqueue may not know all of them. */
export type RecordFields = {
  request_id: string;
  org_id: string;
  user_id: string;
  model: string;
  is_public: boolean;
  payload: Payload;
  created_at: number;
  updated_at: number;
  queued_at: number;
  /** The share done, 0 to 1. */
  progress?: number;
  phase?: Phase | null;
  /** Its place in the queue, from 1, while queued. */
  queue_position?: number | null;
  /** Set where `queue_position` is estimated from totals: beyond place 100. */
  position_is_estimate?: boolean;
  /** Seconds until it is likely to start, while queued; null while no worker serves its line. */
  starts_in?: number | null;
  /** Seconds until it is likely to end, while processing. */
  seconds_left?: number | null;
  /** The id of its last event; grows with each. */
  event_id?: number;
  /** Which try this is, from 1; 0 before the first. */
  attempt?: number;
  started_at?: number | null;
  finished_at?: number | null;
  /** What was accepted although it was not understood as sent, a sentence each. */
  warnings?: string[];
  /** When its film and thumbnail were deleted; absent while they are there. */
  files_deleted_at?: number;
  /** A quick film of the same payload, where the queue makes previews and it is there. */
  preview_url?: string;
  /** Which engine made it, and what it billed, in millionths of a US dollar; absent unless it succeeded. */
  usage?: { engine: string; micro_usd: number };
  metadata?: unknown;
  priority?: Priority;
  compute?: Compute | null;
};

/** A request's record. `status` says which `outcome` it has. */
export type VideoRequest = RecordFields &
  (
    | { status: 'queued' | 'processing' | 'cancelled'; outcome: null }
    | { status: 'success'; outcome: SuccessOutcome }
    | {
        status: 'failed';
        outcome: FailureOutcome;
        error: string;
        /** A word that stays the same when the sentence changes. */
        error_code?: string;
        /** The payload key it is about; absent when it is about none. */
        error_param?: string | null;
      }
  );

/** What is asked of the queue. Besides the model and its payload everything may be absent. */
export type Submission = {
  model: string;
  payload: Payload;
  /** Called once, signed, when the request ends. */
  webhook_url?: string;
  priority?: Priority;
  /** Seconds; a request that has not started by then fails as `expired`. */
  start_within?: number;
  /** At most 4 kB as JSON; comes back in the record. */
  metadata?: unknown;
};

/** The answer to a submission: the head of the record. */
export type Submitted = Pick<
  VideoRequest,
  'request_id' | 'model' | 'status' | 'created_at' | 'updated_at' | 'queued_at'
>;

/** How animatic planned a film before its first frame. Beside what is named here it holds every key of the camera's way. */
export type FilmPlan = {
  width: number;
  height: number;
  fps: number;
  frames: number;
  seed: number;
  /** `name` is what a director would call the shot. */
  shots: { frames: number; name: string; [part: string]: unknown }[];
  actual_prompt: string | null;
  /** What was asked and can not be shown. */
  warnings: string[];
  [part: string]: unknown;
};

/** One page of requests, newest first. */
export type RequestPage = {
  requests: VideoRequest[];
  /** Of all pages; exact up to 10,000 and no larger than that. */
  total: number;
  total_is_exact?: boolean;
  /** Asks for the next page; null on the last. */
  next_page_token?: string | null;
};

/** Whether a request has come to its end and will not change its status again. */
export function hasEnded(status: Status): boolean {
  return status === 'success' || status === 'failed' || status === 'cancelled';
}
