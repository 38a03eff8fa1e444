// The log: JSON lines on standard error. Keys and secrets are never in it.
import { pino } from 'pino';

export type Log = pino.Logger;

/** `level` as in REELQUEUE_LOG. */
export function createLog(level: string): Log {
  return pino({ level, redact: ['req.headers.authorization'] }, pino.destination({ fd: 2, sync: true }));
}
