// The request: its statuses, which of them may follow which, and the record that clients see.
import type { Payload } from '@reelqueue/models';

/** Which status may follow which. SQL enforces it (`where status = any(…)`), the docs draw it. */
export const NEXT = {
  queued: ['processing', 'cancelled', 'failed'],
  // Queued again: shut down, retried, or the lease ran out.
  processing: ['success', 'failed', 'cancelled', 'queued'],
  success: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type Status = keyof typeof NEXT;

export const STATUSES = Object.keys(NEXT) as Status[];

/** Whether nothing can follow. */
export const isFinal = (status: Status): boolean => NEXT[status].length === 0;

/** The statuses from which `next` may be reached. */
export function before(next: Status): Status[] {
  return STATUSES.filter((status) => (NEXT[status] as readonly Status[]).includes(next));
}

/** What is happening to a request, in the order in which it happens. */
export type Phase = 'waiting' | 'fetching' | 'planning' | 'rendering' | 'encoding' | 'publishing';

/** After a cancel: whether the compute behind the request runs on. */
export type Compute = 'not_started' | 'stopped' | 'still_running';

/** What a success gives: addresses first, then plain values (CONTRACT: section 2). */
export type Outcome = {
  video_url: string;
  thumbnail_image_url: string;
  media_urls: { id: string; url: string }[];
  /** Absent where a model that is not described has none. */
  seed?: number;
  actual_prompt?: string;
  width: number;
  height: number;
  fps: number;
  /** Seconds. */
  duration: number;
  sha256: string;
  engine: string;
};

/** A request as clients see it. Times are unix seconds; null means not yet, or not applicable. */
export type VideoRequest = {
  request_id: string;
  org_id: string;
  user_id: string;
  model: string;
  status: Status;
  is_public: boolean;
  /** The echo of what was sent. */
  payload: Payload;
  outcome: Outcome | { error: string } | null;
  error: string | null;
  error_code: string | null;
  error_param: string | null;
  warnings: string[];
  metadata: unknown;
  priority: Priority;
  phase: Phase | null;
  /** 0 to 1. */
  progress: number;
  seconds_left: number | null;
  compute: Compute | null;
  attempt: number;
  event_id: number;
  created_at: number;
  updated_at: number;
  queued_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** Where the embedded renderer's film of the same payload is, if the route asks for one and it is there. */
  preview_url: string | null;
  /** Which engine made it, and what it asked for it in millionths of a US dollar; null unless it succeeded. */
  usage: { engine: string; micro_usd: number } | null;
  /** When its film and thumbnail were removed; their addresses answer 410 since then. */
  files_deleted_at: number | null;
};

/** Priorities from last to first; the row keeps the index. */
export const PRIORITIES = ['low', 'normal', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];
