// What every use of libav here shares: quiet logs, and failures as errors.

import { AV_LOG_FATAL } from 'node-av/constants';
import { FFmpegError, Log, type Packet } from 'node-av/lib';

// libav writes to the process's standard error by itself; what goes wrong comes back as a code all the same.
Log.setLevel(AV_LOG_FATAL);

/** Throws when libav reports failure, which it does by a negative number; else gives the number back. */
export function check(code: number, what: string): number {
  if (code < 0) throw new Error(`Could not ${what}: ${FFmpegError.strerror(code)}`);
  return code;
}

/**
 * What is worked out of a packet's bytes, which hold until then. node-av copies them into V8's keeping, and V8 would throw them
 * away only when dozens of megabytes lie about: what a grainy film of 1080p grows by in two seconds.
 */
export function ofBytes<T>(packet: Packet, workOut: (bytes: Buffer) => T): T {
  const bytes = packet.data!;
  try {
    return workOut(bytes);
  } finally {
    const { buffer } = bytes as Buffer<ArrayBuffer>;
    // Small ones may lie in one that Node shares out.
    if (buffer.byteLength === bytes.byteLength) buffer.transfer(0);
  }
}
