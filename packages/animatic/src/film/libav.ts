// What every use of libav here shares: quiet logs, and failures as errors.

import { AV_LOG_FATAL } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';

// libav writes to the process's standard error by itself; what goes wrong comes back as a code all the same.
Log.setLevel(AV_LOG_FATAL);

/** Throws when libav reports failure, which it does by a negative number; else gives the number back. */
export function check(code: number, what: string): number {
  if (code < 0) throw new Error(`Could not ${what}: ${FFmpegError.strerror(code)}`);
  return code;
}
