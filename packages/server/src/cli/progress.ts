// A request's progress as a person can follow it: a bar that stays on its line, or without a terminal a line per 10 %.
import { hasEnded, type VideoRequest } from '@reelqueue/client';

const BAR_WIDTH = 30;

/** Takes records as they come; `end` leaves the terminal on a fresh line. */
export type Progress = { update(request: VideoRequest): void; end(): void };

/** Shows progress on a stream, most often stderr: what a command answers stays alone on stdout. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? liveBar(stream) : lines(stream);
}

function liveBar(stream: NodeJS.WriteStream): Progress {
  let drawn = false;
  return {
    update(request) {
      const share = shareOf(request);
      const full = Math.round(share * BAR_WIDTH);
      const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
      const text = `${headOf(request).padEnd(10)} ${bar} ${percent(share).padStart(5)}${tailOf(request)}`;
      // A line that wraps could not be drawn over.
      stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
      drawn = true;
    },
    end() {
      if (drawn) stream.write('\n');
      drawn = false;
    },
  };
}

function lines(stream: NodeJS.WriteStream): Progress {
  let last = '';
  return {
    update(request) {
      const share = shareOf(request);
      const step = `${request.status} ${Math.floor(share * 10)}`;
      if (step !== last) stream.write(`${headOf(request)} ${percent(share)}${tailOf(request)}\n`);
      last = step;
    },
    end() {},
  };
}

/** 0 to 1. A record whose engine can not know its share counts as at its start until it succeeds. */
function shareOf({ status, progress }: VideoRequest): number {
  return status === 'success' ? 1 : Math.min(1, Math.max(0, progress ?? 0));
}

// Rounded down: 100 % is said only at the end.
const percent = (share: number): string => `${Math.floor(share * 100)} %`;

function headOf({ status, phase }: VideoRequest): string {
  return hasEnded(status) ? status : (phase ?? status);
}

function tailOf({ status, seconds_left, queue_position, position_is_estimate, starts_in }: VideoRequest): string {
  if (status === 'queued' && queue_position != null) {
    const soon = starts_in == null || starts_in === 0 ? '' : `, starts in about ${starts_in} s`;
    return `, ${position_is_estimate ? 'about ' : ''}place ${queue_position} in the queue${soon}`;
  }
  if (status === 'processing' && seconds_left != null) return `, ${Math.ceil(seconds_left)} s left`;
  return '';
}
